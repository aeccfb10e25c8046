"""What ``report`` and ``finalise`` say: of a format without a file, and of what is asked before signing."""

from dataclasses import replace

import pytest

from helpers import sample_exam as sample
from helpers.red_flags import flags_absent
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.protocols import load_vocabulary
from sonostep.storage import save_exam

BARE = Exam("10000000-0000-4000-8000-000000000001", "2026-01-02T03:04:05+08:00", physician="Dr Lin")
SAYS = {
    "images": "no key image was written",
    "states": "no presentation state was written",
    "clips": "no clip was written",
}


@pytest.fixture
def written(tmp_path):
    def written(exam):
        save_exam(exam, tmp_path / "exam.json")
        return tmp_path / "exam.json"

    return written


@pytest.mark.parametrize("target", ["out", "out.zip"])
@pytest.mark.parametrize("format_", SAYS)
def test_a_format_without_a_file_is_told_in_one_sentence(run, written, tmp_path, format_, target):
    words = ("report", written(BARE), "--out", tmp_path / target, "--lang", "en", "--formats")
    code, out, err = run(*words, format_)
    assert code == 1 and out == "" and not (tmp_path / target).exists()
    assert SAYS[format_] in err and len(err.splitlines()) == 1
    code, out, err = run(*words, f"html,{format_}")
    assert code == 0 and out and SAYS[format_] in err and len(err.splitlines()) == 1


def test_each_of_several_is_told(run, written, tmp_path):
    code, _, err = run(
        "report", written(BARE), "--out", tmp_path / "o", "--lang", "en", "--formats", ",".join(SAYS)
    )
    assert code == 1 and all(said in err for said in SAYS.values()) and len(err.splitlines()) == 3


def test_clips_that_are_all_dicom_are_told(run, written, tmp_path):
    exam = replace(sample.exam(), key_images=(), annotations=())
    exam = replace(exam, clips=tuple(c for c in exam.clips if c.study.sop_class_uid))
    assert exam.clips
    code, _, err = run("report", written(exam), "--out", tmp_path / "o", "--lang", "en", "--formats", "clips")
    assert code == 1 and "DICOM already" in err


def test_what_is_written_is_not_told_as_missing(run, written, tmp_path):
    exam = replace(sample.exam(), annotations=())
    code, out, err = run(
        "report", written(exam), "--out", tmp_path / "o", "--lang", "en", "--formats", "images"
    )
    assert code == 0 and "key-image-01.dcm" in out and err == ""


def test_a_format_without_a_file_is_told_when_it_is_sealed(run, written, tmp_path):
    words = ("finalise", written(flags_absent(BARE)), "--out", tmp_path / "o", "--lang", "en")
    code, _, err = run(*words, "--formats", "html,images", "--all-the-same")
    assert code == 0 and SAYS["images"] in err


def untied() -> Exam:
    question = next(q for q in load_vocabulary().questions if q.asks_complaint and q.sided)
    test = Finding(FindingKey(question.id, Side.LEFT), FindingState.PRESENT)
    return replace(BARE, findings=(test,), complaints=(Complaint("a", "A", Side.LEFT),), impression="x")


@pytest.mark.parametrize(
    ("exam", "said"),
    [(BARE, "The impression is empty"), (untied(), "it is not said which complaint")],
    ids=["impression", "test"],
)
def test_what_the_window_asks_before_signing_is_asked_by_command(run, written, tmp_path, exam, said):
    words = ("finalise", written(flags_absent(exam)), "--out", tmp_path / "o", "--lang", "en")
    code, out, err = run(*words, "--formats", "csv")
    assert code == 1 and out == "" and not (tmp_path / "o").exists()
    assert "? " in err and said in err and "--all-the-same" in err
    code, out, err = run(*words, "--formats", "csv", "--all-the-same")
    assert code == 0 and said in err and (tmp_path / "o" / "seal.json").is_file()


def test_what_is_asked_stands_beside_what_is_open(run, written, tmp_path):
    words = ("finalise", written(BARE), "--out", tmp_path / "o", "--lang", "en", "--all-the-same")
    code, _, err = run(*words)
    assert code == 1 and "The impression is empty" in err and "red flags" in err


def test_nothing_is_asked_of_an_exam_that_says_it(run, written, tmp_path):
    exam = replace(flags_absent(BARE), impression="Normal.")
    code, _, err = run("finalise", written(exam), "--out", tmp_path / "o", "--lang", "en", "--formats", "csv")
    assert (code, err) == (0, "")


def test_a_picture_that_was_taken_out_leaves_the_folder_with_the_next_export(run, written, tmp_path):
    exam, out = replace(sample.exam(), annotations=()), tmp_path / "o"
    words = ("--out", out, "--lang", "en", "--formats")
    assert len(exam.key_images) > 1
    assert run("report", written(exam), *words, "images,csv")[0] == 0
    (out / "key-image-x.dcm").write_bytes(b"nobody's")
    fewer = replace(exam, key_images=exam.key_images[:1])
    assert run("report", written(fewer), *words, "html")[0] == 0
    assert (out / "key-image-02.dcm").exists(), "only what is written anew"
    assert run("report", written(fewer), *words, "images")[0] == 0
    left = {p.name for p in out.iterdir() if p.name.startswith("key-image-")}
    assert left == {"key-image-01.dcm", "key-image-x.dcm"}
    assert (out / "measurements.csv").exists() and (out / "report.html").exists()
