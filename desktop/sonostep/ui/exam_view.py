"""The controller of one open exam: browser, viewer and panels side by side."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from sonostep.core.clip import FrameRef
from sonostep.core.problem import Problem
from sonostep.core.safety import stops
from sonostep.imaging.png import png
from sonostep.session import Session
from sonostep.ui.kit import theme
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.inputs import TabWidget
from sonostep.ui.kit.widgets import Speaking, show_in_place
from sonostep.ui.panels.study.annotation_list import AnnotationList
from sonostep.ui.panels.study.clip_names import ClipNames
from sonostep.ui.panels.study.clip_panel import ClipPanel
from sonostep.ui.panels.study.frame_list import FrameList
from sonostep.ui.panels.study.study_browser import StudyBrowser
from sonostep.ui.viewer.output.commands import PictureOutput
from sonostep.ui.viewer.pane_grid import PaneGrid
from sonostep.workflows.frame_loader import FrameLoaderLike

if TYPE_CHECKING:
    from sonostep.core.finding import FindingKey
    from sonostep.ui.exam_controller import ExamController
    from sonostep.ui.view_assignment import ViewFiling

_PANELS = 366
"""Pixels that the panels have at the least."""

_CLIPS = 200
"""Pixels that the list of clips has at first."""

_WIDE, _WIDE_PANELS = 1600, 440
"""Width from which panels are given more than they need, and how much, pixels."""

_MOST = 0.42
"""Share of the width that panels are given at the most, however large the letters."""

_ROOMY = 1400
"""Width from which clips and shapes stand beside the picture unasked, pixels."""

PANELS = ("steps", "complaints", "differential", "treatment", "report")


class ExamView(Speaking):
    """Lays the parts of one exam out and joins them.

    The viewer is there at once; the panels come with ``furnish``, when protocols and knowledge are loaded.
    """

    hint_changed = Signal(str)
    problem = Signal(Problem)
    protocol_file_wanted = Signal()
    folded = Signal(object, bool)
    told = Signal(str)

    def __init__(self, session: Session, loader: FrameLoaderLike, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._loader = session, loader
        self.controller: ExamController | None = None
        self.filing: ViewFiling | None = None
        self.viewer = PaneGrid(session, loader)
        self.browser = StudyBrowser(session, loader)
        self.annotations = AnnotationList(session)
        self.frames = FrameList(session, self.viewer.current_frame_pixels)
        self.clips_shown: bool | None = None
        self.panels_shown, self._panels_given, self._pulled = True, 0, False
        self.pictures = PictureOutput(session, self.viewer, loader, self)
        self.lists = TabWidget()
        self.tabs = TabWidget()
        self._lay_out()
        self.pictures.told.connect(self.told)
        self.pictures.problem.connect(self.problem)
        self.viewer.key_hint_changed.connect(self.hint_changed)
        self.viewer.frame_shown.connect(self.frames.seen)
        self.viewer.problem.connect(self.problem)
        self.annotations.problem.connect(self._refused_in_list)
        self.retranslate()

    def _refused_in_list(self, problem: Problem) -> None:
        if not self.annotations.refusal.isVisible():
            self.problem.emit(problem)

    @property
    def controller_now(self) -> "ExamController":
        """The controller; only asked for once it is there."""
        assert self.controller is not None
        return self.controller

    def _lay_out(self) -> None:
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.clips = ClipPanel(self.browser)
        self.left.addWidget(self.clips)
        self.lists.addTab(self.annotations, "")
        self.lists.addTab(self.frames, "")
        self.lists.setDocumentMode(True)
        self.lists.tabBar().setExpanding(True)
        self.left.addWidget(self.lists)
        self.left.setSizes([330, 290])
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setExpanding(True)
        self.tabs.tabBar().setUsesScrollButtons(False)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for part, stretch in ((self.left, 0), (self.viewer, 1), (self.tabs, 0)):
            self.split.addWidget(part)
            self.split.setStretchFactor(self.split.count() - 1, stretch)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(4)
        self.left.setMinimumWidth(185)
        self.tabs.setMinimumWidth(_PANELS)
        self.split.splitterMoved.connect(self._handle_pulled)
        self._beside_picture = 0
        self.tabs.currentChanged.connect(self._panel_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
        self._share_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_out()

    def _share_out(self) -> None:
        """Give the panels what they need at this scale, as long as nobody has pulled at a handle."""
        wanted = (_WIDE_PANELS if self.width() >= _WIDE else _PANELS) * theme.scale_of(self.font())
        panels = max(round(min(wanted, self.width() * _MOST)), _PANELS)
        if panels != self._panels_given and not self._pulled:
            self._panels_given = panels
            self.split.setSizes([_CLIPS, self.width() - _CLIPS - panels, panels])

    def _handle_pulled(self) -> None:
        """From now on the widths are a person's own."""
        self._pulled = True

    def _fold(self) -> None:
        """Show what is wanted; where nothing was said, clips give way to the picture if it is narrow.

        The report is a page of its own: clips and picture give way while it is up.
        """
        roomy = self.width() >= _ROOMY
        wanted = roomy if self.clips_shown is None else self.clips_shown
        page = self.report_is_up
        show_in_place(self.left, wanted and not page)
        show_in_place(self.tabs, self.panels_shown)
        show_in_place(self.viewer, not page)

    @property
    def report_is_up(self) -> bool:
        """Whether the report has the window to itself."""
        return self.panels_shown and self.tabs.currentIndex() == PANELS.index("report")

    def _panel_changed(self, index: int) -> None:
        """Give the report the window, and the picture its place back."""
        if index != PANELS.index("report"):
            self._beside_picture = max(index, 0)
        if self.report_is_up is not self.viewer.isHidden():
            self._fold()

    def show_picture(self) -> None:
        """Bring the picture back where the report is up, with the panel that stood beside it."""
        if self.report_is_up:
            self.tabs.setCurrentIndex(self._beside_picture)

    def show_folds(self, clips: bool | None, panels: bool) -> None:
        """Fold the sides as they were left; None lets the width decide."""
        self.clips_shown, self.panels_shown = clips, panels
        self._fold()

    def open_clip_beside(self) -> None:
        """Show the clip that is chosen in the list beside the picture in view."""
        chosen = self.browser.chosen()
        if chosen:
            self.viewer.open_beside(chosen)

    def fold_clips(self) -> None:
        """Fold the list of clips and shapes away, or bring it back."""
        self.show_clips(self.left.isHidden())

    def show_clips(self, shown: bool) -> None:
        """Bring the list of clips and shapes, or fold it away; it stands beside a picture only."""
        if shown:
            self.show_picture()
        self._change_folds(shown, self.panels_shown)

    def fold_panels(self) -> None:
        """Fold the panels away, or bring them back."""
        self._change_folds(self.clips_shown, not self.panels_shown)

    def _change_folds(self, clips: bool | None, panels: bool) -> None:
        if (clips, panels) != (self.clips_shown, self.panels_shown):
            self.show_folds(clips, panels)
            self.folded.emit(clips, panels)

    def furnish(self, controller: "ExamController") -> None:
        """Put the panels in, which lead through the exam and weigh it."""
        # The picture is on the screen before the panels are imported.
        from sonostep.ui.panels.complaints.panel import ComplaintsPanel
        from sonostep.ui.panels.differential.panel import DifferentialPanel
        from sonostep.ui.panels.report.key_image_insertion import ImageAdder
        from sonostep.ui.panels.report.panel import ReportPanel
        from sonostep.ui.panels.steps.measurement_slots import slot_words
        from sonostep.ui.panels.steps.panel import StepsPanel
        from sonostep.ui.panels.treatment.panel import TreatmentPanel

        self.controller = controller
        self.steps = StepsPanel(controller)
        self.complaints = ComplaintsPanel(controller)
        self.differential = DifferentialPanel(controller)
        self.treatment = TreatmentPanel(controller)
        self.report = ReportPanel(controller)
        self.annotations.use_slot_words(partial(slot_words, controller))
        self.pictures.use_controller(controller)
        self.browser.use_names(ClipNames(controller))
        for panel in (self.steps, self.complaints, self.differential, self.treatment, self.report):
            self.tabs.addTab(panel, "")
        self._adder = ImageAdder(controller, self._loader, self)
        self.report.image_wanted.connect(self._adder.add)
        self.report.picture_wanted.connect(self.show_picture)
        controller.problem.connect(self.problem)
        controller.reveal.connect(self._show_steps)
        controller.reveal_view.connect(self._show_steps)
        controller.reveal_complaint.connect(self._show_complaint)
        controller.words_wanted.connect(self._show_words)
        controller.complaints_wanted.connect(self._show_complaints)
        controller.bears_on.connect(self._show_bearing)
        self.steps.save_wanted.connect(self.save_view)
        self.steps.complaints_wanted.connect(self._show_complaints)
        self.steps.protocol_file_wanted.connect(self.protocol_file_wanted)
        self.retranslate()
        controller.session.on_exam(self._mark_tabs)
        controller.weigh()

    def retranslate(self) -> None:
        titles = (
            translate("ExamView", "Steps"), translate("ExamView", "Complaints"),
            translate("ExamView", "Differential"), translate("ExamView", "Treatment"),
            translate("ExamView", "Report"),
        )  # fmt: skip
        self._titles = titles
        self._mark_tabs()
        self.tabs.tabBar().setAccessibleName(translate("ExamView", "Panels"))
        self.lists.setTabText(0, translate("ExamView", "Shapes"))
        self.lists.setTabText(1, translate("ExamView", "Frames"))
        self.lists.tabBar().setAccessibleName(translate("ExamView", "Shapes and frames"))

    def _mark_tabs(self, *_: object) -> None:
        """Name the panels; those where a stop is told and answered wear its mark while it stands."""
        stopped = self.controller is not None and bool(stops(self.controller.safety))
        for index, title in enumerate(self._titles[: self.tabs.count()]):
            marked = stopped and PANELS[index] in ("differential", "treatment", "report")
            self.tabs.setTabText(index, f"■ {title}" if marked else title)

    def filter_clips(self) -> None:
        """Bring the list of clips, and the keys to its filter."""
        if self.left.isHidden():
            self.show_clips(True)
        self.clips.field.setFocus()
        self.clips.field.selectAll()

    def go_to_list(self, index: int) -> None:
        """Bring the list of shapes (0) or of frames (1) to the front, and the keys to it."""
        if self.left.isHidden():
            self.show_clips(True)
        self.lists.setCurrentIndex(index)
        (self.annotations, self.frames)[index].setFocus()

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front, by its id."""
        if not self.panels_shown:
            self.fold_panels()
        self.tabs.setCurrentIndex(PANELS.index(name))

    def show_dangers(self) -> None:
        """Bring up what is dangerous and what to do about it, where it is answered."""
        self.show_panel("report")
        if self.report is not None:
            self.report.show_safety()

    def _show_steps(self) -> None:
        self.show_panel("steps")

    def _show_bearing(self, keys: "tuple[FindingKey, ...]") -> None:
        self.show_panel("differential")
        self.differential.reveal(keys)

    def _show_words(self) -> None:
        self.show_panel("report")
        self.report.show_impression()

    def _show_complaints(self) -> None:
        self.show_panel("complaints")

    def _show_complaint(self, complaint: str, feature: str) -> None:
        self.show_panel("complaints")
        self.complaints.reveal(complaint, feature)

    def save_view(self) -> None:
        """Keep the frame in view as a key image of the view being worked on."""
        pixels, frame = self.viewer.current_frame_pixels(), self.session.view.frame_ref
        if pixels is None or frame is None or self.controller is None:
            self.problem.emit(Problem.of("ui.no_frame"))
            return
        work = _Saving(self.controller, frame, self.filing)
        # The array belongs to the cache: a copy stays as it is while it is encoded.
        copied = pixels.copy()
        self.controller.background.quick(partial(png, copied), work.done)


class _Saving(QObject):
    """Remembers where the person was when the key was pressed."""

    def __init__(self, controller: "ExamController", frame: FrameRef, filing: "ViewFiling | None") -> None:
        super().__init__(controller)
        self._controller, self._frame, self._filing = controller, frame, filing
        self._place, self._view = controller.place, controller.view_id

    def done(self, picture: bytes) -> None:
        """Keep the encoded picture."""
        if self._filing is not None:
            self._filing.file(self._frame, picture, self._place, self._view)
        self.deleteLater()
