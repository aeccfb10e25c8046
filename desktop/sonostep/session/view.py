"""View state: where the person is looking. It never enters history and is never journalled."""

from dataclasses import dataclass

from sonostep.core.clip import FrameRef
from sonostep.core.finding import Side
from sonostep.core.text import Language


@dataclass(frozen=True, slots=True)
class ViewingState:
    """Where the person is looking.

    Attributes:
        clip: id of the clip in the active pane, or empty.
        frame: its frame, from 1.
        selected: id of the selected annotation, or empty.
        handle: index of the handle of it that keys move, -1 for the whole of it.
        protocol, step: ids of the protocol and step being worked on, or empty.
        side: side of the step being worked on.
        tool: id of the armed tool; ``select`` is the resting one.
        slot: id of the measurement slot that the armed tool fills, or empty.
        language: of the interface.
    """

    clip: str = ""
    frame: int = 1
    selected: str = ""
    handle: int = -1
    protocol: str = ""
    step: str = ""
    side: Side | None = None
    tool: str = "select"
    slot: str = ""
    language: Language = "en"

    @property
    def frame_ref(self) -> FrameRef | None:
        """The frame in view, or None without a clip."""
        return FrameRef(self.clip, self.frame) if self.clip else None


@dataclass(frozen=True, slots=True)
class ViewChange:
    """The view state before and after; compare fields to see what moved."""

    before: ViewingState
    after: ViewingState
