"""Encode a frame as PNG without Qt, so that it can be done off the main thread."""

import struct
import zlib

import numpy as np

from sonostep.core.clip import Frame

_LEVEL = 6


def png(frame: Frame) -> bytes:
    """Return a frame (rows x columns x 4 uint8, B G R X) as PNG, 8 bit RGB (W3C PNG 3rd edition, 11.2)."""
    rows, columns = frame.shape[:2]
    lines = np.zeros((rows, 1 + 3 * columns), np.uint8)
    lines[:, 1:] = frame[:, :, 2::-1].reshape(rows, -1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    body = zlib.compress(lines.data, _LEVEL)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
