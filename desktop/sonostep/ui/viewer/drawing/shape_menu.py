"""The button that offers what can be done to the selected shape, by touch as by mouse."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from sonostep.core.annotation import Annotation
from sonostep.core.text import Language
from sonostep.messages import text

ACTS = ("lock", "hide", "reach", "alone", "copy", "paste", "earlier", "later", "delete", "show_all")


class ShapeMenu(QPushButton):
    """The menu of the selected shape. ``picked`` carries one of ``ACTS``."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shape_menu")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoDefault(False)
        self._menu = QMenu(self)
        self._actions = {act: self._add(act) for act in ACTS}
        self._menu.triggered.connect(self._chosen)
        self.setMenu(self._menu)
        self._locked = False
        self.use_language("en")
        self.show_shape(None)

    def _add(self, act: str) -> QAction:
        action = self._menu.addAction("")
        action.setData(act)
        return action

    def _chosen(self, action: QAction) -> None:
        self.picked.emit(action.data())

    def show_shape(self, shape: Annotation | None) -> None:
        """Offer what can be done to a shape; without one only what needs none."""
        self._locked = shape is not None and shape.locked
        for act in ACTS:
            self._actions[act].setEnabled(shape is not None or act in ("paste", "show_all"))
        self._actions["delete"].setEnabled(shape is not None and not self._locked)
        self._name()

    def use_language(self, language: Language) -> None:
        """Name everything in a language."""
        self._language: Language = language
        for act, action in self._actions.items():
            action.setText(text(f"shape_menu.{act}", language))
        self.setText(text("shape_menu.title", language))
        self.setAccessibleName(text("shape_menu.title", language))
        self._name()

    def _name(self) -> None:
        code = "shape_menu.unlock" if self._locked else "shape_menu.lock"
        self._actions["lock"].setText(text(code, self._language))
