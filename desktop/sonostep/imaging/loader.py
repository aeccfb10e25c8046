"""Loader of files and frames for the window. Qt-free; every callback comes on one of its own threads.

Parsing and decoding happen in two worker processes: one for the frame on view, one for scans and thumbnails.
"""

import contextlib
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.cache.frame_cache import FrameCache
from sonostep.imaging.cache.prefetch import Ahead
from sonostep.imaging.limits import MIB, cache_budget
from sonostep.imaging.worker import scratch_folder, shared_block
from sonostep.imaging.worker.client import Limits, Worker, WorkerLost
from sonostep.imaging.worker.frame_decoder import FrameDecoder, Notice
from sonostep.imaging.worker.scan_client import (
    Browser,
    OnClip,
    OnDone,
    OnProgress,
    OnThumbnail,
    ScanHandle,
    call_back,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FrameCallback = Callable[[FrameRef, Frame | Problem], None]
OverlayCallback = Callable[[FrameRef, "NDArray[np.bool_] | None"], None]

_CHECK_SECONDS: Final = 0.5


class FrameLoader:
    """Loads clips, frames and thumbnails.

    Args:
        cache_mib: mebibytes of decoded frames kept; None takes the default.
        prefetch_frames: frames decoded ahead of the playhead.
        limits: time and memory of one request to a worker.
        on_notice: told (clip, problem) when a decoder had to be started again and the clip plays on.
        slot_folder: where frames are shared, for tests; else shared memory where it has room.
        worker: one that was started before; it is closed with the loader.
    """

    def __init__(
        self,
        *,
        cache_mib: int | None = None,
        prefetch_frames: int = 24,
        limits: Limits | None = None,
        on_notice: Notice | None = None,
        slot_folder: Path | None = None,
        worker: Worker | None = None,
    ) -> None:
        budget = cache_budget() if cache_mib is None else max(1, cache_mib) * MIB
        self._on_notice = on_notice
        self._wake = threading.Condition()
        self._cache = FrameCache(budget)
        self._clips: dict[str, Clip] = {}
        self._opening: deque[Clip] = deque()
        self._wanted: OrderedDict[str, tuple[FrameRef, FrameCallback]] = OrderedDict()
        self._overlay: tuple[FrameRef, OverlayCallback] | None = None
        self._ahead = Ahead(prefetch_frames)
        self._answers: SimpleQueue[tuple[FrameRef, Frame | Problem, FrameCallback] | None] = SimpleQueue()
        self._closed = False
        self.worker = worker or Worker("sonostep-viewer", limits)
        self._decoder = FrameDecoder(self.worker, budget, self._drop_oldest, self._notice, slot_folder)
        self._browser = Browser(limits, worker)
        self._threads = [
            threading.Thread(target=self._run, name="sonostep-viewer", daemon=True),
            threading.Thread(target=self._answer, name="sonostep-answers", daemon=True),
        ]

    def start(self) -> None:
        """Start the threads and worker processes; returns at once, the readers are imported meanwhile."""
        scratch_folder.sweep_aside()
        for thread in self._threads:
            thread.start()
        self._browser.start()

    def open(self, clip: Clip) -> None:
        """Get ready to give frames of a clip."""
        with self._wake:
            self._clips[clip.id] = clip
            self._opening.append(clip)
            self._wake.notify()

    def request(self, frame: FrameRef, callback: FrameCallback, /, *, channel: str | None = None) -> None:
        """Give a frame, or the problem that keeps it from being shown, to ``callback``.

        A newer request of the same channel (by default: of the same clip) takes the place of one that is
        not yet under way, whose callback is then never called.
        """
        with self._wake:
            kept = self._cache.get(frame)
            if kept is None:
                self._wanted[channel or frame.clip] = (frame, callback)
                self._wake.notify()
                return
        self._answers.put((frame, kept, callback))

    def overlay_async(self, frame: FrameRef, callback: OverlayCallback, /) -> None:
        """Give which pixels of a frame lie under an overlay plane, or None, to ``callback``.

        Overlays are no part of a frame; a newer request takes the place of one that is not yet under way.
        """
        with self._wake:
            self._overlay = (frame, callback)
            self._wake.notify()

    def peek(self, frame: FrameRef) -> Frame | None:
        """Return a frame that is ready; None where it must be requested."""
        with self._wake:
            return self._cache.get(frame)

    def prefetch(self, clip: Clip, around: int, direction: int = 1, /) -> None:
        """Decode ahead of ``around`` in ``direction`` (1 or -1), round the end; replaces an earlier wish.

        After a jump it begins a moment later, so that it is not in the way of the next one.
        """
        size = clip.scale.rows * clip.scale.columns * 4
        with self._wake:
            self._ahead.wish(clip, around, direction, self._cache.capacity(size) * 3 // 4, self._cache)
            self._wake.notify()

    def scan_async(
        self,
        paths: Sequence[str | Path],
        on_clip: OnClip,
        on_progress: OnProgress | None = None,
        on_done: OnDone | None = None,
    ) -> ScanHandle:
        """Read what is under ``paths``: ``on_clip`` for each clip, ``on_progress`` with files done and files
        known, ``on_done`` at the end, also after ``cancel()``.
        """
        return self._browser.scan([str(path) for path in paths], on_clip, on_progress, on_done)

    def thumbnail_async(self, clip: Clip, callback: OnThumbnail, /, *, size: int = 160) -> None:
        """Give a small picture of a clip, or why there is none, to ``callback``."""
        self._browser.thumbnail(clip, size, callback)

    def close(self) -> None:
        """Stop everything at once; calling it twice does no harm."""
        with self._wake:
            if self._closed:
                return
            self._closed = True
            self._wake.notify_all()
        self._answers.put(None)
        self.worker.interrupt()
        self._browser.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(5)
        self.worker.close()
        with self._wake:
            self._cache.clear()
        self._decoder.close()

    # the answering thread: what is ready waits for no decoder

    def _answer(self) -> None:
        while (answer := self._answers.get()) is not None:
            ref, result, callback = answer
            if not self._closed:
                call_back(callback, ref, result)
            self._browser.begin()

    # the decoding thread

    def _run(self) -> None:
        shared_block.sweep()
        with contextlib.suppress(ProblemError):
            self.worker.start_once()
        while not self._closed:
            self._step()

    def _step(self) -> None:
        with self._wake:
            asked = self._opening or self._wanted or self._overlay or self._closed
            waits = 0.0 if asked else self._ahead.wait()
            if waits > 0:
                self._wake.wait(min(waits, _CHECK_SECONDS))
            opening = self._opening.popleft() if self._opening else None
            wanted = self._wanted.popitem(last=False)[1] if self._wanted and opening is None else None
            overlay, self._overlay = (None, self._overlay) if opening or wanted else (self._overlay, None)
            ahead = self._ahead.next() if not (opening or wanted or overlay) else None
        if self._closed:
            return
        if opening is not None:
            self._decoder.open(opening)
        elif wanted is not None:
            self._answers.put((wanted[0], self._load(wanted[0]), wanted[1]))
        elif overlay is not None:
            call_back(overlay[1], overlay[0], self._load_overlay(overlay[0]))
        elif ahead is not None:
            self._load(ahead)
        elif not self._decoder.reserve_ahead() and waits > _CHECK_SECONDS:
            self._look_after_worker()

    def _look_after_worker(self) -> None:
        with contextlib.suppress(WorkerLost):
            self.worker.check()

    def _load(self, ref: FrameRef) -> Frame | Problem:
        with self._wake:
            kept = self._cache.get(ref)
            clip = self._clips.get(ref.clip)
        if kept is not None:
            return kept
        if clip is None:
            return Problem.of("imaging.closed")
        if not clip.readable:
            return clip.problems[0] if clip.problems else Problem.of("imaging.no_frames_stored")
        try:
            frame = self._decoder.decode(clip, ref.frame)
        except ProblemError as error:
            return error.problem
        with self._wake:
            self._cache.put(ref, frame)
        return frame

    def _load_overlay(self, ref: FrameRef) -> "NDArray[np.bool_] | None":
        with self._wake:
            clip = self._clips.get(ref.clip)
        try:
            return self._decoder.overlay(clip, ref.frame) if clip is not None and clip.readable else None
        except ProblemError:
            # told with the frame itself
            return None

    def _drop_oldest(self) -> bool:
        with self._wake:
            return self._cache.drop_oldest()

    def _notice(self, clip: Clip, problem: Problem) -> None:
        if self._on_notice is not None:
            call_back(self._on_notice, clip, problem)
