"""H.264 and MPEG-2 in fields, written in code: no free encoder makes them.

H.264 macroblocks are plain bytes (I_PCM); MPEG-2 blocks are flat.
"""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from helpers.video_files import COLUMNS, ROWS, numbered

_MB = 16


class _Bits:
    def __init__(self) -> None:
        self._text: list[str] = []

    def bits(self, value: int, count: int) -> "_Bits":
        self._text.append(f"{value:0{count}b}")
        return self

    def ue(self, *values: int) -> "_Bits":
        for value in values:
            plain = f"{value + 1:b}"
            self._text.append("0" * (len(plain) - 1) + plain)
        return self

    def code(self, text: str) -> "_Bits":
        self._text.append(text)
        return self

    def bytes(self, last: str) -> bytes:
        """Close with a bit and fill up with zeros."""
        text = "".join(self._text) + last
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")


def _nal(head: int, payload: bytes) -> bytes:
    body = bytearray()
    zeros = 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            body.append(3)
            zeros = 0
        body.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return b"\0\0\0\1" + bytes([head]) + bytes(body)


def _sets(rows: int, columns: int, fps: int) -> bytes:
    sps = _Bits().bits(77, 8).bits(0, 8).bits(30, 8).ue(0, 0, 2, 1).bits(0, 1)
    sps.ue(columns // _MB - 1, rows // 32 - 1)
    # frame_mbs_only 0, adaptive 0, direct 1, cropping 0; VUI with timing alone
    sps.bits(0b001, 3).bits(0, 1).bits(1, 1).bits(0, 4).bits(1, 1)
    sps.bits(1, 32).bits(2 * fps, 32).bits(1, 1).bits(0, 4)
    pps = _Bits().ue(0, 0).bits(0, 2).ue(0, 0, 0).bits(0, 3).ue(0, 0, 0).bits(0b100, 3)
    return _nal(0x67, sps.bytes("1")) + _nal(0x68, pps.bytes("1"))


def _field(picture: NDArray[np.uint8], number: int, *, idr: bool, bottom: bool) -> bytes:
    inter = not idr
    head = _Bits().ue(0, 5 if inter else 7, 0).bits(number % 16, 4).bits(1, 1).bits(int(bottom), 1)
    if idr:
        head.ue(0).bits(0, 2)
    else:
        # as many references as are there, in their own order; no sliding window of ours
        head.bits(0, 3)
    head.ue(0, 1)
    body = b""
    for row in range(0, picture.shape[0], _MB):
        for column in range(0, picture.shape[1], _MB):
            block = picture[row : row + _MB, column : column + _MB]
            bits = head if not body else _Bits()
            # in a P slice: no macroblock skipped, and the intra types come after the five of P
            start = (bits.ue(0, 30) if inter else bits.ue(25)).bytes("")
            body += start + block.tobytes() + b"\x80" * 128
    return _nal(0x65 if idr else 0x21, body + b"\x80")


def field_coded(frames: int, fps: int = 25, gop: int = 6, rows: int = ROWS, columns: int = COLUMNS) -> bytes:
    """Return a raw stream of numbered frames, each in two fields."""
    stream = b""
    for number in range(1, frames + 1):
        picture = numbered(number, rows, columns)[:, :, 0]
        at = (number - 1) % gop
        if at == 0:
            stream += _sets(rows, columns, fps)
        stream += _field(picture[::2], at, idr=at == 0, bottom=False)
        stream += _field(picture[1::2], at, idr=False, bottom=True)
    return stream


_DC_SIZES = ("100", "00", "01", "101", "110", "1110", "11110", "111110", "1111110")
"""dct_dc_size_luminance, by size (ISO/IEC 13818-2 table B.12)."""


def mpeg2_field_coded(frames: int, rows: int = ROWS, columns: int = COLUMNS) -> bytes:
    """Return a raw stream of numbered I frames at 25 per second, each in two field pictures."""
    stream = b""
    for number in range(1, frames + 1):
        picture = numbered(number, rows, columns)[:, :, 0]
        stream += _mpeg2_head(rows, columns)
        stream += _mpeg2_field(picture[::2], 1) + _mpeg2_field(picture[1::2], 2)
    return stream


def _mpeg2_head(rows: int, columns: int) -> bytes:
    head = (
        _Bits().bits(columns, 12).bits(rows, 12).bits(1, 4).bits(3, 4).bits(5000, 18).bits(1, 1).bits(100, 10)
    )
    extension = _Bits().bits(1, 4).bits(0x48, 8).bits(0, 1).bits(1, 2).bits(0, 16).bits(1, 1).bits(0, 8)
    # time code 0 with its marker, closed
    group = _Bits().bits(1 << 12, 25).bits(1, 1).bits(0, 1)
    return (b"\0\0\1\xb3" + head.bits(0, 2).bytes("0") + b"\0\0\1\xb5" + extension.bits(0, 7).bytes("0")) + (
        b"\0\0\1\xb8" + group.bytes("0")
    )


def _mpeg2_field(picture: NDArray[np.uint8], structure: int) -> bytes:
    head = _Bits().bits(0, 10).bits(1, 3).bits(0xFFFF, 16).bytes("0")
    coding = _Bits().bits(8, 4).bits(0xFFFF, 16).bits(0, 2).bits(structure, 2).bytes("0")
    found = b"\0\0\1\0" + head + b"\0\0\1\xb5" + coding.ljust(5, b"\0")
    for row in range(0, picture.shape[0], _MB):
        slice_ = _Bits().bits(4, 5).bits(0, 1)
        before = 128
        for column in range(0, picture.shape[1], _MB):
            # the next macroblock, intra, then four luma blocks and two of grey chroma, each ended
            slice_.bits(0b11, 2)
            for y, x in ((0, 0), (0, 8), (8, 0), (8, 8)):
                at = picture[row + y : row + y + 8, column + x : column + x + 8]
                level = round(float(at.mean()))
                slice_.code(_dc(level - before) + "10")
                before = level
            slice_.code("0010" * 2)
        found += b"\0\0\1" + bytes([row // _MB + 1]) + slice_.bytes("")
    return found


def _dc(step: int) -> str:
    size = abs(step).bit_length()
    code = step if step > 0 else step + (1 << size) - 1
    return _DC_SIZES[size] + (f"{code:0{size}b}" if size else "")


def wrapped(raw: Path, into: Path, step: float) -> Path:
    """Put the packets of a raw stream into a container, ``step`` seconds apart, in decoding order."""
    with av.open(str(raw)) as source, av.open(str(into), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        base = source.streams.video[0].time_base
        number = 0
        for packet in source.demux(video=0):
            if not packet.size:
                continue
            packet.pts = packet.dts = round(number * step / base)
            packet.duration = round(step / base)
            packet.stream = stream
            target.mux(packet)
            number += 1
    return into
