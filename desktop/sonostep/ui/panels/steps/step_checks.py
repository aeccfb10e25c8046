"""Checks of the chosen step: what needs a second look, said where it can be mended."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.checks.check import Check
from sonostep.core.checks.exam import exam_checks
from sonostep.core.progress.step_progress import Place
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.widgets import WrapButton


class StepChecks(QWidget):
    """The checks of a step. One line a check; pressing it goes to the finding or the picture."""

    def __init__(self, controller: ExamController, place: Place) -> None:
        super().__init__()
        self._controller, self._place = controller, place
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._shown: tuple[Check, ...] | None = None
        self.lines: list[WrapButton] = []
        self.refresh()

    def refresh(self) -> None:
        """Show what stands now."""
        controller = self._controller
        protocols = controller.library.in_use(controller.exam)
        found = exam_checks(controller.exam, protocols, controller.vocabulary)
        mine = tuple(c for c in found if self._about(c))
        if mine == self._shown:
            return
        self._shown = mine
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        for check in mine:
            text = f"⚠ {check.text.in_language(controller.language)}"
            line = WrapButton(text, "check", check)
            line.picked.connect(self._show)
            self.lines.append(line)
            self._column.addWidget(line)
        self.setVisible(bool(mine))

    def _about(self, check: Check) -> bool:
        """Whether a check is of the step's findings, pictures or measurements."""
        step, exam = self._place.step, self._controller.exam
        if any(k.id in step.questions and self._here(k.side) for k in check.findings):
            return True
        frames = {k.frame for k in exam.key_images if k.step == step.id}
        drawn = {a.id for a in exam.annotations if a.step == step.id}
        return bool(drawn.intersection(check.annotations) or frames.intersection(check.frames))

    def _here(self, side: object) -> bool:
        return side is None or self._place.side is None or side is self._place.side

    def _show(self, check: Check) -> None:
        if check.findings:
            self._controller.show_finding(check.findings[0])
        elif check.frames:
            frame = check.frames[0]
            self._controller.session.look(clip=frame.clip, frame=frame.frame, selected="")
