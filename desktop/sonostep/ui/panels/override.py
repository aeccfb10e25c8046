"""A target at a level that is not proved waits until somebody says why it is used all the same."""

from PySide6.QtWidgets import QLineEdit

from sonostep.core.block_checks import TARGET, proved
from sonostep.core.edits import PutFinding, Together
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button, Card, Label, row

OVERRIDE = "level_override"


class OverrideForm(Card):
    """Asks for the reason; the report prints it."""

    def __init__(self, desk: Desk, key: FindingKey) -> None:
        super().__init__("", margin=0, spacing=4)
        self._desk, self._key = desk, key
        self._waiting: Finding | None = None
        self.hide()
        if key.id != TARGET:
            return
        site = desk.vocabulary.site_text(key.site).in_language(desk.language)
        why = translate(
            "Override",
            "{level} is not proved, so it is no target. Verify it where levels are counted, or say why it is "
            "used all the same; the report prints the reason.",
        )
        self.add(Label(why.format(level=site), "warning"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(translate("Override", "Reason"))
        self.reason.setAccessibleName(f"{translate('Override', 'Reason')}: {site}")
        self.reason.textChanged.connect(self._check)
        text = translate("Override", "Use it as a target")
        self.use = Button(text, "", name=f"{text}: {site}")
        self.use.setEnabled(False)
        self.use.clicked.connect(self._give)
        leave = translate("Override", "Leave it")
        self.leave = Button(leave, "quiet", name=f"{leave}: {site}")
        self.leave.clicked.connect(self._drop)
        self.add(self.reason, row(self.use, self.leave, 1))

    def holds_back(self, finding: Finding) -> bool:
        """Whether a target must wait for its reason; the form then asks for it."""
        key = FindingKey(OVERRIDE, None, finding.key.site)
        said = self._desk.exam.finding(key)
        free = said.state is FindingState.PRESENT and bool(said.note.strip())
        target = finding.key.id == TARGET and finding.state is FindingState.PRESENT
        held = target and not free and not proved(self._desk.exam, finding.key.site)
        self._waiting = finding if held else None
        self.setVisible(held)
        return held

    def _check(self) -> None:
        self.use.setEnabled(bool(self.reason.text().strip()))

    def _drop(self) -> None:
        self._waiting = None
        self.hide()

    def _give(self) -> None:
        target, reason = self._waiting, self.reason.text().strip()
        if target is None or not reason:
            return
        key = FindingKey(OVERRIDE, None, target.key.site)
        override = Finding(key, FindingState.PRESENT, step=target.step, note=reason)
        if self._desk.do(Together((PutFinding(override), PutFinding(target)), "name_target")):
            self._drop()
