"""What the report will say, as text; made when it is looked at."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingState
from sonostep.core.report import Report, build_report
from sonostep.core.report.model import Answer, FindingRow, LedgerEntry
from sonostep.ui import wording
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.widgets import Card, Label


class Preview(QWidget):
    """Headings and lines of the report, built again after a change once it is visible."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._card: Card | None = None
        self._stale = True

    def mark_stale(self) -> None:
        """The exam or what is derived from it has changed."""
        self._stale = True
        if self.isVisible():
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._build()

    def _build(self) -> None:
        self._stale = False
        desk = self._desk
        wanted = {p.id for p in desk.exam.protocols}
        protocols = [p for p in desk.library.protocols if p.id in wanted]
        report = build_report(desk.exam, protocols, desk.vocabulary, desk.differential, desk.language)
        card = Card(spacing=3)
        card.add(Label(translate("Report", "WHAT THE REPORT WILL SAY"), "heading"))
        for heading, lines in _sections(report):
            title = Label(heading)
            title.setProperty("role", "value")
            card.add(title, Label("\n".join(lines), "muted"))
        if self._card is not None:
            self._card.deleteLater()
        self._card = card
        self._column.addWidget(card)


def _sections(report: Report) -> list[tuple[str, list[str]]]:
    parts = [
        (translate("Report", "Complaints"), _complaints(report)),
        (translate("Report", "Findings"), _findings(report)),
        (translate("Report", "Measurements"), _measurements(report)),
        (translate("Report", "Differential"), _differential(report)),
        (translate("Report", "Not examined"), _not_examined(report)),
    ]
    none = translate("Report", "none recorded")
    return [(heading, lines or [none]) for heading, lines in parts]


def _complaints(report: Report) -> list[str]:
    made = []
    for entry in report.complaints:
        side = wording.side(entry.complaint.side) if entry.complaint.side else ""
        route = " → ".join(t.in_language(report.language) for t in entry.route)
        score = f"{entry.complaint.score}/10" if entry.complaint.score is not None else ""
        made.append("  ·  ".join(t for t in (entry.complaint.label, side, route, score) if t))
    return made


def _findings(report: Report) -> list[str]:
    rows = [row for structure in report.structures for row in structure.rows if row.recorded]
    return [f"{_name(row, report)}: {_answers(row, report)}" for row in rows]


def _name(row: FindingRow, report: Report) -> str:
    site = f" ({row.site_text.in_language(report.language)})" if row.site_text else ""
    return row.text.in_language(report.language) + site


def _answers(row: FindingRow, report: Report) -> str:
    return "; ".join(_answer(a, report) for a in row.answers if a.recorded)


def _answer(answer: Answer, report: Report) -> str:
    side = f"{wording.side(answer.key.side)} " if answer.key.side else ""
    word = wording.state(answer.state)
    if answer.choice_text is not None and answer.state is not FindingState.NOT_ASSESSED:
        word = answer.choice_text.in_language(report.language)
    if answer.value is not None and answer.state is FindingState.INDETERMINATE:
        word = ""  # the number is the answer
    value = f" {wording.number(answer.value)}" if answer.value is not None else ""
    named = f" [{', '.join(answer.reproduces)}]" if answer.reproduces else ""
    return f"{side}{word}{value}{named}".replace("  ", " ").strip()


def _measurements(report: Report) -> list[str]:
    made = []
    for entry in report.measurements:
        unnamed = translate("Report", "Measurement")
        label = entry.label.in_language(report.language) if entry.label else unnamed
        made.append(f"{entry.number}  {label}: {wording.measured(entry.measured)}")
    return made


def _differential(report: Report) -> list[str]:
    shown = report.differential
    if shown is None:
        return []
    if shown.suspended:
        return [translate("Report", "Suspended: a red flag is present.")]
    return [
        f"{report.complaint_label(j.complaint)}  {j.name.in_language(report.language)}"
        f"{' ' + j.segment if j.segment else ''}: {wording.band(j.band)}"
        for j in shown.judgements
    ]


def _not_examined(report: Report) -> list[str]:
    return [_ledger_line(e, report) for e in report.ledger if e.state is not ViewState.DONE]


def _ledger_line(entry: LedgerEntry, report: Report) -> str:
    side = f" {wording.side(entry.side)}" if entry.side else ""
    title, view = entry.step_title.in_language(report.language), entry.view_text.in_language(report.language)
    state = ", ".join(t for t in (wording.view_state(entry.state), entry.reason) if t)
    return f"{title}{side}: {view} ({state})"
