"""Copy, save and print what is in view, with its marks; drawn and written off the main thread."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import Problem
from sonostep.session import Session
from sonostep.ui.kit.i18n import translate
from sonostep.ui.viewer.pane_grid import PaneGrid
from sonostep.workflows.frame_loader import FrameLoaderLike
from sonostep.workflows.pictures.order import PictureOrder, write_pictures

if TYPE_CHECKING:
    from sonostep.ui.exam_controller import ExamController
    from sonostep.ui.viewer.output.save_dialog import SavePictureDialog


class PictureOutput(QObject):
    """The commands by which pictures leave.

    ``told`` carries what was done, ``problem`` why something was not.
    """

    told = Signal(str)
    problem = Signal(Problem)

    def __init__(self, session: Session, viewer: PaneGrid, loader: FrameLoaderLike, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._viewer, self._loader = session, viewer, loader
        self._window = parent
        self._controller: ExamController | None = None

    def use_controller(self, controller: "ExamController") -> None:
        """Hand over what names shapes: before it nothing leaves."""
        self._controller = controller

    def copy(self) -> None:
        """Put the frame in view with its marks on the clipboard, without what stands around it."""
        # of one frame that is looked at, its person sees whether a name stands in it
        self._draw(self._copied, identity=False, looked=True)

    def _copied(self, picture: QImage) -> None:
        QGuiApplication.clipboard().setImage(picture)
        self.told.emit(
            translate(
                "Pictures", "The picture and its marks are on the clipboard, without the patient's name."
            )
        )

    def print_(self) -> None:
        """Print the frame in view with its marks, under the patient's name."""
        self._draw(self._print, identity=True)

    def _print(self, picture: QImage) -> None:
        from sonostep.ui.viewer.output.printing import ask_printer

        ask_printer(picture, self._window)

    def save(self) -> None:
        """Ask how the picture, or the cine, is to leave."""
        from sonostep.ui.viewer.output.save_dialog import SavePictureDialog

        order = self._order()
        if order is None:
            self.problem.emit(Problem.of("ui.no_frame"))
            return
        dialog = SavePictureDialog(order, self._viewer.timeline.span, self._window)
        dialog.wanted.connect(partial(self._ask_file, dialog))
        dialog.open()

    def _ask_file(self, dialog: "SavePictureDialog", order: PictureOrder, format_: str) -> None:
        target = QFileDialog(self._window, translate("Pictures", "Save picture or cine"))
        target.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        target.setDefaultSuffix(format_)
        target.setNameFilter(f"{format_.upper()} (*.{format_})")
        target.selectFile(file_name(order, format_))
        target.fileSelected.connect(partial(self.write, order, format_))
        target.finished.connect(target.deleteLater)
        target.open()

    def write(self, order: PictureOrder, format_: str, path: str) -> None:
        """Write pictures to a file, with progress and a way to stop it."""
        if self._controller is None:
            return
        title = translate("Pictures", "Writing the pictures")
        work = partial(write_pictures, order, format_, Path(path), self._loader)
        self._controller.background.run(title, work, self._written)

    def _written(self, path: Path) -> None:
        text = translate("Pictures", "Written: {file}, in {folder}.")
        self.told.emit(text.format(file=path.name, folder=path.parent))

    def _draw(self, done: Callable[[QImage], None], *, identity: bool, looked: bool = False) -> None:
        pixels, order = self._viewer.current_frame_pixels(), self._order(identity=identity, looked=looked)
        if pixels is None or order is None or self._controller is None:
            self.problem.emit(Problem.of("ui.no_frame"))
            return
        # The array belongs to the cache: a copy stays as it is while it is drawn on.
        self._controller.background.quick(partial(_drawn, order, pixels.copy()), done, self.problem.emit)

    def _order(self, *, identity: bool = False, looked: bool = False) -> PictureOrder | None:
        """What is in view, as one picture."""
        clip = self._clip()
        if clip is None or self._controller is None:
            return None
        frame = self._session.view.frame
        return PictureOrder(
            self._session.exam, self._controller.library, self._session.view.language, clip, frame, frame,
            identity=identity, looked=looked,
        )  # fmt: skip

    def _clip(self) -> Clip | None:
        clip = self._session.clip(self._session.view.clip)
        return clip if clip is not None and clip.readable else None


def _drawn(order: PictureOrder, pixels: Frame) -> QImage:
    rgb = order.draw(pixels)
    rows, columns = rgb.shape[:2]
    # a copy: the array goes when this function does
    return QImage(rgb.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()


def file_name(order: PictureOrder, format_: str) -> str:
    """Return a name for the file: day, clip and frames; the patient's only in the picture, never here."""
    day = order.clip.study.study_date if order.identity else ""
    title = "".join(c if c.isalnum() else "-" for c in order.clip.title).strip("-")[:40] or "clip"
    frames = str(order.first) if order.first == order.last else f"{order.first}-{order.last}"
    return f"{'-'.join(p for p in (day, title, frames) if p)}.{format_}"
