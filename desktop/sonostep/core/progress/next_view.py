"""Which view follows the one just saved: the same of the other side if it is measured, else the next."""

from collections.abc import Iterator, Sequence

from sonostep.core.exam import Exam, ViewState
from sonostep.core.progress.applicability import step_applies
from sonostep.core.progress.step_progress import Place, in_slot
from sonostep.core.protocol import Slot, View, Vocabulary

Wanted = tuple[Place, View]
"""A view, and where in the checklist it stands."""


def next_view(
    exam: Exam, places: Sequence[Place], place: Place, view: str, vocabulary: Vocabulary
) -> Wanted | None:
    """Return the open view to go to once ``view`` of ``place`` is saved; None where none is left after it.

    What is measured on one side is measured on the other at once, so the same view of the other side comes
    first where the protocol compares a slot that is filled. From there it goes on where the first side was
    left. Steps that are known not to apply are passed over.
    """
    other = counterpart(places, place, view)
    if other is not None and not place.step.comparison and _to_be_compared(exam, place, other[0]):
        if _open(exam, *other):
            return other
    here = place
    if place.step.comparison and other is not None and not _open(exam, *other):
        here = other[0]
    start = places.index(here) if here in places else 0
    left = (w for p in places[start:] if _due(p, exam, vocabulary) for w in _views(p))
    return next((w for w in left if _open(exam, *w)), None)


def counterpart(places: Sequence[Place], place: Place, view: str) -> Wanted | None:
    """Return the view that shows the same on the other side: scanners write the same label on both."""
    labels = {label for v in place.step.views if v.id == view for label in v.labels}
    others = (w for p in places if p.step.comparison is not place.step.comparison for w in _views(p))
    return next((w for w in others if labels.intersection(w[1].labels)), None)


def slot_of_view(exam: Exam, places: Sequence[Place], place: Place, view: str) -> Slot | None:
    """Return the empty slot to measure with a view: one compared with its other side, else the first."""
    mine = [s for s in place.step.slots if not s.views or view in s.views]
    empty = [s for s in mine if in_slot(exam, place, s) is None]
    other = counterpart(places, place, view)
    there = other[0].step.slots if other is not None else ()
    pairs = {s.id for s in there} | {s.compares for s in there}
    return next((s for s in empty if s.compares in pairs or s.id in pairs), next(iter(empty), None))


def _to_be_compared(exam: Exam, place: Place, other: Place) -> bool:
    """Whether a slot of a step is filled, and the one that it is compared with is not."""
    filled = {s.id for s in place.step.slots if in_slot(exam, place, s) is not None}
    return any(s.compares in filled and in_slot(exam, other, s) is None for s in other.step.slots)


def _due(place: Place, exam: Exam, vocabulary: Vocabulary) -> bool:
    return step_applies(place.step, exam, vocabulary) is not False


def _views(place: Place) -> Iterator[Wanted]:
    return ((place, view) for view in place.step.views)


def _open(exam: Exam, place: Place, view: View) -> bool:
    return exam.view_record(place.step.id, view.id, place.side).state is ViewState.OPEN
