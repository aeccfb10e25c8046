"""The key images in their order: dragged, dropped in, moved by keys."""

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from sonostep.core.exam import KeyImage
from sonostep.ui.kit.drops import accept_copy
from sonostep.ui.viewer.pane import CLIP_MIME

IMAGE_MIME = "application/x-sonostep-key-image"
"""What a dragged key image carries: its id, UTF-8."""

_ID = Qt.ItemDataRole.UserRole
_SMALL = QSize(96, 72)
_SHOWN = 4
"""Images that are seen without scrolling."""


class ImageList(QListWidget):
    """The list widget of key images. Lists key images.

    Signals:
        moved: an image's id and the place, from 0, that it should have.
        clip_dropped: a clip's id and the place that an image of it should have.
        opened: an image's id, whose frame should be shown.
        unwanted: an image's id, which should go.
    """

    moved = Signal(str, int)
    clip_dropped = Signal(str, int)
    opened = Signal(str)
    unwanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(_SMALL)
        self.setWordWrap(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(self._open)
        self._icons: dict[str, QIcon] = {}
        self._shown: tuple[KeyImage, ...] = ()

    @property
    def chosen(self) -> str:
        """Id of the chosen image, or empty."""
        item = self.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def show_images(self, images: tuple[KeyImage, ...], texts: list[str]) -> None:
        """Show other images; the chosen one stays so."""
        chosen = self.chosen
        self._shown = images
        self.blockSignals(True)
        self.clear()
        for image, text in zip(images, texts, strict=True):
            item = QListWidgetItem(self._icon(image), text)
            item.setData(_ID, image.id)
            item.setSizeHint(QSize(120, _SMALL.height() + 10))
            self.addItem(item)
        self._icons = {i.id: self._icons[i.id] for i in images}
        ids = [i.id for i in images]
        self.setCurrentRow(ids.index(chosen) if chosen in ids else min(0, len(ids) - 1))
        self.blockSignals(False)
        rows = max(1, min(_SHOWN, len(images)))
        self.setFixedHeight(rows * (_SMALL.height() + 12) + 8)

    def choose(self, id_: str) -> None:
        """Make an image the chosen one."""
        for index, image in enumerate(self._shown):
            if image.id == id_:
                self.setCurrentRow(index)

    def _icon(self, image: KeyImage) -> QIcon:
        if image.id not in self._icons:
            picture = QPixmap()
            picture.loadFromData(image.png)
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            small = picture.scaled(_SMALL, keep, smooth) if not picture.isNull() else picture
            icon = QIcon(small)
            # the style tints the picture of a selected row otherwise
            icon.addPixmap(small, QIcon.Mode.Selected)
            self._icons[image.id] = icon
        return self._icons[image.id]

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(str(item.data(_ID)))

    # dragging

    def mimeData(self, items: "list[QListWidgetItem]") -> QMimeData:  # type: ignore[override]
        data = QMimeData()
        if items:
            data.setData(IMAGE_MIME, str(items[0].data(_ID)).encode())
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._allow(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        # the base class draws where it would land
        super().dragMoveEvent(event)
        self._allow(event)

    def _allow(self, event: "QDragEnterEvent | QDragMoveEvent") -> None:
        data = event.mimeData()
        if data.hasFormat(IMAGE_MIME) or data.hasFormat(CLIP_MIME):
            accept_copy(event)
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        data, to = event.mimeData(), self._place(event)
        # what was dragged must not be taken away by the list it came from
        accept_copy(event)
        if data.hasFormat(IMAGE_MIME):
            self.move_to(bytes(data.data(IMAGE_MIME).data()).decode(), to)
        elif data.hasFormat(CLIP_MIME):
            self.clip_dropped.emit(bytes(data.data(CLIP_MIME).data()).decode(), to)

    def _place(self, event: QDropEvent) -> int:
        """Before which image a drop lands: by halves of the one under it."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return self.count()
        middle = self.visualRect(index).center().y()
        return index.row() + (event.position().y() > middle)

    def move_to(self, id_: str, before: int) -> None:
        """Ask for an image to stand before the one that is now at a place."""
        ids = [i.id for i in self._shown]
        if id_ in ids:
            to = before - (ids.index(id_) < before)
            if to != ids.index(id_):
                self.moved.emit(id_, to)

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # the window's own Delete removes a shape of the picture
            if event.key() == Qt.Key.Key_Delete and self.chosen:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step(step)
        elif event.key() == Qt.Key.Key_Delete and self.chosen:
            self.unwanted.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Ask for the chosen image to stand one place earlier (-1) or later (1)."""
        to = self.currentRow() + by
        if self.chosen and 0 <= to < self.count():
            self.moved.emit(self.chosen, to)
