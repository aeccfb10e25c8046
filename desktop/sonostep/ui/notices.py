"""What the window tells and asks without ever stopping the work: problems, progress, confirmations."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.background import Task
from sonostep.ui.language import translate
from sonostep.ui.low_list import LowList
from sonostep.ui.questions_of_a_kind import QuestionsOfAKind
from sonostep.ui.widgets import Button, Label, Speaking

_MOST = 3
"""Older problems make room; each was shown when it came."""

_HIGHEST = 160
"""Pixels that all notices take together: a fifth of the smallest window."""


class _Line(QFrame):
    """One line with a text and buttons; goes when it is closed."""

    gone = Signal(object)

    def __init__(self, role: str, text: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.layout_ = QHBoxLayout(self)
        self.layout_.setContentsMargins(12, 4, 6, 4)
        self.layout_.setSpacing(6)
        self.text = Label(text)
        self.layout_.addWidget(self.text, 1)

    def add_button(self, text: str, name: str, role: str = "quiet") -> Button:
        """Put a button at the end of the line."""
        button = Button(text, role, name=name)
        self.layout_.addWidget(button)
        return button

    def go(self) -> None:
        """Leave."""
        self.gone.emit(self)


class ProblemLine(_Line):
    """A problem in one sentence, in the language of the moment; can be copied and dismissed."""

    def __init__(self, problem: Problem, language: Language) -> None:
        super().__init__("banner", "")
        self.problem = problem
        self.copy = self.add_button(translate("Notices", "Copy"), translate("Notices", "Copy this message"))
        self.copy.clicked.connect(self._copy)
        self.close_ = self.add_button("×", translate("Notices", "Dismiss this message"))
        self.close_.clicked.connect(self.go)
        self.say(language)

    def say(self, language: Language) -> None:
        """Say it in another language."""
        self.text.setText("⚠  " + sentence(self.problem, language))
        self.setAccessibleName(sentence(self.problem, language))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.accessibleName())


class StayingLine(ProblemLine):
    """A problem that stays until it is solved; ``again`` asks for another try."""

    again = Signal()

    def __init__(self, problem: Problem, language: Language, text: str) -> None:
        super().__init__(problem, language)
        self.close_.hide()
        self.retry = self.add_button(text, text, "")
        self.retry.clicked.connect(self.again)


class TaskLine(_Line):
    """Long work: what it is, how far it is, and a way to stop it."""

    def __init__(self, task: Task) -> None:
        super().__init__("notice", task.title)
        self._task = task
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(task.title)
        self.layout_.addWidget(self.bar, 1)
        self.stop = self.add_button(translate("Notices", "Cancel"), translate("Notices", "Cancel this work"))
        self.stop.clicked.connect(self._cancel)
        task.progressed.connect(self._show)
        task.ended.connect(self.go)

    def _cancel(self) -> None:
        self.stop.setEnabled(False)
        self._task.cancel()

    def _show(self, fraction: float, what: str) -> None:
        self.bar.setValue(round(1000 * fraction))
        self.text.setText(f"{self._task.title}  {what}".strip())


class QuestionLine(_Line):
    """A question that waits until it is answered; the work goes on meanwhile."""

    accepted = Signal()
    alike = False
    """Whether it waits among others of its kind."""

    def __init__(self, text: str, yes: str, no: str) -> None:
        super().__init__("notice", text)
        self.setAccessibleName(text)
        self.yes = self.add_button(yes, yes, "")
        self.no = self.add_button(no, no)
        self.yes.clicked.connect(self._accept)
        self.no.clicked.connect(self.go)

    def _accept(self) -> None:
        self.accepted.emit()
        self.go()


class HintLine(_Line):
    """Something worth knowing just now."""

    def __init__(self, text: str) -> None:
        super().__init__("notice", text)
        self.setAccessibleName(text)
        self.close_ = self.add_button("×", translate("Notices", "Dismiss this message"))
        self.close_.clicked.connect(self.go)


class Notices(Speaking):
    """The lines under the toolbar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        self.list = LowList(_HIGHEST, spacing=4)
        bar = self.list.verticalScrollBar()
        # what is said last is in sight
        bar.rangeChanged.connect(lambda _, last: bar.setValue(last))
        column.addWidget(self.list)
        self.lines: list[_Line] = []
        self.alike = QuestionsOfAKind()
        self.alike.declined.connect(self._decline)
        self.alike.hide()
        self.list.take(self.alike)
        self.setAccessibleName("notices")

    @property
    def problems(self) -> list[ProblemLine]:
        """The problems that are shown, oldest first."""
        return [line for line in self.lines if isinstance(line, ProblemLine)]

    @property
    def questions(self) -> list[QuestionLine]:
        """The questions that wait for an answer, oldest first."""
        return [line for line in self.lines if isinstance(line, QuestionLine)]

    @property
    def tasks(self) -> list[TaskLine]:
        """The work that is under way."""
        return [line for line in self.lines if isinstance(line, TaskLine)]

    def speak(self, language: Language) -> None:
        """Say everything in another language."""
        self._language = language
        for line in self.problems:
            line.say(language)
        self.alike.say()

    def tell(self, problem: Problem) -> None:
        """Show a problem; one that is shown already is not shown twice."""
        if any(line.problem == problem for line in self.problems):
            return
        self._add(ProblemLine(problem, self._language))
        for line in self._passing()[:-_MOST]:
            line.go()

    def stay(self, problem: Problem, text: str) -> StayingLine:
        """Show a problem until it is solved, with a button that says ``text``."""
        for line in self._passing():
            if line.problem == problem:
                line.go()
        made = StayingLine(problem, self._language, text)
        self._add(made)
        return made

    def _passing(self) -> list[ProblemLine]:
        return [line for line in self.problems if not isinstance(line, StayingLine)]

    def follow(self, task: Task) -> None:
        """Show how far a task is, until it is over."""
        self._add(TaskLine(task))

    def ask(self, text: str, yes: str, no: str) -> QuestionLine:
        """Ask something; ``accepted`` of the line says yes."""
        line = QuestionLine(text, yes, no)
        self._add(line)
        return line

    def ask_alike(self, text: str, yes: str, no: str) -> QuestionLine:
        """Ask what is asked of many files: all such questions wait in one list, each for its own answer."""
        line = QuestionLine(text, yes, no)
        line.alike = True
        line.gone.connect(self._remove)
        self.lines.append(line)
        self.alike.take(line)
        self._count_alike()
        self.list.fit()
        return line

    def _count_alike(self) -> None:
        self.alike.show_count(sum(line.alike for line in self.questions))

    def _decline(self) -> None:
        for line in self.questions:
            if line.alike:
                line.go()

    def drop_questions(self) -> None:
        """Ask no more what was asked of an exam that is gone."""
        for line in self.questions:
            line.go()

    def hint(self, text: str) -> None:
        """Show something worth knowing, instead of the hint before."""
        for line in [line for line in self.lines if isinstance(line, HintLine)]:
            line.go()
        self._add(HintLine(text))

    def clear_problems(self) -> None:
        """Dismiss all problems but those that stay until they are solved."""
        for line in self._passing():
            line.go()

    def _add(self, line: _Line) -> None:
        line.gone.connect(self._remove)
        self.lines.append(line)
        self.list.take(line)
        self.list.fit()

    def _remove(self, line: _Line) -> None:
        if line in self.lines:
            self.lines.remove(line)
            line.hide()
            line.deleteLater()
            self._count_alike()
            self.list.fit()
