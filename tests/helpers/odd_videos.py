"""Valid videos whose packets are not their frames, and what decoding yields of each."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from helpers.field_coded import field_coded, mpeg2_field_coded, wrapped
from helpers.video_files import KINDS, Kind, write_video

FRAMES = 60


@dataclass(frozen=True)
class Odd:
    """A video.

    Attributes:
        numbers: drawn in its frames, in the order in which they are shown.
        lost: pictures that are missing or cannot be decoded.
    """

    path: Path
    numbers: tuple[int, ...]
    lost: int = 0


def kind_named(name: str) -> Kind:
    """Return one of the ordinary kinds."""
    return next(kind for kind in KINDS if kind.name == name)


def remuxed(source: Path, into: Path, change: Callable[[int, "av.Packet"], Iterable["av.Packet"]]) -> Path:
    """Copy a video, each packet (numbered from 0 in decoding order) as ``change`` makes it."""
    with av.open(str(source)) as old, av.open(str(into), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        number = 0
        for packet in old.demux(video=0):
            if not packet.size:
                continue
            for kept in change(number, packet):
                kept.stream = stream
                new.mux(kept)
            number += 1
    return into


def _in_fields(folder: Path, ending: str) -> Odd:
    raw = folder / "fields.264"
    raw.write_bytes(field_coded(FRAMES))
    path = raw if ending == "264" else wrapped(raw, folder / f"fields.{ending}", 0.02)
    return Odd(path, tuple(range(1, FRAMES + 1)))


def _mpeg2_in_fields(folder: Path, ending: str) -> Odd:
    raw = folder / "fields.m2v"
    raw.write_bytes(mpeg2_field_coded(FRAMES))
    path = raw if ending == "m2v" else wrapped(raw, folder / f"fields.{ending}", 0.04)
    return Odd(path, tuple(range(1, FRAMES + 1)))


def _cut_ts(folder: Path, name: str) -> Odd:
    """The first 20 packets are gone: an I frame follows five packets on."""
    kind = kind_named(name)
    plain = Kind("cut", ".ts", kind.codec, kind.options, gop=25, b_frames=0)
    whole = write_video(folder / "whole.ts", plain, FRAMES)
    path = remuxed(whole, folder / "cut.ts", lambda n, p: [p] if n >= 20 else [])
    return Odd(path, tuple(range(26, FRAMES + 1)), lost=5)


def _open_group(folder: Path, ending: str) -> Odd:
    """MPEG-2 that begins with an I frame whose two leading B frames lean on what is gone."""
    kind = Kind("open", ".m2v", "mpeg2video", {"b": "4M"}, gop=12, b_frames=2)
    raw = write_video(folder / "whole.m2v", kind, FRAMES).read_bytes()
    groups = [m.start() for m in re.finditer(rb"\x00\x00\x01\xb3", raw)]
    path = folder / f"open.{ending}"
    path.write_bytes(raw[groups[1] :])
    first = FRAMES - raw[groups[1] :].count(b"\0\0\1\0") + 1
    return Odd(path, tuple(range(first + 2, FRAMES + 1)), lost=2)


def _lost_midway(folder: Path) -> Odd:
    """MPEG-4 in AVI: the header of one P frame is destroyed."""
    kind = Kind("lost", ".avi", "mpeg4", {"b": "4M"}, gop=100)
    whole = write_video(folder / "whole.avi", kind, FRAMES)
    raw = bytearray(whole.read_bytes())
    pictures = [m.start() for m in re.finditer(rb"\x00\x00\x01\xb6", raw)]
    raw[pictures[20] : pictures[20] + 8] = b"\x55" * 8
    path = folder / "lost.avi"
    path.write_bytes(raw)
    return Odd(path, tuple(n for n in range(1, FRAMES + 1) if n != 21), lost=1)


def _dropped_in_ts(folder: Path) -> Odd:
    """H.264 in a transport stream, three frames lost on the way that nothing leans on."""
    kind = Kind("dropped", ".ts", "libx264", {"preset": "veryfast"}, gop=1)
    whole = write_video(folder / "whole.ts", kind, FRAMES)
    path = remuxed(whole, folder / "dropped.ts", lambda n, p: [] if n in (10, 11, 30) else [p])
    gone = (11, 12, 31)
    return Odd(path, tuple(n for n in range(1, FRAMES + 1) if n not in gone), lost=3)


def _packed(folder: Path) -> Odd:
    """MPEG-4 in AVI as DivX wrote it: a B frame in the packet of the P frame before it, then a dummy."""
    kind = Kind("packed", ".m4v", "mpeg4", {"b": "4M"}, gop=12, b_frames=1, format="m4v")
    whole = write_video(folder / "whole.m4v", kind, FRAMES)
    with av.open(str(whole)) as old:
        packets = [bytes(p) for p in old.demux(video=0) if p.size]
    path = folder / "packed.avi"
    with av.open(str(whole)) as old, av.open(str(path), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        stream.time_base = Fraction(1, 25)
        for number, data in enumerate(_packed_packets(packets)):
            packet = av.Packet(data)
            packet.pts = packet.dts = number
            packet.time_base = Fraction(1, 25)
            packet.is_keyframe = _vop_kind(data) == 0
            packet.stream = stream
            new.mux(packet)
    return Odd(path, tuple(range(1, FRAMES + 1)))


_DUMMY = b"\0\0\1\xb6\x50\x4f"
"""A P picture that is not coded, of a stream whose time has five bits."""


def _vop_kind(data: bytes) -> int:
    return data[data.index(b"\0\0\1\xb6") + 4] >> 6


def _packed_packets(packets: list[bytes]) -> Iterator[bytes]:
    told = b"\0\0\1\xb2DivX503b1393p"
    at = packets[0].index(b"\0\0\1\xb6")
    waiting = packets[0][:at] + told + packets[0][at:]
    for data in packets[1:]:
        if _vop_kind(data) == 2:
            yield waiting + data
            waiting = _DUMMY
        elif waiting == _DUMMY:
            yield waiting
            waiting = data
        else:
            yield waiting
            waiting = data
    yield waiting


def _variable_avi(folder: Path) -> Odd:
    """AVI keeps one clock: frames of a variable rate stand between empty chunks."""
    path = folder / "variable.avi"
    whole = write_video(folder / "whole.mp4", Kind("v", ".mp4", "mpeg4", {"b": "4M"}), FRAMES)

    def later(number: int, packet: "av.Packet") -> list["av.Packet"]:
        step = (1, 2, 4)[number % 3]
        packet.pts = packet.dts = round(_at(number) * Fraction(1, 25) / packet.time_base)
        packet.duration = round(step * Fraction(1, 25) / packet.time_base)
        return [packet]

    return Odd(remuxed(whole, path, later), tuple(range(1, FRAMES + 1)))


def _variable_avi_with_b_frames(folder: Path) -> Odd:
    """AVI says when a packet is decoded and not when its frame is shown."""
    kind = Kind("v", ".avi", "libx264", {"preset": "veryfast"}, b_frames=2, variable=True)
    return Odd(write_video(folder / "variable.avi", kind, FRAMES), tuple(range(1, FRAMES + 1)))


def _at(number: int) -> int:
    return sum((1, 2, 4)[n % 3] for n in range(number))


def _shown_twice_at_once(folder: Path, ending: str) -> Odd:
    """Two frames at one time, as careless writers leave them."""
    whole = write_video(folder / "whole.mp4", kind_named("h264 mp4"), FRAMES)

    def earlier(number: int, packet: "av.Packet") -> list["av.Packet"]:
        step = round(Fraction(1, 25) / packet.time_base)
        packet.pts = (number + 2 - (number >= 7) - (number >= 31)) * step
        packet.dts = number * step
        return [packet]

    return Odd(remuxed(whole, folder / f"twice.{ending}", earlier), tuple(range(1, FRAMES + 1)))


def _moved(folder: Path, seconds: int, first: int) -> Odd:
    """What lies before zero is cut off by an edit list, which begins within a group."""
    whole = write_video(folder / "whole.mp4", kind_named("h264 mp4, GOP 250, B-frames"), FRAMES)

    def moved(number: int, packet: "av.Packet") -> list["av.Packet"]:
        packet.pts += round(seconds / packet.time_base)
        packet.dts += round(seconds / packet.time_base)
        return [packet]

    return Odd(remuxed(whole, folder / "moved.mp4", moved), tuple(range(first, FRAMES + 1)))


def _hevc_open_group(folder: Path) -> Odd:
    """HEVC that begins with a clean random access picture, whose skipped leading pictures are not output."""
    coder = {"preset": "ultrafast", "x265-params": "log-level=none:keyint=15:open-gop=1:bframes=3:b-adapt=0"}
    kind = Kind("open", ".h265", "libx265", coder, format="hevc", gop=15, b_frames=3)
    raw = write_video(folder / "whole.h265", kind, FRAMES).read_bytes()
    units = [m.start() for m in re.finditer(rb"\x00\x00\x01", raw)]
    kinds = [raw[at + 3] >> 1 & 63 for at in units]
    first = kinds.index(21)
    sets = b"".join(
        raw[at:end] for at, end, k in zip(units, units[1:], kinds, strict=False) if k in (32, 33, 34)
    )
    path = folder / "open.h265"
    path.write_bytes(sets + raw[units[first] :])
    leading = 0
    while kinds[first + 1 + leading] in (8, 9):
        leading += 1
    return Odd(path, tuple(range(16, FRAMES + 1)), lost=leading)


def _hidden(folder: Path, codec: str, ending: str) -> Odd:
    """VP8 and VP9 with alternate reference frames, which are decoded and never shown."""
    options = {"auto-alt-ref": "1", "lag-in-frames": "16", "cpu-used": "5", "b": "300k"}
    kind = Kind("hidden", f".{ending}", codec, options, gop=40)
    return Odd(write_video(folder / f"hidden.{ending}", kind, FRAMES), tuple(range(1, FRAMES + 1)))


ODD_VIDEOS: dict[str, Callable[[Path], Odd]] = {
    **{
        f"H.264 in fields, {e}": lambda f, e=e: _in_fields(f, e)
        for e in ("264", "ts", "mp4", "mkv", "mov", "avi")
    },
    **{f"MPEG-2 in fields, {e}": lambda f, e=e: _mpeg2_in_fields(f, e) for e in ("m2v", "ts", "mp4", "mpg")},
    "H.264 cut within a group, ts": lambda f: _cut_ts(f, "h264 ts, B-frames"),
    "MPEG-2 cut within a group, ts": lambda f: _cut_ts(f, "mpeg2 mpg, B-frames"),
    "MPEG-2, open group at the start": lambda f: _open_group(f, "m2v"),
    "MPEG-4 avi, a frame lost midway": _lost_midway,
    "H.264 ts, frames lost on the way": _dropped_in_ts,
    "MPEG-4 avi, packed B-frames": _packed,
    "MPEG-4 avi, variable rate": _variable_avi,
    "H.264 avi, variable rate, B-frames": _variable_avi_with_b_frames,
    "mp4, two frames at one time": lambda f: _shown_twice_at_once(f, "mp4"),
    "mkv, two frames at one time": lambda f: _shown_twice_at_once(f, "mkv"),
    "mp4, late start": lambda f: _moved(f, 3, first=1),
    "mp4, edit list that begins within a group": lambda f: _moved(f, -1, first=26),
    "HEVC, open group at the start": _hevc_open_group,
    "VP8 webm, hidden frames": lambda f: _hidden(f, "libvpx", "webm"),
    "VP9 webm, hidden frames": lambda f: _hidden(f, "libvpx-vp9", "webm"),
}
"""By what is odd about it."""
