"""The ledger: every required view of every step and side, and how it was accounted for."""

from collections.abc import Sequence

from sonostep.core.exam import Exam, ViewRecord, ViewState
from sonostep.core.finding import Side
from sonostep.core.protocol import ProtocolDefinition, Step, View, step_sides
from sonostep.core.report.model import LedgerEntry


def ledger(exam: Exam, protocols: Sequence[ProtocolDefinition]) -> tuple[LedgerEntry, ...]:
    """Return an entry for every view, in the protocols' order; an optional one only where it was touched."""
    return tuple(
        _entry(exam, protocol.id, step, view, side)
        for protocol in protocols
        for step in protocol.steps
        for side in _sides(exam, step)
        for view in step.views
        if view.required or exam.view_record(step.id, view.id, side).state is not ViewState.OPEN
    )


def _sides(exam: Exam, step: Step) -> tuple[Side | None, ...]:
    """The sides on which a step is due, and those on which it was done beyond that."""
    due = step_sides(step, exam.side)
    touched = {v.side for v in exam.views if v.step == step.id and v.state is not ViewState.OPEN}
    order = (None, Side.LEFT, Side.RIGHT, Side.MIDLINE)
    return due + tuple(s for s in order if s in touched and s not in due)


def _entry(exam: Exam, protocol: str, step: Step, view: View, side: Side | None) -> LedgerEntry:
    record: ViewRecord = exam.view_record(step.id, view.id, side)
    shown = tuple(
        number
        for number, image in enumerate(exam.key_images, 1)
        if (image.step, image.view, image.side) == (step.id, view.id, side)
    )
    return LedgerEntry(
        protocol, step.id, step.title, side, view.id, view.text, view.required, record.state,
        record.reason, shown,
    )  # fmt: skip
