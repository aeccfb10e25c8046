"""One question with a row for each of its sites."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from sonostep.core.finding import FindingKey
from sonostep.core.protocol import AnswerKind, FlagLevel, Question, Step
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Label
from sonostep.ui.panels.questions.answer import AnswerWidget


class QuestionCard(QFrame):
    """One question: a row where it is asked once, else its words above a row for each site.

    The site ``said`` is said above all questions already.
    """

    def __init__(
        self,
        controller: ExamController,
        question: Question,
        keys: tuple[FindingKey, ...],
        step: Step,
        *,
        said: str = "",
    ) -> None:
        super().__init__()
        self.question, self.keys = question, keys
        self.setProperty("role", "question")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        text = question.text.in_language(controller.language)
        self.answers: list[AnswerWidget] = []
        single = len(keys) == 1
        if not single:
            column.addWidget(Label(text))
        for key in keys:
            site = controller.vocabulary.site_text(key.site).in_language(controller.language)
            site = site if key.site else ""
            label = f"{text} · {site}" if site and key.site != said else text
            name = f"{text} {site}".strip()
            made = AnswerWidget(controller, question, key, step, label if single else site, name)
            self.answers.append(made)
            column.addWidget(made)
        self.unmeasured = Label(
            translate("Questions", "Not measured? A note that says why is enough."), "small"
        )
        column.addWidget(self.unmeasured)
        self._say_unmeasured()

    def refresh(self) -> None:
        """Show what is recorded now."""
        for answer in self.answers:
            answer.refresh()
        self._say_unmeasured()

    def show_only(self, key: FindingKey | None) -> None:
        """Show the row of one key, and nothing where it has none; all rows for None."""
        for answer in self.answers:
            answer.setVisible(key is None or answer.key == key)
        self.setVisible(key is None or any(a.key == key for a in self.answers))

    def _say_unmeasured(self) -> None:
        """A stop that is a number is due before the signature, but not everyone is measured."""
        due = self.question.flag is FlagLevel.STOP and self.question.kind is AnswerKind.NUMBER
        self.unmeasured.setVisible(due and not all(a.told for a in self.answers))
