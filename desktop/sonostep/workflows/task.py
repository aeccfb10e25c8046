"""Progress and cancellation of one piece of work, as use cases see them; whoever runs it implements them."""

from typing import Final, Protocol


class Cancelled(Exception):
    """Raised inside work that nobody wants any more."""


class TaskLike(Protocol):
    """One piece of work under way: told how far it is, and asked whether it is still wanted."""

    @property
    def cancelled(self) -> bool:
        """Whether nobody wants it any more."""

    def report(self, fraction: float, what: str = "", /) -> None:
        """Say how far the work is (0 to 1) and what is being done.

        Raises:
            Cancelled: when nobody wants it any more.
        """


class _Unwatched:
    cancelled = False

    def report(self, fraction: float, what: str = "", /) -> None:
        pass


UNWATCHED: Final[TaskLike] = _Unwatched()
"""Work that nobody watches or cancels, as a command's is."""
