"""Boxes of pixels under a hand: drawn, moved, resized, always inside the picture. No Qt here."""

import math

from sonostep.privacy import Box

SMALLEST = 3
"""Pixels of a side below which a press was a press and no box."""


def between(x0: float, y0: float, x1: float, y1: float, columns: int, rows: int) -> Box | None:
    """Return the box of all pixels that two corners (image coordinates) touch, or None for a mere press."""
    low = (max(0.0, min(x0, x1)), max(0.0, min(y0, y1)))
    high = (min(float(columns), max(x0, x1)), min(float(rows), max(y0, y1)))
    if high[0] - low[0] < SMALLEST or high[1] - low[1] < SMALLEST:
        return None
    return Box(math.floor(low[0]), math.floor(low[1]), math.ceil(high[0]) - 1, math.ceil(high[1]) - 1)


def moved(box: Box, by_x: int, by_y: int, columns: int, rows: int) -> Box:
    """Return a box moved, as far as the picture goes."""
    dx = max(-box.x0, min(by_x, columns - 1 - box.x1))
    dy = max(-box.y0, min(by_y, rows - 1 - box.y1))
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)


def resized(box: Box, by_x: int, by_y: int, columns: int, rows: int) -> Box:
    """Return a box with its lower right corner moved, as far as the picture goes."""
    x1 = max(box.x0 + SMALLEST - 1, min(box.x1 + by_x, columns - 1))
    y1 = max(box.y0 + SMALLEST - 1, min(box.y1 + by_y, rows - 1))
    return Box(box.x0, box.y0, min(x1, columns - 1), min(y1, rows - 1))


def middle(columns: int, rows: int, share: float) -> Box:
    """Return a box in the middle of the picture that takes ``share`` of each side."""
    width, height = max(SMALLEST, round(columns * share)), max(SMALLEST, round(rows * share))
    x0, y0 = max(0, (columns - width) // 2), max(0, (rows - height) // 2)
    return Box(x0, y0, min(columns, x0 + width) - 1, min(rows, y0 + height) - 1)


def holds(box: Box, x: float, y: float) -> bool:
    """Whether an image point is in a box."""
    return box.x0 <= x < box.x1 + 1 and box.y0 <= y < box.y1 + 1
