"""Pictures that a maker stores under private tags, which no standard describes."""

from typing import Final

from pydicom.dataset import Dataset

_PIXEL_GROUP: Final = 0x7FE1
"""Where GE stores the pictures of its own programs (GEMS_Ultrasound_MovieGroup_001)."""

_LARGE: Final = 65_536
"""Bytes of a private element that is taken for pictures: more than any setting needs. A design choice."""


def private_pixels(dataset: Dataset) -> str:
    """Return who is named as the creator of private pixel data; empty where there seems to be none."""
    for tag in dataset.keys():  # noqa: SIM118 - iterating a data set converts its elements
        if tag.is_private and not tag.is_private_creator and _large(tag.group, dataset.get_item(tag)):
            return _creator(dataset, tag.group, tag.element)
    return ""


def _large(group: int, item: object) -> bool:
    if group == _PIXEL_GROUP:
        return True
    value = getattr(item, "value", None)
    return isinstance(value, bytes) and len(value) >= _LARGE


def _creator(dataset: Dataset, group: int, element: int) -> str:
    """The private creator that reserves the block (PS3.5 7.8.1), else the maker."""
    creator = dataset.get((group, element >> 8))
    text = str(creator.value if creator is not None else "") or str(dataset.get("Manufacturer", ""))
    return text.strip(" \0")[:40] or "?"
