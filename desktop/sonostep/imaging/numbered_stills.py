"""Folders of numbered stills by name, before any picture of them is read."""

import re
from pathlib import Path
from typing import Final

_RANGE: Final = re.compile(r"^(?P<prefix>.*)\[(?P<first>\d+)-(?P<last>\d+)\](?P<suffix>\.[^.\[\]]+)$")
MIN_SEQUENCE: Final = 3
"""Fewer numbered files than this are single pictures; a design choice."""


def sequence_name(paths: tuple[Path, ...]) -> str:
    """Return the path that stands for a sequence: ``folder/scan_[001-120].png``."""
    first, last = (_number_of(p) for p in (paths[0], paths[-1]))
    if first is None or last is None:
        raise ValueError("not numbered")
    (prefix, low, suffix), (_, high, _) = first, last
    return str(paths[0].with_name(f"{prefix}[{low}-{high}]{suffix}"))


def sequence_paths(name: Path) -> tuple[Path, ...]:
    """Return the files that a sequence path stands for; empty where it is no such path."""
    match = _RANGE.match(name.name)
    if match is None or not name.parent.is_dir():
        return ()
    low, high = int(match["first"]), int(match["last"])
    groups = numbered_groups(tuple(p for p in name.parent.iterdir() if p.suffix == match["suffix"]))
    for group in groups:
        parsed = _number_of(group[0])
        if parsed is not None and parsed[0] == match["prefix"]:
            return tuple(p for p in group if (n := _number_of(p)) is not None and low <= int(n[1]) <= high)
    return ()


def numbered_groups(paths: tuple[Path, ...]) -> list[tuple[Path, ...]]:
    """Group files that differ in their last number only, in the order of that number."""
    groups: dict[tuple[str, str], list[tuple[int, Path]]] = {}
    for path in paths:
        parsed = _number_of(path)
        if parsed is not None:
            groups.setdefault((parsed[0], parsed[2].lower()), []).append((int(parsed[1]), path))
    ordered = (tuple(path for _, path in sorted(group)) for group in groups.values())
    return [group for group in ordered if len(group) >= MIN_SEQUENCE]


def _number_of(path: Path) -> tuple[str, str, str] | None:
    match = re.match(r"^(.*?)(\d+)$", path.stem)
    return (match[1], match[2], path.suffix) if match else None
