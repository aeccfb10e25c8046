"""Effects of an answer: from it, or the shape selected in the picture, to the conditions that it changes."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.differential.result import Differential, Direction, Judgement
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey
from sonostep.session import ViewChange
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import WrapButton

_MOST = 3
"""Names on one line; the others stand below with their reasons."""

_FELT = (Direction.FOR, Direction.AGAINST, Direction.PAUSED)


def bearing(shown: Differential | None, keys: Iterable[FindingKey]) -> Iterator[Judgement]:
    """Yield the judgements that any of these findings speaks for or against, best first."""
    wanted = set(keys)
    for judgement in shown.judgements if shown else ():
        reasons = (r for r in judgement.reasons if r.direction in _FELT)
        if any(wanted & set(r.findings) for r in reasons):
            yield judgement


def findings_on(exam: Exam, annotation: str) -> tuple[FindingKey, ...]:
    """Return the keys of the answers that a shape shows."""
    return tuple(f.key for f in exam.findings if annotation in f.annotations)


class SelectedShape(QWidget):
    """The card of the selected shape.

    Says what the selected shape bears on; ``picked`` carries the keys of the answers that it shows.
    """

    picked = Signal(object)

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 0)
        self.link = WrapButton("", "row", (), name=translate("Bearing", "What the selected shape changes"))
        self.link.picked.connect(self.picked)
        column.addWidget(self.link)
        controller.session.on_view(self._view_changed)
        self.refresh()

    def _view_changed(self, change: ViewChange) -> None:
        if change.before.selected != change.after.selected:
            self.refresh()

    def refresh(self) -> None:
        """Show what the selected shape changes; nothing where none is selected or it shows no answer."""
        self.show_keys(findings_on(self._controller.exam, self._controller.session.view.selected))

    def show_keys(self, keys: tuple[FindingKey, ...]) -> None:
        """Show what these answers change."""
        self.setHidden(not keys)
        if not keys:
            return
        language = self._controller.language
        found = bearing(self._controller.differential, keys)
        names = list(dict.fromkeys(j.name.in_language(language) for j in found if not j.parent))
        listed = ", ".join(names[:_MOST]) or translate("Bearing", "no condition so far")
        if len(names) > _MOST:
            text = translate("Bearing", "{names} and {count} more")
            listed = text.format(names=listed, count=len(names) - _MOST)
        self.link.value = keys
        self.link.setText(translate("Bearing", "What is selected bears on: {names}").format(names=listed))
        self.link.setAccessibleName(self.link.text())
