"""The worker process: one command at a time from the pipe, background work in between. No Qt here, ever."""

import contextlib
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from sonostep.imaging import workspace


def run(pipe: Connection, folder: str, nice: int) -> None:
    """Serve until the other end goes away; started by ``worker.Worker`` with ``spawn``."""
    # Ctrl-C is for the window, which then closes the pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if nice and hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(nice)
    workspace.use_folder(Path(folder))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _serve(pipe)


def _serve(pipe: Connection) -> None:
    from sonostep.imaging.service import Service

    service = Service()
    _warm_up(pipe)
    while True:
        while not pipe.poll() and service.work():
            pass
        command, arguments = pipe.recv()
        pipe.send(service.answer(command, arguments))


def _warm_up(pipe: Connection) -> None:
    """Import the readers while the window starts; a request that is already there goes first."""
    if pipe.poll():
        return
    import sonostep.imaging.dicom

    if pipe.poll():
        return
    import sonostep.imaging.video  # noqa: F401 - imported to be warm
