"""What 50 annotations cost per shown frame: the viewer pane's own code, on a screen."""

from collections.abc import Iterator
from statistics import median

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.result import Figure, Goal
from bench.timing import ratio


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of painting."""
    try:
        answer = child("paint", bench.rounds(30))
    except ChildFailed as error:
        yield Figure(goals.ANNOTATIONS, "1024x768", None, note=str(error))
        return
    if not answer["drawn"]:
        yield Figure(goals.ANNOTATIONS, "1024x768", None, note="the annotations were not on the picture")
        return
    times = answer["times"]
    for zoom in ("1.0", "1.7"):
        yield _row(times, f"on the frame, zoom {zoom}", f"same-one-{zoom}", f"same-bare-{zoom}")
    for zoom in ("1.0", "1.7"):
        case = f"cine of 8 frames, 50 on one of them, zoom {zoom}"
        yield _row(times, case, f"cine-one-{zoom}", f"cine-bare-{zoom}")
    case = "8 frames, zoom 1.0"
    yield _row(times, case, "cine-each-1.0", "cine-bare-1.0", goals.ANNOTATIONS_WORST)
    yield _cine_rate(bench)


def _cine_rate(bench: Bench) -> Figure:
    case = "8 frames at 60 per second"
    try:
        rates = child("cine_rate", bench.rounds(7))["rates"]
    except ChildFailed as error:
        return Figure(goals.CINE_RATE, case, None, note=str(error))
    found = ratio(rates["one"], rates["bare"])
    note = f"{median(rates['one']):.1f} against {median(rates['bare']):.1f} per second"
    return Figure(goals.CINE_RATE, case, found.value, found.low, found.high, note)


def _row(
    times: dict[str, list[float]], case: str, with_: str, without: str, goal: Goal = goals.ANNOTATIONS
) -> Figure:
    found = ratio(times[with_], times[without])
    note = f"{median(times[with_]) * 1e3:.2f} against {median(times[without]) * 1e3:.2f} ms"
    return Figure(goal, case, found.value, found.low, found.high, note)
