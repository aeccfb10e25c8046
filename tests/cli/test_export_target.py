"""An export never destroys another exam's files, on the command line: folders and zips, drafts and finals."""

from dataclasses import replace
from pathlib import Path

import pytest

from sonostep.core.clip import Patient
from sonostep.core.exam import Exam
from sonostep.storage import save_exam

MINE = Exam("10000000-0000-4000-8000-000000000001", "2026-01-02T03:04:05+08:00", Patient("A^B", "P1"))
THEIRS = replace(MINE, id="20000000-0000-4000-8000-000000000002", patient=Patient("C^D", "P2"))


@pytest.fixture
def exams(tmp_path):
    files = {}
    for name, exam in (("mine", replace(MINE, impression="Mine.")), ("theirs", THEIRS)):
        files[name] = tmp_path / f"{name}.json"
        save_exam(exam, files[name])
    return files


def bytes_below(folder: Path):
    return (
        {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        if folder.is_dir()
        else folder.read_bytes()
    )


def report(run, exam, out, *more, formats="html,csv"):
    return run("report", exam, "--out", out, "--formats", formats, "--lang", "en", *more)


@pytest.mark.parametrize("formats", ["html", "html,json", "csv", "pdf"])
@pytest.mark.parametrize("target", ["folder", "report.zip"])
def test_a_draft_does_not_replace_another_exams_report(run, exams, tmp_path, target, formats):
    out = tmp_path / target
    assert report(run, exams["theirs"], out, formats="html,csv,json")[0] == 0
    before = bytes_below(out)
    code, _, err = report(run, exams["mine"], out, formats=formats)
    assert code == 1 and "another exam" in err
    assert bytes_below(out) == before
    assert report(run, exams["mine"], out, "--replace", formats=formats)[0] == 0
    assert bytes_below(out) != before


@pytest.mark.parametrize("formats", ["html", "html,json", "handout"])
@pytest.mark.parametrize("theirs", ["html,csv,json", "csv,pdf-dicom", "handout,images"])
def test_a_replaced_report_leaves_no_file_of_the_other_patient(run, exams, tmp_path, theirs, formats):
    out = tmp_path / "folder"
    assert report(run, exams["theirs"], out, formats=theirs)[0] == 0
    (out / "key-image-01.dcm").write_text("theirs")
    (out / "letter.txt").write_text("nobody's")
    assert report(run, exams["mine"], out, "--replace", formats=formats)[0] == 0
    report(run, exams["mine"], tmp_path / "alone", formats=formats)
    assert set(bytes_below(out)) - {"letter.txt"} == set(bytes_below(tmp_path / "alone"))
    assert report(run, exams["theirs"], out, formats=theirs)[0] == 1


def test_what_cannot_be_replaced_leaves_the_other_report_whole(run, exams, tmp_path):
    out = tmp_path / "folder"
    assert report(run, exams["theirs"], out, formats="csv,json")[0] == 0
    (out / "report.html").mkdir()
    before = bytes_below(out)
    assert report(run, exams["mine"], out, "--replace", formats="csv,html")[0] == 1
    assert bytes_below(out) == before


@pytest.mark.parametrize("formats", ["html", "html,json", "csv"])
@pytest.mark.parametrize("target", ["folder", "report.zip"])
def test_ones_own_report_is_written_again(run, exams, tmp_path, target, formats):
    out = tmp_path / target
    assert report(run, exams["mine"], out, formats=formats)[0] == 0
    assert report(run, exams["mine"], out, formats=formats)[0] == 0


def test_a_file_of_the_same_name_that_nothing_explains_is_somebody_elses(run, exams, tmp_path):
    out = tmp_path / "folder"
    out.mkdir()
    (out / "report.html").write_text("mine")
    assert report(run, exams["mine"], out)[0] == 1
    assert (out / "report.html").read_text() == "mine" and len(list(out.iterdir())) == 1
    (out / "report.html").rename(out / "letter.html")
    assert report(run, exams["mine"], out)[0] == 0


def signed(run, exams, out):
    """A sealed report of their exam, whatever has to be answered first."""
    from sonostep.core.exam import Signature
    from sonostep.core.finalise import Obstacles, close
    from sonostep.reporting import freeze, render
    from sonostep.storage import exam_to_json
    from sonostep.workflows.finalise import write_final
    from sonostep.workflows.library import load_library
    from sonostep.workflows.report_export import report_of

    library = load_library()[0]
    closed = close(THEIRS, Signature("Dr Lin", "", "2026-01-02T03:04:05+08:00"), Obstacles(), "en")
    exam, files = freeze(
        closed,
        lambda e: render(report_of(e, library, "en"), ("csv",), exam_json=exam_to_json(e), language="en"),
        exam_to_json,
    )
    write_final(exam, files, out)
    return exam, files


@pytest.mark.parametrize("target", ["folder", "report.zip"])
@pytest.mark.parametrize("more", [(), ("--replace",)])
def test_nothing_replaces_a_sealed_report(run, exams, tmp_path, target, more):
    out = tmp_path / target
    signed(run, exams, out)
    before = bytes_below(out)
    for name in ("mine", "theirs"):
        code, _, err = report(run, exams[name], out, *more)
        assert code == 1 and "sealed" in err
    assert bytes_below(out) == before


def test_a_sealed_report_is_written_again_as_it_was_and_never_over_a_draft(run, exams, tmp_path):
    from sonostep.core.problem import ProblemError
    from sonostep.workflows.finalise import write_final

    exam, files = signed(run, exams, tmp_path / "final")
    write_final(exam, files, tmp_path / "final")
    assert report(run, exams["theirs"], tmp_path / "draft")[0] == 0
    with pytest.raises(ProblemError) as refused:
        write_final(exam, files, tmp_path / "draft")
    assert refused.value.problem.code == "export.draft_there"


@pytest.mark.parametrize("inside", ["below", "below/deep", "report.zip", "../link/below"])
def test_nothing_is_written_inside_a_sealed_folder(run, exams, tmp_path, inside):
    out = tmp_path / "folder"
    signed(run, exams, out)
    (tmp_path / "link").symlink_to(out)
    before = bytes_below(out)
    for name in ("mine", "theirs"):
        code, _, err = report(run, exams[name], out / inside, "--replace")
        assert code == 1 and "sealed" in err
    code, _, err = run("amend", out, "--reason", "why", "--out", out / "amended.json", "--lang", "en")
    assert code == 1 and "sealed" in err
    (tmp_path / "clip.png").write_bytes(b"read after the place is looked at")
    for command, *more in (
        ("frame", "--frame", 1, "--out", out / "x.png"),
        ("deidentify", "--assume-reviewed", "--out", out / "copies"),
    ):
        code, _, err = run(command, tmp_path / "clip.png", *more, "--lang", "en")
        assert code == 1 and "sealed" in err, command
    assert bytes_below(out) == before


def test_an_exam_file_replaces_only_the_file_of_its_own_exam(run, exams, tmp_path):
    from sonostep.core.problem import ProblemError
    from sonostep.workflows.exam_files import write_exam

    signed(run, exams, tmp_path / "final")
    (tmp_path / "notes.json").write_text("{}")
    for taken in (exams["theirs"], tmp_path / "final" / "exam.json", tmp_path / "notes.json"):
        before = taken.read_bytes()
        with pytest.raises(ProblemError):
            write_exam(MINE, taken)
        assert taken.read_bytes() == before
    write_exam(replace(MINE, impression="Later."), exams["mine"])
    write_exam(replace(MINE, id="30000000-0000-4000-8000-000000000003"), exams["mine"])
