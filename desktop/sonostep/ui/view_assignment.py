"""Files pictures and measurements under views: asks where a clip shows another, confirms what is saved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from sonostep.core.annotation import Annotation
from sonostep.core.clip import FrameRef
from sonostep.core.edits import Edit, PutAnnotation, PutView, RemoveKeyImage, Together
from sonostep.core.exam import Exam
from sonostep.core.finding import Side
from sonostep.core.progress.step_progress import Place
from sonostep.core.progress.view_match import other_view, slot_views
from sonostep.core.protocol import View
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate


class AsksQuestions(Protocol):
    """Protocol (interface) of what asks a question.

    Asks a question that waits, and calls what was answered.
    """

    def ask_then(
        self, text: str, yes: str, no: str, accepted: Callable[[], None], declined: Callable[[], None]
    ) -> None: ...


class Confirmations(Protocol):
    """The confirmations with undo. Says what was done, for a while, with a way to take it back."""

    def confirm(self, text: str, undo: Callable[[], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class Filing:
    """A picture to be filed. A picture that is to answer a view.

    Attributes:
        frame: which frame; png: its picture.
        place: the step and side; None beside any protocol.
        view: id of the view, empty where it answers none.
    """

    frame: FrameRef
    png: bytes
    place: Place | None
    view: str


class ViewFiling(QObject):
    """Files pictures under views.

    Stands between the key that saves a picture and the exam; ``parent`` owns it.
    """

    def __init__(
        self, controller: ExamController, asks: AsksQuestions, says: Confirmations, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller, self._asks, self._says = controller, asks, says
        controller.session.on_exam(self._exam_changed)

    def file(self, frame: FrameRef, png: bytes, place: Place | None, view: str) -> None:
        """Save a frame as a key image of a view at a place."""
        self.save(Filing(frame, png, place, view))

    def save(self, filing: Filing) -> None:
        """Save a picture, after a yes where its clip shows another view or its frame answers one already."""
        clash = self._clash(filing)
        if not clash:
            self._save(filing)
            return
        yes, no = translate("Views", "Save it all the same"), translate("Views", "Do not save it")
        self._asks.ask_then(clash, yes, no, partial(self._save, filing), _nothing)

    def _save(self, filing: Filing) -> None:
        before = self._controller.exam
        self._controller.save_view(filing.frame, filing.png, filing.place, filing.view)
        after = self._controller.exam
        added = [k for k in after.key_images if k.id not in {i.id for i in before.key_images}]
        if not added:
            return
        view = self._view(filing)
        text = translate("Views", "Saved as a key image.")
        if view is not None:
            text = translate("Views", "Saved: {view}").format(view=self._title(view, added[0].side))
        taken_back: list[Edit] = [RemoveKeyImage(added[0].id)]
        if filing.place is not None and filing.view:
            taken_back.append(PutView(before.view_record(filing.place.step.id, filing.view, added[0].side)))
        self._says.confirm(text, partial(self._take_back, Together(tuple(taken_back), "unsave_view")))

    def _take_back(self, edit: Together) -> None:
        self._controller.do(edit)

    def _view(self, filing: Filing) -> View | None:
        views = filing.place.step.views if filing.place is not None else ()
        return next((v for v in views if v.id == filing.view), None)

    def _title(self, view: View, side: Side | None) -> str:
        text = view.text.in_language(self._controller.language)
        return f"{text} · {wording.side(side)}" if side is not None else text

    def _clash(self, filing: Filing) -> str:
        """Why a picture may not show its view; empty where nothing speaks against it."""
        view, place = self._view(filing), filing.place
        if view is None or place is None:
            return ""
        exam, title = self._controller.exam, self._title(view, place.side)
        clip = next((c for c in exam.clips if c.id == filing.frame.clip), None)
        other = other_view(clip, [view], self._controller.library.in_use(exam))
        if other is not None:
            said = translate("Views", "This clip is labelled as {other}. Save it as {view}?")
            return said.format(other=other.text.in_language(self._controller.language), view=title)
        filed = [
            k
            for k in exam.key_images
            if k.frame == filing.frame and k.view and (k.view, k.side) != (filing.view, place.side)
        ]
        if filed:
            said = translate("Views", "This frame is saved for another view already. Save it as {view}, too?")
            return said.format(view=title)
        return ""

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.annotations is after.annotations:
            return
        known = {(a.id, a.slot) for a in before.annotations}
        for shape in after.annotations:
            if shape.slot and (shape.id, shape.slot) not in known:
                self._look_at(shape)

    def _look_at(self, shape: Annotation) -> None:
        """Ask about a measurement for a slot on a clip that shows another view."""
        controller = self._controller
        place = next((p for p in controller.places if p.step.id == shape.step), None)
        slot = next((s for s in place.step.slots if s.id == shape.slot), None) if place else None
        clip = next((c for c in controller.exam.clips if c.id == shape.frame.clip), None)
        if place is None or slot is None:
            return
        other = other_view(clip, slot_views(place.step, slot), controller.library.in_use(controller.exam))
        if other is None:
            return
        named = {
            "other": other.text.in_language(controller.language),
            "slot": slot.text.in_language(controller.language),
        }
        text = translate("Views", "This clip is labelled as {other}. Is the measurement the {slot}?").format(
            **named
        )
        yes, no = translate("Views", "Keep it there"), translate("Views", "It is another measurement")
        self._asks.ask_then(text, yes, no, _nothing, partial(self._free, shape.id))

    def _free(self, id_: str) -> None:
        shape = next((a for a in self._controller.exam.annotations if a.id == id_), None)
        if shape is not None and shape.slot:
            self._controller.do(PutAnnotation(replace(shape, slot=""), "free_slot"))


def _nothing() -> None:
    """Nothing follows."""
