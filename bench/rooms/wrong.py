"""Random seeks in every container: each picture carries its number, and it must be the one asked for."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import goals
from bench.bench import Bench
from bench.pictures import read_number
from bench.result import Figure
from bench.waiting import asking


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield one row per container."""
    a = bench.a
    fewer, fewest = replace(a, frames=min(100, a.frames)), replace(a, frames=min(40, a.frames))
    clips = bench.clips
    files = (
        ("DICOM JPEG", clips.jpeg(a), a.frames),
        ("DICOM RLE", clips.rle(fewer), fewer.frames),
        ("DICOM JPEG 2000", clips.j2k(fewest), fewest.frames),
        ("DICOM uncompressed", clips.raw(fewer), fewer.frames),
        ("mp4, H.264, GOP 250, B-frames", clips.mp4(a), a.frames),
        ("AVI, MPEG-4, B-frames", clips.avi_mpeg4(a), a.frames),
        ("AVI, MJPEG", clips.avi_mjpeg(a), a.frames),
    )
    for case, path, frames in files:
        seeks = bench.rounds(600)
        yield Figure(goals.WRONG, case, _wrong(path, frames, seeks), note=f"of {seeks} seeks")


def _wrong(path: Path, frames: int, seeks: int) -> int:
    chance = random.Random(11)
    wrong = 0
    with asking(path, cache_mib=16) as asker:
        for _ in range(seeks):
            number = chance.randint(1, frames)
            _, picture = asker.frame(number, ahead=1)
            wrong += read_number(picture) != number
    return wrong
