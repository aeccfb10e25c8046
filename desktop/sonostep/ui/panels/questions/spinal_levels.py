"""Which spinal levels a block record is about: those targeted or recorded, and those chosen here."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.checks.blocks import TARGET
from sonostep.core.finding import FindingState
from sonostep.core.protocol import Step
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label

LEVEL = "level"
"""Id of the vocabulary's group of spinal levels."""


def levels(controller: ExamController) -> tuple[str, ...]:
    """Return the ids of all spinal levels, from the top."""
    return tuple(s.id for s in controller.vocabulary.sites if s.group == LEVEL)


def recorded_levels(controller: ExamController, step: Step) -> frozenset[str]:
    """Return the levels that are a target, or of which the step has a record."""
    return frozenset(
        f.key.site
        for f in controller.exam.findings
        if f.key.id in step.questions or (f.key.id == TARGET and f.state is FindingState.PRESENT)
    )


def shown_levels(controller: ExamController, step: Step) -> frozenset[str]:
    """Return the levels that a step asks of now; all of them where it is not asked level by level."""
    known = frozenset(levels(controller))
    if not step.per_level:
        return known
    opened = {site for id_, site in controller.opened_levels if id_ == step.id}
    return known & (recorded_levels(controller, step) | opened)


class LevelPicker(QWidget):
    """The choice of spinal levels. A chip for each level; one that has a record stays."""

    def __init__(self, controller: ExamController, step: Step) -> None:
        super().__init__()
        self._controller, self._step = controller, step
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.ask = Label(translate("Levels", "Which levels? Only these are asked of."), "small")
        self.chips: dict[str, Button] = {}
        for id_ in levels(controller):
            text = controller.vocabulary.site_text(id_).in_language(controller.language)
            chip = Button(text, "chip", id_, name=translate("Levels", "Level {level}").format(level=text))
            chip.setCheckable(True)
            chip.picked.connect(self._toggle)
            self.chips[id_] = chip
        column.addWidget(self.ask)
        column.addWidget(flow(self.chips.values(), 4))
        self.refresh()

    def refresh(self) -> None:
        """Show which levels are asked of."""
        shown, kept = (
            shown_levels(self._controller, self._step),
            recorded_levels(self._controller, self._step),
        )
        for id_, chip in self.chips.items():
            chip.setChecked(id_ in shown)
            chip.setEnabled(self._controller.editable and id_ not in kept)

    def _toggle(self, id_: str) -> None:
        self._controller.open_level(
            self._step.id, id_, opened=id_ not in shown_levels(self._controller, self._step)
        )
