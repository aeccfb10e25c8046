"""C libjpeg-turbo, called in process: the yardstick for everything that decodes JPEG.

The system's libturbojpeg through ctypes: a call costs about 2 microseconds and gives up the GIL, so threads
of it run as separate C programs do. Defaults of the library: accurate DCT, smooth upsampling, as simplejpeg.
"""

import ctypes
import ctypes.util
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

_BGRX = 3
"""TJPF_BGRX of turbojpeg.h."""


class Missing(Exception):
    """Something that is measured against is not on this machine; the text says what to install."""


def load() -> Any:
    """Return the library.

    Raises:
        Missing: when it is not installed.
    """
    name = ctypes.util.find_library("turbojpeg")
    if name is None:
        raise Missing("libturbojpeg is not installed (Debian: libturbojpeg0)")
    library = ctypes.CDLL(name)
    library.tjInitDecompress.restype = ctypes.c_void_p
    library.tjDestroy.argtypes = [ctypes.c_void_p]
    library.tjDecompress2.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_ulong,
        ctypes.c_void_p,
        *[ctypes.c_int] * 5,
    ]
    return library


class Decompressor:
    """Decodes into one buffer of its own, again and again, as a C program would.

    Raises:
        Missing: when libturbojpeg is not installed.
    """

    def __init__(self, rows: int, columns: int) -> None:
        self._library = load()
        self._handle = self._library.tjInitDecompress()
        self._rows, self._columns = rows, columns
        self._buffer = ctypes.create_string_buffer(rows * columns * 4)

    def __call__(self, stream: bytes) -> None:
        """Decode one frame to B G R X."""
        failed = self._library.tjDecompress2(
            self._handle,
            stream,
            len(stream),
            self._buffer,
            self._columns,
            self._columns * 4,
            self._rows,
            _BGRX,
            0,
        )
        if failed:
            raise ValueError("libjpeg-turbo refused the frame")

    def pixels(self) -> bytes:
        """Return the last picture, to prove that it is the right one."""
        return self._buffer.raw

    def close(self) -> None:
        """Let go of the library's handle."""
        self._library.tjDestroy(self._handle)


def tjbench_milliseconds(stream: bytes, seconds: float = 0.5) -> float | None:
    """Return what libjpeg-turbo's own benchmark says of one frame, as a check of ours; None without it."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "frame.jpg"
        picture.write_bytes(stream)
        options = ["-bgrx", "-nowrite", "-benchtime", str(seconds), "-warmup", "0.2"]
        try:
            done = subprocess.run(
                ["tjbench", str(picture), *options], capture_output=True, text=True, check=False, cwd=folder
            )
        except OSError:
            return None
    rate = re.search(r"Decomp to frame:\s+Frame rate:\s+([\d.]+)", done.stdout.replace(os.linesep, "\n"))
    rate = rate or re.search(r"Decompress\s*-->\s*Frame rate:\s+([\d.]+)", done.stdout)
    return 1000 / float(rate.group(1)) if rate else None
