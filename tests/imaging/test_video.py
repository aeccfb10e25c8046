"""Videos: every frame is the one asked for, and its time is the container's."""

import random
import shutil
import subprocess

import av
import numpy as np
import pytest

from helpers.dicom_files import one_stream
from helpers.video_files import KINDS, Kind, number_in, numbered, times_of, write_video
from sonostep.core.clip import ClipKind, TimingSource
from sonostep.core.problem import ProblemError
from sonostep.imaging import open_clip, read_clip

FRAMES = 90


@pytest.fixture(scope="module")
def videos(tmp_path_factory):
    """Each kind of video, encoded once."""
    folder = tmp_path_factory.mktemp("videos")
    made = {}

    def get(kind: Kind):
        if kind.name not in made:
            made[kind.name] = write_video(folder / f"{len(made)}{kind.suffix}", kind, FRAMES)
        return made[kind.name]

    return get


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("store_mib", ["256", "0", "1"], ids=["store", "no store", "small store"])
def test_random_seeks_are_never_wrong(videos, kind, store_mib, scaled, monkeypatch):
    monkeypatch.setenv("SONOSTEP_STORE_MIB", store_mib)
    seeks = scaled(5000) // (1 if store_mib == "256" else 8)
    rng = random.Random(kind.name)
    clip, source = open_clip(videos(kind))
    wrong = []
    with source:
        assert clip.frames == FRAMES
        for _ in range(seeks):
            number = rng.randint(1, FRAMES)
            seen = number_in(source.frame(number))
            if seen != number:
                wrong.append((number, seen))
            if rng.random() < 0.2:
                source.work()
    assert not wrong


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_frame_forward_and_backward(videos, kind):
    clip, source = open_clip(videos(kind))
    with source:
        while source.work():
            pass
        for number in (*range(1, clip.frames + 1), *range(clip.frames, 0, -7)):
            assert number_in(source.frame(number)) == number


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_times_are_the_containers(videos, kind):
    clip = read_clip(videos(kind))
    assert clip.kind is ClipKind.VIDEO
    expected = [ms / 1000 for ms in times_of(kind, FRAMES)]
    assert np.abs(np.array(clip.timing.starts) - expected).max() < 0.0011
    raw = kind.suffix in (".h264", ".h265", ".m2v")
    assert clip.timing.source is (TimingSource.STREAM if raw else TimingSource.CONTAINER)
    assert not clip.problems
    assert clip.timing.duration > clip.timing.starts[-1]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg program as a second opinion")
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_the_rotation_tag_is_followed(tmp_path, degrees):
    kind = KINDS[0]
    plain = write_video(tmp_path / "plain.mp4", kind, 10)
    turned = tmp_path / "turned.mp4"
    with av.open(str(plain)) as source, av.open(str(turned), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.set_display_rotation(degrees)
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    clip, opened = open_clip(turned)
    with opened:
        shown = opened.frame(3)
    size = (kind.rows, kind.columns) if degrees == 180 else (kind.columns, kind.rows)
    assert (clip.scale.rows, clip.scale.columns) == size
    command = [str(shutil.which("ffmpeg")), "-v", "error", "-i", str(turned), "-vf", "select=eq(n\\,2)"]
    raw = subprocess.run(
        [*command, "-f", "rawvideo", "-pix_fmt", "bgra", "-"], check=True, capture_output=True
    )
    other = np.frombuffer(raw.stdout[: shown.size], np.uint8).reshape(shown.shape)
    assert np.abs(shown[:, :, :3].astype(int) - other[:, :, :3]).max() <= 3


@pytest.mark.parametrize("matrix", ["smpte170m", "bt709"])
@pytest.mark.parametrize("value_range", ["tv", "pc"])
def test_colours_follow_the_streams_matrix_and_range(tmp_path, matrix, value_range):
    """Flat patches of known colour, encoded by ffmpeg's own conversion."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.skip("needs the ffmpeg program as a second opinion")
    colours = [(200, 40, 20), (30, 180, 60), (20, 50, 220), (128, 128, 128)]
    picture = np.zeros((64, 128, 3), np.uint8)
    for n, colour in enumerate(colours):
        picture[:, 32 * n : 32 * n + 32] = colour
    path = tmp_path / "colour.mp4"
    command = [
        ffmpeg,
        "-v",
        "error",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        "128x64",
        "-r",
        "25",
        "-i",
        "-",
    ]
    command += ["-vf", f"scale=out_color_matrix={matrix}:out_range={value_range},format=yuv444p"]
    command += ["-c:v", "libx264", "-qp", "4", "-colorspace", matrix, "-color_range", value_range, str(path)]
    subprocess.run(command, input=picture.tobytes() * 3, check=True)
    _, source = open_clip(path)
    with source:
        frame = source.frame(2)
    for n, colour in enumerate(colours):
        seen = frame[20:44, 32 * n + 8 : 32 * n + 24, 2::-1].reshape(-1, 3).mean(axis=0)
        assert np.abs(seen - colour).max() < 6


@pytest.mark.parametrize(
    ("syntax", "kind_name"),
    [
        ("1.2.840.10008.1.2.4.100", "mpeg2 raw"),
        ("1.2.840.10008.1.2.4.101", "mpeg2 mpg, B-frames"),
        ("1.2.840.10008.1.2.4.102", "h264 raw"),
        ("1.2.840.10008.1.2.4.102", "h264 ts, B-frames"),
        ("1.2.840.10008.1.2.4.103", "h264 mp4, GOP 250, B-frames"),
        ("1.2.840.10008.1.2.4.107", "hevc raw"),
    ],
)
@pytest.mark.parametrize("fragments", [1, 7])
def test_video_inside_dicom(tmp_path, videos, syntax, kind_name, fragments):
    kind = next(k for k in KINDS if k.name == kind_name)
    path = one_stream(
        tmp_path / "a.dcm",
        videos(kind).read_bytes(),
        syntax,
        fragments,
        frames=FRAMES,
        Rows=kind.rows,
        Columns=kind.columns,
        SamplesPerPixel=3,
        PhotometricInterpretation="YBR_PARTIAL_420",
    )
    clip, source = open_clip(path)
    rng = random.Random(3)
    with source:
        assert clip.kind is ClipKind.DICOM
        assert clip.frames == FRAMES
        assert clip.timing.source is TimingSource.FRAME_TIME
        assert clip.timing.fps == pytest.approx(25)
        for number in [FRAMES, 1, *(rng.randint(1, FRAMES) for _ in range(25))]:
            assert number_in(source.frame(number)) == number


def test_a_video_that_breaks_off_is_shown_as_far_as_it_goes(tmp_path, videos):
    kind = next(k for k in KINDS if k.name == "mjpeg avi")
    raw = videos(kind).read_bytes()
    path = tmp_path / "cut.avi"
    path.write_bytes(raw[: len(raw) // 2])
    clip, source = open_clip(path)
    with source:
        assert 10 < clip.frames < FRAMES
        assert number_in(source.frame(clip.frames - 1)) == clip.frames - 1


def test_synthetic_is_read_from_the_metadata(tmp_path):
    told = {"title": "SYNTHETIC hip", "artist": "SonoStep"}
    made = write_video(tmp_path / "a.mp4", KINDS[0], 5, metadata=told)
    other = write_video(tmp_path / "b.mp4", KINDS[0], 5, metadata={"title": "SYNTHETIC hip"})
    assert read_clip(made).synthetic
    assert not read_clip(other).synthetic


def test_sound_alone_is_no_video(tmp_path):
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 8000
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(ProblemError, match="imaging.video_without_frames"):
        open_clip(path)


def test_a_playlist_named_like_a_video_opens_nothing_else(tmp_path):
    secret = write_video(tmp_path / "secret.mp4", KINDS[0], 5)
    for name, text in (
        ("a.mp4", f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n"),
        ("b.mp4", f"ffconcat version 1.0\nfile {secret}\n"),
    ):
        path = tmp_path / name
        path.write_text(text)
        with pytest.raises(ProblemError, match="imaging.video_unreadable"):
            open_clip(path)


def test_the_numbers_survive_their_own_drawing():
    assert all(number_in(numbered(n)) == n for n in range(1, 4000, 37))
