"""Render scenes side by side in processes of their own."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from typing import Any, Final, Protocol

from sonostep.phantom.render import Progress
from sonostep.phantom.scene import Scene

Entry = dict[str, Any]

_LOOK_SECONDS: Final = 0.1
_NICE: Final = 5
"""The window, where one waits for the exam, goes first."""


class Make(Protocol):
    """Makes a scene's clip; picklable."""

    def __call__(self, scene: Scene, step: Progress) -> Entry:
        """Call `step(done, total)` after each frame; returns the entry."""


class _Stopped(Exception):
    """Nobody wants the rest."""


class _Line:
    """What a process says to the one that started it (a frame is done) and hears from it (stop)."""

    frames: Any = None
    stop: Any = None


def render_apart(
    scenes: Sequence[Scene], make: Make, tell: Callable[[int], None], processes: int
) -> Iterator[tuple[Scene, Entry]]:
    """Yield each scene with its entry, as they are finished; `tell(frames)` counts the frames of all.

    What `tell` raises ends the work. Raises what `make` raises, and BrokenProcessPool when a process dies.
    """
    context = multiprocessing.get_context("spawn")
    frames, stop = context.Value("l", 0), context.Event()
    pool = ProcessPoolExecutor(processes, context, _enter, (frames, stop))
    try:
        # the longest first, so that no process is left alone with it at the end
        longest = sorted(scenes, key=lambda scene: -scene.probe.frames)
        open_ = {pool.submit(_make, make, scene): scene for scene in longest}
        yield from _finished(open_, lambda: tell(frames.value))
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _finished(open_: dict[Future[Entry], Scene], look: Callable[[], None]) -> Iterator[tuple[Scene, Entry]]:
    while open_:
        done, _ = wait(open_, _LOOK_SECONDS, FIRST_COMPLETED)
        for future in done:
            yield open_.pop(future), future.result()
        look()


def _enter(frames: Any, stop: Any) -> None:  # noqa: ANN401 - the proxies have no public types
    _Line.frames, _Line.stop = frames, stop
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICE)


def _make(make: Make, scene: Scene) -> Entry:
    return make(scene, step=_step)


def _step(done: int, total: int) -> None:
    with _Line.frames.get_lock():
        _Line.frames.value += 1
    if _Line.stop.is_set():
        raise _Stopped
