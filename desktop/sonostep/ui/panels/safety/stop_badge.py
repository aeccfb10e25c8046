"""The STOP badge of the toolbar: there while a stop stands, whatever panel is in front."""

from PySide6.QtCore import QEvent

from sonostep.core.safety import SafetyNotice, stops
from sonostep.session import EXAM_BUT_SHAPES
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button


class StopBadge(Button):
    """The badge of safety stops.

    Says how many stops stand and, to the ear, which; a press brings up what to do.
    """

    def __init__(self, controller: ExamController) -> None:
        super().__init__("", "stop_badge")
        self.setObjectName("stop_badge")
        self._controller = controller
        controller.session.on_exam(self._changed, *EXAM_BUT_SHAPES)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()

    def _changed(self, before: object, after: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Show what stands now."""
        standing = stops(self._controller.safety)
        self.setVisible(bool(standing))
        self.setText(translate("Safety", "■ STOP {count}").format(count=len(standing)))
        name = translate("Safety", "STOP: {texts}").format(texts=self._texts(standing))
        self.setAccessibleName(name)
        self.setToolTip(name)

    def _texts(self, standing: tuple[SafetyNotice, ...]) -> str:
        return " ".join(n.text.in_language(self._controller.language) for n in standing)
