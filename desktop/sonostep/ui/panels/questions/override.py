"""Override: a target at a level that is not proved waits until somebody says why it is used all the same."""

from dataclasses import replace

from sonostep.core.checks.blocks import TARGET, proved
from sonostep.core.edits import PutFinding, Together
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, row, unfold

OVERRIDE = "level_override"


class OverrideForm(Card):
    """The form of an override. Asks for the reason; the report prints it."""

    def __init__(self, controller: ExamController, key: FindingKey, step: str) -> None:
        super().__init__("", margin=0, spacing=4)
        self._controller, self._key = controller, key
        self._waiting: Finding | None = None
        if key.id != TARGET:
            self.hide()
            return
        site = controller.vocabulary.site_text(key.site).in_language(controller.language)
        why = translate(
            "Override",
            "{level} is not proved, so it is no target. Verify it where levels are counted, or say why it is "
            "used all the same; the report prints the reason.",
        )
        self.add(Label(why.format(level=site), "warning"))
        self.reason = LineEdit()
        self.reason.setPlaceholderText(translate("Override", "Reason"))
        self.reason.setAccessibleName(f"{translate('Override', 'Reason')}: {site}")
        text = translate("Override", "Use it as a target")
        self.use = Button(text, "", name=f"{text}: {site}")
        self.use.clicked.connect(self._give)
        leave = translate("Override", "Decline")
        self.leave = Button(leave, "quiet", name=f"{leave}: {site}")
        self.leave.clicked.connect(self._drop)
        self.reason.textChanged.connect(self._check)
        self._draft = f"override {key}"
        self.reason.draft_in(controller.drafts, self._draft)
        self._check()
        if self.reason.text():
            # it was being given when the panel was made anew
            self._waiting = replace(controller.exam.finding(key), state=FindingState.PRESENT, step=step)
        else:
            self.hide()
        self.add(self.reason, row(self.use, self.leave, 1))

    def holds_back(self, finding: Finding) -> bool:
        """Whether a target must wait for its reason; the form then asks for it."""
        key = FindingKey(OVERRIDE, None, finding.key.site)
        said = self._controller.exam.finding(key)
        free = said.state is FindingState.PRESENT and bool(said.note.strip())
        target = finding.key.id == TARGET and finding.state is FindingState.PRESENT
        held = target and not free and not proved(self._controller.exam, finding.key.site)
        self._waiting = finding if held else None
        self.setVisible(held)
        if held:
            unfold(self)
        return held

    def _check(self) -> None:
        self.use.setEnabled(bool(self.reason.text().strip()))

    def _drop(self) -> None:
        self._controller.drafts.drop(self._draft)
        self._waiting = None
        self.hide()

    def _give(self) -> None:
        target, reason = self._waiting, self.reason.text().strip()
        if target is None or not reason:
            return
        key = FindingKey(OVERRIDE, None, target.key.site)
        override = Finding(key, FindingState.PRESENT, step=target.step, note=reason)
        if self._controller.do(Together((PutFinding(override), PutFinding(target)), "name_target")):
            self._drop()
