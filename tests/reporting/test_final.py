"""Final is final: what stands in the way, the seal that every byte changes, the amendment that follows."""

import io
import json
from dataclasses import replace

import pydicom
import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.cli.dispatch import main
from sonostep.core.edits import AwaitSignature, SetWords
from sonostep.core.exam import ExamState, Signature, ViewRecord, ViewState
from sonostep.core.finalise import amend, close, obstacles, problems, seal
from sonostep.core.finding import FindingState, Side
from sonostep.core.history import History
from sonostep.core.problem import ProblemError
from sonostep.messages import codes, sentence
from sonostep.reporting import files_of, freeze, verify, zipped
from sonostep.reporting.fhir.bundle import render_fhir
from sonostep.reporting.printed.report import sheet
from sonostep.reporting.sealing.zip_archive import export_name, safe_name
from sonostep.reporting.sr.document import render_sr
from sonostep.reporting.words import ReportWords
from sonostep.session import Session
from sonostep.storage import (
    create_journal,
    exam_to_json,
    keep_final,
    kept_seal,
    open_journal,
    save_exam,
)

SIGNED = Signature("林 醫師", "A. Chen", "2025-01-02T10:00:00+08:00")


def found(exam):
    return obstacles(exam, (sample.PROTOCOL,), sample.VOCABULARY)


def complete():
    """The sample exam with its one open view accounted for."""
    exam = sample.exam()
    last = ViewRecord("gmed_other", "long", Side.LEFT, ViewState.DONE)
    return replace(exam, views=(*exam.views, last))


def closed():
    return close(complete(), SIGNED, found(complete()))


def frozen(exam=None):
    return freeze(exam or closed(), lambda e: {"report.csv": b"a,b\n", "p/q.pdf": b"%PDF"}, exam_to_json)


def code_of(call):
    with pytest.raises(ProblemError) as caught:
        call()
    return caught.value.problem.code


# what stands in the way


def test_cannot_tell_is_an_answer_to_a_red_flag():
    unclear = FindingState.INDETERMINATE
    findings = tuple(
        replace(f, state=unclear, note="") if f.key.id == "saddle_numbness" else f
        for f in complete().findings
    )
    assert not found(replace(complete(), findings=findings)).unanswered


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (lambda e: sample.exam(), "finalise.views_open", "Other side for comparison / long axis (left)"),
        (
            lambda e: replace(e, findings=tuple(f for f in e.findings if f.key.id != "saddle_numbness")),
            "finalise.flags_unanswered",
            "Saddle numbness",
        ),
        (
            lambda e: replace(e, protocols=(*e.protocols, replace(e.protocols[0], id="gone"))),
            "finalise.protocol_lost",
            "gone",
        ),
    ],
)
def test_an_exam_with_something_left_open_is_not_finalised_and_says_what(change, code, named):
    exam = change(complete())
    (problem,) = problems(found(exam), "en")
    assert problem.code == code
    assert named in sentence(problem, "en")
    assert code_of(lambda: close(exam, SIGNED, found(exam))) == code


def test_a_flag_that_cannot_be_told_is_accounted_for_by_a_note():
    unclear = tuple(
        replace(f, state=FindingState.NOT_ASSESSED, note="asleep") if f.key.id == "saddle_numbness" else f
        for f in complete().findings
    )
    assert not found(replace(complete(), findings=unclear))


def test_a_complete_exam_is_closed_by_a_named_physician_only():
    assert not found(complete())
    assert code_of(lambda: close(complete(), Signature(" ", "", ""), found(complete()))) == (
        "finalise.no_physician"
    )
    assert (closed().state, closed().signature) == (ExamState.FINAL, SIGNED)


def test_the_names_of_what_is_open_are_in_the_language_asked_for():
    (problem,) = problems(found(sample.exam()), "zh-TW")
    assert "對側比較 / 長軸（左側）" in sentence(problem, "zh-TW")


# states


def test_what_waits_for_its_signature_is_taken_back_before_it_changes():
    waiting = AwaitSignature(True).apply(sample.exam())
    assert waiting.state is ExamState.PENDING
    assert code_of(lambda: SetWords("", "").apply(waiting)) == "exam.pending"
    assert SetWords("", "").apply(AwaitSignature(False).apply(waiting)).plan == ""


@pytest.mark.parametrize("state", [ExamState.FINAL, ExamState.AMENDED])
def test_nothing_changes_a_closed_exam(state):
    exam = replace(complete(), state=state)
    assert code_of(lambda: SetWords("", "").apply(exam)) == "exam.final"
    assert code_of(lambda: AwaitSignature(False).apply(exam)) == "exam.final"
    assert found(exam).closed


def test_the_session_ends_with_the_final_exam_and_the_journal_takes_nothing_after_it(tmp_path):
    journal, history = create_journal(tmp_path, complete())
    session = Session(history, journal)
    session.do(SetWords("a", "b"))
    final, files = freeze(close(session.exam, SIGNED, found(session.exam)), lambda e: {}, exam_to_json)
    session.finalise(final)
    session.undo()
    assert session.exam is final and session.unsaved is None
    assert session.history.undo_name is None
    after = History((*session.history.entries, session.history.entries[0]), len(session.history.entries))
    assert code_of(lambda: journal.keep(after)) == "exam.final"
    session.close()
    again, opened = open_journal(tmp_path / f"{final.id}.sonostep")
    again.close()
    assert opened.exam == final
    assert kept_seal(tmp_path, final.id) == final.final_sha256
    kept = keep_final(tmp_path, final.id, zipped(files))
    assert verify(files_of(kept)).unaltered
    assert keep_final(tmp_path, final.id, zipped(files)) == kept
    assert code_of(lambda: keep_final(tmp_path, final.id, b"other")) == "exam.final"


# the seal


def test_what_was_frozen_verifies():
    final, files = frozen()
    verdict = verify(files)
    assert verdict.unaltered
    assert (verdict.exam, verdict.sha256, verdict.count) == (final.id, final.final_sha256, 3)
    assert verify({"x": b""}).no_seal


def test_any_altered_byte_of_any_file_is_detected(scaled):
    # pictures would only make each of the many looks longer
    _, files = frozen(replace(closed(), key_images=()))
    for name, data in files.items():
        step = max(1, len(data) // scaled(2000))
        for at in {*range(0, len(data), step), len(data) - 1}:
            for flip in (0x01, 0x20):
                changed = data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
                assert not verify({**files, name: changed}).unaltered, (name, at)
        assert not verify({**files, name: data + b" "}).unaltered


@pytest.mark.parametrize("name", ["report.csv", "p/q.pdf", "exam.json"])
def test_a_lost_or_added_file_is_named(name):
    _, files = frozen()
    less = {n: d for n, d in files.items() if n != name}
    assert verify(less).missing == (name,)
    assert verify({**files, "more": b""}).added == ("more",)


def test_a_seal_that_is_made_anew_for_altered_files_does_not_fit_the_exam():
    final, files = frozen()
    files["report.csv"] = b"other"
    forged = json.loads(files["seal.json"])
    from sonostep.core.finalise import hashes

    forged["files"] = hashes({n: d for n, d in files.items() if n != "seal.json"})
    forged["final_sha256"] = seal({n: d for n, d in files.items() if n != "seal.json"})
    files["seal.json"] = (json.dumps(forged, ensure_ascii=False, indent=1) + "\n").encode()
    assert verify(files).broken


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"exam": 1, "final_sha256": 2, "files": []}', b"\xff"])
def test_a_damaged_seal_is_an_alteration(data):
    _, files = frozen()
    assert not verify({**files, "seal.json": data}).unaltered


# the amendment


def amendment():
    final, _ = frozen()
    return amend(final, "6f0c1c62-4b7e-4b43-9d7f-0b8a6f1b2c3d", "side corrected",
                 study_uid="1.2.3", series_uid="1.2.3.4", instance_uid="1.2.3.4.5")  # fmt: skip


def test_an_amendment_begins_with_all_of_its_predecessor_and_names_it():
    final, _ = frozen()
    draft = amendment()
    assert (draft.state, draft.version, draft.amends.exam) == (ExamState.DRAFT, 2, final.id)
    assert draft.amends.sha256 == final.final_sha256
    assert replace(draft, id=final.id, state=final.state, amends=None) == replace(
        final, signature=None, final_sha256=""
    )
    assert code_of(lambda: amend(complete(), "x", "why")) == "amend.not_final"
    assert code_of(lambda: amend(final, "x", " ")) == "amend.no_reason"


def test_the_structured_report_of_an_amendment_names_its_predecessor():
    ds = pydicom.dcmread(io.BytesIO(render_sr(sample.report(amendment()))["report.sr.dcm"]))
    (study,) = ds.PredecessorDocumentsSequence
    (series,) = study.ReferencedSeriesSequence
    (instance,) = series.ReferencedSOPSequence
    assert (study.StudyInstanceUID, series.SeriesInstanceUID) == ("1.2.3", "1.2.3.4")
    named = (instance.ReferencedSOPClassUID, instance.ReferencedSOPInstanceUID)
    assert named == (ds.SOPClassUID, "1.2.3.4.5")


@pytest.mark.parametrize(
    ("state", "status"),
    [(ExamState.DRAFT, "preliminary"), (ExamState.PENDING, "preliminary"), (ExamState.FINAL, "final"),
     (ExamState.AMENDED, "amended")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_every_state_is_said_in_fhir_and_on_paper(state, status, language):
    exam = replace(amendment() if state is ExamState.AMENDED else complete(), state=state)
    report = sample.report(exam)
    bundle = json.loads(render_fhir(report, ReportWords(language), b"%PDF"))
    said = {e["resource"].get("status") for e in bundle["entry"]}
    # of a study and of a picture, which have no draft
    assert said - {"available", "completed", None} == {status}
    data = sheet(report, ReportWords(language))
    kinds = [b["kind"] for b in data["banners"]]
    assert ("draft" in kinds, "pending" in kinds) == (state is ExamState.DRAFT, state is ExamState.PENDING)
    assert ("amendment" in kinds) == (state is ExamState.AMENDED)
    if state is ExamState.AMENDED:
        assert "side corrected" in " ".join(data["signature"]["said"])


def test_a_typed_name_is_printed_as_unauthenticated_and_a_certificate_as_such():
    said = sheet(sample.report(closed()), ReportWords("en"))["signature"]["said"]
    assert said == ["Signed by 林 醫師 (typed name, unauthenticated) at 2025-01-02T10:00:00+08:00."]
    certified = replace(closed(), signature=replace(SIGNED, certificate="CN=Lin"))
    (line,) = sheet(sample.report(certified), ReportWords("en"))["signature"]["said"]
    assert "certificate: CN=Lin" in line and "unauthenticated" not in line


# names


@pytest.mark.parametrize(
    ("text", "name"),
    [("../../etc/passwd", "etc-passwd"), ("a b\\c:d*e", "a-b-c-d-e"), ("CON", "_CON"),
     ("nul.txt", "_nul.txt"), ("", "report"), ("...", "report"), ("王 小明", "王-小明"),
     ("\u202ex\x00", "x"), (".hidden", "hidden")],
)  # fmt: skip
def test_names_are_safe(text, name):
    assert safe_name(text) == name
    assert len(safe_name(text * 100).encode()) <= 61


def test_the_name_of_an_export_says_no_patient():
    assert export_name(sample.report()) == "sonostep-SYNTHETIC-2025-01-02-5f0c1c62-draft"
    assert "P-0042" not in export_name(sample.report()) and "明" not in export_name(sample.report())


# the command line


def run(capsys, *words):
    code = main([str(w) for w in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_finalise_verify_amend_by_command(tmp_path, capsys):
    save_exam(founding.exam(), tmp_path / "exam.json")
    folder, archive = tmp_path / "final", tmp_path / "final.zip"
    words = (
        "finalise", tmp_path / "exam.json", "--formats", "csv", "--lang", "en", "--all-the-same", "--out",
    )  # fmt: skip
    assert run(capsys, *words[:3], "csv,sr", *words[4:], folder)[0] == 0
    code, out, _ = run(capsys, "verify", folder, "--lang", "en")
    assert code == 0 and out.startswith("Unaltered: 6 files")
    code, out, _ = run(capsys, *words, archive, "--json")
    sha = json.loads(out)["sha256"]
    assert run(capsys, "verify", archive, "--sha256", sha)[0] == 0
    assert run(capsys, "verify", archive, "--sha256", "0" * 64)[0] == 1
    code, out, _ = run(capsys, "amend", folder, "--reason", "typo", "--out", tmp_path / "next.json", "--json")
    assert (code, json.loads(out)["exam_version"]) == (0, 2)
    (folder / "measurements.csv").write_bytes(b"x")
    code, out, err = run(capsys, "verify", folder, "--json", "--lang", "en")
    assert (code, json.loads(out)["altered"]) == (1, ["measurements.csv"])
    assert err.startswith("ALTERED: measurements.csv")
    assert run(capsys, "amend", folder, "--reason", "typo", "--out", tmp_path / "other.json")[0] == 1


def test_an_exam_with_a_lost_protocol_is_refused_by_command(tmp_path, capsys):
    lost = replace(founding.exam().protocols[0], id="gone")
    save_exam(replace(founding.exam(), protocols=(lost,)), tmp_path / "e.json")
    code, _, err = run(capsys, "finalise", tmp_path / "e.json", "--out", tmp_path / "f", "--lang", "en")
    assert code == 1 and "cannot be final" in err
    assert not (tmp_path / "f").exists()


def test_both_languages_go_with_reports_only(tmp_path, capsys):
    save_exam(founding.exam(), tmp_path / "e.json")
    report = ("report", tmp_path / "e.json", "--formats", "csv", "--out", tmp_path / "o", "--lang", "both")
    assert run(capsys, *report)[0] == 0
    assert run(capsys, "doctor", "--lang", "both")[0] == 2


def test_every_sentence_is_there():
    named = {"verify.missing", "verify.added", "verify.other_seal", "amend.exists", "cli.not_both"}
    assert named <= codes()
