"""Says what was done about a warning: printed on the report's first page, it lets go what waits for it."""

from datetime import datetime

from sonostep.core.edits import PutFinding
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.safety import RESPONSE, SafetyNotice, response
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, row


class ResponseForm(Card):
    """The form of a response to a safety notice.

    Two fields and a button; what is typed survives a panel that is made anew.
    """

    def __init__(self, controller: ExamController, notice: SafetyNotice) -> None:
        super().__init__("", margin=0, spacing=4)
        self._controller, self._rule = controller, notice.rule.id
        about = notice.text.in_language(controller.language)
        self.done = self._field(translate("Safety", "What was done"), about, "done", "")
        self.physician = self._field(
            translate("Safety", "Physician"), about, "physician", controller.exam.physician
        )
        text = translate("Safety", "Record what was done")
        self.record = Button(text, "", name=f"{text}: {about}")
        self.record.clicked.connect(self._give)
        self.add(row(self.record, 1))
        controller.people_changed.connect(self._propose)
        for field in (self.done, self.physician):
            field.textChanged.connect(self._check)
        self._check()

    def _field(self, title: str, about: str, name: str, text: str) -> LineEdit:
        field = LineEdit(text)
        field.setAccessibleName(f"{title}: {about}")
        field.setPlaceholderText(title)
        field.draft_in(self._controller.drafts, f"safety {name} {self._rule}")
        self.add(Label(title, "muted"), field)
        return field

    def _propose(self) -> None:
        self.physician.propose(self._controller.exam.physician)

    def _said(self) -> tuple[str, str]:
        # The bar parts what was done, physician and time from each other.
        done, physician = (f.text().replace("|", "/").strip() for f in (self.done, self.physician))
        return done, physician

    def _check(self) -> None:
        self.record.setEnabled(all(self._said()) and self._controller.editable)

    def _give(self) -> None:
        done, physician = self._said()
        at = datetime.now().astimezone().isoformat(timespec="minutes")
        if self._controller.answer(response(self._rule, done, physician, at)):
            self._controller.drafts.drop(*(f"safety {name} {self._rule}" for name in ("done", "physician")))


def withdraw(controller: ExamController, notice: SafetyNotice) -> None:
    """Take back what was said to have been done."""
    key = FindingKey(RESPONSE, None, notice.rule.id)
    controller.do(PutFinding(Finding(key, FindingState.NOT_ASSESSED)))
