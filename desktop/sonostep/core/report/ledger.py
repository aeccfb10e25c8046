"""The ledger: every required view of every step and side, and how it was accounted for."""

from collections.abc import Iterator, Sequence

from sonostep.core.exam import Exam, ExtraView, ViewRecord, ViewState
from sonostep.core.finding import Side
from sonostep.core.progress.applicability import not_applicable
from sonostep.core.progress.steps_in_use import in_use
from sonostep.core.protocol import ProtocolDefinition, Step, View, Vocabulary, step_sides
from sonostep.core.report.model import LedgerEntry
from sonostep.core.text import LocalText


def ledger(
    exam: Exam, protocols: Sequence[ProtocolDefinition], vocabulary: Vocabulary | None = None
) -> tuple[LedgerEntry, ...]:
    """Return an entry for every view, in the protocols' order; an optional one only where it was touched.

    A view that several protocols share stands once. A picture beside the protocol stands with its step, under
    its own caption. Views of a step that is not needed read "not applicable", with the reason.

    Args:
        vocabulary: to tell which steps are needed; without it all of them are.
    """
    entries: dict[tuple[str, str, Side | None], LedgerEntry] = {}
    for protocol in in_use(exam, protocols):
        for step in protocol.steps:
            why = not_applicable(step, exam, vocabulary) if vocabulary else None
            for entry in _of_step(exam, protocol.id, step, why):
                entries.setdefault((entry.step, entry.view, entry.side), entry)
    return tuple(entries.values())


def _of_step(exam: Exam, protocol: str, step: Step, why: LocalText | None) -> Iterator[LedgerEntry]:
    for side in _sides(exam, step):
        for view in step.views:
            entry = _entry(exam, protocol, step, view, side, why)
            if view.required or why or entry.state is not ViewState.OPEN:
                yield entry
    for extra in exam.extra_views:
        if extra.step == step.id:
            yield _entry(exam, protocol, step, _as_view(extra), extra.side, None)


def _as_view(extra: ExtraView) -> View:
    return View(extra.id, LocalText(extra.caption, extra.caption), required=False)


def _sides(exam: Exam, step: Step) -> tuple[Side | None, ...]:
    """The sides on which a step is due, and those on which it was done beyond that."""
    due = step_sides(step, exam.side)
    views = {v.id for v in step.views}
    touched = {
        v.side for v in exam.views
        if v.step == step.id and v.view in views and v.state is not ViewState.OPEN
    }  # fmt: skip
    order = (None, Side.LEFT, Side.RIGHT, Side.MIDLINE)
    return due + tuple(s for s in order if s in touched and s not in due)


def _entry(
    exam: Exam, protocol: str, step: Step, view: View, side: Side | None, why: LocalText | None
) -> LedgerEntry:
    record: ViewRecord = exam.view_record(step.id, view.id, side)
    excused = why if record.state is ViewState.OPEN else None
    shown = tuple(
        number
        for number, image in enumerate(exam.key_images, 1)
        if (image.step, image.view, image.side) == (step.id, view.id, side)
    )
    state = ViewState.NOT_APPLICABLE if excused else record.state
    return LedgerEntry(
        protocol, step.id, step.title, side, view.id, view.text, view.required, state,
        record.reason, shown, excused,
    )  # fmt: skip
