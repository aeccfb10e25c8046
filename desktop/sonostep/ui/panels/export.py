"""Export the report: which formats, in which language, to which folder; in the background."""

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit

from sonostep.core.exam import Exam
from sonostep.core.problem import Problem
from sonostep.ui.desk import Desk
from sonostep.ui.exporting import FORMATS, USUAL, Order, logo_problem, sealed_file
from sonostep.ui.flow_layout import flow
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button, Card, Label, row


class ExportCard(Card):
    """Chooses and starts an export; ``exported`` carries the files."""

    about_to_export = Signal()
    exported = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._folder: Path | None = None
        self.files: tuple[Path, ...] = ()
        self.add(Label(translate("Export", "EXPORT"), "heading"))
        self.boxes = {id_: self._box(id_, translate("Export", name)) for id_, name in FORMATS}
        self.language = self._languages()
        self.folder = QLineEdit(str(Path.home()))
        self.folder.setAccessibleName(translate("Export", "Folder"))
        choose = Button(translate("Export", "Choose…"), "", name=translate("Export", "Choose the folder"))
        choose.clicked.connect(self._choose)
        self.start = Button(translate("Export", "Export report"), "primary")
        self.start.clicked.connect(self._export)
        self.result = Label("", "muted")
        self.result.hide()
        self.open_folder = Button(translate("Export", "Open folder"), "")
        self.open_folder.clicked.connect(self._open_folder)
        self.open_folder.hide()
        self.choices = flow(self.boxes.values(), 14)
        sealed = translate("Export", "Final: the sealed files are written, byte for byte.")
        self.sealed = Label(sealed, "muted")
        self.add(self.choices, self.sealed, self.language, row(self.folder, choose), self.start)
        self.add(self.result, self.open_folder)
        self.exported.connect(self._show_result)

    def show_state(self, exam: Exam) -> None:
        """A final exam is exported as it was frozen: there is nothing left to choose."""
        sealed = exam.closed and sealed_file(exam) is not None
        for part in (self.choices, self.language):
            part.setHidden(sealed)
        self.sealed.setVisible(sealed)

    def _box(self, id_: str, name: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setObjectName(f"format_{id_}")
        box.setAccessibleName(name)
        box.setChecked(id_ in USUAL)
        return box

    def _languages(self) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(translate("Export", "Language of the report"))
        made.addItem("English", "en")
        made.addItem("繁體中文", "zh-TW")
        made.addItem(translate("Export", "Both languages"), "both")
        made.setCurrentIndex(made.findData(self._desk.language))
        return made

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), translate("Export", "Choose the folder"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export(self) -> None:
        # what was typed a moment ago belongs to what is exported
        self.about_to_export.emit()
        formats = tuple(id_ for id_, box in self.boxes.items() if box.isChecked())
        if not formats:
            self._say(translate("Export", "Choose at least one format."))
            return
        folder = Path(self.folder.text()).expanduser()
        order = Order(self._desk.exam, self._desk.library, formats, self.language.currentData(), folder)
        self.start.setEnabled(False)
        self._desk.background.quick(logo_problem, self._tell_logo)
        task = self._desk.background.run(translate("Export", "Exporting the report"), order.run, self._done)
        task.ended.connect(self._over)

    def _tell_logo(self, problem: Problem | None) -> None:
        if problem is not None:
            self._desk.problem.emit(problem)

    def _over(self) -> None:
        self.start.setEnabled(True)

    def _done(self, files: tuple[Path, ...]) -> None:
        self.exported.emit(files)

    def _show_result(self, files: tuple[Path, ...]) -> None:
        self.files = files
        self._folder = files[0].parent if files else None
        names = ", ".join(f.name for f in files)
        self._say(translate("Export", "Written: {names}").format(names=names))
        self.open_folder.setVisible(self._folder is not None)

    def _say(self, text: str) -> None:
        self.result.setText(text)
        self.result.show()

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

