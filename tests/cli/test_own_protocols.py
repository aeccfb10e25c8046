"""A protocol in the user's own folder is one as ours are, to the command line as to the window."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import video_files
from helpers.red_flags import flags_absent
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.edits import AddClips, PutAnnotation, PutView, SetSide, UseProtocol, apply_all
from sonostep.core.exam import ClipRecord, Exam, Signature, ViewRecord, ViewState
from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point
from sonostep.imaging import open_clip
from sonostep.paths import user_home
from sonostep.protocols import data_ref, load_knowledge, load_protocol
from sonostep.reporting import files_of
from sonostep.storage import load_exam, save_exam
from sonostep.workflows.finalise import FinaliseOrder
from sonostep.workflows.library import load_library
from sonostep.workflows.task import UNWATCHED

TEXT = '{en: "x", zh-TW: "x"}'
VIEW = '{id: own_view, text: {en: "A view of our own", zh-TW: "自訂切面"}}'
PROTOCOL = f"""protocol: mine
version: "1"
title: {{en: "A protocol of our own", zh-TW: "自訂流程"}}
purpose: {TEXT}
region: hip
steps:
  - {{id: own_step, title: {TEXT}, purpose: {TEXT}, sources: [GK], views: [{VIEW}], sided: true}}
"""


@pytest.fixture
def protocol_file() -> Path:
    """The protocol where the window looks for the user's own."""
    folder = user_home() / "protocols"
    folder.mkdir()
    path = folder / "mine.yaml"
    path.write_text(PROTOCOL, encoding="utf-8")
    return path


def exam_of(path: Path) -> Exam:
    used = UseProtocol(data_ref(load_protocol(path)), data_ref(load_knowledge()))
    return apply_all(Exam("e-1", "2026-01-02T03:04:05+08:00", Patient("7")), [SetSide(Side.LEFT), used])


@pytest.fixture
def exam_file(protocol_file: Path, tmp_path: Path) -> Path:
    """An exam of that protocol, with its one view still open."""
    path = tmp_path / "exam.json"
    save_exam(exam_of(protocol_file), path)
    return path


def done(exam_file: Path) -> Path:
    """The exam with its view seen, its red flags asked and an impression."""
    view = PutView(ViewRecord("own_step", "own_view", Side.LEFT, ViewState.DONE))
    path = exam_file.with_name("done.json")
    save_exam(replace(flags_absent(view.apply(load_exam(exam_file))), impression="Normal."), path)
    return path


def test_it_is_listed_and_shown(run, protocol_file):
    code, out, err = run("protocol", "list", "--json")
    assert (code, err) == (0, "")
    assert "mine" in [p["id"] for p in json.loads(out)["protocols"]]
    code, out, err = run("protocol", "show", "mine", "--lang", "zh-TW")
    assert (code, err) == (0, "") and "自訂切面" in out


def test_a_folder_that_is_called_like_a_protocol_hides_none(run, protocol_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for id_ in ("mine", "lateral_hip"):
        (tmp_path / id_).mkdir()
        assert run("protocol", "show", id_)[0] == 0


def test_its_views_stand_in_the_report(run, exam_file, tmp_path):
    code, _, err = run("report", exam_file, "--out", tmp_path / "o", "--formats", "html", "--lang", "en")
    assert (code, err) == (0, "")
    assert "A view of our own" in (tmp_path / "o" / "report.html").read_text(encoding="utf-8")


def test_its_open_view_keeps_an_exam_from_being_final(run, exam_file, tmp_path):
    code, _, err = run(
        "finalise", exam_file, "--physician", "Dr Lin", "--out", tmp_path / "o", "--lang", "en"
    )
    assert code == 1 and "A view of our own" in err
    assert "mine" not in err  # nothing is said to be missing
    assert not (tmp_path / "o").exists()


def test_an_exam_of_it_is_made_final(run, exam_file, tmp_path):
    code, _, err = run("finalise", done(exam_file), "--physician", "Dr Lin", "--out", tmp_path / "o")
    assert (code, err) == (0, "")
    with (tmp_path / "o" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))
    assert run("verify", tmp_path / "o")[0] == 0


def test_one_that_is_nowhere_is_told(run, exam_file, protocol_file, tmp_path):
    protocol_file.unlink()
    code, _, err = run("report", exam_file, "--out", tmp_path / "o", "--formats", "html", "--lang", "en")
    assert code == 0 and "mine" in err
    code, _, err = run(
        "finalise", exam_file, "--physician", "Dr Lin", "--out", tmp_path / "p", "--lang", "en"
    )
    assert code == 1 and "mine" in err


def test_a_broken_one_is_told_and_harms_no_other(run, exam_file, protocol_file, tmp_path):
    (protocol_file.with_name("broken.yaml")).write_text("protocol: [", encoding="utf-8")
    code, _, err = run("report", exam_file, "--out", tmp_path / "o", "--formats", "html", "--lang", "en")
    assert code == 0 and "broken.yaml" in err and len(err.splitlines()) == 1
    assert "A view of our own" in (tmp_path / "o" / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def with_video(exam_file: Path, tmp_path: Path) -> Path:
    """The exam, done, with a measurement on a video."""
    path = video_files.write_video(tmp_path / "a.mp4", video_files.KINDS[0], 12)
    clip = open_clip(path)[0]
    ends = (Point(10.0, 20.0), Point(60.0, 20.0))
    shape = Annotation("m", FrameRef(clip.id, 2), ShapeKind.DISTANCE, ends)
    exam = apply_all(load_exam(done(exam_file)), [AddClips((ClipRecord.of(clip),)), PutAnnotation(shape)])
    made = tmp_path / "video.json"
    save_exam(exam, made)
    return made


def sealed_names(folder: Path) -> set[str]:
    return set(json.loads((folder / "seal.json").read_text(encoding="utf-8"))["files"])


def test_what_is_sealed_by_default_is_what_the_window_seals(run, with_video, tmp_path):
    code, _, err = run(
        "finalise", with_video, "--physician", "Dr Lin", "--out", tmp_path / "o", "--lang", "en"
    )
    assert (code, err) == (0, "")
    exam, signature = load_exam(with_video), Signature("Dr Lin", "", "2026-01-02T03:04:05+08:00")
    _, data = FinaliseOrder(exam, load_library()[0], signature, "en", "en").run(UNWATCHED)
    (tmp_path / "window.zip").write_bytes(data)
    by_window = set(files_of(tmp_path / "window.zip")) - {"seal.json"}
    assert sealed_names(tmp_path / "o") == by_window
    assert any(name.startswith("clip") and name.endswith(".dcm") for name in by_window)


def test_a_video_that_has_left_is_sealed_without_its_frames(run, with_video, tmp_path):
    (tmp_path / "a.mp4").unlink()
    code, _, err = run("finalise", with_video, "--physician", "Dr Lin", "--out", tmp_path / "o")
    assert (code, err) == (0, "")
    assert not [n for n in sealed_names(tmp_path / "o") if n.startswith("clip")]


def test_formats_that_are_named_are_those_that_are_sealed(run, with_video, tmp_path):
    code, *_ = run(
        "finalise", with_video, "--physician", "Dr Lin", "--out", tmp_path / "o", "--formats", "pdf"
    )
    assert code == 0 and sealed_names(tmp_path / "o") == {"report.pdf", "exam.json"}
    assert replace(load_exam(tmp_path / "o" / "exam.json"), final_sha256="").closed
