"""Where a label goes: beside its shape, inside the picture, over nothing that was drawn."""

from collections.abc import Iterator, Sequence

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def place(size: tuple[float, float], shape: Box, taken: Sequence[Box], picture: tuple[int, int]) -> Box:
    """Return the box for a label of ``size``: of the places around ``shape`` the one that covers least."""
    boxes = [_inside(box, picture) for box in _around(size, shape)]
    return min(boxes, key=lambda box: sum(overlap(box, other) for other in (*taken, shape)))


def overlap(a: Box, b: Box) -> float:
    """Return the area that two boxes share."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def _around(size: tuple[float, float], shape: Box) -> Iterator[Box]:
    width, height = size
    left, top, right, bottom = shape
    middle = (top + bottom - height) / 2
    centre = (left + right - width) / 2
    corners = [(right, middle), (left - width, middle), (centre, top - height), (centre, bottom)]
    corners += [(right, top - height), (right, bottom), (left - width, top - height), (left - width, bottom)]
    corners += [(centre, top - 3 * height), (centre, bottom + 2 * height)]
    for x, y in corners:
        yield x, y, x + width, y + height


def _inside(box: Box, picture: tuple[int, int]) -> Box:
    width, height = box[2] - box[0], box[3] - box[1]
    x = max(0.0, min(box[0], picture[0] - width))
    y = max(0.0, min(box[1], picture[1] - height))
    return x, y, x + width, y + height
