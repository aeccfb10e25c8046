"""A scroll area as high as its contents, up to a limit from which it scrolls."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sonostep.ui.kit.widgets import Scroll


class LowList(Scroll):
    """A column as high as its contents, up to ``highest`` pixels: it leaves the picture its room."""

    def __init__(self, highest: int, spacing: int = 0) -> None:
        self._highest = highest
        super().__init__(margin=0, spacing=spacing)
        body = self.column.parentWidget()
        assert body is not None  # the column was laid out on it
        self._body: QWidget = body
        body.installEventFilter(self)
        self.fit()

    def take(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        self.column.insertWidget(self.column.count() - 1, widget)

    def fit(self) -> None:
        """Be as high as the contents, up to the limit."""
        height = self.column.totalSizeHint().height()
        if self.column.hasHeightForWidth():
            height = self.column.totalHeightForWidth(self.viewport().width())
        self.setFixedHeight(min(height, self._highest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._body:
            self.fit()
        return super().eventFilter(watched, event)
