"""De-identified copies are written all at once or not at all, for whoever asked."""

from pathlib import Path

import pytest

from helpers.dicom_files import grey, native
from sonostep.privacy import Box, Choices, Dates, Outcome
from sonostep.workflows.deidentify import items_under, write_copies
from sonostep.workflows.task import Cancelled

WHOLE = Choices(Dates.REMOVE, keep=(Box(0, 0, 10**5, 10**5),), assume_reviewed=True)


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in (1, 2):
        native(folder / f"{number}.dcm", [grey(number)], SOPInstanceUID=f"1.2.{number}")
    return folder


def test_each_clip_is_told_as_it_is_written_and_the_log_lies_beside(clips: Path, tmp_path: Path) -> None:
    told: list[Outcome] = []
    copies = write_copies(items_under(clips), WHOLE, tmp_path / "out", told=told.append)
    assert [o.number for o in told] == [1, 2] and tuple(told) == copies.outcomes
    assert {p.name for p in (tmp_path / "out").iterdir()} == {p.name for p in (*copies.files, copies.log)}
    assert len(copies.files) == 2


def test_work_that_is_cancelled_at_the_last_moment_leaves_nothing(clips: Path, tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_copies(items_under(clips), WHOLE, tmp_path / "out", before_naming=stop)
    assert not (tmp_path / "out").exists()
