"""From exec to the first window and to the clip, against a bare QMainWindow started alternately."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.result import Figure, Goal
from bench.timing import alternate, ratio


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the start-up rows."""
    yield _against_bare(bench, goals.FIRST_WINDOW, "no clip", (), "painted")
    for size in bench.both():
        for kind, path in (("DICOM", bench.clips.jpeg(size)), ("mp4", bench.clips.mp4(size))):
            path.read_bytes()  # into the page cache, for all alike
            yield _against_bare(bench, goals.CLIP_VISIBLE, f"{size.name}, {kind}", (path,), "visible")


def _against_bare(bench: Bench, goal: Goal, case: str, paths: tuple[Path, ...], stamp: str) -> Figure:
    stages: list[dict[str, float]] = []
    try:
        ours, bare = alternate(
            [_start("full_window", paths, stamp, stages), _start("bare_window", (), "painted", [])],
            bench.rounds(9),
        )
    except ChildFailed as error:
        return Figure(goal, case, None, note=str(error))
    found = ratio(ours, bare)
    note = f"{median(ours) * 1e3:.0f} ms, bare {median(bare) * 1e3:.0f} ms; {_told(stages)}"
    return Figure(goal, case, found.value, found.low, found.high, note)


def _start(
    module: str, paths: tuple[Path, ...], stamp: str, stages: list[dict[str, float]]
) -> Callable[[], float]:
    def contest() -> float:
        answer = child(module, *paths, seconds=60)
        if stamp not in answer:
            raise ChildFailed(f"the clip never came on the screen {answer.get('problems', '')}")
        stages.append({n: v - answer["started"] for n, v in answer.items() if isinstance(v, float)})
        return float(answer[stamp] - answer["started"])

    return contest


_STAGES = ("qt", "imported", "built", "painted", "session", "frame", "visible")


def _told(stages: list[dict[str, float]]) -> str:
    """When each stage was over, in milliseconds from exec."""
    names = [name for name in _STAGES if all(name in each for each in stages)]
    return ", ".join(f"{name} {median(each[name] for each in stages) * 1e3:.0f}" for name in names)
