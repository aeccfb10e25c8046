"""Private memory that a clip costs, in all our processes together, against the clip decoded to RGB."""

from collections.abc import Iterator
from pathlib import Path

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.clips import SMALL, Size
from bench.result import Figure


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of memory."""
    for size in bench.both():
        yield _memory(bench, size, "DICOM", bench.clips.jpeg(size))
        yield _memory(bench, size, "mp4", bench.clips.mp4(size))


def _memory(bench: Bench, size: Size, kind: str, path: Path) -> Figure:
    case = f"{size.name}, {kind}"
    try:
        answer = child("memory", path, bench.clips.jpeg(SMALL))
    except ChildFailed as error:
        return Figure(goals.MEMORY, case, None, note=str(error))
    note = (
        f"{answer['private'] / 2**20:.0f} of {size.decoded / 2**20:.0f} MiB; "
        f"told apart, in mapped files: frames ready to paint {answer['frames'] / 2**20:.0f} MiB"
    )
    note += f", store {answer['store'] / 2**20:.0f} MiB" if answer["store"] else ""
    return Figure(goals.MEMORY, case, answer["private"] / size.decoded, note=note)
