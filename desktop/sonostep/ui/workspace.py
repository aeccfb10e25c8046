"""The desk of one open exam: browser, viewer and panels side by side."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from sonostep.core.clip import FrameRef
from sonostep.core.problem import Problem
from sonostep.session import Session
from sonostep.ui.language import translate
from sonostep.ui.panels.annotation_list import AnnotationList
from sonostep.ui.panels.frame_list import FrameList
from sonostep.ui.panels.study_browser import StudyBrowser
from sonostep.ui.pictures import png
from sonostep.ui.viewer.loading import FrameLoaderLike
from sonostep.ui.viewer.pane_grid import PaneGrid
from sonostep.ui.widgets import Speaking

if TYPE_CHECKING:
    from sonostep.core.finding import FindingKey
    from sonostep.ui.desk import Desk

PANELS = ("steps", "complaints", "differential", "treatment", "report")


class Workspace(Speaking):
    """Lays the parts of one exam out and joins them.

    The viewer is there at once; the panels come with ``furnish``, when protocols and knowledge are loaded.
    """

    hint_changed = Signal(str)
    problem = Signal(Problem)
    protocol_file_wanted = Signal()

    def __init__(self, session: Session, loader: FrameLoaderLike, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._loader = session, loader
        self.desk: Desk | None = None
        self.viewer = PaneGrid(session, loader)
        self.browser = StudyBrowser(session, loader)
        self.annotations = AnnotationList(session)
        self.frames = FrameList(session, self.viewer.current_frame_pixels)
        self.lists = QTabWidget()
        self.tabs = QTabWidget()
        self._lay_out()
        self.viewer.key_hint_changed.connect(self.hint_changed)
        self.viewer.frame_shown.connect(self.frames.seen)
        self.viewer.problem.connect(self.problem)
        self.annotations.problem.connect(self.problem)
        self.retranslate()

    @property
    def desk_now(self) -> "Desk":
        """The desk; only asked for once it is there."""
        assert self.desk is not None
        return self.desk

    def _lay_out(self) -> None:
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.left.addWidget(self.browser)
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
        self.left.setMinimumWidth(185)
        self.tabs.setMinimumWidth(400)
        self.split.setSizes([230, 620, 430])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)

    def furnish(self, desk: "Desk") -> None:
        """Put the panels in, which lead through the exam and weigh it."""
        # The picture is on the screen before the panels are imported.
        from sonostep.ui.adding_images import ImageAdder
        from sonostep.ui.panels.complaints import ComplaintsPanel
        from sonostep.ui.panels.differential import DifferentialPanel
        from sonostep.ui.panels.report import ReportPanel
        from sonostep.ui.panels.slots import slot_words
        from sonostep.ui.panels.steps import StepsPanel
        from sonostep.ui.panels.treatment import TreatmentPanel

        self.desk = desk
        self.steps = StepsPanel(desk)
        self.complaints = ComplaintsPanel(desk)
        self.differential = DifferentialPanel(desk)
        self.treatment = TreatmentPanel(desk)
        self.report = ReportPanel(desk)
        self.annotations.use_slot_words(partial(slot_words, desk))
        for panel in (self.steps, self.complaints, self.differential, self.treatment, self.report):
            self.tabs.addTab(panel, "")
        self._adder = ImageAdder(desk, self._loader, self)
        self.report.image_wanted.connect(self._adder.add)
        desk.problem.connect(self.problem)
        desk.reveal.connect(self._show_steps)
        desk.reveal_complaint.connect(self._show_complaint)
        desk.bears_on.connect(self._show_bearing)
        self.steps.save_wanted.connect(self.save_view)
        self.steps.complaints_wanted.connect(self._show_complaints)
        self.steps.protocol_file_wanted.connect(self.protocol_file_wanted)
        self.retranslate()
        desk.weigh()

    def retranslate(self) -> None:
        titles = (
            translate("Workspace", "Steps"), translate("Workspace", "Complaints"),
            translate("Workspace", "Differential"), translate("Workspace", "Treatment"),
            translate("Workspace", "Report"),
        )  # fmt: skip
        for index, title in enumerate(titles[: self.tabs.count()]):
            self.tabs.setTabText(index, title)
        self.tabs.tabBar().setAccessibleName(translate("Workspace", "Panels"))
        self.lists.setTabText(0, translate("Workspace", "Shapes"))
        self.lists.setTabText(1, translate("Workspace", "Frames"))
        self.lists.tabBar().setAccessibleName(translate("Workspace", "Shapes and frames"))

    def go_to_list(self, index: int) -> None:
        """Bring the list of shapes (0) or of frames (1) to the front, and the keys to it."""
        self.lists.setCurrentIndex(index)
        (self.annotations, self.frames)[index].setFocus()

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front, by its id."""
        self.tabs.setCurrentIndex(PANELS.index(name))

    def _show_steps(self) -> None:
        self.show_panel("steps")

    def _show_bearing(self, keys: "tuple[FindingKey, ...]") -> None:
        self.show_panel("differential")
        self.differential.reveal(keys)

    def _show_complaints(self) -> None:
        self.show_panel("complaints")

    def _show_complaint(self, complaint: str, feature: str) -> None:
        self.show_panel("complaints")
        self.complaints.reveal(complaint, feature)

    def save_view(self) -> None:
        """Keep the frame in view as a key image of the view being worked on."""
        pixels, frame = self.viewer.current_frame_pixels(), self.session.view.frame_ref
        if pixels is None or frame is None or self.desk is None:
            self.problem.emit(Problem.of("ui.no_frame"))
            return
        work = _Saving(self.desk, frame)
        # The array belongs to the cache: a copy stays as it is while it is encoded.
        copied = pixels.copy()
        self.desk.background.quick(partial(png, copied), work.done)


class _Saving(QObject):
    """Remembers where the person was when the key was pressed."""

    def __init__(self, desk: "Desk", frame: FrameRef) -> None:
        super().__init__(desk)
        self._desk, self._frame = desk, frame
        self._place, self._view = desk.place, desk.view_id

    def done(self, picture: bytes) -> None:
        """Keep the encoded picture."""
        self._desk.save_view(self._frame, picture, self._place, self._view)
        self.deleteLater()
