"""A video is laid as its display matrix says: eight ways, and left never becomes right."""

import shutil
import subprocess

import av
import numpy as np
import pytest

from helpers.video_files import Kind, write_video
from sonostep.imaging import open_clip
from sonostep.imaging.thumbnails import make_thumbnail
from sonostep.imaging.video.display_matrix import Orientation, orientation_of_matrix

ONE = 1 << 16
RED, GREEN, BLUE, WHITE = (210, 30, 30), (30, 180, 40), (40, 40, 200), (230, 230, 230)

LAID = {
    "upright": ((1, 0, 0, 1), (RED, GREEN, BLUE, WHITE)),
    "mirrored": ((-1, 0, 0, 1), (GREEN, RED, WHITE, BLUE)),
    "upside down": ((1, 0, 0, -1), (BLUE, WHITE, RED, GREEN)),
    "turned by 180": ((-1, 0, 0, -1), (WHITE, BLUE, GREEN, RED)),
    "clockwise": ((0, 1, -1, 0), (BLUE, RED, WHITE, GREEN)),
    "anticlockwise": ((0, -1, 1, 0), (GREEN, WHITE, RED, BLUE)),
    "transposed": ((0, 1, 1, 0), (RED, BLUE, GREEN, WHITE)),
    "anti-transposed": ((0, -1, -1, 0), (WHITE, GREEN, BLUE, RED)),
}
"""The matrix's a, b, c, d, and the colours of the four corners from left to right and top to bottom."""


def corners(number):
    """Four coloured quarters, so that no turn and no reflection looks like another."""
    picture = np.zeros((96, 128, 3), np.uint8)
    for n, colour in enumerate((RED, GREEN, BLUE, WHITE)):
        y, x = divmod(n, 2)
        picture[48 * y : 48 * y + 48, 64 * x : 64 * x + 64] = colour
    return picture


def laid(folder, name, ending="mp4"):
    a, b, c, d = LAID[name][0]
    plain = write_video(folder / "plain.mp4", Kind("k", ".mp4", "libx264", gop=5), 12, corners)
    path = folder / f"laid.{ending}"
    with av.open(str(plain)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.set_display_matrix((a * ONE, b * ONE, 0, c * ONE, d * ONE, 0, 0, 0, 1 << 30))
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    return path


def seen_corners(frame):
    """Mean colours of the four quarters, R G B."""
    rows, columns = frame.shape[0] // 2, frame.shape[1] // 2
    quarters = (frame[y : y + rows, x : x + columns] for y in (0, rows) for x in (0, columns))
    return [q[4:-4, 4:-4, 2::-1].reshape(-1, 3).mean(axis=0) for q in quarters]


def assert_laid(frame, name):
    for seen, wanted in zip(seen_corners(frame), LAID[name][1], strict=True):
        assert np.abs(seen - wanted).max() < 12


@pytest.mark.parametrize("name", LAID)
@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv"])
def test_every_frame_is_laid_as_the_matrix_says(tmp_path, name, ending):
    clip, source = open_clip(laid(tmp_path, name, ending))
    turned = "clockwise" in name or "transposed" in name
    assert (clip.scale.rows, clip.scale.columns) == ((128, 96) if turned else (96, 128))
    with source:
        for number in (1, 12, 7):
            assert_laid(source.frame(number), name)
        while source.work():
            pass
        for number in (12, 3):
            assert_laid(source.frame(number), name)


@pytest.mark.parametrize("name", LAID)
def test_thumbnails_follow(tmp_path, name):
    clip, source = open_clip(laid(tmp_path, name))
    source.close()
    assert_laid(make_thumbnail(clip, 64), name)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg program as a second opinion")
@pytest.mark.parametrize("name", [n for n in LAID if n != "anti-transposed"])
def test_ffmpeg_lays_them_so(tmp_path, name):
    path = laid(tmp_path, name)
    clip, source = open_clip(path)
    with source:
        shown = source.frame(3)
    command = [str(shutil.which("ffmpeg")), "-v", "error", "-i", str(path), "-vf", "select=eq(n\\,2)"]
    raw = subprocess.run(
        [*command, "-f", "rawvideo", "-pix_fmt", "bgra", "-"], check=True, capture_output=True
    )
    other = np.frombuffer(raw.stdout[: shown.size], np.uint8).reshape(shown.shape)
    assert np.abs(shown[:, :, :3].astype(int) - other[:, :, :3]).max() <= 3


def test_a_deidentified_copy_is_upright_and_says_no_matrix(tmp_path):
    from sonostep.privacy.video import deidentified

    clip, source = open_clip(laid(tmp_path, "mirrored"))
    with source:
        _, data = deidentified(source, np.ones((clip.scale.rows, clip.scale.columns), bool))
    path = tmp_path / "copy.mp4"
    path.write_bytes(data)
    _, copy = open_clip(path)
    with copy:
        assert_laid(copy.frame(5), "mirrored")
        assert copy._layout.orientation == Orientation()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mirrored", "flip=horizontal"),
        ("upside down", "flip=vertical"),
        ("turned by 180", "rotate=180"),
        ("clockwise", "rotate=270"),
        ("anticlockwise", "rotate=90"),
    ],
)
def test_a_message_in_the_stream_lays_it_too(tmp_path, name, said):
    """H.264's display orientation SEI, as Matroska and raw streams carry it; it stands at key frames."""
    plain = write_video(tmp_path / "plain.mp4", Kind("k", ".mp4", "libx264", gop=5), 12, corners)
    path = tmp_path / "said.mkv"
    with av.open(str(plain)) as source, av.open(str(path), "w") as target:
        old = source.streams.video[0]
        stream = target.add_stream_from_template(old)
        told = av.BitStreamFilterContext(f"h264_metadata=display_orientation=insert:{said}", old)
        for packet in source.demux(old):
            for kept in told.filter(packet if packet.size else None):
                kept.stream = stream
                target.mux(kept)
    _, opened = open_clip(path)
    with opened:
        for number in (1, 9):
            assert_laid(opened.frame(number), name)


def test_an_angle_between_is_taken_for_the_nearest():
    assert orientation_of_matrix((65000, 8000, 0, -8000, 65000)) == Orientation()
    assert orientation_of_matrix((8000, 65000, 0, -65000, 8000)) == Orientation(True, True, False)
