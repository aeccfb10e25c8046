"""Context menus of picture, shape and clip: lists of action ids, each entry with its name and its key."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from sonostep.ui.shell.actions import SEPARATOR, ActionSet, fill

PICTURE_MENU: tuple[str, ...] = (
    "copy_picture", "save_picture", "print_picture", "save_view", SEPARATOR,
    "play", "next_marked", "previous_marked", SEPARATOR,
    "zoom_fit", "zoom_one", "true_size", SEPARATOR,
    "rotate", "flip_horizontal", "flip_vertical", "overlays", SEPARATOR,
    "full_screen", "paste_shape", "show_shapes", "clip_details",
)  # fmt: skip
"""On a picture, beside every shape."""

SHAPE_MENU: tuple[str, ...] = (
    "copy_shape", "paste_shape", "delete", SEPARATOR, "lock_shape", "hide_shape", "show_shapes", SEPARATOR,
    "reach_shape", "keep_shape", SEPARATOR, "copy_picture", "save_picture", "save_view",
)  # fmt: skip
"""On a shape, which is then the selected one."""

CLIP_MENU: tuple[str, ...] = (
    "open_clip", "open_clip_beside", SEPARATOR, "save_picture", "copy_picture", SEPARATOR,
    "clip_details", "deidentify",
)  # fmt: skip
"""On a clip of the list."""


class ContextMenus:
    """Opens the menus; one at a time, and each goes when it is closed."""

    def __init__(self, made: ActionSet, window: QWidget) -> None:
        self._made, self._window = made, window

    def open_picture(self, at: QPoint, on_shape: bool) -> None:
        """Open the menu of the picture, or of the selected shape, at a place on the screen."""
        if on_shape:
            self._open("context_shape", SHAPE_MENU, at)
        else:
            self._open("context_picture", PICTURE_MENU, at)

    def open_clip(self, at: QPoint) -> None:
        """Open the menu of the clip that is chosen in the list."""
        self._open("context_clip", CLIP_MENU, at)

    def _open(self, name: str, ids: tuple[str, ...], at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setObjectName(name)
        fill(menu, ids, self._made)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
