"""A viewer pane with and without 50 annotations: what a shown frame costs the main thread."""

import json
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from bench.pictures import moving_pictures
from sonostep.app import make_application
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import Clip, ClipKind, Frame, FrameRef, Region, ScaleInfo, Timing, TimingSource
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.history import History
from sonostep.core.measure.geometry import Point
from sonostep.session import Session
from sonostep.ui.viewer.pane import ViewerPane

_ROWS, _COLUMNS, _FRAMES = 768, 1024, 8
_REGION = Region(0, 0, _COLUMNS - 1, _ROWS - 1, 1, 1, 3, 3, 0.008, 0.008)


class Ready:
    """A loader whose frames are all in its cache."""

    def __init__(self, clip: Clip) -> None:
        pictures = moving_pictures(_ROWS, _COLUMNS, clip.frames)
        self._frames = {FrameRef(clip.id, n): _bgrx(p) for n, p in enumerate(pictures, 1)}

    def open(self, clip: Clip) -> None:
        pass

    def request(
        self, frame: FrameRef, callback: Callable[..., None], /, *, channel: str | None = None
    ) -> None:
        callback(frame, self._frames[frame])

    def peek(self, frame: FrameRef) -> Frame | None:
        return self._frames.get(frame)

    def prefetch(self, clip: Clip, around: int, direction: int = 1, /) -> None:
        pass

    def thumbnail_async(self, clip: Clip, callback: Callable[..., None], /) -> None:
        pass


def _bgrx(picture: Frame) -> Frame:
    return np.ascontiguousarray(np.dstack([picture[:, :, ::-1], np.full(picture.shape[:2], 255, np.uint8)]))


def make_pane(clip: Clip, loader: Ready, annotated: tuple[int, ...], count: int = 50) -> ViewerPane:
    shapes = tuple(s for n in annotated for s in _shapes(clip, n, count))
    exam = Exam("bench", "2026-01-01T00:00:00+00:00", clips=(ClipRecord.of(clip),), annotations=shapes)
    session = Session(History.start(exam))
    session.add_clip(clip)
    pane = ViewerPane(session, loader)
    pane.resize(_COLUMNS + 20, _ROWS + 160)
    session.look(clip=clip.id, frame=1)
    pane.show()
    return pane


def _shapes(clip: Clip, frame: int, count: int) -> tuple[Annotation, ...]:
    """Distances, ellipses and polygons in turn, spread over the picture."""
    made = []
    for n in range(count):
        x, y = 90.0 + (n % 10) * 90, 60.0 + (n // 10) * 130
        kind, points = (
            (ShapeKind.DISTANCE, (Point(x, y), Point(x + 50, y + 20))),
            (ShapeKind.ELLIPSE, (Point(x, y), Point(x + 60, y), Point(x + 30, y + 20))),
            (ShapeKind.POLYGON, (Point(x, y), Point(x + 50, y + 5), Point(x + 40, y + 45), Point(x, y + 30))),
        )[n % 3]
        resolution = (1.0,) * len(points)
        made.append(Annotation(f"{frame}-{n}", FrameRef(clip.id, frame), kind, points, resolution))
    return tuple(made)


def make_clip_60() -> Clip:
    starts = tuple(n / 60 for n in range(_FRAMES))
    timing = Timing(starts, _FRAMES / 60, TimingSource.FRAME_TIME, 60.0)
    scale = ScaleInfo(_ROWS, _COLUMNS, (_REGION,))
    return Clip("bench-clip", "bench.dcm", ClipKind.DICOM, "bench", _FRAMES, scale, timing)


def main(rounds: int) -> None:
    app = make_application()
    clip = make_clip_60()
    loader = Ready(clip)
    every = tuple(range(1, _FRAMES + 1))
    panes = {"bare": make_pane(clip, loader, ()), "one": make_pane(clip, loader, (1,))}
    panes["each"] = make_pane(clip, loader, every)
    app.processEvents()
    result: dict[str, list[float]] = {}
    for zoom in (1.0, 1.7):
        for pane in panes.values():
            pane.canvas.set_view(pane.canvas.view.zoomed(zoom))
        for n in range(rounds + 3):
            for name in ("bare", "one") if n % 2 else ("one", "bare"):
                _keep(result, f"same-{name}-{zoom}", n, _same_frame(panes[name]))
            for name in ("bare", "one", "each") if n % 2 else ("each", "one", "bare"):
                _keep(result, f"cine-{name}-{zoom}", n, _cine(panes[name]))
    pictures = {name: pane.canvas.grab().toImage() for name, pane in panes.items()}
    drawn = pictures["one"] != pictures["bare"] and pictures["each"] != pictures["bare"]
    for pane in panes.values():
        pane.close()
    print(json.dumps({"times": result, "drawn": drawn}))


def _keep(result: dict[str, list[float]], name: str, round_: int, taken: float) -> None:
    if round_ >= 3:
        result.setdefault(name, []).append(taken)


def _same_frame(pane: ViewerPane, repeats: int = 8) -> float:
    """Show the pixels of the frame in view anew and paint it: the layer of shapes stays."""
    frame = pane.canvas.frame
    start = time.perf_counter()
    for _ in range(repeats):
        pane.canvas.show_frame(frame)
        pane.canvas.repaint()
    return (time.perf_counter() - start) / repeats


def _cine(pane: ViewerPane) -> float:
    """Step through all frames and paint each; the shapes of a frame come and go with it."""
    times = []
    for n in [*range(2, _FRAMES + 1), 1]:
        start = time.perf_counter()
        pane.go_to(n)
        pane.canvas.repaint()
        times.append(time.perf_counter() - start)
    return statistics.mean(times)


if __name__ == "__main__":
    main(int(sys.argv[1]))
