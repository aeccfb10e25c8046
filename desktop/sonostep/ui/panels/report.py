"""The report: who, impression and plan in the physician's words, a preview of the rest, and the export."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from sonostep.core.edits import Edit, SetPatient, SetPeople, SetSetting, SetWords, Together
from sonostep.core.exam import Exam, ExamState
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.panels.checks import ChecksCard
from sonostep.ui.panels.export import ExportCard
from sonostep.ui.panels.images import ImagesCard
from sonostep.ui.panels.preview import Preview
from sonostep.ui.panels.signing import SigningCard
from sonostep.ui.panels.state_banner import StateBanner
from sonostep.ui.widgets import Card, Label, Scroll, Speaking

_IDLE_MS = 900
"""A pause in typing after which the words are kept; a focus that leaves keeps them at once."""


class WordsField(QPlainTextEdit):
    """Free text that is kept when the person pauses or goes elsewhere. Tab leaves it."""

    kept = Signal()

    def __init__(self, name: str, lines: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 22)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_IDLE_MS)
        self._timer.timeout.connect(self.kept)
        self.textChanged.connect(self._timer.start)

    def focusOutEvent(self, event: object) -> None:
        self._timer.stop()
        self.kept.emit()
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def show_text(self, text: str) -> None:
        """Show recorded text; what is just being typed stays."""
        if self.toPlainText() != text and not self._timer.isActive():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)


class ReportPanel(Speaking):
    """Words, images, signature, export and preview of the open exam.

    ``amended`` carries a draft to be opened, ``image_wanted`` a frame to keep as a key image and its place.
    """

    amended = Signal(object)
    image_wanted = Signal(object, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report")
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.page = Scroll()
        column.addWidget(StateBanner(desk))
        column.addWidget(self.page)
        desk.session.on_exam(self._exam_changed)
        desk.differential_changed.connect(self._derived_changed)
        self.retranslate()

    def retranslate(self) -> None:
        self.impression = WordsField(translate("Report", "Impression, in your own words"), 4)
        self.plan = WordsField(translate("Report", "Plan"), 3)
        for field in (self.impression, self.plan):
            field.kept.connect(self._keep_words)
        self.export_card = ExportCard(self._desk)
        self.export_card.about_to_export.connect(self._keep_all)
        self.export_card.language.currentIndexChanged.connect(self._choose_language)
        self.signing = SigningCard(self._desk)
        self.signing.about_to_sign.connect(self._keep_all)
        self.signing.amended.connect(self.amended)
        self._choose_language()
        self.checks = ChecksCard(self._desk)
        self.images = ImagesCard(self._desk)
        self.images.wanted.connect(self.image_wanted)
        self.preview = Preview(self._desk)
        self.preview.pages_wanted.connect(self.open_pages)
        below = (self.images, self.checks, self.signing, self.export_card, self.preview)
        self.page.fill([self._people(), *self._words(), *below])
        self._show(self._desk.exam)

    def _choose_language(self) -> None:
        self.signing.language = str(self.export_card.language.currentData())

    def _words(self) -> list[QWidget]:
        card = Card()
        card.add(Label(translate("Report", "IMPRESSION AND PLAN"), "heading"))
        for field in (self.impression, self.plan):
            card.add(Label(field.accessibleName(), "muted"), field)
        return [card]

    def _people(self) -> QWidget:
        card = Card()
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self.fields: dict[str, QLineEdit] = {}
        for name, title in (
            ("patient", translate("Report", "Patient")),
            ("patient_id", translate("Report", "Patient ID")),
            ("physician", translate("Report", "Physician")),
            ("operator", translate("Report", "Operator")),
        ):
            field = QLineEdit()
            field.setAccessibleName(title)
            field.editingFinished.connect(self._keep_people)
            self.fields[name] = field
            form.addRow(Label(title, "muted", wrap=False), field)
        form.addRow(Label(translate("Report", "Setting"), "muted", wrap=False), self._settings())
        card.column.addLayout(form)
        return card

    def _settings(self) -> QComboBox:
        self.setting = QComboBox()
        self.setting.setAccessibleName(translate("Report", "Clinical setting"))
        self.setting.addItem(translate("Report", "Not chosen (evidence alone)"), "")
        for setting in self._desk.library.knowledge.settings:
            self.setting.addItem(setting.text.in_language(self._desk.language), setting.id)
        self.setting.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setting.activated.connect(self._keep_setting)
        return self.setting

    def _keep(self, edit: Edit) -> None:
        self._desk.do(edit)

    def _keep_words(self) -> None:
        self._keep(SetWords(self.impression.toPlainText(), self.plan.toPlainText()))

    def _keep_all(self) -> None:
        if self._desk.exam.state is ExamState.DRAFT:
            self._keep_words()
            self._keep_people()
            self.images.keep_caption()

    def _keep_people(self) -> None:
        exam = self._desk.exam
        patient = type(exam.patient)(
            self.fields["patient"].text(), self.fields["patient_id"].text(),
            exam.patient.birth_date, exam.patient.sex,
        )  # fmt: skip
        people = SetPeople(self.fields["physician"].text(), self.fields["operator"].text())
        for field in self.fields.values():
            field.setModified(False)
        self._keep(Together((SetPatient(patient), people), "set_people"))

    def _keep_setting(self) -> None:
        self._keep(SetSetting(str(self.setting.currentData())))

    def _show(self, exam: Exam) -> None:
        self.impression.show_text(exam.impression)
        self.plan.show_text(exam.plan)
        values = {
            "patient": exam.patient.name, "patient_id": exam.patient.id,
            "physician": exam.physician, "operator": exam.operator,
        }  # fmt: skip
        for name, value in values.items():
            # what is just being typed stays
            if self.fields[name].text() != value and not self.fields[name].isModified():
                self.fields[name].setText(value)
        self.setting.setCurrentIndex(max(0, self.setting.findData(exam.setting)))
        for words in (self.impression, self.plan):
            words.setReadOnly(exam.closed)
        for field in self.fields.values():
            field.setReadOnly(exam.closed)
        self.setting.setEnabled(not exam.closed)
        self.export_card.show_state(exam)
        self.images.show_exam(exam)

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        self._show(after)
        self.checks.mark_stale()
        self.signing.mark_stale()
        self.preview.mark_stale()

    def show_export(self) -> None:
        """Bring the export into view."""
        self.page.ensureWidgetVisible(self.export_card.start, 0, 60)

    def open_pages(self) -> None:
        """Show the pages as they will be exported."""
        from sonostep.ui.dialogs.preview import PreviewDialog

        self._keep_all()
        PreviewDialog(self._desk, self.export_card.language.currentData(), self).show()

    def _derived_changed(self) -> None:
        self.preview.mark_stale()
