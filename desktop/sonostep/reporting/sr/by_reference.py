"""Content items that refer to another one by its place in the tree (PS3.3 C.17.3.2.5, by-reference)."""

from collections.abc import Iterator

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

_DEEPEST = 64
"""No report nests further; one that does is read no deeper."""


def follow_references(document: Dataset) -> None:
    """Put what is referred to in the place of each reference, so that a reader finds it there.

    A reference to an ancestor, or to nothing, is left out: it draws no shape.
    """
    for parent in list(_parents(document, 0)):
        children = list(parent.get("ContentSequence") or ())
        if any("ReferencedContentItemIdentifier" in child for child in children):
            meant = [_target(document, child) for child in children]
            parent.ContentSequence = Sequence([m for m in meant if m is not None and m is not parent])


def _parents(item: Dataset, depth: int) -> Iterator[Dataset]:
    yield item
    if depth < _DEEPEST:
        for child in item.get("ContentSequence") or ():
            yield from _parents(child, depth + 1)


def _target(document: Dataset, child: Dataset) -> Dataset | None:
    """The item that a child stands for: itself, or what it refers to if that draws or shows something."""
    place = child.get("ReferencedContentItemIdentifier")
    if place is None:
        return child
    steps = [int(n) for n in (place if isinstance(place, list) or hasattr(place, "__iter__") else [place])]
    item = document
    for step in steps[1:]:
        inside = list(item.get("ContentSequence") or ())
        if not 1 <= step <= len(inside):
            return None
        item = inside[step - 1]
    return item if item.get("ValueType") in ("SCOORD", "IMAGE") else None
