"""Where the words of a shape stand: near it, on no other words, and off the lines as far as that goes."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPolygonF

_APART = 12.0
"""Screen pixels between a shape and its words."""

_STEP = 5.0
"""Screen pixels between the places of a line that are looked at."""

_END = 8
"""Places of a line that an end counts for."""

_WORDS = 1000
"""What covering other words costs; each place of a line costs 1."""

Dots = NDArray[np.float64]
"""Places on lines, one (x, y) per row, in screen pixels."""


def dots_of(lines: Iterable[QPolygonF], ends: Iterable[QPointF] = ()) -> Dots:
    """Return places all along some lines; an end must be seen more than a line, and counts for several."""
    made = [_along(line) for line in lines if line.size()]
    handles = [(end.x(), end.y()) for end in ends]
    made.append(np.repeat(np.array(handles, float).reshape(-1, 2), _END, axis=0))
    return np.concatenate(made)


def _along(line: QPolygonF) -> Dots:
    corners = np.array([p.toTuple() for p in line.toList()])
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    ends = np.concatenate([[0.0], np.cumsum(lengths)])
    # No more than a screenful, however far one has zoomed in.
    where = np.linspace(0.0, ends[-1], min(int(ends[-1] / _STEP), 400) + 2)
    return np.column_stack([np.interp(where, ends, corners[:, axis]) for axis in (0, 1)])


def free_place(
    size: QSizeF, around: QPolygonF, within: QRectF, taken: Sequence[QRectF], lines: Dots
) -> QPointF:
    """Return the top left of the place for words of a size beside handles; the first that covers least."""
    best, least = QPointF(), float("inf")
    for at in _candidates(size, around):
        plate = kept(QRectF(at, size), within)
        cost = _WORDS * sum(plate.intersects(other) for other in taken) + _covered(plate, lines)
        if cost < least:
            best, least = plate.topLeft(), cost
        if least == 0:
            break
    return best


def _candidates(size: QSizeF, around: QPolygonF) -> list[QPointF]:
    """Beside the right end first, as everywhere; then left, above and below; then down line by line."""
    ends = [around.at(n) for n in range(around.size())]
    right, left = max(ends, key=QPointF.x), min(ends, key=QPointF.x)
    box, wide, high = around.boundingRect(), size.width(), size.height()
    first = right + QPointF(_APART, _APART / 2)
    beside = [
        first,
        right + QPointF(_APART, -high - _APART / 2),
        QPointF(left.x() - wide - _APART, left.y() + _APART / 2),
        QPointF(left.x() - wide - _APART, left.y() - high - _APART / 2),
        QPointF(box.center().x() - wide / 2, box.top() - high - _APART),
        QPointF(box.center().x() - wide / 2, box.bottom() + _APART),
    ]
    return beside + [first + QPointF(0.0, n * (high + 2.0)) for n in (1, -2, 2, 3, 4, 5, 6, 7)]


def kept(plate: QRectF, within: QRectF) -> QRectF:
    """Return a plate moved into an area; one that is too large begins at its top left."""
    plate = QRectF(plate)
    plate.moveRight(min(plate.right(), within.right()))
    plate.moveBottom(min(plate.bottom(), within.bottom()))
    plate.moveLeft(max(plate.left(), within.left()))
    plate.moveTop(max(plate.top(), within.top()))
    return plate


def _covered(plate: QRectF, lines: Dots) -> int:
    x, y = lines[:, 0], lines[:, 1]
    inside = (x > plate.left()) & (x < plate.right()) & (y > plate.top()) & (y < plate.bottom())
    return int(np.count_nonzero(inside))
