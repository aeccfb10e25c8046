"""A final exam leaves as it was sealed or not at all, and nothing beside it ever leaves with it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import founding_case as founding
from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import Obstacles, close
from sonostep.core.problem import ProblemError
from sonostep.reporting import files_of
from sonostep.reporting.sealing.final import freeze
from sonostep.reporting.sealing.zip_archive import zipped
from sonostep.storage import exam_to_json, exams_folder, final_path, keep_final
from sonostep.workflows.library import load_library
from sonostep.workflows.report_export import ExportOrder
from sonostep.workflows.task import UNWATCHED
from sonostep.workflows.verify import verify_files

OTHER = "another patient.sonostep"


@pytest.fixture
def final() -> Exam:
    """A final exam whose sealed report is kept, with another patient's journal beside it."""
    draft = replace(founding.exam(), id="4b1f0d5e-final")
    closed = close(draft, Signature("林 醫師", "", "2025-01-02T10:00:00+08:00"), Obstacles())
    exam, files = freeze(closed, lambda _: {"report.pdf": b"%PDF-1.7 signed"}, exam_to_json)
    folder = exams_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OTHER).write_bytes(b"WANG XIAO MING")
    keep_final(folder, exam.id, zipped(files))
    return exam


def export(exam: Exam, out: Path) -> set[str]:
    order = ExportOrder(exam, load_library()[0], ("pdf",), "en", out)
    return {p.relative_to(out).as_posix() for p in order.run(UNWATCHED).files}


def kept(exam: Exam) -> Path:
    path = final_path(exams_folder(), exam.id)
    path.chmod(0o600)
    return path


def test_what_was_sealed_leaves_byte_for_byte(final: Exam, tmp_path: Path) -> None:
    assert export(final, tmp_path / "out") == {"report.pdf", "exam.json", "seal.json"}
    assert (tmp_path / "out" / "report.pdf").read_bytes() == b"%PDF-1.7 signed"


def no_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and nothing more")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def a_bit(path: Path) -> None:
    files = files_of(path)
    path.write_bytes(zipped(files | {"report.pdf": b"%PDF-1.7 altered"}))


def other_seal(path: Path) -> None:
    """Sealed anew: whole in itself, and not what was signed."""
    draft = replace(founding.exam(), id="4b1f0d5e-final", impression="other words")
    closed = close(draft, Signature("林 醫師", "", "2025-01-02T10:00:00+08:00"), Obstacles())
    path.write_bytes(zipped(freeze(closed, lambda _: {"report.pdf": b"%PDF"}, exam_to_json)[1]))


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (no_zip, "export.unreadable"), (emptied, "export.unreadable"), (a_bit, "export.final_altered"),
        (other_seal, "export.final_altered"), (gone, "export.final_missing"),
    ],
)  # fmt: skip
def test_a_damaged_kept_report_takes_nothing_else_with_it(final: Exam, tmp_path: Path, harm, code) -> None:
    harm(kept(final))
    with pytest.raises(ProblemError) as told:
        export(final, tmp_path / "out")
    assert told.value.problem.code == code
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_no_file_is_ever_taken_for_the_folder_that_it_lies_in(tmp_path: Path) -> None:
    (tmp_path / OTHER).write_bytes(b"WANG XIAO MING")
    for name in ("broken.zip", "seal.json", "exam.json", "report.pdf"):
        (tmp_path / name).write_bytes(b"{}")
        for read in (files_of, verify_files):
            with pytest.raises(ProblemError) as told:
                read(tmp_path / name)
            assert told.value.problem.code == "export.unreadable"


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege elsewhere")
@pytest.mark.parametrize("to", ["seal.json", ".", "nowhere"])
def test_a_link_is_no_file_of_a_report(tmp_path: Path, to: str) -> None:
    (tmp_path / "seal.json").write_bytes(b"{}")
    (tmp_path / "report.pdf").symlink_to(tmp_path / to)
    with pytest.raises(ProblemError) as told:
        files_of(tmp_path)
    assert told.value.problem.code == "export.link"
    assert dict(told.value.problem.params)["files"] == "report.pdf"
