"""Where each frame of encapsulated pixel data lies (PS3.5 A.4), by one walk over the items."""

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sonostep.core.problem import ProblemError
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.limits import MAX_FRAMES

Span = tuple[int, int]
"""Start and length of bytes in the file."""

_ITEM: Final = b"\xfe\xff\x00\xe0"
_DELIMITER: Final = b"\xfe\xff\xdd\xe0"
_HEAD: Final = 64
_END: Final = b"\xff\xd9"
"""End of image of JPEG, end of codestream of JPEG 2000."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How frames of one transfer syntax are told apart where no offset table does it.

    Attributes:
        begins: whether the first 64 bytes of a fragment begin a frame.
        ends: whether whole frames end with ``FF D9``, so that a fragment after another end stands alone.
        size: bytes of each frame where they are known beforehand, else 0.
    """

    begins: Callable[[bytes], bool] | None = None
    ends: bool = False
    size: int = 0


def picture_begins(head: bytes) -> bool:
    """JPEG and JPEG-LS start of image; JPEG 2000 start of codestream; JP2 and JPEG XL boxes; bare JPEG XL."""
    return head.startswith((b"\xff\xd8", b"\xff\x4f\xff\x51", b"\0\0\0\x0c", b"\xff\x0a"))


def rle_begins(head: bytes, segments: int) -> bool:
    """An RLE header counts its segments and gives their offsets, the first of which is 64 (PS3.5 G.5)."""
    if len(head) < _HEAD:
        return False
    count, *offsets = struct.unpack("<16I", head)
    used, unused = offsets[:count], offsets[count:]
    ascending = all(a < b for a, b in pairwise(used))
    return 0 < count <= 15 and count == segments and used[0] == _HEAD and ascending and not any(unused)


PICTURES: Final = Marks(picture_begins, ends=True)


@dataclass(frozen=True, slots=True)
class FragmentIndex:
    """Where the frames are; ``broken_off`` when the items end before their delimiter.

    Attributes:
        frames: the fragments of each frame; empty where ``starts`` is used.
        starts: the first item of each frame and, last, the end: with a sound offset table nothing is walked
            before it is shown, so opening costs the same for any length.
    """

    frames: tuple[tuple[Span, ...], ...]
    broken_off: bool
    starts: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many frames there are."""
        return len(self.starts) - 1 if self.starts else len(self.frames)

    def read(self, data: FileBytes, number: int) -> bytes:
        """Return the bytes of frame ``number`` (from 1), its fragments joined.

        Raises:
            ProblemError: when the offset table has led us astray.
        """
        spans = self.frames[number - 1] if not self.starts else self._spans(data, number)
        return b"".join(data.read(start, length) for start, length in spans)

    def _spans(self, data: FileBytes, number: int) -> tuple[Span, ...]:
        first, end = self.starts[number - 1 : number + 1]
        spans, _ = _walk(data, first, end)
        if not spans or sum(spans[-1]) != end:
            raise ProblemError.of("imaging.frame_undecodable", frame=number)
        return tuple(spans)


def index_fragments(
    data: FileBytes,
    start: int,
    declared: int,
    extended: tuple[Sequence[int], Sequence[int]] | None = None,
    trust_table: bool = True,
    marks: Marks = PICTURES,
) -> FragmentIndex:
    """Index the frames: extended offset table, basic offset table, else by how frames begin, else one each.

    Args:
        data: the file.
        start: first byte of the pixel element's value, the basic offset table's item.
        declared: NumberOfFrames, which may disagree with the stream; the stream wins.
        extended: ExtendedOffsetTable and ExtendedOffsetTableLengths, where stored.
        trust_table: False after a table has led astray: then every item is walked.
        marks: how the frames of this syntax begin and end.

    Raises:
        ProblemError: when there is not a single fragment.
    """
    table, position = _offset_table(data, start)
    by_table = _by_whole_table(data, position, table, declared, marks) if trust_table else None
    if by_table is not None and extended is None:
        return by_table
    spans, broken_off = _walk(data, position)
    if not spans:
        raise ProblemError.of("imaging.no_frames_stored")
    frames = (
        _by_extended(spans, position, extended, data.size)
        or _by_offsets(spans, position, table)
        or _by_marks(data, spans, declared, marks)
    )
    return FragmentIndex(tuple(frames), broken_off)


def all_spans(data: FileBytes, start: int) -> tuple[Span, ...]:
    """Return every fragment after the offset table: a video is one stream across them (PS3.5 8.2.7)."""
    _, position = _offset_table(data, start)
    return tuple(_walk(data, position)[0])


def _offset_table(data: FileBytes, start: int) -> tuple[list[int], int]:
    """Return the basic offset table and where the first fragment's item begins."""
    head = data.read(start, 8)
    if head[:4] != _ITEM or len(head) < 8:
        raise ProblemError.of("imaging.no_frames_stored")
    (length,) = struct.unpack_from("<I", head, 4)
    count = min(length, data.size - start - 8) // 4
    if count > MAX_FRAMES:
        raise ProblemError.of("imaging.too_many_frames", frames=count)
    return list(struct.unpack(f"<{count}I", data.read(start + 8, 4 * count))), start + 8 + length


def _by_whole_table(
    data: FileBytes, first: int, offsets: list[int], declared: int, marks: Marks
) -> FragmentIndex | None:
    """Trust a table that has all frames, ascends, and whose last frame is one and ends at the delimiter."""
    sound = len(offsets) == declared and bool(offsets) and offsets[0] == 0
    if not sound or any(a >= b for a, b in pairwise(offsets)):
        return None
    last = first + offsets[-1]
    spans, broken_off = _walk(data, last)
    if broken_off or not spans or len(_by_marks(data, spans, 1, marks)) > 1:
        return None
    end = spans[-1][0] + spans[-1][1]
    return FragmentIndex((), False, (*(first + offset for offset in offsets), end))


def _walk(data: FileBytes, position: int, end: int | None = None) -> tuple[list[Span], bool]:
    """Return the fragments from the item at ``position`` on, and whether they end without a delimiter."""
    spans: list[Span] = []
    end = data.size if end is None else min(end, data.size)
    unpack = struct.Struct("<I").unpack_from
    head = data.read(position, 8)
    while position < end and len(head) == 8 and head.startswith(_ITEM) and len(spans) <= MAX_FRAMES:
        length = unpack(head, 4)[0]
        start = position + 8
        if start + length > end:
            # the last fragment as far as it goes: a decoder may still show part of it
            if end > start:
                spans.append((start, end - start))
            return spans, True
        spans.append((start, length))
        position = start + length
        head = data.read(position, 8)
    return spans, not head.startswith(_DELIMITER)


def _by_extended(
    spans: list[Span], first: int, extended: tuple[Sequence[int], Sequence[int]] | None, end: int
) -> list[tuple[Span, ...]]:
    if extended is None or len(extended[0]) != len(extended[1]):
        return []
    starts = {start - 8 - first for start, _ in spans}
    if any(offset not in starts for offset in extended[0]):
        return []
    found = [(first + offset + 8, length) for offset, length in zip(*extended, strict=True)]
    return [(span,) for span in found] if all(s + n <= end for s, n in found) else []


def _by_offsets(spans: list[Span], first: int, offsets: list[int]) -> list[tuple[Span, ...]]:
    """Group fragments at the table's offsets, which count from the first fragment's item tag."""
    if len(offsets) < 2:
        # one offset says where the first frame is, which everybody knows
        return []
    starts = {start - 8 - first for start, _ in spans}
    if offsets[0] != 0 or any(offset not in starts for offset in offsets):
        return []
    wanted = set(offsets)
    return _grouped(spans, [start - 8 - first in wanted for start, _ in spans])


def _by_marks(data: FileBytes, spans: list[Span], declared: int, marks: Marks) -> list[tuple[Span, ...]]:
    """Group fragments by how frames begin; where nothing tells, as many as declared, else one frame each."""
    if len(spans) != declared:
        # some writers close with an empty item, which is no frame
        spans = [span for span in spans if span[1]] or spans
    if len(spans) == 1:
        return [tuple(spans)]
    if marks.size:
        return _by_size(spans, marks.size)
    begins = [marks.begins is not None and marks.begins(data.read(start, _HEAD)) for start, _ in spans]
    if begins[0]:
        follows = zip(begins[1:], spans, strict=False)
        stands = [begin or _stands_alone(data, before, marks) for begin, before in follows]
        groups = _grouped(spans, [True, *stands])
        # as many fragments as frames, of which some do not begin like one: damaged, not joined
        uneven = len({len(group) for group in groups}) > 1
        return [(span,) for span in spans] if uneven and len(spans) == declared else groups
    return [tuple(spans)] if declared == 1 else [(span,) for span in spans]


def _stands_alone(data: FileBytes, before: Span, marks: Marks) -> bool:
    """After the end of a picture comes another frame, even one whose beginning is damaged."""
    start, length = before
    return marks.ends and data.read(start + max(0, length - 3), min(3, length)).rstrip(b"\0").endswith(_END)


def _by_size(spans: list[Span], size: int) -> list[tuple[Span, ...]]:
    """Frames of known size: a fragment begins one where those before it are full."""
    begins, held = [], size
    for _, length in spans:
        begins.append(held >= size)
        held = length if held >= size else held + length
    return _grouped(spans, begins)


def _grouped(spans: list[Span], begins: Iterable[bool]) -> list[tuple[Span, ...]]:
    groups: list[list[Span]] = []
    for span, begin in zip(spans, begins, strict=True):
        if begin or not groups:
            groups.append([])
        groups[-1].append(span)
    return [tuple(group) for group in groups]
