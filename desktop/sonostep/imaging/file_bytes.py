"""Reading a file piece by piece, without mapping it.

A mapped file that shrinks, or whose stick is pulled, kills the process with SIGBUS at the next touch; a read
comes back short, which is a problem that can be told. It costs the same as slicing a map does.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sonostep.core.problem import ProblemError


class FileBytes:
    """An open file with a length; used by one thread."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = self._file.seek(0, 2)

    @property
    def closed(self) -> bool:
        """Whether it has been let go."""
        return self._file.closed

    def read(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``offset``; fewer only at the end of the file."""
        self._file.seek(offset)
        wanted = max(0, min(length, self.size - offset))
        found = self._file.read(wanted) or b""
        while len(found) < wanted:
            more = self._file.read(wanted - len(found))
            if not more:
                break
            found += more
        return found

    def read_into(self, offset: int, buffer: NDArray[np.uint8]) -> None:
        """Fill ``buffer`` from ``offset`` on.

        Raises:
            ProblemError: when the file has become shorter.
        """
        self._file.seek(offset)
        view = memoryview(buffer.data)
        done = 0
        while done < len(view):
            count = self._file.readinto(view[done:])
            if not count:
                raise ProblemError.of("imaging.file_changed")
            done += count

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> "FileBytes":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
