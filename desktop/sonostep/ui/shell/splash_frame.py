"""The first picture of a file that was named on the command line, in its place before the viewer is built.

It takes no part in anything: no exam, no tool, no mouse. The viewer, once it has painted the same frame in
the same place, takes over; where no exam comes of the file, the start page does.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from sonostep.ui.kit import theme
from sonostep.ui.viewer.transform import ViewTransform

if TYPE_CHECKING:
    from sonostep.imaging.worker.first_frame import Picture
    from sonostep.ui.shell.main_window import MainWindow

_LONGEST_MS = 20_000
"""The viewer has said long before why it has no picture."""

_ABOVE, _BELOW = 69, 62
"""Pixels of header and headline, and of strip and status bar, without the row of touch targets between."""

_TOOLS, _CLIPS, _PANELS, _WIDE_PANELS = 37, 204, 370, 444
"""Pixels of the columns beside the picture, with the handle that parts them."""

_ROOMY, _WIDE = 1400, 1600
"""Width from which ``ExamView`` shows the clips unasked, and gives the panels more, pixels."""


def place_of(width: int, height: int, target: int) -> QRect:
    """Return where the viewer's canvas will be in a window of this size, with touch targets so high."""
    room = width - _TOOLS
    left = _TOOLS + (_CLIPS if room >= _ROOMY else 0)
    right = _WIDE_PANELS if room >= _WIDE else _PANELS
    top, bottom = _ABOVE, _BELOW + max(target + 2, 44)
    return QRect(left, top, max(width - left - right, 16), max(height - top - bottom, 16))


class FirstPicture(QWidget):
    """The splash picture of a file.

    Lies over the window where the viewer's canvas will be; ``seen`` says that it has been painted.
    """

    seen = Signal()

    def __init__(self, picture: "Picture", window: "MainWindow", scale: float) -> None:
        super().__init__(window)
        self.setObjectName("first_picture")
        self.setEnabled(False)
        self._picture, self._main, self._scale = picture, window, scale
        self._told = False
        self._blank: QWidget | None = None
        line = picture.columns * 4
        # the memory is shared with the worker, and held as long as this widget is
        self._image = QImage(picture.pixels, picture.columns, picture.rows, line, QImage.Format.Format_RGB32)
        self._place()
        window.installEventFilter(self)
        window.picture_shown.connect(self.leave)
        window.opening.exams.session_opened.connect(self._follow)
        window.opening.finished.connect(self._finished)
        QTimer.singleShot(_LONGEST_MS, self, self.leave)
        self.show()

    def cover(self) -> None:
        """Keep what would lie round the picture empty; called once the window is built."""
        if self._main.has_exam or not isValid(self) or self.isHidden():
            return
        stack = self._main.stack
        self._blank = QWidget()
        stack.addWidget(self._blank)
        stack.setCurrentWidget(self._blank)
        self.raise_()

    def _finished(self, readable: int) -> None:
        if not readable:
            self.leave()

    def _follow(self) -> None:
        """To where the canvas is, when it has come to its place."""
        QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        window = self._main
        if window.has_exam:
            canvas = window.viewer.canvas
            self.setGeometry(QRect(canvas.mapTo(window, canvas.rect().topLeft()), canvas.size()))
        else:
            target = theme.sizes(self._scale).other
            self.setGeometry(place_of(window.width(), window.height(), target))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._place)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.fillRect(event.rect(), QColor(theme.GROUND))
        size = float(self.width()), float(self.height())
        view = ViewTransform(aspect=self._picture.aspect, size=size)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        p.setTransform(view.fitted(self._picture.columns, self._picture.rows).matrix(), True)
        p.drawImage(QPointF(0.0, 0.0), self._image)
        p.end()
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self, self.seen.emit)

    def leave(self) -> None:
        """Give way: to the viewer, or to the start page where there is no exam."""
        window = self._main
        window.removeEventFilter(self)
        if self._blank is not None:
            if not window.has_exam:
                window.stack.setCurrentWidget(window.start)
            window.stack.removeWidget(self._blank)
            self._blank.deleteLater()
            self._blank = None
        self.hide()
        self.deleteLater()
