"""Which view and which side a clip shows, by its label: a protocol says what scanners write on a view.

A label is taken only as a whole, the side aside: a word that it shares with another view proves nothing.
"""

import re
from collections.abc import Iterable, Sequence

from sonostep.core.exam import ClipRecord
from sonostep.core.finding import Side
from sonostep.core.protocol import ProtocolDefinition, Slot, Step, View

_SIDES = {
    "R": Side.RIGHT, "RT": Side.RIGHT, "RIGHT": Side.RIGHT, "右": Side.RIGHT, "右側": Side.RIGHT,
    "L": Side.LEFT, "LT": Side.LEFT, "LEFT": Side.LEFT, "左": Side.LEFT, "左側": Side.LEFT,
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)*")
_MARK = "SYNTHETIC"
"""Stands before the label of a clip of the phantom; it is no part of a view's name."""


_NAMES_SIDE = {
    Side.LEFT: re.compile(r"(?<![a-z])(left|lt)(?![a-z])|左", re.IGNORECASE),
    Side.RIGHT: re.compile(r"(?<![a-z])(right|rt)(?![a-z])|右", re.IGNORECASE),
}


def named_side(words: str) -> Side | None:
    """Return the side that a text names anywhere; None where it names none, or both."""
    named = [side for side, pattern in _NAMES_SIDE.items() if pattern.search(words)]
    return named[0] if len(named) == 1 else None


def label_parts(label: str) -> tuple[tuple[str, ...], Side | None]:
    """Return the words of a label in capitals without the side, and the side that it begins or ends with."""
    words = [w.upper() for w in _WORD.findall(label)]
    words = words[1:] if words[:1] == [_MARK] else words
    for at in (0, -1):
        if len(words) > 1 and words[at] in _SIDES:
            side = _SIDES[words.pop(at)]
            return tuple(words), side
    return tuple(words), None


def shows(label: str, view: View, side: Side | None) -> bool:
    """Whether a clip's label is that of a view, on that side where both state one."""
    words, stated = label_parts(label)
    fits = stated is None or side not in (Side.LEFT, Side.RIGHT) or stated is side
    return fits and words in _names(view)


def labelled_views(label: str, protocols: Iterable[ProtocolDefinition]) -> tuple[View, ...]:
    """Return the views that a clip's label names, on whichever side; none where it names no view."""
    words, _ = label_parts(label)
    found = (v for p in protocols for s in p.steps for v in s.views if words in _names(v))
    return tuple({v.id: v for v in found}.values()) if words else ()


def other_view(
    clip: ClipRecord | None, wanted: Sequence[View], protocols: Iterable[ProtocolDefinition]
) -> View | None:
    """Return the view that a clip is labelled as where it is none of ``wanted``, else None.

    A clip without a label that names a view may show any.
    """
    if clip is None or not wanted:
        return None
    named = labelled_views(clip.label, protocols)
    words, _ = label_parts(clip.label)
    if not named or any(words in _names(v) for v in wanted):
        return None
    return named[0]


def step_views(step_id: str, protocols: Iterable[ProtocolDefinition]) -> tuple[View, ...]:
    """Return the views of a step, by its id."""
    return next((s.views for s in _steps(protocols) if s.id == step_id), ())


def slot_views(step: Step, slot: Slot) -> tuple[View, ...]:
    """Return the views whose pictures a slot is measured on."""
    return tuple(v for v in step.views if not slot.views or v.id in slot.views)


def _steps(protocols: Iterable[ProtocolDefinition]) -> Iterable[Step]:
    return (s for p in protocols for s in p.steps)


def _names(view: View) -> frozenset[tuple[str, ...]]:
    return frozenset(label_parts(t)[0] for t in (*view.labels, view.text.en, view.text.zh_tw))
