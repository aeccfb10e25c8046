"""What a shape says of itself, field by field, as it is read and as it is typed."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sonostep.core.annotation import Annotation
from sonostep.core.clip import ScaleInfo
from sonostep.core.exam import Exam
from sonostep.core.measure.calibration_line import LENGTHS_MM
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.number_entry import parse_number, parse_within
from sonostep.core.problem import Problem
from sonostep.core.shapes import shape_row
from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.session import Session
from sonostep.tools import Context, Handle
from sonostep.tools.select import shifted, with_handle
from sonostep.ui.viewer.drawing.readout import details, full, short, value_of

LABEL, VALUE, CLIP, FRAMES, POINTS, SHOWN, LOCKED, ABOUT, KNOWN = (
    "label", "value", "clip", "frames", "points", "shown", "locked", "about", "known_mm"
)  # fmt: skip
HANDLE = "handle"
"""Handles are fields, too: ``handle.0``, ``handle.1`` ..."""

TYPED = (LABEL, FRAMES, POINTS, HANDLE, KNOWN)
SWITCHES = {SHOWN: ("hidden", "hide_annotation", "show_annotation"),
            LOCKED: ("locked", "lock_annotation", "unlock_annotation")}  # fmt: skip


SlotWords = Callable[[str, str], str]
"""Gives the words of a measurement slot by the ids of its step and of itself; empty for an unknown one."""


def _no_words(step: str, slot: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Describes annotations in words.

    Says what shapes are, in the session's language; ids of slots are nothing to be read.
    """

    session: Session
    slot_words: SlotWords = _no_words

    @property
    def language(self) -> Language:
        """The language that is spoken."""
        return self.session.view.language

    def name(self, shape: Annotation) -> str:
        """Return what a shape is called: by the physician, by its slot, or by its drawing."""
        drawing = text(f"body.{shape.drawing}", self.language) if shape.drawing else ""
        return shape.label or (self.slot_words(shape.step, shape.slot) if shape.slot else "") or drawing

    def clip(self, id_: str) -> str:
        """Return what a clip is called."""
        return clip_title(self.session, id_)

    def scale(self, shape: Annotation) -> ScaleInfo | None:
        """Return the scale of a shape's clip; None where the exam does not know the clip."""
        return scale_of(self.session.exam, shape)


def clip_title(session: Session, id_: str) -> str:
    """Return what a clip is called, also where it is not open now."""
    opened = session.clip(id_)
    if opened is not None:
        return opened.title
    return next((c.label for c in session.exam.clips if c.id == id_), "")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a shape says: its key, its name, its words."""

    key: str
    name: str
    words: str

    @property
    def typed(self) -> bool:
        """Whether it can be written anew."""
        return self.key.partition(".")[0] in TYPED


def title(shape: Annotation, number: int, tell: Teller) -> str:
    """Return what a shape is, in a line, and what it measures, in a second one."""
    language, info = tell.language, tell.scale(shape)
    what = " ".join(w for w in (str(number or ""), kind_name(shape, language)) if w)
    first = " · ".join(w for w in (what, tell.name(shape), *_marks(shape, language)) if w)
    value = short(value_of(shape, info)) if info else ""
    place = text("list.frame", language, frames=frames_text(shape))
    return first + "\n" + " · ".join(w for w in (value, place, tell.clip(shape.frame.clip)) if w)


def kind_name(shape: Annotation, language: Language) -> str:
    """Return what kind of shape it is, in words."""
    return text("shape.calibration_line" if shape.calibrates else shape_row(shape.kind).name_code, language)


def spoken(shape: Annotation, number: int, tell: Teller) -> str:
    """Return all that a shape says in one sentence, for a screen reader."""
    language = tell.language
    what = [str(number or ""), kind_name(shape, language)]
    said = [f.words for f in fields(shape, tell) if f.key not in (SHOWN, LOCKED)]
    marks = _marks(shape, language)
    return ", ".join(w.replace("\n", ", ") for w in (*what, *said, *marks) if w)


def _marks(shape: Annotation, language: Language) -> list[str]:
    known = {"list.is_hidden": shape.hidden, "list.is_locked": shape.locked}
    return [text(code, language) for code, on in known.items() if on]


def fields(shape: Annotation, tell: Teller) -> tuple[Field, ...]:
    """Return what a shape says, in the order in which it is read."""
    language = tell.language
    said = {
        LABEL: tell.name(shape),
        KNOWN: _known(shape, language),
        VALUE: _value(shape, tell.scale(shape), language),
        CLIP: tell.clip(shape.frame.clip),
        FRAMES: frames_text(shape),
        POINTS: points_text(shape.points),
        SHOWN: text("list.no" if shape.hidden else "list.yes", language),
        LOCKED: text("list.yes" if shape.locked else "list.no", language),
        ABOUT: _about(shape, language),
    }
    always = (LABEL, FRAMES, POINTS, SHOWN, LOCKED)
    kept = {key: words for key, words in said.items() if words or key in always}
    return tuple(Field(key, text(f"list.{key}", language), words) for key, words in kept.items())


def _known(shape: Annotation, language: Language) -> str:
    """How long a calibration line is; what is not one says nothing."""
    if not shape.calibrates:
        return ""
    return text("list.not_said", language) if shape.known_mm is None else f"{shape.known_mm:.10g} mm"


def handles(shape: Annotation, language: Language) -> tuple[Field, ...]:
    """Return a shape's handles, in their order."""
    return tuple(
        Field(f"{HANDLE}.{n}", text("list.handle", language, number=n + 1), points_text((p,)))
        for n, p in enumerate(shape.points)
    )


def _value(shape: Annotation, info: ScaleInfo | None, language: Language) -> str:
    if info is None:
        return ""
    return details(shape, info, language) or full(value_of(shape, info), language)


def _about(shape: Annotation, language: Language) -> str:
    """How it came to be: by an accepted offer, and under which filters."""
    filters = text("filter.join", language).join(text(f"filter.{f}", language) for f in shape.filters)
    said = (
        text("readout.assisted", language) if shape.assisted else "",
        text("list.under_filters", language, filters=filters) if filters else "",
    )
    return "\n".join(w for w in said if w)


def scale_of(exam: Exam, shape: Annotation) -> ScaleInfo | None:
    """Return the scale of a shape's clip; None where the exam does not know the clip."""
    return next((c.scale for c in exam.clips if c.id == shape.frame.clip), None)


def written(shape: Annotation, key: str, words: str, frames: int, tell: Teller) -> Annotation | Problem:
    """Return the shape with a field as it was typed, or what is wrong with the words.

    ``frames`` is how many its clip has.
    """
    kind, _, index = key.partition(".")
    if kind == LABEL:
        same = words.strip() in (shape.label, tell.name(shape))
        return shape if same else replace(shape, label=words.strip())
    if kind == KNOWN:
        millimetres = parse_within(words, *LENGTHS_MM, "mm")
        return replace(shape, known_mm=millimetres) if isinstance(millimetres, float) else millimetres
    if kind == FRAMES:
        return with_frames(shape, words, frames) or Problem.of("annotation.frames_text", frames=frames)
    if kind == HANDLE:
        whole = [points_text((p,)) for p in shape.points]
        whole[int(index)] = words
        words = "; ".join(whole)
    changed = with_points(shape, words)
    if changed is None:
        return Problem.of("annotation.points_text", count=1 if kind == HANDLE else len(shape.points))
    return Problem.of("annotation.locked") if shape.locked and changed != shape else changed


def frames_text(shape: Annotation) -> str:
    """Return a shape's frames as they are read and typed: ``3`` or ``3-7``."""
    first, last = shape.frames[0], shape.frames[-1]
    return str(first) if first == last else f"{first}-{last}"


def with_frames(shape: Annotation, words: str, frames: int) -> Annotation | None:
    """Return the shape on typed frames, or None where the words are no frames from 1 to ``frames``."""
    typed = [parse_number(p) for p in unicodedata.normalize("NFKC", words).replace("–", "-").split("-")]
    if not 1 <= len(typed) <= 2:
        return None
    whole = [int(n) for n in typed if isinstance(n, float) and n.is_integer() and 1 <= n <= frames]
    return shape.at(whole[0], whole[-1]) if len(whole) == len(typed) else None


def points_text(points: Iterable[Point]) -> str:
    """Return points as they are read and typed: ``x, y; x, y``."""
    return "; ".join(f"{p.x:.2f}, {p.y:.2f}" for p in points)


def with_points(shape: Annotation, words: str) -> Annotation | None:
    """Return the shape with typed points, or None where the words are not as many points.

    A typed handle has resolution 0: it was not pointed at. Handles that keep their text keep their place.
    """
    typed = [_point(pair) for pair in words.replace("；", ";").split(";")]
    if len(typed) != len(shape.points) or None in typed:
        return None
    known = shape.resolution or (0.0,) * len(typed)
    rows = zip(shape.points, [p for p in typed if p is not None], known, strict=True)
    made = [(old, r) if points_text((old,)) == points_text((new,)) else (new, 0.0) for old, new, r in rows]
    return replace(shape, points=tuple(p for p, _ in made), resolution=tuple(r for _, r in made))


def _point(words: str) -> Point | None:
    """Return ``x, y``; None where a part is no number, such as a decimal comma that makes three parts."""
    parts = [parse_number(part) for part in words.replace("，", ",").split(",")]
    match parts:
        case [float(x), float(y)]:
            return Point(x, y)
        case _:
            return None


def moved(shape: Annotation, index: int | None, dx: float, dy: float, info: ScaleInfo) -> Annotation:
    """Return the shape with one handle, or all of it, moved by image pixels, as far as the picture goes.

    A handle that was moved by whole image pixels was set at a resolution of one.
    """
    on_picture = Context(shape.frame, (), info, str)
    if index is None:
        return shifted(on_picture, shape, Point(dx, dy))
    old = shape.points[index]
    return with_handle(shape, index, Handle(on_picture.clamped(Point(old.x + dx, old.y + dy)), 1.0))
