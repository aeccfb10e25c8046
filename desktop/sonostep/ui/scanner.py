"""What the window asks of whoever finds clips."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sonostep.core.clip import Clip


class Scanning(Protocol):
    """A scan under way."""

    def cancel(self) -> None:
        """Stop it."""


class Scanner(Protocol):
    """Finds clips; every callback comes on a thread of its own."""

    def scan_async(
        self,
        paths: Sequence[str | Path],
        on_clip: "Callable[[Clip], None]",
        on_progress: Callable[[int, int], None] | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> Scanning:
        """Look at files, folders, DICOMDIRs and zips."""
