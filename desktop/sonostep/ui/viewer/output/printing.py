"""Print one picture on one page."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from sonostep.ui.kit.i18n import translate


def ask_printer(picture: QImage, window: QWidget) -> QPrintDialog:
    """Let the person choose a printer, and print; nothing waits for it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if picture.width() > picture.height():
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog = QPrintDialog(printer, window)
    dialog.setObjectName("print_dialog")
    dialog.setWindowTitle(translate("Pictures", "Print the picture"))
    dialog.accepted.connect(lambda: print_picture(picture, printer))
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)
    return dialog


def print_picture(picture: QImage, printer: QPrinter) -> bool:
    """Print a picture as large as the page lets it, in its own shape; returns whether it was sent."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    area = QRectF(painter.viewport())
    size = picture.size().scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0.0, 0.0, size.width(), size.height())
    place.moveCenter(area.center())
    place.moveTop(area.top())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, picture)
    return painter.end()
