"""Client of one worker process: watched, stopped when it hangs or swells, and started again."""

import contextlib
import logging
import multiprocessing
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.limits import MIB, WORKER_MEMORY, WORKER_SECONDS
from sonostep.imaging.worker import process as worker_main
from sonostep.imaging.worker import scratch_folder

if TYPE_CHECKING:
    import psutil

_WATCH_SECONDS: Final = 0.02
"""Between two looks at the memory of a busy worker; a process that swells gains some 50 MB in this time."""

_PATIENCE: Final = 2.0

_WAKING_SECONDS: Final = 30.0
"""A new process imports its readers before its first answer; on a busy machine that takes a while."""

_log = logging.getLogger(__name__)


class WorkerLost(Exception):  # noqa: N818 - it names what happened
    """The worker died, hung or swelled; it has been stopped and the next call starts another.

    Attributes:
        code: ``imaging.worker_died``, ``imaging.worker_hung`` or ``imaging.worker_memory``.
    """

    def __init__(self, code: str, limits: "Limits") -> None:
        super().__init__(code)
        self.code = code
        self._limits = limits

    def problem(self, file: str) -> Problem:
        """Say it of a file."""
        facts: dict[str, object] = {"file": file}
        if self.code == "imaging.worker_hung":
            facts["seconds"] = f"{self._limits.seconds:g}"
        if self.code == "imaging.worker_memory":
            facts["limit"] = self._limits.memory // MIB
        return Problem.of(self.code, **facts)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take: seconds, and private bytes of memory."""

    seconds: float = WORKER_SECONDS
    memory: int = WORKER_MEMORY


class Worker:
    """One worker process; threads that call it take turns.

    Args:
        name: the process's name.
        limits: time and memory of one request.
        nice: how far it stands back behind other processes.
        first: the file that it will be asked for first; its readers are imported first.
    """

    def __init__(self, name: str, limits: Limits | None = None, nice: int = 0, first: str = "") -> None:
        self._name = name
        self._limits = limits or Limits()
        self._nice = nice
        self._folder = str(scratch_folder.make())
        self._turn = threading.Lock()
        self._first = first
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._watched: psutil.Process | None = None
        self._awake = False
        self.starts = 0

    def start(self) -> None:
        """Start the process; it imports its readers by itself.

        Raises:
            ProblemError: when the system does not let us start one.
        """
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = (theirs, self._folder, self._nice, self._first)
        process = context.Process(target=worker_main.run, args=arguments, name=self._name, daemon=True)
        try:
            process.start()
        except (OSError, RuntimeError) as error:
            raise ProblemError.of("imaging.worker_failed", reason=type(error).__name__) from error
        theirs.close()
        self._process, self._pipe = process, ours
        self._awake = False
        self.starts += 1

    def start_once(self) -> None:
        """Start the process where there is none yet.

        Raises:
            ProblemError: when the system does not let us start one.
        """
        with self._turn:
            if self._process is None:
                self.start()

    @property
    def pid(self) -> int | None:
        """The process id while one runs."""
        return self._process.pid if self._process is not None else None

    def call(self, command: str, *arguments: object, seconds: float | None = None) -> Any:  # noqa: ANN401
        """Have one command carried out and return its value.

        Raises:
            ProblemError: what the command said.
            WorkerLost: when the process did not live to answer.
        """
        with self._turn:
            return self._call(command, arguments, seconds)

    def _call(self, command: str, arguments: tuple[object, ...], seconds: float | None) -> Any:  # noqa: ANN401
        if self._process is None or not self._process.is_alive():
            self._stop()
            self.start()
        assert self._pipe is not None  # just started
        try:
            self._pipe.send((command, arguments))
            allowed = (seconds or self._limits.seconds) + (0 if self._awake else _WAKING_SECONDS)
            kind, value = self._answer(time.monotonic() + allowed)
            self._awake = True
        except (EOFError, OSError):
            raise self._lost("imaging.worker_died") from None
        if kind == "problem":
            raise ProblemError(value)
        return value

    @property
    def folder(self) -> Path:
        """Where it unpacks; ours, and gone when it is closed."""
        return Path(self._folder)

    def check(self) -> None:
        """Look after a worker that fills its store between two calls.

        Raises:
            WorkerLost: when it has outgrown its memory.
        """
        with self._turn:
            if self._process is not None and self._swollen():
                raise self._lost("imaging.worker_memory")

    def _answer(self, until: float) -> tuple[str, Any]:
        # held here: whoever closes the worker meanwhile closes the pipe, and that is told as its end
        pipe = self._pipe
        if pipe is None:
            raise EOFError
        while not pipe.poll(_WATCH_SECONDS):
            if self._swollen():
                raise self._lost("imaging.worker_memory")
            if time.monotonic() > until:
                raise self._lost("imaging.worker_hung")
            if self._process is None or not self._process.is_alive():
                raise EOFError
        kind, value = pipe.recv()
        return str(kind), value

    def _swollen(self) -> bool:
        """Private memory only: slots and mapped files are shared, and the system takes them back."""
        # Imported here: the process is started before anything else, and this would delay what follows.
        import psutil

        try:
            if self._watched is None and self._process is not None:
                self._watched = psutil.Process(self._process.pid)
            if self._watched is None:
                return False
            used = self._watched.memory_info()
        except psutil.Error:
            return False
        return int(used.rss) - int(getattr(used, "shared", 0)) > self._limits.memory

    def _lost(self, code: str) -> WorkerLost:
        process = self._process
        if process is not None and code == "imaging.worker_died":
            process.join(_PATIENCE)
        _log.info("worker %s stopped: %s, exit code %s", self._name, code, process and process.exitcode)
        self._stop()
        return WorkerLost(code, self._limits)

    def _stop(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = self._watched = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join(_PATIENCE)
            with contextlib.suppress(ValueError):
                process.close()

    def interrupt(self) -> None:
        """Kill the process from another thread; a call under way then ends with ``WorkerLost``."""
        process = self._process
        if process is not None:
            with contextlib.suppress(ValueError, OSError):
                process.kill()

    def close(self) -> None:
        """Stop the process and remove what it unpacked."""
        self._stop()
        scratch_folder.remove(Path(self._folder))
