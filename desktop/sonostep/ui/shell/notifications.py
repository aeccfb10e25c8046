"""What the window tells and asks without ever stopping the work: problems, progress, confirmations."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.scroll_areas import LowList
from sonostep.ui.kit.tasks import Task
from sonostep.ui.kit.widgets import Button, Label, Speaking, row

_MOST = 3
"""Older problems make room; each was shown when it came."""

_HIGHEST = 160
"""Pixels that all notices cover together: a fifth of the smallest window."""

_HIGHEST_QUESTIONS = 80
"""Pixels that the list of questions takes; with its heading as much as two notices and a half."""


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


class QuestionsOfAKind(QFrame):
    """A list of questions under one heading; ``declined`` says no to all of them.

    There is no yes to all of them: whose clip it is, is confirmed file by file.
    """

    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title = Label("")
        self.none = Button("", "quiet")
        self.none.clicked.connect(self.declined)
        self.heading = row(self.title, 1, self.none)
        margins = self.heading.layout()
        assert margins is not None
        margins.setContentsMargins(12, 0, 6, 0)
        self.list = LowList(_HIGHEST_QUESTIONS)
        column.addWidget(self.heading)
        column.addWidget(self.list)
        self._count = 0

    def take(self, line: QFrame) -> None:
        """Put a question at the end of the list."""
        line.setProperty("role", "")
        margins = line.layout()
        if margins is not None:
            margins.setContentsMargins(12, 0, 6, 0)
        self.list.take(line)

    def show_count(self, count: int) -> None:
        """Say how many questions there are; one alone is its own heading."""
        self._count = count
        self.setVisible(count > 0)
        self.heading.setVisible(count > 1)
        self.say()
        self.list.fit()

    def say(self) -> None:
        """Say the heading in the language of the moment."""
        text = translate("Notices", "{count} clips are not known to be of this patient. Each is asked about.")
        self.title.setText(text.format(count=self._count))
        self.setAccessibleName(self.title.text())
        self.none.setText(translate("Notices", "Leave all of them out"))
        self.none.setAccessibleName(self.none.text())


class Notices(Speaking):
    """The notification area.

    Lies over the lower edge of ``ground`` and grows upwards, so that nothing that it says moves the picture.
    """

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self._language: Language = "en"
        self._ground = ground
        self._beside: QWidget | None = None
        self._below: QWidget | None = None
        ground.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        self.list = LowList(_HIGHEST, spacing=4)
        self.list.verticalScrollBar().rangeChanged.connect(self._show_last)
        column.addWidget(self.list)
        self.lines: list[_Line] = []
        self.alike = QuestionsOfAKind()
        self.alike.declined.connect(self._decline)
        self.alike.hide()
        self.list.take(self.alike)
        self.setAccessibleName(translate("Notices", "Notices"))
        self.place()

    def _show_last(self, _: int, last: int) -> None:
        """What is said last is in sight."""
        self.list.verticalScrollBar().setValue(last)

    def leave_free(self, beside: QWidget | None, below: QWidget | None) -> None:
        """Leave what is worked on uncovered: at the right edge, and at the lower one; None for nothing."""
        for part in (self._beside, self._below):
            if part is not None:
                part.removeEventFilter(self)
        self._beside, self._below = beside, below
        for part in (beside, below):
            if part is not None:
                part.installEventFilter(self)
        self.place()

    def place(self) -> None:
        """Lie where it lies, as high as its lines."""
        free = self._beside.width() if self._beside is not None and self._beside.isVisible() else 0
        lowest = self._ground.height()
        if self._below is not None and self._below.isVisible():
            lowest = self._below.mapTo(self._ground, QPoint(0, 0)).y()
        wide, high = max(self._ground.width() - free, 1), self.list.height()
        self.setGeometry(0, lowest - high, wide, high)
        self.raise_()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self.place()
        return False

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
        self.setAccessibleName(translate("Notices", "Notices"))
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

    def ask_then(
        self, text: str, yes: str, no: str, accepted: Callable[[], None], declined: Callable[[], None]
    ) -> None:
        """Ask something, and call what was answered."""
        line = self.ask(text, yes, no)
        line.accepted.connect(accepted)
        line.no.clicked.connect(declined)

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

    def withdraw(self, problem: Problem) -> None:
        """Tell a problem no longer: what it kept from being done is tried again."""
        for line in self._passing():
            if line.problem == problem:
                line.go()

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
