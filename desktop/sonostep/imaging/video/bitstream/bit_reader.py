"""Reading the headers of video streams bit by bit."""


class BitReader:
    """Bits of a header, most significant first.

    Raises:
        EOFError: from every method, where the header ends before the value does.
    """

    __slots__ = ("_left", "_value")

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def bits(self, count: int) -> int:
        """Return an unsigned number of ``count`` bits."""
        self._left -= count
        if self._left < 0:
            raise EOFError
        return (self._value >> self._left) & ((1 << count) - 1)

    def flag(self) -> bool:
        """Return one bit."""
        return bool(self.bits(1))

    def exp_golomb(self) -> int:
        """Return an unsigned Exp-Golomb number, ue(v) (ITU-T H.264 9.1)."""
        zeros = 0
        while not self.bits(1):
            zeros += 1
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed_exp_golomb(self) -> int:
        """Return a signed Exp-Golomb number, se(v) (ITU-T H.264 9.1.1)."""
        number = self.exp_golomb()
        return (number + 1) // 2 if number % 2 else -(number // 2)


def without_emulation_prevention(nal: bytes) -> bytes:
    """Return a NAL unit's payload without the bytes that keep start codes out of it (ITU-T H.264 7.4.1)."""
    return nal.replace(b"\0\0\3", b"\0\0")
