"""Nothing that a file hides in its texts or its name reaches a report, an export or a terminal."""

import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pydicom
import pytest

from helpers import founding_case as founding
from helpers.dicom_files import grey, native
from sonostep.core.exam import ClipRecord
from sonostep.imaging import read_clip
from sonostep.imaging.dicom.elements.text import TEXTS
from sonostep.reporting import render
from sonostep.storage import exam_to_json

HOSTILE = "A\x1b[31mB\x07C\x00D\x9b1mE\u202eF\u2066G\u2028H\x08I\u200bJ"
LEFT_OUT = set("\x1b\x07\x00\x9b\u202e\u2066\u2028\x08\x7f")


def hostile_clip(folder):
    """A clip with hostile text in each element in words that is read, and in the name of its file."""
    raw = HOSTILE.encode()
    keywords = [k for k in ("PatientName", *TEXTS) if k not in ("AccessionNumber", "BodyPartExamined")]
    stand_in = {k: f"{n:02}".ljust(len(raw), "x") for n, k in enumerate(keywords)}
    elements = {k: stand_in[k] for k in keywords if k != "TransducerType"}
    path = native(folder / "a.dcm", [grey()], SpecificCharacterSet="ISO_IR 192", **elements)
    data = path.read_bytes()
    for text in elements:
        data = data.replace(stand_in[text].encode(), raw)
    name = "b\x1b[2J\u202ec.dcm" if sys.platform != "win32" else "b.dcm"
    (folder / name).write_bytes(data)
    path.unlink()
    return folder / name


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    clip = read_clip(hostile_clip(tmp_path_factory.mktemp("medium")))
    assert clip.patient.name.startswith("ABCDEFG")
    exam = founding.exam()
    record = replace(ClipRecord.of(clip), id=exam.clips[0].id, scale=exam.clips[0].scale, frames=999)
    exam = replace(exam, patient=clip.patient, clips=(record, *exam.clips[1:]))
    report = founding.report(exam)
    return render(report, ("pdf", "sr", "html", "csv", "fhir", "handout"), exam_json=exam_to_json(exam))


def test_no_export_holds_it(made, tmp_path):
    seen = 0
    for name, data in made.items():
        if name.endswith((".html", ".csv", ".json")):
            text = data.decode("utf-8-sig")
            texts = [text, str(json.loads(text)) if name.endswith(".json") else ""]
        elif name.endswith(".dcm"):
            dataset = pydicom.dcmread(io.BytesIO(data))
            texts = [
                str(e.value) for e in dataset.iterall() if e.VR in ("PN", "LO", "SH", "LT", "ST", "UT", "UC")
            ]
        elif name.endswith(".pdf") and shutil.which("pdftotext"):
            (tmp_path / name).write_bytes(data)
            made_by = subprocess.run(["pdftotext", tmp_path / name, "-"], capture_output=True, check=True)
            texts = [made_by.stdout.decode().replace("\f", "")]
        else:
            continue
        seen += any("ABCDEFG" in t for t in texts)
        assert not [t for t in texts if LEFT_OUT & set(t)], name
    assert seen >= 3


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_terminal_gets_it(tmp_path, capsys, options):
    from sonostep.cli import main

    hostile_clip(tmp_path)
    (tmp_path / "x\x1b[2J\u202e.dcm").write_text("no DICOM" * 40)
    main(["info", str(tmp_path), *options])
    said = "".join(capsys.readouterr())
    assert "b" in said
    assert not LEFT_OUT & set(said)
