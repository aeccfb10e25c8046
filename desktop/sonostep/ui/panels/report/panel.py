"""The report as a page: editor, live pages, and what is checked, signed and exported, side by side."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from sonostep.core.clip import FrameRef
from sonostep.core.edits import (
    ReportField,
    SetPatient,
    SetPeople,
    SetReportField,
    SetSetting,
    SetWords,
    Together,
)
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey
from sonostep.session import EXAM_BUT_SHAPES
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import theme
from sonostep.ui.kit.autosave import save_typed
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.kit.text_fields import LineEdit, TextEdit
from sonostep.ui.kit.widgets import (
    Button,
    Card,
    Label,
    Scroll,
    Speaking,
    WrapButton,
    lead_to,
    row,
    show_in_place,
)
from sonostep.ui.panels.report.checks import ChecksCard
from sonostep.ui.panels.report.export import ExportCard
from sonostep.ui.panels.report.findings_text import FindingsText
from sonostep.ui.panels.report.first_page import FirstPage
from sonostep.ui.panels.report.key_images import ImagesCard
from sonostep.ui.panels.report.name_readings import NameReadings
from sonostep.ui.panels.report.page_view import LivePages
from sonostep.ui.panels.report.preview import Preview
from sonostep.ui.panels.report.signature_card import SigningCard
from sonostep.ui.panels.safety.notice_card import SafetyCard
from sonostep.ui.panels.state_banner import StateBanner

_EDITOR, _FINISH = 430, 370
"""Pixels that the columns beside the pages are given at the usual size of letters."""

_PAGES = 380
"""Pixels from which pages beside the editor can be read."""


class ReportPanel(Speaking):
    """The Report tab, a page of its own: words, live pages, signature and export of the open exam.

    ``amended`` carries a draft to be opened, ``image_wanted`` a frame to keep as a key image and its place,
    ``base_chosen`` the folder below which reports are exported, ``picture_wanted`` asks for the picture.
    """

    amended = Signal(object)
    picture_wanted = Signal()
    image_wanted = Signal(object, int)
    base_chosen = Signal(object)

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report")
        self._controller = controller
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.page, self.finish = Scroll(), Scroll()
        self.page.setObjectName("report_editor")
        self.finish.setObjectName("report_finish")
        self.pages = LivePages(controller)
        self.pages.picked.connect(self._go)
        column.addWidget(StateBanner(controller))
        self._columns = QHBoxLayout()
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(4)
        for part in (self.page, self.pages, self.finish):
            self._columns.addWidget(part)
        column.addLayout(self._columns, 1)
        controller.session.on_exam(self._exam_changed, *EXAM_BUT_SHAPES)
        self._drawn = controller.exam.annotations
        self._stop: Callable[[], None] | None = None
        controller.differential_changed.connect(self._derived_changed)
        self.retranslate()

    def retranslate(self) -> None:
        save_typed()
        self.impression = TextEdit(translate("Report", "Impression, in your own words"), 4)
        self.impression.keep_with(self._keep_impression, "impression")
        self.plan = TextEdit(translate("Report", "Plan"), 3)
        self.plan.keep_with(self._keep_plan, "plan")
        shown: ExportCard | None = getattr(self, "export_card", None)
        self.export_card = ExportCard(self._controller)
        if shown is not None:
            self.export_card.take_over(shown)
        self.export_card.base_chosen.connect(self.base_chosen)
        self.export_card.about_to_export.connect(self._keep_typed)
        self.export_card.language.currentIndexChanged.connect(self._choose_language)
        before = getattr(self, "signing", None)
        self.signing = SigningCard(self._controller)
        if before is not None:
            self.signing.take_over(before)
        self.signing.about_to_sign.connect(self._keep_typed)
        self.signing.amended.connect(self.amended)
        self.signing.impression_wanted.connect(self.show_impression)
        self._choose_language()
        self.checks = ChecksCard(self._controller)
        had: ImagesCard | None = getattr(self, "images", None)
        self.images = ImagesCard(self._controller)
        self.images.list.choose(had.list.chosen if had is not None else "")
        self.images.wanted.connect(self.image_wanted)
        self.preview = Preview(self._controller)
        self.preview.pages_wanted.connect(self.open_pages)
        self.safety = SafetyCard(self._controller)
        self.first_page, self.findings = FirstPage(self._controller), FindingsText(self._controller)
        written = (self._proposals(), *self._words(), self.first_page, self.findings)
        self.page.fill([self._people(), *written, self.images])
        self.finish.fill([self.safety, self.checks, self.signing, self.export_card, self.preview])
        self.signing.signed.connect(self._export_signed)
        self.images.shown.connect(self.picture_wanted)
        self.checks.shown.connect(self.picture_wanted)
        self.signing.clip_shown.connect(self.picture_wanted)
        self._choose_language()
        self.pages.retranslate()
        self._show(self._controller.exam)

    def _choose_language(self) -> None:
        chosen = self.export_card.language.currentData()
        self.signing.language = str(chosen)
        self.pages.speak(chosen)
        if hasattr(self, "findings"):
            self.findings.speak(str(chosen))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Give each column what it needs at this size of letters; the pages take the rest, if it will do."""
        scale = theme.scale_of(self.font())
        editor, finish = round(_EDITOR * scale), round(_FINISH * scale)
        rest = self.width() - editor - finish
        show_in_place(self.pages, rest >= _PAGES)
        wide = rest >= _PAGES
        editor = min(editor + max(0, (rest - 2 * _PAGES) // 3), 2 * editor) if wide else editor
        finish = min(finish + max(0, (rest - 2 * _PAGES) // 4), 2 * finish) if wide else finish
        for column, width in ((self.page, editor), (self.finish, finish)):
            column.setMinimumWidth(min(width, self.width() // 2 - 4))
            column.setMaximumWidth(width if wide else 16_777_215)

    def _go(self, target: object) -> None:
        """To the finding or frame that a spot of the pages tells of."""
        if isinstance(target, FindingKey):
            self._controller.show_finding(target)
        elif isinstance(target, FrameRef):
            self._controller.session.look(clip=target.clip, frame=target.frame, selected="")
            self.picture_wanted.emit()

    def _export_signed(self) -> None:
        """What was signed is exported to the exam's own folder, if that was asked for."""
        self.export_card.start.click()

    # what is proposed

    def _proposals(self) -> QWidget:
        self.take_all = Button(translate("Report", "Use all that is proposed"), "")
        self.take_all.setObjectName("use_all_proposed")
        self.take_all.clicked.connect(self._take_all)
        return row(self.take_all, 1)

    def _take_all(self) -> None:
        edits = (*self.first_page.taken(), *self.findings.taken())
        if edits:
            self._controller.do(Together(edits, "take_proposed"))

    def _take_impression(self, text: str) -> None:
        self._controller.do(SetWords(text, self._controller.exam.plan))

    def _offer_impression(self) -> None:
        """What is present, for an impression to begin with, while there is none."""
        empty = not self._controller.exam.impression.strip() and self._controller.editable
        text = self.findings.impression() if empty and self.isVisible() else ""
        self.begin.value = text
        self.begin.setText(translate("Report", "Begin with: {text}").format(text=text))
        show_in_place(self.begin, bool(text))
        show_in_place(self.take_all, self._controller.editable)

    def _words(self) -> list[QWidget]:
        card = Card()
        card.add(Label(translate("Report", "IMPRESSION AND PLAN"), "heading"))
        begin = translate("Report", "Begin the impression with what is present")
        self.begin = WrapButton("", "reason", "", name=begin)
        self.begin.setObjectName("begin_impression")
        self.begin.picked.connect(self._take_impression)
        card.add(Label(self.impression.accessibleName(), "muted"), self.impression, self.begin)
        card.add(Label(self.plan.accessibleName(), "muted"), self.plan)
        return [card]

    def _people(self) -> QWidget:
        card = Card()
        self._form = form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self.readings = NameReadings(self._controller)
        self.fields: dict[str, LineEdit] = {}
        for name, title, write in (
            ("patient", translate("Report", "Patient"), self._keep_patient),
            ("patient_id", translate("Report", "Patient ID"), self._keep_patient_id),
            ("second_identifier", translate("Report", "Second identifier"), self._keep_second_identifier),
            ("referrer", translate("Report", "Referrer"), self._keep_referrer),
            ("physician", translate("Report", "Physician"), self._keep_physician),
            ("operator", translate("Report", "Operator"), self._keep_operator),
        ):
            field = LineEdit()
            field.setAccessibleName(title)
            field.keep_with(write, name)
            self.fields[name] = field
            form.addRow(Label(title, "muted", wrap=False), field)
        form.insertRow(1, Label(translate("Report", "Reads as"), "muted", wrap=False), self.readings)
        form.addRow(Label(translate("Report", "Setting"), "muted", wrap=False), self._settings())
        card.column.addLayout(form)
        return card

    def _settings(self) -> ComboBox:
        self.setting = ComboBox()
        self.setting.setAccessibleName(translate("Report", "Clinical setting"))
        self.setting.addItem(translate("Report", "Not chosen (evidence alone)"), "")
        for setting in self._controller.library.knowledge.settings:
            self.setting.addItem(setting.text.in_language(self._controller.language), setting.id)
        self.setting.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setting.activated.connect(self._keep_setting)
        return self.setting

    def _keep_typed(self) -> None:
        save_typed()

    # Each writes what its own field holds, and leaves the rest as the exam has it.

    def _keep_impression(self, text: str, visit: object) -> bool:
        return self._controller.do(SetWords(text, self._controller.exam.plan), visit)

    def _keep_plan(self, text: str, visit: object) -> bool:
        return self._controller.do(SetWords(self._controller.exam.impression, text), visit)

    def _keep_patient(self, text: str, visit: object) -> bool:
        return self._controller.do(SetPatient(replace(self._controller.exam.patient, name=text)), visit)

    def _keep_patient_id(self, text: str, visit: object) -> bool:
        return self._controller.do(SetPatient(replace(self._controller.exam.patient, id=text)), visit)

    def _keep_physician(self, text: str, visit: object) -> bool:
        return self._controller.do(SetPeople(text, self._controller.exam.operator), visit)

    def _keep_operator(self, text: str, visit: object) -> bool:
        return self._controller.do(SetPeople(self._controller.exam.physician, text), visit)

    def _keep_second_identifier(self, text: str, visit: object) -> bool:
        return self._controller.do(SetReportField(ReportField.SECOND_IDENTIFIER, text), visit)

    def _keep_referrer(self, text: str, visit: object) -> bool:
        return self._controller.do(SetReportField(ReportField.REFERRER, text), visit)

    def _keep_setting(self) -> None:
        self._controller.do(SetSetting(str(self.setting.currentData())))

    def _show(self, exam: Exam) -> None:
        self.impression.show_text(exam.impression)
        self.plan.show_text(exam.plan)
        values = {
            "patient": exam.patient.name, "patient_id": exam.patient.id,
            "second_identifier": exam.second_identifier, "referrer": exam.referrer,
            "physician": exam.physician, "operator": exam.operator,
        }  # fmt: skip
        for name, value in values.items():
            self.fields[name].show_text(value)
        self._form.setRowVisible(self.readings, self.readings.show_exam(exam))
        self.setting.setCurrentIndex(max(0, self.setting.findData(exam.setting)))
        editable = self._controller.editable
        for words in (self.impression, self.plan):
            words.setReadOnly(not editable)
        for field in self.fields.values():
            field.setReadOnly(not editable)
        self.setting.setEnabled(editable)
        self.export_card.show_state(exam)
        self.images.show_exam(exam)
        self.first_page.show_exam(exam)
        self._offer_impression()

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        self._show(after)
        self.safety.mark_stale()
        self._mark_stale()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stop is None:
            self._stop = self._controller.session.on_exam(self._shapes_changed, "annotations")
        if self._drawn is not self._controller.exam.annotations:
            self._mark_stale()
        self._offer_impression()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._stop is not None:
            self._stop()
            self._stop = None

    def _shapes_changed(self, before: Exam, after: Exam) -> None:
        self._mark_stale()

    def _mark_stale(self) -> None:
        self._drawn = self._controller.exam.annotations
        self.checks.mark_stale()
        self.findings.mark_stale()
        self.signing.mark_stale()
        self.preview.mark_stale()

    def show_safety(self) -> None:
        """Bring what is dangerous into view."""
        self.finish.verticalScrollBar().setValue(0)

    def show_impression(self) -> None:
        """Bring the impression into view, ready to be written."""
        lead_to(self.impression)

    def show_export(self) -> None:
        """Bring the export into view."""
        self.finish.ensureWidgetVisible(self.export_card.start, 0, 60)

    def open_pages(self) -> None:
        """Show the pages as they will be exported."""
        from sonostep.ui.dialogs.preview import PreviewDialog

        save_typed()
        PreviewDialog(self._controller, self.export_card.language.currentData(), self).show()

    def _derived_changed(self) -> None:
        self.preview.mark_stale()
