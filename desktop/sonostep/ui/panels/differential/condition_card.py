"""One condition for one complaint: its band in words, and every reason with its source."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from sonostep.core.differential.result import Direction, Judgement, Reason
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey
from sonostep.core.text import Language
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.widgets import Button, Card, Label, WrapButton, row, unfold

_DIRECTIONS = (
    (Direction.FOR, N("Differential", "FOR"), "＋"),
    (Direction.AGAINST, N("Differential", "AGAINST"), "−"),
    (Direction.PAUSED, N("Differential", "PAUSED"), "‖"),
    (Direction.NEUTRAL, N("Differential", "NO EFFECT"), "·"),
    (Direction.NOT_ASSESSED, N("Differential", "NOT ASSESSED"), "–"),
)

_LEFT_OUT = {
    "not_counted": N("Differential", "another item of its group counts"),
    "context": N("Differential", "context: counts only beside what carries"),
    "imaging": N("Differential", "many have it without pain: counts only once the rest supports it"),
}


def card_key(judgement: Judgement) -> tuple[str, ...]:
    """Return what tells a card from every other."""
    return judgement.complaint, judgement.condition, judgement.segment, str(judgement.side or "")


def shown_by(reason: Reason, exam: Exam) -> FindingKey | None:
    """Return the answer that a reason leads to: one with a shape or frame, else one recorded."""
    recorded = {f.key: f for f in exam.findings}
    held = [k for k in reason.findings if k in recorded]
    seen = [k for k in held if recorded[k].annotations or recorded[k].frames]
    return next(iter((*seen, *held, *reason.findings)), None)


class JudgementCard(Card):
    """The card of one judged condition.

    ``asked`` carries the finding that a person wants to see, ``paused`` those to pause or resume.
    """

    asked = Signal(object)
    paused = Signal(object)
    opened = Signal(object, bool)

    def __init__(self, judgement: Judgement, controller: ExamController, *, opened: bool) -> None:
        super().__init__()
        self.judgement, self._controller, self._language = judgement, controller, controller.language
        name = judgement.name.in_language(controller.language)
        if judgement.segment:
            name = f"{name} · {judgement.segment.replace('_', '/')}"
        band = Label(wording.band(judgement.band), wrap=False)
        band.setProperty("band", str(judgement.band))
        self.setAccessibleName(f"{name}: {wording.band(judgement.band)}")
        title = Label(name)
        title.setProperty("role", "value")
        self.add(row(title, 1, band))
        if judgement.band_low is not judgement.band_high:
            between = translate("Differential", "Uncertainty: {low} to {high}")
            low, high = wording.band(judgement.band_low), wording.band(judgement.band_high)
            self.add(Label(between.format(low=low.lower(), high=high.lower()), "small"))
        self.more = Button("", "quiet", name=translate("Differential", "Reasons: {name}").format(name=name))
        self.more.setCheckable(True)
        self.more.toggled.connect(self._toggle)
        self.add(row(Label(self._sum(), "muted"), self.more))
        self._reasons: QWidget | None = None
        self.more.setChecked(opened)
        self._say_more(opened)

    def says(self, judgement: Judgement, language: Language) -> bool:
        """Whether a card made anew would be the same."""
        return self._language == language and self.judgement == judgement

    def _sum(self) -> str:
        counts = {d: len(self.judgement.directed(d)) for d, _, _ in _DIRECTIONS}
        text = translate("Differential", "{plus} for, {minus} against, {open} not assessed")
        return text.format(
            plus=counts[Direction.FOR], minus=counts[Direction.AGAINST], open=counts[Direction.NOT_ASSESSED]
        )

    def _say_more(self, opened: bool) -> None:
        hide, show = translate("Differential", "Hide reasons ▲"), translate("Differential", "Show reasons ▼")
        self.more.setText(hide if opened else show)

    def _toggle(self, opened: bool) -> None:
        if opened and self._reasons is None:
            self._reasons = self._build()
            self.add(self._reasons)
        if self._reasons is not None:
            self._reasons.setVisible(opened)
            if opened and self.isVisible():
                unfold(self._reasons)
        self._say_more(opened)
        self.opened.emit(card_key(self.judgement), opened)

    def _build(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for direction, title, sign in _DIRECTIONS:
            reasons = self.judgement.directed(direction)
            if reasons:
                column.addWidget(Label(translate("Differential", title), "heading"))
            for reason in reasons:
                column.addWidget(self._reason(reason, sign))
        prior = self.judgement.prior_source.in_language(self._controller.language)
        column.addWidget(Label(translate("Differential", "Prior: {text}").format(text=prior), "small"))
        return holder

    def _reason(self, reason: Reason, sign: str) -> QWidget:
        """Sign, reason and pause on one level; ratio and source on the next, flush with the reason."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 6)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 20)
        grid.setColumnStretch(1, 1)
        mark = Label(sign, "", wrap=False)
        mark.setContentsMargins(2, 6, 0, 0)
        text = reason.text.in_language(self._controller.language)
        link = WrapButton(text, "reason", reason)
        link.picked.connect(self._ask)
        link.setEnabled(bool(reason.findings))
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(link, 0, 1)
        if reason.findings and reason.direction is not Direction.NOT_ASSESSED:
            grid.addWidget(self._pause(reason), 0, 2, Qt.AlignmentFlag.AlignTop)
        basis = Label(self._basis(reason), "small")
        basis.setContentsMargins(10, 0, 0, 0)
        grid.addWidget(basis, 1, 1, 1, 2)
        return holder

    def _pause(self, reason: Reason) -> Button:
        paused = reason.direction is Direction.PAUSED
        text = translate("Differential", "Resume") if paused else translate("Differential", "Pause")
        what = reason.text.in_language(self._controller.language)
        button = Button(text, "quiet", reason.findings, name=f"{text}: {what}")
        button.picked.connect(self.paused)
        return button

    def _basis(self, reason: Reason) -> str:
        """What it weighs, and below it where that is from."""
        weighs = [wording.ratio(reason)] if reason.direction in (Direction.FOR, Direction.AGAINST) else []
        weighs.append(wording.kind(reason.kind))
        if not reason.counted:
            weighs.append(translate("Differential", _LEFT_OUT[reason.left_out]))
        lines = ("  ·  ".join(weighs), "  ·  ".join(t for t in (reason.source, reason.quality) if t))
        return "\n".join(line for line in lines if line)

    def _ask(self, reason: Reason) -> None:
        key = shown_by(reason, self._controller.exam)
        if key is not None:
            self.asked.emit(key)
