"""From exec to the first window and to the clip, against a bare QMainWindow started alternately."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.result import Figure, Goal
from bench.timing import alternate, ratio


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the start-up rows."""
    yield _Starts(bench, ()).figure(goals.FIRST_WINDOW, "no clip", "painted")
    for size in bench.both():
        for kind, path in (("DICOM", bench.clips.jpeg(size)), ("mp4", bench.clips.mp4(size))):
            path.read_bytes()  # into the page cache, for all alike
            starts = _Starts(bench, (path,))
            yield starts.figure(goals.CLIP_VISIBLE, f"{size.name}, {kind}", "viewer")
            yield starts.figure(goals.FIRST_PICTURE, f"{size.name}, {kind}", "picture", "viewer")


_STAGES = ("qt", "imported", "built", "painted", "picture", "session", "frame", "viewer")


class _Starts:
    """Starts of the whole program and of a bare window, taken alternately."""

    def __init__(self, bench: Bench, paths: tuple[Path, ...]) -> None:
        self._stages: list[dict[str, float]] = []
        self._bare: Sequence[float] = []
        self._problem = ""
        last = "viewer" if paths else "painted"
        contestants = [_start("full_window", paths, last, self._stages), _start("bare_window", (), "painted")]
        try:
            self._bare = alternate(contestants, bench.rounds(9))[1]
        except ChildFailed as error:
            self._problem = str(error)

    def figure(self, goal: Goal, case: str, *stamps: str) -> Figure:
        """How long it was to the first of some stages, against the bare window's first paint."""
        if self._problem:
            return Figure(goal, case, None, note=self._problem)
        # the first ones warmed up
        stages = self._stages[-len(self._bare) :]
        ours = [min(each[stamp] for stamp in stamps if stamp in each) for each in stages]
        found = ratio(ours, self._bare)
        note = f"{median(ours) * 1e3:.0f} ms, bare {median(self._bare) * 1e3:.0f} ms; {_told(stages)}"
        return Figure(goal, case, found.value, found.low, found.high, note)


def _start(
    module: str, paths: tuple[Path, ...], stamp: str, stages: list[dict[str, float]] | None = None
) -> Callable[[], float]:
    def contest() -> float:
        answer = child(module, *paths, seconds=60)
        if stamp not in answer:
            raise ChildFailed(f"the clip never came on the screen {answer.get('problems', '')}")
        if stages is not None:
            stages.append({n: v - answer["started"] for n, v in answer.items() if isinstance(v, float)})
        return float(answer[stamp] - answer["started"])

    return contest


def _told(stages: Sequence[dict[str, float]]) -> str:
    """When each stage was over, in milliseconds from exec."""
    names = [name for name in _STAGES if all(name in each for each in stages)]
    return ", ".join(f"{name} {median(each[name] for each in stages) * 1e3:.0f}" for name in names)
