"""Cost grows with what is shown, not with what is stored: 100, 1,000 and 5,000 frames, a big folder."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.clips import SMALL
from bench.result import Figure
from bench.rooms.first import first_stream
from sonostep.core.clip import Clip
from sonostep.imaging import FrameLoader

_COUNTS = (100, 1000, 5000)
_CACHE_MIB = 16
"""So small that the shortest clip does not fit either: its scrub would else be the cache's."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of growth."""
    yield from _clips(bench)
    yield from _folder(bench)


def _clips(bench: Bench) -> Iterator[Figure]:
    base: dict[str, float] = {}
    counts = _COUNTS[:2] if bench.quick else _COUNTS
    for count in counts:
        size = replace(bench.a, frames=count)
        case = f"{bench.a.name} with {count:,} frames"
        try:
            first = _first(bench, bench.clips.jpeg(size))
            used = child("memory", bench.clips.jpeg(size), bench.clips.jpeg(SMALL), _CACHE_MIB)
        except ChildFailed as error:
            yield Figure(goals.GROWTH_FIRST, case, None, note=str(error))
            continue
        scrub, private = median(used["scrub"]), max(0, used["private"])
        base = base or {"first": first, "scrub": scrub}
        yield Figure(goals.GROWTH_FIRST, case, first / base["first"], note=f"{first * 1e3:.1f} ms")
        yield Figure(goals.GROWTH_SCRUB, case, scrub / base["scrub"], note=f"{scrub * 1e3:.2f} ms")
        share = private / size.decoded
        yield Figure(goals.GROWTH_MEMORY, case, private / 2**20, note=f"{share:.3f} of the decoded clip")
    size = replace(bench.a, frames=counts[-1])
    first = _first(bench, bench.clips.jpeg(size, table=False))
    case = f"{bench.a.name} with {counts[-1]:,} frames, no offset table"
    yield Figure(goals.GROWTH_FIRST, case, first / base["first"], note=f"{first * 1e3:.1f} ms")


def _first(bench: Bench, path: Path) -> float:
    path.read_bytes()  # into the page cache, for all alike
    stream = first_stream(bench, bench.a)
    return median(child("first_frame", path, stream)["first"] for _ in range(bench.rounds(7)))


def _folder(bench: Bench) -> Iterator[Figure]:
    files = 500 if bench.quick else 5000
    folder = bench.clips.still_folder(files)
    first, thumbnail, whole, found = _scan(folder)
    parts = (("first entry", first), ("first thumbnail", thumbnail), (f"all {found:,} entries", whole))
    for case, taken in parts:
        note = f"{files:,} DICOM files, worker already started"
        yield Figure(goals.GROWTH_FOLDER, case, taken * 1e3, note=note)


def _scan(folder: Path) -> tuple[float, float, float, int]:
    """Seconds to the first clip, to its thumbnail and to the last clip; and how many clips came."""
    loader = FrameLoader()
    loader.start()
    stamps: dict[str, float] = {}
    clips: list[str] = []
    done, pictured = threading.Event(), threading.Event()

    def took_picture(clip: Clip, picture: object) -> None:
        stamps.setdefault("thumbnail", time.perf_counter())
        pictured.set()

    def found(clip: Clip) -> None:
        if not clips:
            stamps["first"] = time.perf_counter()
            loader.thumbnail_async(clip, took_picture)
        clips.append(clip.id)

    try:
        loader.scan_async([folder.parent / "nothing-here"], lambda clip: None).wait(20)
        start = time.perf_counter()
        loader.scan_async([folder], found, None, done.set)
        done.wait(300)
        whole = time.perf_counter() - start
        pictured.wait(10)
    finally:
        loader.close()
    return stamps["first"] - start, stamps["thumbnail"] - start, whole, len(set(clips))
