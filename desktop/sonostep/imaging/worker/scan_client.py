"""Scans and thumbnails, on a thread and a worker of their own, so that they never delay the frame on view."""

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.worker.client import Limits, Worker, WorkerLost
from sonostep.imaging.worker.jobs import Answer, Job, once, unreadable_clip

_LISTING_SECONDS: Final = 120.0
"""Walking a slow stick with thousands of files is no hang."""

_NICE: Final = 10
"""So far behind the worker of the frame on view that its imports do not delay it."""

_PATIENCE: Final = 1.5
"""Seconds that our own worker waits for the first frame, which may never come."""

_AT_ONCE: Final = 256
_SLICE_SECONDS: Final = 0.05
"""Files of one message, and how long the worker reads for it: so long a small picture waits."""

_MARK: Final = "reading"
"""Name of the file in which a worker tells at which of several files it is."""

_log = logging.getLogger(__name__)

OnClip = Callable[[Clip], None]
OnProgress = Callable[[int, int], None]
OnDone = Callable[[], None]
OnThumbnail = Callable[[Clip, Frame | Problem], None]


class ScanHandle:
    """A scan under way."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._finished = threading.Event()

    def cancel(self) -> None:
        """Stop after the file being read; ``on_done`` is still called."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was told to stop."""
        return self._cancelled.is_set()

    def finish(self) -> None:
        """Say that it is over."""
        self._finished.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, for those who have no event loop; False when time ran out."""
        return self._finished.wait(seconds)


@dataclass(slots=True)
class _Scan:
    paths: tuple[str, ...]
    on_clip: OnClip
    on_progress: OnProgress | None
    on_done: OnDone | None
    handle: ScanHandle = field(default_factory=ScanHandle)
    seen: set[str] = field(default_factory=set)


class Browser:
    """Reads headers and makes small pictures in a worker process.

    Where another's ``early`` worker runs already, it reads the first clip: our own would be imported twice as
    late and in its way. Ours is then started when it is needed and a frame has been shown.
    """

    def __init__(self, limits: Limits | None = None, early: Worker | None = None) -> None:
        self.worker = Worker("sonostep-browser", limits, _NICE)
        self._scans: deque[_Scan] = deque()
        self._thumbnails: deque[tuple[Clip, int, OnThumbnail]] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self._early = early
        self._waits_for_frame = early is not None
        self._may_start = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sonostep-browser", daemon=True)

    def start(self) -> None:
        """Start the thread, which starts the worker."""
        self._thread.start()

    def begin(self) -> None:
        """A frame was shown: there is room for a second process now."""
        self._may_start.set()

    def scan(
        self, paths: Sequence[str], on_clip: OnClip, on_progress: OnProgress | None, on_done: OnDone | None
    ) -> ScanHandle:
        """Read what is under ``paths``, one clip at a time."""
        scan = _Scan(tuple(paths), on_clip, on_progress, on_done)
        with self._wake:
            self._scans.append(scan)
            self._wake.notify()
        return scan.handle

    def thumbnail(self, clip: Clip, size: int, callback: OnThumbnail) -> None:
        """Make a small picture; goes before the next file of a scan."""
        with self._wake:
            self._thumbnails.append((clip, size, callback))
            self._wake.notify()

    def close(self) -> None:
        """Stop at once."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._may_start.set()
        self.worker.interrupt()
        if self._thread.is_alive():
            self._thread.join(5)
        self.worker.close()

    def _run(self) -> None:
        if self._early is None:
            with contextlib.suppress(ProblemError):
                self.worker.start()
        while True:
            with self._wake:
                while not (self._closed or self._scans or self._thumbnails):
                    self._wake.wait()
                if self._closed:
                    return
                scan = self._scans.popleft() if not self._thumbnails else None
            if scan is None:
                self._next_thumbnail()
            else:
                self._scan(scan)

    def _next_thumbnail(self) -> None:
        with self._wake:
            if not self._thumbnails:
                return
            clip, size, callback = self._thumbnails.popleft()
        call_back(callback, clip, self._small_picture(clip, size))

    def _small_picture(self, clip: Clip, size: int) -> Frame | Problem:
        if not clip.readable:
            return clip.problems[0] if clip.problems else Problem.of("imaging.no_frames_stored")
        try:
            picture: Frame = self._own().call("thumbnail", clip, size)
        except ProblemError as error:
            return error.problem
        except WorkerLost as lost:
            return lost.problem(Path(clip.path).name)
        return picture

    def _scan(self, scan: _Scan) -> None:
        try:
            self._read_all(scan)
        finally:
            scan.handle.finish()
            if scan.on_done is not None and not self._closed:
                call_back(scan.on_done)

    def _read_all(self, scan: _Scan) -> None:
        try:
            jobs: list[Job] = self._reader().call("list", scan.paths, seconds=_LISTING_SECONDS)
        except ProblemError as error:
            jobs = [Job(path, problem=error.problem) for path in scan.paths]
        except WorkerLost as lost:
            jobs = [Job(path, problem=lost.problem(Path(path).name)) for path in scan.paths]
        done, at_once = 0, 1
        while done < len(jobs):
            for clip in self._read_some(jobs[done : done + at_once]):
                if self._closed or scan.handle.cancelled:
                    return
                done += 1
                if clip is not None:
                    call_back(scan.on_clip, once(clip, scan.seen))
                if scan.on_progress is not None:
                    call_back(scan.on_progress, done, len(jobs))
            # what comes first comes alone and at once
            at_once = _AT_ONCE
            self._next_thumbnail()

    def _read_some(self, jobs: Sequence[Job]) -> Iterator[Clip | None]:
        """Yield the clips of the first of these, of one at least; which one lost the worker is told."""
        if len(jobs) == 1:
            yield self._read(jobs[0])
            return
        reader = self._reader()
        mark = reader.folder / _MARK
        mark.unlink(missing_ok=True)
        try:
            answers: list[Answer] = reader.call("read_some", jobs, _SLICE_SECONDS, str(mark))
        except ProblemError:
            yield self._read(jobs[0])
        except WorkerLost as lost:
            at = _marked(mark)
            yield from map(self._read, jobs[: 1 if at is None else at])
            if at is not None:
                yield unreadable_clip(jobs[at].path, lost.problem(Path(jobs[at].path).name))
        else:
            for job, (kind, value) in zip(jobs, answers, strict=False):
                yield self._taken(job, kind, value)

    def _read(self, job: Job) -> Clip | None:
        try:
            return self._taken(job, "ok", self._reader().call("read", job))
        except ProblemError as error:
            return self._taken(job, "problem", error.problem)
        except WorkerLost as lost:
            return self._taken(job, "problem", lost.problem(Path(job.path).name))

    def _taken(self, job: Job, kind: str, value: Any) -> Clip | None:  # noqa: ANN401 - as it came from the pipe
        if kind == "problem":
            return unreadable_clip(job.path, value)
        clip: Clip | None = value
        if clip is not None and clip.readable:
            self._early = None
        return clip

    def _reader(self) -> Worker:
        return self._early or self._own()

    def _own(self) -> Worker:
        if self.worker.pid is None and self._waits_for_frame:
            self._may_start.wait(_PATIENCE)
        return self.worker


def _marked(mark: Path) -> int | None:
    """At which of its files a worker was; None where it had not begun."""
    try:
        written = mark.read_bytes()
    except FileNotFoundError:
        return None
    return int.from_bytes(written, "little") if written else None


def call_back(callback: Callable[..., None], *arguments: object) -> None:
    """Call back; a listener that fails, or is gone, must not end the thread."""
    try:
        callback(*arguments)
    except Exception as error:  # noqa: BLE001 - the edge between the loader's threads and its listeners
        _log.error("a listener of the loader failed: %s", type(error).__name__)
