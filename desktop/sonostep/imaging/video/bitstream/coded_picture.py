"""What a packet's own headers say, before anything is decoded: a packet is not a frame."""

from typing import NamedTuple, Protocol


class Seen(NamedTuple):
    """What is seen in one packet.

    Attributes:
        pictures: pictures to be shown that begin in it; the second field of a picture begins none.
        plain: it holds one whole picture, so that decoding it is sure to give one frame.
        clean: decoding can start with it.
        missing: pictures that are known to be lost before it.
        early: its picture is shown before one that is decoded earlier.
    """

    pictures: int
    plain: bool
    clean: bool
    missing: int
    early: bool = False


class PacketLook(Protocol):
    """Looks at the packets of one stream, in decoding order."""

    def look(self, data: bytes) -> Seen:
        """Say what is in the next packet."""
