"""The worker process: one command at a time from the pipe, background work in between. No Qt here, ever."""

import contextlib
import gc
import os
import signal
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from sonostep.imaging.worker import scratch_folder

_FILMS = (".mp4", ".mov", ".avi", ".mkv", ".wmv", ".mpg")
"""What is guessed by, not decided: sniffing says later what a file is."""

_FEW_SEARCHES = 50_000
"""New containers between two searches for garbage."""


def run(pipe: Connection, folder: str, nice: int, first: str) -> None:
    """Serve until the other end goes away; started by ``worker.Worker`` with ``spawn``."""
    # Ctrl-C is for the window, which then closes the pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if nice and hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(nice)
    # importing makes many objects and no garbage, decoding makes few: the search for cycles only delays both
    gc.set_threshold(_FEW_SEARCHES)
    scratch_folder.use_folder(Path(folder))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _serve(pipe, first)


def _serve(pipe: Connection, first: str) -> None:
    from sonostep.imaging.worker.service import Service

    service = Service()
    _warm_up(pipe, first)
    while True:
        while not pipe.poll() and service.work():
            pass
        command, arguments = pipe.recv()
        pipe.send(service.answer(command, arguments))


def _warm_up(pipe: Connection, first: str) -> None:
    """Import the readers while the window starts; a request that is already there goes first."""
    readers = ["sonostep.imaging.dicom.reader", "sonostep.imaging.video.reader"]
    if Path(first).suffix.lower() in _FILMS:
        readers.reverse()
    for reader in (*readers, "sonostep.imaging.stills.clips", "sonostep.imaging.thumbnails"):
        if pipe.poll():
            return
        import_module(reader)
