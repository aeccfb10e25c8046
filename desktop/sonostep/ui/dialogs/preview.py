"""The report's pages as an export would write them, beside the work: they follow each edit."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from sonostep.core.clip import FrameRef
from sonostep.core.finding import FindingKey
from sonostep.messages import sentence
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.kit.widgets import Button, Label, row
from sonostep.ui.panels.report.page_preview import Previewer, ShownPages
from sonostep.ui.panels.report.page_view import PagesView

if TYPE_CHECKING:
    from sonostep.workflows.report_export import ReportLanguage

_PPI = 120.0
_STEP = 1.25


class PreviewDialog(QDialog):
    """Shows the pages, and goes from what they say to the frame that shows it."""

    def __init__(self, controller: ExamController, language: "ReportLanguage", parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._controller = controller
        self.view = PagesView()
        self.view.picked.connect(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._bar(language))
        self.said = Label("", "warning")
        self.said.hide()
        column.addWidget(self.said)
        column.addWidget(self.view, 1)
        room = self.screen().availableGeometry()
        self.resize(min(900, room.width() - 60), room.height() - 80)
        self.previewer = Previewer(controller, language, _PPI, self)
        self.previewer.shown.connect(self.show_pages)
        self.previewer.working.connect(self._show_working)
        self._working = True
        self._retranslate()

    def _bar(self, language: "ReportLanguage") -> QWidget:
        self.language = ComboBox()
        for name, tag in (("English", "en"), ("繁體中文", "zh-TW"), ("", "both")):
            self.language.addItem(name, tag)
        self.language.setCurrentIndex(self.language.findData(language))
        self.language.activated.connect(self._speak)
        self.state = Label("", "muted", wrap=False)
        self.smaller, self.larger, self.fit = Button("−"), Button("+"), Button("")
        self.smaller.clicked.connect(self._smaller)
        self.larger.clicked.connect(self._larger)
        self.fit.clicked.connect(self.view.zoom_fit)
        return row(self.language, self.state, 1, self.smaller, self.larger, self.fit)

    def _retranslate(self) -> None:
        self.setWindowTitle(translate("Preview", "Preview of the report"))
        self.view.setAccessibleName(translate("Preview", "Pages of the report"))
        self.language.setAccessibleName(translate("Export", "Language of the report"))
        self.language.setItemText(self.language.findData("both"), translate("Export", "Both languages"))
        self.smaller.setAccessibleName(translate("Preview", "Smaller"))
        self.larger.setAccessibleName(translate("Preview", "Larger"))
        self.fit.setText(translate("Preview", "Fit the width"))
        self.fit.setAccessibleName(self.fit.text())
        self._show_working(self._working)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def show_pages(self, shown: ShownPages) -> None:
        """Show the pages, or why there are none."""
        self.said.setVisible(shown.problem is not None)
        if shown.problem is not None:
            self.said.setText(sentence(shown.problem, self._controller.language))
            return
        self.view.show_pages(shown)
        self._show_working(False)

    def _show_working(self, working: bool) -> None:
        self._working = working
        pages = len(self.view.sheet.shown.pages)
        done = translate("Preview", "{pages} pages, as they would be exported now")
        if self._controller.exam.closed:
            done = translate("Preview", "{pages} pages, set anew; the sealed file is what is exported")
        self.state.setText(translate("Preview", "Setting the pages") if working else done.format(pages=pages))

    def _speak(self) -> None:
        self.previewer.speak(self.language.currentData())

    def _smaller(self) -> None:
        self.view.zoom(1 / _STEP)

    def _larger(self) -> None:
        self.view.zoom(_STEP)

    def _go(self, target: object) -> None:
        if isinstance(target, FindingKey):
            self._controller.show_finding(target)
        elif isinstance(target, FrameRef):
            self._controller.session.look(clip=target.clip, frame=target.frame, selected="")

    def closeEvent(self, event: QCloseEvent) -> None:
        self.previewer.close()
        super().closeEvent(event)
