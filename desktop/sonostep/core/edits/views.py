"""Edits of the ledger: the state of a view, and pictures beside the protocol."""

from dataclasses import dataclass, replace

from sonostep.core.edits.base import draft, drop, put
from sonostep.core.exam import Exam, ExtraView, ViewRecord
from sonostep.core.finding import Side
from sonostep.core.problem import ProblemError


@dataclass(frozen=True, slots=True)
class PutView:
    """Set the state of a view in the ledger; anything but done and open gives a reason."""

    record: ViewRecord
    name: str = "put_view"

    def apply(self, exam: Exam) -> Exam:
        excused = self.record.state.value in ("skipped", "not_visualised", "not_applicable")
        if excused and not self.record.reason.strip():
            raise ProblemError.of("view.reason_missing")
        key = _view_key
        return replace(exam, views=put(draft(exam).views, self.record, key))


def _view_key(record: ViewRecord) -> tuple[str, str, Side | None]:
    return record.step, record.view, record.side


@dataclass(frozen=True, slots=True)
class AddExtraView:
    """Add a picture beside the protocol, with its own caption, or change the caption.

    Raises:
        ProblemError: ``view.caption_missing`` without a caption.
    """

    view: ExtraView
    name: str = "add_extra_view"

    def apply(self, exam: Exam) -> Exam:
        if not self.view.caption.strip():
            raise ProblemError.of("view.caption_missing")
        return replace(exam, extra_views=put(draft(exam).extra_views, self.view, lambda v: v.id))


@dataclass(frozen=True, slots=True)
class RemoveExtraView:
    """Take an extra view away that has no picture yet; pictures keep their caption."""

    id: str
    name: str = "remove_extra_view"

    def apply(self, exam: Exam) -> Exam:
        views = drop(draft(exam).views, lambda v: v.view == self.id)
        return replace(exam, extra_views=drop(exam.extra_views, lambda v: v.id == self.id), views=views)
