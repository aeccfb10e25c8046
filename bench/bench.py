"""What every room is handed: the clips, how thoroughly to measure, and a way to run a fresh process."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.clips import Clips, Size, jpeg_frames
from bench.turbojpeg import Decompressor

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Bench:
    """Everything a room needs.

    Attributes:
        large, small: the two clips, A and B.
        cache: the user's cache folder, for clips and for other programs' environment.
        quick: fewer rounds, for a look.
        peers: whether to install and run other programs.
    """

    clips: Clips
    a: Size
    b: Size
    cache: Path
    quick: bool = False
    peers: bool = False
    say: Callable[[str], None] = lambda text: None

    def rounds(self, count: int) -> int:
        """``count``, or about a third of it for a quick look."""
        return max(3, count // 3) if self.quick else count

    def both(self) -> tuple[Size, ...]:
        """The sizes to measure."""
        return (self.a,) if self.quick else (self.a, self.b)

    def streams(self, size: Size) -> list[bytes]:
        """The JPEG frames of a clip."""
        return jpeg_frames(self.clips.jpeg(size))

    def decompressor(self, size: Size) -> Decompressor:
        """C libjpeg-turbo for frames of this size.

        Raises:
            Missing: when it is not installed.
        """
        return Decompressor(size.rows, size.columns)


def child_environment(home: Path) -> dict[str, str]:
    """Give children user folders of their own, and the compiled bytecode that every installation has."""
    environment = {**os.environ, "SONOSTEP_HOME": str(home), "PYTHONUTF8": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


class ChildFailed(Exception):
    """A child process ended without an answer; the text is the last that it said."""


def child(
    module: str, *arguments: object, python: Path | None = None, seconds: float = 300
) -> dict[str, Any]:
    """Run ``bench.children.<module>`` in a fresh process and return its answer.

    ``started`` in the answer is when it was started, by the clock that children share with us.

    Raises:
        ChildFailed: when it gave none.
    """
    with tempfile.TemporaryDirectory(prefix="sonostep-bench-") as home:
        environment = child_environment(Path(home))
        command = [str(python or sys.executable), "-m", f"bench.children.{module}", *map(str, arguments)]
        started = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    lines = done.stdout.strip().splitlines()
    try:
        answer = json.loads(lines[-1])
    except (IndexError, ValueError):
        said = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise ChildFailed(f"{module}: {said}") from None
    return {**answer, "started": started}
