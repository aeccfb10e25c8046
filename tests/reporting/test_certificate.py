"""A PDF signed with a certificate: what is refused, what is printed, and that every byte counts."""

import io
import json
import logging
import re
from dataclasses import replace

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from helpers.certificates import ISSUER, PASSPHRASE, SUBJECT, pkcs12_file
from sonostep.cli import finalise as finals
from sonostep.cli.dispatch import main
from sonostep.core.exam import Signature
from sonostep.core.problem import ProblemError
from sonostep.messages import sentence
from sonostep.reporting import files_of, render
from sonostep.reporting.printed.pdf import render_pdf
from sonostep.reporting.printed.report import sheet
from sonostep.reporting.sealing.certificate import CertificateFile, open_certificate, signatures
from sonostep.reporting.words import ReportWords
from sonostep.storage import save_exam

SIGNED = Signature("林 醫師", "A. Chen", "2025-01-02T10:00:00+08:00")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    path = pkcs12_file(tmp_path_factory.mktemp("c") / "lin.p12")
    return open_certificate(CertificateFile(path, PASSPHRASE))


@pytest.fixture(scope="module")
def pair(certificate):
    """A PDF as it was made, and as it was signed."""
    report = sample.report(replace(sample.exam(), key_images=()))
    made = render_pdf(report, "en", b"{}")
    return made, certificate.sign(made, "林 醫師")


def test_the_signed_pdf_is_the_pdf_with_a_signature_behind_it(pair):
    made, signed = pair
    assert signed.startswith(made)
    assert [(s.subject, s.issuer, s.intact) for s in signatures(signed)] == [(SUBJECT, ISSUER, True)]
    assert signatures(made) == ()
    assert b"/ETSI.CAdES.detached" in signed and b"/DocMDP" in signed


def test_the_signed_pdf_still_says_that_it_is_pdf_a(pair):
    from pyhanko.pdf_utils.reader import PdfFileReader

    root = PdfFileReader(io.BytesIO(pair[1])).root
    said = root["/Metadata"].data.decode()
    assert re.search(r'pdfaid:part[=>]"?3', said) and re.search(r'pdfaid:conformance[=>]"?B', said)
    (field,) = root["/AcroForm"]["/Fields"]
    widget = field.get_object()
    # ISO 19005-3 6.3: a field without an area needs no appearance; it is printed and not hidden
    assert [float(v) for v in widget["/Rect"]] == [0, 0, 0, 0] and widget["/F"] & 4
    assert "/NeedAppearances" not in root["/AcroForm"]
    assert root["/MarkInfo"]["/Marked"] and root["/AF"]
    assert PdfFileReader(io.BytesIO(pair[1])).input_version == (1, 7)


def test_any_altered_byte_breaks_the_signature(pair, scaled):
    _, signed = pair
    for at in range(20, len(signed), max(1, len(signed) // scaled(200))):
        changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        assert not any(s.intact for s in signatures(changed)) or changed[at] == signed[at], at
    assert not any(s.intact for s in signatures(signed + b"\n% more"))


@pytest.mark.parametrize(
    ("options", "typed", "code"),
    [
        ({}, "wrong", "wrong_passphrase"),
        ({}, "", "wrong_passphrase"),
        ({"first": -30, "last": -2}, PASSPHRASE, "expired"),
        ({"first": 2}, PASSPHRASE, "not_yet"),
        ({"signs": False}, PASSPHRASE, "not_for_signing"),
        ({"with_key": False}, PASSPHRASE, "no_key"),
    ],
)
def test_what_cannot_sign_is_refused_in_one_sentence(tmp_path, options, typed, code, caplog):
    path = pkcs12_file(tmp_path / "lin.p12", **options)
    with caplog.at_level(logging.DEBUG), pytest.raises(ProblemError) as caught:
        open_certificate(CertificateFile(path, typed))
    assert caught.value.problem.code == f"certificate.{code}"
    assert "lin.p12" in sentence(caught.value.problem, "zh-TW")
    assert PASSPHRASE not in caplog.text + repr(caught.value.problem) + str(caught.value.__cause__)


@pytest.mark.parametrize("data", [b"", b"no certificate", b"\x30\x82\x01\x00", b"0" * (1024 * 1024 + 1)])
def test_a_file_that_is_none_is_refused(tmp_path, data):
    (tmp_path / "x.p12").write_bytes(data)
    for path in (tmp_path / "x.p12", tmp_path / "gone.p12", tmp_path):
        with pytest.raises(ProblemError) as caught:
            open_certificate(CertificateFile(path, PASSPHRASE))
        assert caught.value.problem.code == "certificate.unreadable"


def test_the_passphrase_is_in_no_text():
    assert PASSPHRASE not in repr(CertificateFile(sample, PASSPHRASE))


@pytest.mark.parametrize("language", ["en", "zh-TW", "both"])
def test_the_report_says_by_which_certificate_it_was_signed(certificate, language):
    exam = replace(sample.exam(), physician="林 醫師", signature=certificate.signed(SIGNED))
    data = sheet(sample.report(exam), ReportWords(language))
    (line,) = data["signature"]["said"]
    assert SUBJECT in line and ISSUER in line
    assert ReportWords(language).word("unauthenticated") not in f"{line}{data['signature']['people'][0]}"
    # the operator typed theirs
    assert ReportWords(language).word("unauthenticated") in data["signature"]["people"][1][1]


def test_every_form_that_carries_the_pdf_carries_the_signed_one(certificate):
    import base64

    report = sample.report(replace(sample.exam(), key_images=()))
    files = render(report, ("pdf", "fhir", "pdf-dicom"), exam_json=b"{}",
                   signer=lambda pdf: certificate.sign(pdf, "林"))  # fmt: skip
    signed = files["report.pdf"]
    assert [s.intact for s in signatures(signed)] == [True]
    bundle = json.loads(files["report.fhir.json"])
    (form,) = bundle["entry"][0]["resource"]["presentedForm"]
    assert base64.b64decode(form["data"]) == signed
    assert signed in files["report.pdf.dcm"]


def test_finalise_and_verify_by_command(tmp_path, capsys, monkeypatch):
    save_exam(founding.exam(), tmp_path / "exam.json")
    path = pkcs12_file(tmp_path / "lin.p12")
    words = ["finalise", str(tmp_path / "exam.json"), "--formats", "pdf", "--lang", "en", "--physician", "林",
             "--certificate", str(path), "--out"]  # fmt: skip
    monkeypatch.setattr(finals, "asked_passphrase", lambda out, file: "wrong")
    assert main([*words, str(tmp_path / "no")]) == 1
    assert "does not open lin.p12" in capsys.readouterr().err and not (tmp_path / "no").exists()
    monkeypatch.setattr(finals, "asked_passphrase", lambda out, file: PASSPHRASE)
    assert main([*words, str(tmp_path / "final")]) == 0
    capsys.readouterr()
    assert main(["verify", str(tmp_path / "final"), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert f"{SUBJECT}, issued by {ISSUER}" in said and said.startswith("Unaltered: 2 files")
    assert main(["verify", str(tmp_path / "final"), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["signatures"]
    assert told == {"file": "report.pdf", "subject": SUBJECT, "issuer": ISSUER, "intact": True}
    # the PDF alone, as it may reach somebody
    alone = tmp_path / "mailed.pdf"
    alone.write_bytes((tmp_path / "final" / "report.pdf").read_bytes())
    assert main(["verify", str(alone), "--lang", "en"]) == 0
    assert SUBJECT in capsys.readouterr().out
    alone.write_bytes(alone.read_bytes() + b" ")
    assert main(["verify", str(alone), "--lang", "en"]) == 1
    alone.write_bytes(b"%PDF-1.7 nothing")
    assert main(["verify", str(alone), "--lang", "en"]) == 1
    assert main(["verify", str(tmp_path / "gone.pdf"), "--lang", "en"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in said][0] == "ALTERED" and "is not signed" in said[1]
    # the seal covers the signed bytes, and the signature is found broken as well
    pdf = bytearray(files_of(tmp_path / "final")["report.pdf"])
    pdf[2000] ^= 1
    (tmp_path / "final" / "report.pdf").write_bytes(pdf)
    assert main(["verify", str(tmp_path / "final"), "--lang", "en"]) == 1
    assert "ALTERED: report.pdf" in capsys.readouterr().err
