"""What can be done to the selected shape beside moving it: lock, hide, give it frames, words, a place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sonostep.core.annotation import Annotation
from sonostep.core.edits import Edit, MoveInOrder, PutAnnotation, RemoveAnnotation, Together
from sonostep.core.exam import Exam
from sonostep.core.problem import ProblemError
from sonostep.core.shapes import SHAPES, ShapeWords
from sonostep.core.text import LANGUAGES
from sonostep.messages import text
from sonostep.session import PaneSession, Session
from sonostep.tools import SELECT

LABELLED = tuple(row.kind.value for row in SHAPES.values() if row.words is ShapeWords.SHOWN)
"""Tools whose shapes are words: what was chosen stays for the next one."""

NAMELESS = (
    SELECT,
    "calibrate",
    *(row.kind.value for row in SHAPES.values() if row.words is ShapeWords.NONE),
)
"""Tools that make nothing that could have words."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What is being named. What words would be given to.

    Attributes:
        offered: whether there is anything to be named.
        shape: id of the shape that is named; empty for the next one that is drawn.
        number: its number, 0 where it has none.
        words: the words that it has now.
    """

    offered: bool
    shape: str
    number: int
    words: str


TAGS = ("tag.cross_section", "tag.long_axis")
"""Which section of a structure is seen: said beside its name, not in place of it."""

_BETWEEN = " · "


def chosen_words(before: str, chosen: str) -> str:
    """Return a shape's words once one of the offered ones was chosen: a tag joins the structure's name, and
    takes the place of another tag; a name takes the place of a name and keeps the tag."""
    tags = {text(tag, language) for tag in TAGS for language in LANGUAGES}
    parts = [p for p in before.split(_BETWEEN) if p]
    names, tagged = [p for p in parts if p not in tags], [p for p in parts if p in tags]
    kept = (*names, chosen) if chosen in tags else (chosen, *tagged)
    return _BETWEEN.join(kept)


def naming_of(tool: str, shape: Annotation | None, numbers: Mapping[str, int], words: str) -> Naming:
    """Return what words would be given to: the selected shape while it has none, or while no tool is armed;
    else the next one, for which ``words`` wait."""
    if shape is not None and tool not in LABELLED:
        if tool in NAMELESS or not (shape.label or shape.slot):
            return Naming(True, shape.id, numbers.get(shape.id, 0), shape.label)
    return Naming(tool not in NAMELESS, "", 0, words)


class ShapeEditing:
    """The edits of the selected shape.

    Each method is one entry of the history. The shape is the selected one, on whatever frame it is.
    """

    def __init__(self, session: Session | PaneSession) -> None:
        self._session = session

    def shape(self) -> Annotation | None:
        """Return the selected shape; None where nothing is selected."""
        wanted = self._session.view.selected
        return next((a for a in self._session.exam.annotations if a.id == wanted), None) if wanted else None

    def lock(self, locked: bool) -> None:
        """Keep the shape from being moved or removed, or let it go again; raises ProblemError."""
        self._change("lock_annotation" if locked else "unlock_annotation", locked=locked)

    def hide(self, hidden: bool) -> None:
        """Take the shape off the picture, or put it back; raises ProblemError."""
        self._change("hide_annotation" if hidden else "show_annotation", hidden=hidden)

    def name(self, words: str) -> None:
        """Give the shape words; raises ProblemError."""
        self._change("label_annotation", label=words.strip())

    def name_shape(self, id_: str, words: str, visit: object) -> None:
        """Give one shape words as they are typed, wherever one looks by now; raises ProblemError."""
        shape = next((a for a in self._session.exam.annotations if a.id == id_), None)
        if shape is not None:
            self._session.do(PutAnnotation(replace(shape, label=words.strip()), "label_annotation"), visit)

    def give_length(self, id_: str, millimetres: float | None, visit: object = None) -> None:
        """Say how long a calibration line is, which sets the clip's scale; raises ProblemError."""
        line = next((a for a in self._session.exam.annotations if a.id == id_), None)
        if line is not None and line.calibrates:
            self._session.do(PutAnnotation(replace(line, known_mm=millimetres), "calibrate_clip"), visit)

    def use_region(self, region: int | None) -> None:
        """Say which of several calibrated areas holds for the shape; raises ProblemError."""
        self._change("choose_region", region=region)

    def reach_to(self, frame: int) -> None:
        """Let the shape belong to all frames from its own to this one; raises ProblemError."""
        shape = self.shape()
        if shape is not None:
            first, last = min(shape.frames[0], frame), max(shape.frames[-1], frame)
            self._put(shape.at(first, last), "range_annotation")

    def keep_to(self, frame: int) -> None:
        """Let the shape belong to this frame alone; raises ProblemError."""
        shape = self.shape()
        if shape is not None:
            self._put(shape.at(frame, frame), "range_annotation")

    def reorder(self, places: int) -> None:
        """Move the shape in the order that numbers it; raises ProblemError."""
        shape = self.shape()
        if shape is not None:
            self._session.do(MoveInOrder(shape.id, places))

    def remove(self) -> None:
        """Remove the shape; raises ProblemError, ``annotation.locked`` for a locked one."""
        shape = self.shape()
        if shape is not None:
            self._session.do(removal(shape))
            self._session.look(selected="")

    def _change(self, name: str, **fields: object) -> None:
        shape = self.shape()
        if shape is not None:
            self._put(replace(shape, **fields), name)  # type: ignore[arg-type]

    def _put(self, shape: Annotation, name: str) -> None:
        self._session.do(PutAnnotation(shape, name))


def removal(shape: Annotation) -> Edit:
    """Return the edit that removes a shape; raises ProblemError, ``annotation.locked`` for a locked one."""
    check_unlocked(shape)
    return RemoveAnnotation(shape.id)


def check_unlocked(shape: Annotation) -> None:
    """Raise ProblemError, ``annotation.locked``, for a locked shape."""
    if shape.locked:
        raise ProblemError.of("annotation.locked")


def freeing_slot(exam: Exam, edit: Edit, shape: Annotation | None) -> Edit:
    """Return the edit with all that it means: a slot holds one shape, the newest; the one before stays as a
    shape of its own."""
    if shape is None or not shape.slot:
        return edit
    key = (shape.slot, shape.step, shape.side)
    old = [a for a in exam.annotations if (a.slot, a.step, a.side) == key and a.id != shape.id]
    freed = tuple(PutAnnotation(replace(a, slot="")) for a in old)
    return Together((*freed, edit), edit.name) if freed else edit
