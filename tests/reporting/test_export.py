"""Files appear whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from helpers import sample_exam as sample
from sonostep.core.problem import ProblemError
from sonostep.reporting import FORMATS, export

EXAM = b'{"exam": 1}'


def test_each_format_leaves_its_file(tmp_path):
    seen = []
    files = export(sample.report(), tmp_path / "new" / "folder", ("pdf", "sr", "json"), exam_json=EXAM,
                   progress=lambda done, of: seen.append((done, of)))  # fmt: skip
    assert sorted(f.name for f in files) == ["exam.json", "key-frame-02.dcm", "report.pdf", "report.sr.dcm"]
    assert sorted(files) == sorted((tmp_path / "new" / "folder").iterdir())
    assert seen == [(1, 3), (2, 3), (3, 3)]


def code_of(call):
    with pytest.raises(ProblemError) as caught:
        call()
    return caught.value.problem.code


def test_an_unknown_format_is_named(tmp_path):
    assert (
        code_of(lambda: export(sample.report(), tmp_path, ("docx",), exam_json=EXAM))
        == "export.unknown_format"
    )


def test_cancelling_leaves_nothing(tmp_path):
    call = lambda: export(sample.report(), tmp_path, ("json",), exam_json=EXAM, cancelled=lambda: True)  # noqa: E731
    assert code_of(call) == "export.cancelled"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    target = tmp_path / "taken"
    target.write_text("x")
    assert (
        code_of(lambda: export(sample.report(), target, ("json",), exam_json=EXAM))
        == "export.folder_not_writable"
    )
    assert target.read_text() == "x"


STEPS = {"fsync": os.fsync, "replace": Path.replace, "rename": Path.rename}


def failing_at(monkeypatch, count, number):
    """Let the ``count``-th write to the disk, or change of a name, fail; returns how many there were."""
    calls = []

    def once(step):
        def call(*args):
            calls.append(step)
            if len(calls) == count:
                raise OSError(number, "no")
            return STEPS[step](*args)

        return call

    monkeypatch.setattr(os, "fsync", once("fsync"))
    monkeypatch.setattr(Path, "replace", once("replace"))
    monkeypatch.setattr(Path, "rename", once("rename"))
    return calls


@pytest.mark.parametrize("there", [False, True], ids=["new folder", "older report"])
@pytest.mark.parametrize("step", range(1, 9))
@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "export.disk_full"), (errno.EROFS, "export.folder_not_writable")]
)
def test_a_failure_at_any_step_leaves_the_folder_as_it_was(tmp_path, monkeypatch, step, there, number, code):
    out = tmp_path / "out"
    if there:
        export(sample.report(), out, ("json", "sr"), exam_json=b"older")
    before = {p.name: p.read_bytes() for p in out.rglob("*")}
    with monkeypatch.context() as patch:
        calls = failing_at(patch, step, number)
        try:
            export(sample.report(), out, ("json", "sr"), exam_json=EXAM)
        except ProblemError as error:
            assert error.problem.code == code
            assert {p.name: p.read_bytes() for p in out.rglob("*")} == before
            assert [p.name for p in tmp_path.iterdir()] == (["out"] if there else [])
        else:
            # all was written: what failed, if anything did, only made names durable
            assert step > len(calls) or calls[step - 1] == "fsync"
            assert (out / "exam.json").read_bytes() == EXAM


def test_a_name_that_is_taken_half_way_leaves_no_new_file(tmp_path):
    """The last of the files cannot take its name: what took its own before goes again, the old stays."""
    (tmp_path / "report.sr.dcm" / "in the way").mkdir(parents=True)
    (tmp_path / "exam.json").write_bytes(b"old")
    call = lambda: export(sample.report(), tmp_path, ("csv", "json", "sr"), exam_json=EXAM)  # noqa: E731
    assert code_of(call) == "export.folder_not_writable"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["exam.json", "report.sr.dcm"]


def test_every_export_problem_has_its_sentence():
    from sonostep.messages import codes

    named = {
        "unknown_format",
        "cancelled",
        "folder_not_writable",
        "disk_full",
        "image_unreadable",
        "font_missing",
    }
    assert {f"export.{n}" for n in named} <= codes()
    assert FORMATS[0] == "pdf"
