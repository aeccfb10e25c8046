"""H.264 and HEVC packets: which pictures begin in one, by the headers of NAL units and slices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sonostep.imaging.video.bitstream.bit_reader import BitReader, without_emulation_prevention
from sonostep.imaging.video.bitstream.coded_picture import Seen

_HEADER: Final = 32
"""Bytes of a slice that hold what is read of its header."""

_START: Final = b"\0\0\1"

_HIGH_PROFILES: Final = frozenset((100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135))
"""Profiles whose SPS states chroma format and scaling lists (ITU-T H.264 7.3.2.1.1)."""


class _BadPacketError(ValueError):
    """A packet whose NAL units do not fill it."""


def _units(data: bytes, length_size: int) -> Iterator[bytes]:
    """Yield NAL units: behind their lengths (avcC, hvcC) or between start codes (Annex B)."""
    if not length_size:
        at = data.find(_START)
        while at >= 0:
            end = data.find(_START, at + 3)
            yield data[at + 3 : end if end >= 0 else None]
            at = end
        return
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + length_size], "big")
        at += length_size
        if not 0 < size <= len(data) - at:
            raise _BadPacketError
        yield data[at : at + size]
        at += size


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What an H.264 sequence parameter set says that slice headers need."""

    frame_num_bits: int
    gaps_allowed: bool
    frames_only: bool
    planes_apart: bool


class H264Packets:
    """Looks at the packets of one H.264 stream, in decoding order."""

    def __init__(self, extradata: bytes) -> None:
        self._length_size = (extradata[4] & 3) + 1 if extradata[:1] == b"\1" and len(extradata) > 6 else 0
        self._sequences: dict[int, _Sequence] = {}
        self._pictures: dict[int, int] = {}
        self._last_num: int | None = None
        self._field: tuple[int, bool] | None = None
        for unit in _avc_sets(extradata) if self._length_size else _units(extradata, 0):
            self._keep_set(unit)

    def look(self, data: bytes) -> Seen:
        """Say which pictures begin in a packet (ITU-T H.264 7.3.3 and 7.4.1.2.4)."""
        pictures, missing, slices, plain, clean = 0, 0, 0, True, False
        try:
            for unit in _units(data, self._length_size):
                kind = unit[0] & 31 if unit else 0
                if kind in (7, 8):
                    self._keep_set(unit)
                elif kind in (1, 2, 5):
                    slices += 1
                    if unit[1:2] < b"\x80":
                        continue
                    begins, gap, ordinary = self._slice(unit, kind == 5)
                    pictures += begins
                    missing += gap
                    plain = plain and ordinary
                    clean = clean or kind == 5
        except (_BadPacketError, EOFError, LookupError):
            return Seen(max(pictures, 1), False, False, missing)
        # slices whose first one is lost are a picture, too
        return Seen(pictures or int(plain and slices > 0), plain and pictures == 1, clean, missing)

    def _slice(self, unit: bytes, idr: bool) -> tuple[int, int, bool]:
        """Return pictures that begin with a first slice, pictures lost before it, whether it is ordinary."""
        bits = BitReader(without_emulation_prevention(unit[1:_HEADER]))
        bits.exp_golomb()
        if bits.exp_golomb() > 9:
            raise EOFError
        sequence = self._sequences[self._pictures[bits.exp_golomb()]]
        if sequence.planes_apart and bits.bits(2):
            return 0, 0, True
        number = bits.bits(sequence.frame_num_bits)
        missing = self._lost_before(number, idr, sequence)
        if unit[0] & 0x60:
            self._last_num = number
        if sequence.frames_only or not bits.flag():
            self._field = None
            return 1, missing, missing == 0
        bottom = bits.flag()
        second = self._field == (number, not bottom)
        self._field = None if second else (number, bottom)
        return int(not second), missing, False

    def _lost_before(self, number: int, idr: bool, sequence: _Sequence) -> int:
        """Reference pictures that the stream's own count of them (frame_num) leaves out."""
        last = None if idr else self._last_num
        if last is None or sequence.gaps_allowed:
            return 0
        skipped = (number - last) % (1 << sequence.frame_num_bits)
        return max(0, skipped - 1)

    def _keep_set(self, unit: bytes) -> None:
        payload = without_emulation_prevention(unit)
        bits = BitReader(payload[1:])
        try:
            if payload[0] & 31 == 7:
                number, sequence = _sequence(bits)
                self._sequences[number] = sequence
            elif payload[0] & 31 == 8:
                number = bits.exp_golomb()
                self._pictures[number] = bits.exp_golomb()
        except (EOFError, IndexError):
            return


def _avc_sets(extradata: bytes) -> Iterator[bytes]:
    """Yield the parameter sets of an avcC box (ISO/IEC 14496-15 5.3.3.1)."""
    at = 5
    for mask in (31, 255):
        count = extradata[at] & mask if at < len(extradata) else 0
        at += 1
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            yield extradata[at + 2 : at + 2 + size]
            at += 2 + size


def _sequence(bits: BitReader) -> tuple[int, _Sequence]:
    """Read a sequence parameter set up to frame_mbs_only_flag (ITU-T H.264 7.3.2.1.1)."""
    profile = bits.bits(24) >> 16
    number = bits.exp_golomb()
    apart = _chroma(bits) if profile in _HIGH_PROFILES else False
    frame_num_bits = bits.exp_golomb() + 4
    order = bits.exp_golomb()
    if order == 0:
        bits.exp_golomb()
    elif order == 1:
        bits.bits(1)
        bits.exp_golomb()
        bits.exp_golomb()
        for _ in range(bits.exp_golomb()):
            bits.exp_golomb()
    bits.exp_golomb()
    gaps = bits.flag()
    bits.exp_golomb()
    bits.exp_golomb()
    return number, _Sequence(frame_num_bits, gaps, bits.flag(), apart)


def _chroma(bits: BitReader) -> bool:
    """Read chroma format, depths and scaling lists; return separate_colour_plane_flag."""
    chroma = bits.exp_golomb()
    apart = chroma == 3 and bits.flag()
    bits.exp_golomb()
    bits.exp_golomb()
    bits.bits(1)
    if bits.flag():
        for n in range(12 if chroma == 3 else 8):
            if bits.flag():
                _skip_scaling_list(bits, 16 if n < 6 else 64)
    return apart


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last, following = 8, 8
    for _ in range(size):
        if following:
            following = (last + bits.signed_exp_golomb()) % 256
        last = following or last


class HevcPackets:
    """Looks at the packets of one HEVC stream, in decoding order."""

    def __init__(self, extradata: bytes) -> None:
        configured = extradata[:1] == b"\1" and len(extradata) > 22
        self._length_size = (extradata[21] & 3) + 1 if configured else 0
        self._hides = False
        self._first = True
        for unit in _hvc_sets(extradata) if configured else _units(extradata, 0):
            self._look_at_set(unit)

    def look(self, data: bytes) -> Seen:
        """Say which pictures begin in a packet (ITU-T H.265 7.3.6.1)."""
        pictures, plain, clean, early = 0, True, False, False
        try:
            for unit in _units(data, self._length_size):
                kind, layer = unit[0] >> 1 & 63, (unit[0] & 1) << 5 | unit[1] >> 3
                if kind == 34:
                    self._look_at_set(unit)
                elif kind in (36, 37):
                    # leading pictures behind the end of a sequence are not output
                    plain = False
                elif kind < 22 and layer == 0 and unit[2] & 0x80:
                    pictures += 1
                    clean = kind in (19, 20)
                    # leading pictures (RADL and RASL)
                    early = 6 <= kind <= 9
                    plain = plain and (kind < 16 or self._first or not unit[2] & 0x40)
                    self._first = False
        except (_BadPacketError, IndexError):
            return Seen(max(pictures, 1), False, False, 0)
        return Seen(pictures, plain and pictures == 1 and not self._hides, clean, 0, early)

    def _look_at_set(self, unit: bytes) -> None:
        """A picture parameter set may let slices hide their picture (output_flag_present_flag)."""
        if len(unit) < 3 or unit[0] >> 1 & 63 != 34:
            return
        bits = BitReader(without_emulation_prevention(unit[2:]))
        try:
            bits.exp_golomb()
            bits.exp_golomb()
            bits.bits(1)
            self._hides = self._hides or bits.flag()
        except EOFError:
            return


def _hvc_sets(extradata: bytes) -> Iterator[bytes]:
    """Yield the parameter sets of an hvcC box (ISO/IEC 14496-15 8.3.3.1)."""
    at = 23
    for _ in range(extradata[22]):
        count = int.from_bytes(extradata[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            yield extradata[at + 2 : at + 2 + size]
            at += 2 + size
