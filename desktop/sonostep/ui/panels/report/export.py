"""Export the report: which formats, in which language, to which folder; in the background."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog
from shiboken6 import isValid

from sonostep.core.exam import Exam
from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.kit.tasks import alive
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, Refusal, mark, row, show_in_place
from sonostep.workflows.export_target import default_base, export_folder, free_folder, may_be_replaced
from sonostep.workflows.letterhead import logo_problem
from sonostep.workflows.report_export import USUAL_FORMATS, ExportOrder, Written

_FOLDER = "export folder"
"""The key of the folder that a person typed."""

FORMAT_NAMES: Mapping[str, str] = {
    "pdf": "PDF",
    "sr": "DICOM SR",
    "json": "JSON",
    "html": "HTML",
    "csv": "CSV",
    "fhir": "FHIR",
    "fhir-eu": N("Export", "FHIR for Europe"),
    "fhir-tw": N("Export", "FHIR for Taiwan"),
    "handout": N("Export", "Patient's handout"),
    "images": N("Export", "Key images"),
    "states": N("Export", "DICOM presentation states"),
    "pdf-dicom": N("Export", "PDF in DICOM"),
    "clips": N("Export", "Clips as DICOM"),
}
"""Format id to its name on the screen, in the order in which they are offered."""


class _TakenFolder(Card):
    """Says whose report is in the chosen folder, and what can be done."""

    def __init__(self) -> None:
        super().__init__("card", margin=8)
        self.setObjectName("export_taken")
        self.said = Label("")
        self.problem: Problem | None = None
        self.elsewhere = Button(translate("Export", "Use a new folder"), "primary")
        self.replace = Button(translate("Export", "Replace what is there"), "")
        self.add(self.said, row(self.elsewhere, self.replace))
        self.hide()

    def ask(self, problem: Problem, language: Language) -> None:
        """Show a refusal; a sealed report is never replaced."""
        self.problem = problem
        self.said.setText(sentence(problem, language))
        self.replace.setVisible(may_be_replaced(problem))
        show_in_place(self, shown=True)
        if self.isVisible():
            self.elsewhere.setFocus()

    def give_up(self) -> None:
        """Ask no more."""
        self.problem = None
        self.hide()


class _Run(QObject):
    """One export under way. It belongs to the exam: the card that began it may be made anew meanwhile.

    Signals:
        written: what was written.
        refused: why nothing was.
    """

    written = Signal(object)
    refused = Signal(object)

    def __init__(self, controller: ExamController, order: ExportOrder) -> None:
        super().__init__(controller)
        title = translate("Export", "Exporting the report")
        self.task = controller.background.run(title, order.run, self._done, self._refuse)

    def _done(self, written: Written) -> None:
        self.written.emit(written)
        self.deleteLater()

    def _refuse(self, problem: Problem) -> None:
        self.refused.emit(problem)
        self.deleteLater()


class ExportCard(Card):
    """The export card. Chooses and starts an export; ``exported`` carries the files.

    Each exam has a folder of its own below the one that was chosen last, which ``base_chosen`` carries. One
    that holds another exam's report is asked about here, beside the button, and why nothing was exported is
    said there, too. ``take_over`` goes on for a card that is made anew.
    """

    about_to_export = Signal()
    exported = Signal(object)
    base_chosen = Signal(object)

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        self._folder: Path | None = None
        self._asked: ExportOrder | None = None
        self.files: tuple[Path, ...] = ()
        self._empty: tuple[Problem, ...] = ()
        self.add(Label(translate("Export", "EXPORT"), "heading"))
        self.boxes = {id_: self._box(id_, translate("Export", name)) for id_, name in FORMAT_NAMES.items()}
        self.language = self._languages()
        self._chosen_language = False
        self._base = default_base()
        self._run: _Run | None = None
        self.folder = LineEdit()
        self.folder.setAccessibleName(translate("Export", "Folder"))
        self.folder.draft_in(controller.drafts, _FOLDER)
        choose = Button(translate("Export", "Choose…"), "", name=translate("Export", "Choose the folder"))
        choose.setObjectName("choose_folder")
        choose.clicked.connect(self._choose)
        self.start = Button(translate("Export", "Export report"), "")
        self.start.setObjectName("export_report")
        self.start.clicked.connect(self._export)
        self.taken = _TakenFolder()
        self.taken.elsewhere.clicked.connect(self._export_elsewhere)
        self.taken.replace.clicked.connect(self._replace)
        self.refusal = Refusal()
        self.result = Label("", "muted")
        self.result.hide()
        self.open_folder = Button(translate("Export", "Open folder"), "")
        self.open_folder.clicked.connect(self._open_folder)
        self.open_folder.hide()
        self.choices = flow(self.boxes.values(), 14)
        sealed = translate("Export", "Final: the sealed files are written, byte for byte.")
        self.sealed = Label(sealed, "muted")
        self.add(self.choices, self.sealed, self.language, row(self.folder, choose), self.start)
        self.add(self.refusal, self.taken, self.result, self.open_folder)
        self.exported.connect(self._show_result)

    def show_state(self, exam: Exam) -> None:
        """A final exam is exported as it was frozen: there is nothing left to choose."""
        sealed = exam.closed
        for part in (self.choices, self.language):
            part.setHidden(sealed)
        self.sealed.setVisible(sealed)
        # of a draft the next act is the signature
        mark(self.start, "role", "primary" if exam.closed and not self.files else "")
        self._offer(exam)

    def take_over(self, before: "ExportCard") -> None:
        """Go on for a card that is made anew: with what was chosen, with an export that is under way, and
        with what was said last."""
        self._base = before._base
        for id_, box in before.boxes.items():
            self.boxes[id_].setChecked(box.isChecked())
        self._chosen_language = before._chosen_language
        if self._chosen_language:
            self.language.setCurrentIndex(before.language.currentIndex())
        self.files, self._folder, self._empty = before.files, before._folder, before._empty
        if self.files or self._empty:
            self._say_written()
        self.refusal.say(before.refusal.problem, self._controller.language)
        self._asked = before._asked
        if before.taken.problem is not None:
            self.taken.ask(before.taken.problem, self._controller.language)
        if before._run is not None and isValid(before._run) and alive(before._run.task):
            self._follow(before._run)

    def _offer(self, exam: Exam) -> None:
        """The exam's own folder, unless somebody wrote another."""
        self.folder.propose(str(export_folder(exam, self._base)))

    def _box(self, id_: str, name: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setObjectName(f"format_{id_}")
        box.setAccessibleName(name)
        box.setChecked(id_ in USUAL_FORMATS)
        return box

    def _languages(self) -> ComboBox:
        made = ComboBox()
        made.setAccessibleName(translate("Export", "Language of the report"))
        made.addItem("English", "en")
        made.addItem("繁體中文", "zh-TW")
        made.addItem(translate("Export", "Both languages"), "both")
        made.setCurrentIndex(made.findData(self._controller.language))
        made.activated.connect(self._language_chosen)
        return made

    def _language_chosen(self) -> None:
        self._chosen_language = True

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), translate("Export", "Choose the folder"), str(self._base))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._choose_base)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_base(self, folder: str) -> None:
        self._base = Path(folder)
        self._controller.drafts.drop(_FOLDER)
        self._offer(self._controller.exam)
        self.base_chosen.emit(self._base)

    def _export_elsewhere(self) -> None:
        free = str(free_folder(self._target()))
        if _FOLDER in self._controller.drafts:
            self.folder.setText(free)
        else:
            # it stays what is proposed: nobody typed it
            self.folder.propose(free)
        self._export()

    def _export(self) -> None:
        # what was typed a moment ago belongs to what is exported
        self.about_to_export.emit()
        formats = tuple(id_ for id_, box in self.boxes.items() if box.isChecked())
        self._say("")
        self.open_folder.hide()
        self.taken.give_up()
        if not formats:
            self.refusal.say(Problem.of("export.no_format"), self._controller.language)
            return
        self.refusal.say(None, self._controller.language)
        self.start.setEnabled(False)
        order = self._order(formats)
        self._controller.background.quick(order.refused, partial(self._looked, order), self._refuse)

    def _target(self) -> Path:
        """The folder that is written to: never the one that the program happens to run in.

        Nothing written is what is proposed; a name alone is a folder beside those of other exams.
        """
        if not self.folder.text().strip():
            self._controller.drafts.drop(_FOLDER)
        return self._base / Path(self.folder.text().strip()).expanduser()

    def _order(self, formats: tuple[str, ...]) -> ExportOrder:
        folder = self._target()
        language = self.language.currentData()
        return ExportOrder(self._controller.exam, self._controller.library, formats, language, folder)

    def _looked(self, order: ExportOrder, problem: Problem | None) -> None:
        if problem is None:
            self._begin(order)
            return
        self.start.setEnabled(True)
        self._asked = order
        self.taken.ask(problem, self._controller.language)

    def _replace(self) -> None:
        """The yes is for the folder that was asked about, not for one that was written since."""
        self.taken.give_up()
        asked, self._asked = self._asked, None
        if asked is None:
            return
        if asked.out != self._target():
            self._export()
            return
        self.about_to_export.emit()
        self._begin(replace(asked, exam=self._controller.exam, replace=True))

    def _begin(self, order: ExportOrder) -> None:
        self._controller.background.quick(logo_problem, self._tell_logo)
        self._follow(_Run(self._controller, order))

    def _follow(self, run: _Run) -> None:
        self._run = run
        self.start.setEnabled(False)
        run.written.connect(self._done)
        run.refused.connect(self._refuse)
        run.task.ended.connect(self._over)

    def _refuse(self, problem: Problem) -> None:
        """Beside the button; also where it is seen, if the person has gone on to something else."""
        self.start.setEnabled(True)
        self.refusal.say(problem, self._controller.language)
        if not self.isVisible():
            self._controller.problem.emit(problem)

    def _tell_logo(self, problem: Problem | None) -> None:
        if problem is not None:
            self._controller.problem.emit(problem)

    def _over(self) -> None:
        self.start.setEnabled(True)

    def _done(self, written: Written) -> None:
        self._empty = written.empty
        self.exported.emit(written.files)

    def _show_result(self, files: tuple[Path, ...]) -> None:
        self.files = files
        mark(self.start, "role", "")
        self._folder = files[0].parent if files else None
        self._say_written()

    def _say_written(self) -> None:
        names, files = ", ".join(f.name for f in self.files), self.files
        said = [translate("Export", "Written: {names}").format(names=names)] if files else []
        self._say("\n".join([*said, *(sentence(p, self._controller.language) for p in self._empty)]))
        self.open_folder.setVisible(self._folder is not None)

    def _say(self, text: str) -> None:
        self.result.setText(text)
        self.result.setVisible(bool(text))

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
