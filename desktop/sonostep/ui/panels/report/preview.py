"""What the report will say, in short; each finding leads to its frame, and the pages are a press away."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.report import Report, build_report
from sonostep.core.report.model import Answer, FindingRow, LedgerEntry
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.main_thread import Generation
from sonostep.ui.kit.widgets import Button, Card, Label, WrapButton, row
from sonostep.ui.panels.deferred_card import WhenShown

_PAUSE_MS = 200
"""Edits that follow one another sooner are shown together."""

Lines = list[tuple[str, FindingKey | None]]
"""Texts, and the finding to which a text leads."""


class Preview(WhenShown):
    """The preview card. Headings and lines of the report, made off the main thread a moment after a change.

    ``pages_wanted`` asks for it as it will be printed.
    """

    pages_wanted = Signal()

    def __init__(self, controller: ExamController) -> None:
        super().__init__(controller)
        self.links: list[WrapButton] = []
        self._report: Report | None = None
        self._generation = Generation()
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._build)

    def mark_stale(self) -> None:
        self._stale = True
        if self.isVisible():
            self._timer.start()

    def _build(self) -> None:
        self._stale = False
        controller = self._controller
        work = partial(
            build_report,
            controller.exam,
            controller.library.in_use(controller.exam),
            controller.vocabulary,
            controller.differential,
            controller.language,
        )
        number = self._generation.next()
        controller.background.quick(partial(_numbered, number, work), self._take)

    def _take(self, result: tuple[int, Report]) -> None:
        number, self._report = result
        if self._generation.current(number):
            super()._build()

    def made(self) -> Card:
        report = self._report
        assert report is not None
        card = Card(spacing=3)
        self.pages = Button(translate("Report", "See the pages"), "")
        self.pages.clicked.connect(self.pages_wanted)
        heading = Label(translate("Report", "WHAT THE REPORT WILL SAY"), "heading")
        card.add(row(heading, 1, self.pages))
        self.links = []
        for title, lines in _sections(report):
            shown = Label(title)
            shown.setProperty("role", "value")
            card.add(shown, *self._lines(lines))
        return card

    def _lines(self, lines: Lines) -> list[QWidget]:
        """Lines that lead nowhere as one text; each other as a button."""
        plain = [text for text, key in lines if key is None]
        made: list[QWidget] = [Label("\n".join(plain), "muted")] if plain else []
        for text, key in lines:
            if key is not None:
                link = WrapButton(text, "reason", key)
                link.picked.connect(self._controller.show_finding)
                self.links.append(link)
                made.append(link)
        return made


def _numbered(number: int, work: Callable[[], Report]) -> tuple[int, Report]:
    return number, work()


def _sections(report: Report) -> list[tuple[str, Lines]]:
    parts = [
        (translate("Report", "Complaints"), _plain(_complaints(report))),
        (translate("Report", "Findings"), _findings(report)),
        (translate("Report", "Measurements"), _plain(_measurements(report))),
        (translate("Report", "Differential"), _plain(_differential(report))),
        (translate("Report", "Not examined"), _plain(_not_examined(report))),
    ]
    none = translate("Report", "none recorded")
    return [(heading, lines or [(none, None)]) for heading, lines in parts]


def _plain(lines: list[str]) -> Lines:
    return [(line, None) for line in lines]


def _complaints(report: Report) -> list[str]:
    made = []
    for entry in report.complaints:
        side = wording.side(entry.complaint.side) if entry.complaint.side else ""
        route = " → ".join(t.in_language(report.language) for t in entry.route)
        score = f"{entry.complaint.score}/10" if entry.complaint.score is not None else ""
        made.append("  ·  ".join(t for t in (entry.complaint.label, side, route, score) if t))
    return made


def _findings(report: Report) -> Lines:
    rows = [row for structure in report.structures for row in structure.rows if row.recorded]
    return [(wording.said_of(_name(row, report), _answers(row, report)), _leads_to(row)) for row in rows]


def _leads_to(row: FindingRow) -> FindingKey:
    """The recorded side; of two, the one that is present."""
    recorded = [a for a in row.answers if a.recorded]
    return max(recorded, key=lambda a: a.state is FindingState.PRESENT).key


def _name(row: FindingRow, report: Report) -> str:
    site = wording.aside(row.site_text.in_language(report.language)) if row.site_text else ""
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
        made.append(wording.said_of(f"{entry.number}  {label}", wording.measured(entry.measured)))
    return made


def _differential(report: Report) -> list[str]:
    shown = report.differential
    if shown is None:
        return []
    if shown.suspended:
        return [translate("Report", "Suspended: a red flag is present.")]
    return [
        wording.said_of(
            f"{report.complaint_label(j.complaint)}  {j.name.in_language(report.language)}"
            f"{' ' + j.segment.replace('_', '/') if j.segment else ''}",
            wording.band(j.band),
        )
        for j in shown.judgements
    ]


def _not_examined(report: Report) -> list[str]:
    return [_ledger_line(e, report) for e in report.ledger if e.state is not ViewState.DONE]


def _ledger_line(entry: LedgerEntry, report: Report) -> str:
    side = f" {wording.side(entry.side)}" if entry.side else ""
    title, view = entry.step_title.in_language(report.language), entry.view_text.in_language(report.language)
    why = entry.reason_text.in_language(report.language) if entry.reason_text else entry.reason
    # The protocol's reason says "not applicable" itself.
    state = why if entry.reason_text else ", ".join(t for t in (wording.view_state(entry.state), why) if t)
    return wording.said_of(f"{title}{side}", view) + wording.aside(state)
