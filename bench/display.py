"""A screen for windows: the one there is, else an Xvfb of our own, else Qt's offscreen platform."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def screen() -> Iterator[str]:
    """Give children a screen through the environment, and say which kind."""
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("DISPLAY") or not sys.platform.startswith("linux"):
        yield os.environ.get("QT_QPA_PLATFORM") or "the screen of this machine"
        return
    if shutil.which("Xvfb") is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "offscreen"
        return
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            os.environ["DISPLAY"] = ":" + answer.readline().strip()
        yield "xcb on Xvfb, 1600x1000"
    finally:
        os.environ.pop("DISPLAY", None)
        server.terminate()
        server.wait()
