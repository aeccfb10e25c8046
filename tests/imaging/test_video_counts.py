"""A packet is not a frame: count, numbers and times are those that decoding yields."""

import json
import random
import re
import shutil
import subprocess
import warnings

import av
import numpy as np
import pytest
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from helpers.dicom_files import native, one_stream
from helpers.odd_videos import FRAMES, ODD_VIDEOS, kind_named
from helpers.video_files import COLUMNS, KINDS, ROWS, Kind, number_in, numbered, write_video
from sonostep.core.clip import TimingSource
from sonostep.core.problem import ProblemError
from sonostep.imaging import open_clip, read_clip
from sonostep.imaging.video import decode_pass, frame_count
from sonostep.privacy.video import deidentified

ffprobe = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="needs ffprobe as a second opinion")


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Each odd video, made once."""
    made = {}

    def get(name):
        if name not in made:
            made[name] = ODD_VIDEOS[name](tmp_path_factory.mktemp("odd"))
        return made[name]

    return get


@pytest.mark.parametrize("name", ODD_VIDEOS)
def test_frames_are_those_that_decoding_yields(odd, name):
    video = odd(name)
    clip, source = open_clip(video.path)
    with source:
        assert clip.frames == len(video.numbers)
        assert [number_in(source.frame(n)) for n in range(1, clip.frames + 1)] == list(video.numbers)
        with pytest.raises(ProblemError, match="no_such_frame"):
            source.frame(clip.frames + 1)


@pytest.mark.parametrize("name", ODD_VIDEOS)
def test_what_was_lost_is_said_once_with_its_number(odd, name):
    video = odd(name)
    said = [dict(p.params)["lost"] for p in read_clip(video.path).problems if "lost" in p.code]
    assert said == ([str(video.lost)] if video.lost else [])


@pytest.mark.parametrize("name", ODD_VIDEOS)
@pytest.mark.parametrize("store_mib", ["256", "0"], ids=["store", "no store"])
def test_random_seeks_are_never_wrong(odd, name, store_mib, scaled, monkeypatch):
    monkeypatch.setenv("SONOSTEP_STORE_MIB", store_mib)
    video, rng = odd(name), random.Random(name)
    wrong = []
    _, source = open_clip(video.path)
    with source:
        for _ in range(scaled(5000) // (1 if store_mib == "256" else 8)):
            number = rng.randint(1, len(video.numbers))
            seen = number_in(source.frame(number))
            if seen != video.numbers[number - 1]:
                wrong.append((number, seen))
            if rng.random() < 0.2:
                source.work()
    assert not wrong


def probed(path):
    """ffprobe's times of the frames: as stated where all are and none goes back, else its best guess."""
    said = subprocess.run(
        [
            str(shutil.which("ffprobe")),
            "-v",
            "quiet",
            "-of",
            "json",
            "-select_streams",
            "v:0",
            "-show_entries",
        ]
        + ["frame=pts_time,best_effort_timestamp_time", str(path)],
        check=True,
        capture_output=True,
    )
    frames = json.loads(said.stdout)["frames"]
    for key in ("pts_time", "best_effort_timestamp_time"):
        times = [float(f[key]) if key in f else None for f in frames]
        if None not in times and times == sorted(times):
            break
    return times


@ffprobe
@pytest.mark.parametrize("name", ODD_VIDEOS)
def test_count_and_times_are_ffprobes(odd, name):
    path = odd(name).path
    clip, times = read_clip(path), probed(path)
    assert clip.frames == len(times)
    known = [n for n, at in enumerate(times) if at is not None]
    for n in known:
        ours = clip.timing.starts[n] - clip.timing.starts[known[0]]
        assert ours == pytest.approx(times[n] - times[known[0]], abs=0.0011)
    assert clip.timing.duration > clip.timing.starts[-1]


@pytest.mark.parametrize("name", [n for n in ODD_VIDEOS if "fields" in n])
def test_pictures_in_fields_keep_their_rate(odd, name):
    timing = read_clip(odd(name).path).timing
    assert timing.fps == pytest.approx(25)
    assert timing.duration == pytest.approx(FRAMES / 25)


def test_a_time_over_a_gap_is_the_containers(odd):
    clip = read_clip(odd("MPEG-4 avi, a frame lost midway").path)
    assert clip.timing.starts[20] - clip.timing.starts[19] == pytest.approx(0.08)
    assert clip.timing.duration == pytest.approx(FRAMES / 25)
    assert clip.timing.fps == pytest.approx(25)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_ordinary_videos_are_counted_without_decoding_them(tmp_path, kind, monkeypatch):
    """Only kinds that need it pay for a pass of the decoder; it would find the same."""
    path = write_video(tmp_path / f"a{kind.suffix}", kind, 40)
    decoded = read_clip(path)
    monkeypatch.setattr(frame_count, "_SMALL", 0)
    monkeypatch.setattr(frame_count, "decode_all", lambda *_: pytest.fail("decoded"))
    again = path.rename(tmp_path / f"b{kind.suffix}")
    assert read_clip(again).timing == decoded.timing


def test_a_clip_too_long_to_decode_is_counted_by_its_headers(odd, monkeypatch, tmp_path):
    monkeypatch.setattr(decode_pass, "_DECODING_SECONDS", 0.0)
    for name in ("H.264 in fields, mp4", "H.264 in fields, 264"):
        video = odd(name)
        path = tmp_path / video.path.name
        path.write_bytes(video.path.read_bytes())
        clip, source = open_clip(path)
        with source:
            assert clip.frames == FRAMES
            assert number_in(source.frame(FRAMES)) == FRAMES


# inside DICOM

_H264, _MPEG2 = "1.2.840.10008.1.2.4.102", "1.2.840.10008.1.2.4.100"


def in_dicom(path, stream, syntax, frames, **elements):
    size = {"Rows": ROWS, "Columns": COLUMNS, "SamplesPerPixel": 3}
    return one_stream(
        path,
        stream,
        syntax,
        3,
        frames=frames,
        PhotometricInterpretation="YBR_PARTIAL_420",
        **size,
        **elements,
    )


@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        ("H.264 in fields, 264", _H264),
        ("H.264 in fields, mp4", _H264),
        ("H.264 in fields, ts", _H264),
        ("MPEG-2 in fields, m2v", _MPEG2),
        ("MPEG-2, open group at the start", _MPEG2),
        ("HEVC, open group at the start", "1.2.840.10008.1.2.4.107"),
    ],
)
def test_odd_streams_inside_dicom(odd, tmp_path, name, syntax):
    video = odd(name)
    whole = len(video.numbers) + video.lost
    path = in_dicom(tmp_path / "a.dcm", video.path.read_bytes(), syntax, whole)
    clip, source = open_clip(path)
    with source:
        numbers = [number_in(source.frame(n)) for n in range(1, clip.frames + 1)]
    assert numbers == list(video.numbers)
    assert clip.timing.fps == pytest.approx(25)
    assert clip.timing.starts[-1] == pytest.approx((clip.frames - 1) / 25)
    assert [p.code for p in clip.problems] == (["imaging.video_pictures_lost"] if video.lost else [])


def damaged(folder, at=20):
    """A raw stream, a slice header of which names a parameter set that there is not."""
    kind = Kind("raw", ".264", "libx264", {"preset": "veryfast"}, format="h264", gop=1)
    raw = bytearray(write_video(folder / "a.264", kind, FRAMES).read_bytes())
    slices = [m.start() for m in re.finditer(rb"\x00\x00\x01\x65", raw)]
    raw[slices[at] + 4 : slices[at] + 6] = b"\xb0\x20"
    return bytes(raw)


@pytest.mark.parametrize("vector", [False, True])
def test_a_picture_lost_inside_dicom_leaves_its_gap(tmp_path, vector):
    raw = damaged(tmp_path)
    steps = [0.0] + [40.0 if n % 2 else 20.0 for n in range(FRAMES - 1)]
    told = (
        {"FrameTimeVector": steps, "FrameTime": None, "FrameIncrementPointer": 0x00181065} if vector else {}
    )
    clip, source = open_clip(in_dicom(tmp_path / "a.dcm", raw, _H264, FRAMES, **told))
    with source:
        numbers = [number_in(source.frame(n)) for n in range(1, clip.frames + 1)]
    assert numbers == [n for n in range(1, FRAMES + 1) if n != 21]
    whole = [sum(steps[: n + 1]) / 1000 for n in range(FRAMES)] if vector else [n / 25 for n in range(FRAMES)]
    assert clip.timing.starts == pytest.approx([at for n, at in enumerate(whole, 1) if n != 21])
    assert [p.code for p in clip.problems] == ["imaging.video_pictures_lost"]


# rates that stand in the stream


@pytest.mark.parametrize(
    ("codec", "suffix", "options"),
    [
        ("libx264", ".264", {"preset": "veryfast"}),
        ("libx265", ".265", {"preset": "ultrafast", "x265-params": "log-level=none"}),
        ("mpeg2video", ".m2v", {}),
        ("mpeg4", ".m4v", {}),
    ],
)
@pytest.mark.parametrize("rate", [15, 50])
def test_a_raw_streams_own_rate_is_used(tmp_path, codec, suffix, options, rate):
    if codec == "mpeg2video" and rate == 15:
        pytest.skip("MPEG-2 has no code for 15 per second")
    path = raw_at(tmp_path / f"a{suffix}", codec, options, rate)
    clip = read_clip(path)
    assert clip.timing.fps == pytest.approx(rate)
    assert clip.timing.source is TimingSource.STREAM
    assert not clip.problems


def raw_at(path, codec, options, rate, frames=20):
    names = {".264": "h264", ".265": "hevc", ".m2v": "mpeg2video", ".m4v": "m4v"}
    with av.open(str(path), "w", format=names[path.suffix]) as container:
        stream = container.add_stream(codec, rate=rate, options=dict(options))
        stream.height, stream.width, stream.pix_fmt = ROWS, COLUMNS, "yuv420p"
        for number in range(1, frames + 1):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
            frame.pts = number - 1
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_raw_stream_without_a_rate_says_so(tmp_path):
    options = {"preset": "ultrafast", "x265-params": "log-level=none:vui-timing-info=0"}
    clip = read_clip(raw_at(tmp_path / "a.265", "libx265", options, 50))
    assert clip.timing.source is TimingSource.DEFAULT
    assert [p.code for p in clip.problems] == ["imaging.timing_default"]


@pytest.mark.parametrize(
    ("codec", "suffix", "syntax"), [("libx264", ".264", _H264), ("mpeg2video", ".m2v", _MPEG2)]
)
def test_dicom_that_states_no_rate_takes_the_streams(tmp_path, codec, suffix, syntax):
    raw = raw_at(tmp_path / f"a{suffix}", codec, {}, 30).read_bytes()
    clip = read_clip(in_dicom(tmp_path / "a.dcm", raw, syntax, 20, FrameTime=None))
    assert clip.timing.fps == pytest.approx(30)
    assert clip.timing.source is TimingSource.STREAM
    assert not clip.problems


def test_dicom_that_states_no_rate_takes_the_containers_times(tmp_path):
    kind = kind_named("h264 mp4, variable rate")
    raw = write_video(tmp_path / "a.mp4", kind, 20)
    clip = read_clip(in_dicom(tmp_path / "a.dcm", raw.read_bytes(), _H264, 20, FrameTime=None))
    assert clip.timing == read_clip(raw).timing
    assert not clip.problems


def test_a_header_that_states_a_rate_outranks_the_stream(tmp_path):
    raw = raw_at(tmp_path / "a.264", "libx264", {}, 30).read_bytes()
    clip = read_clip(in_dicom(tmp_path / "a.dcm", raw, _H264, 20))
    assert clip.timing.source is TimingSource.FRAME_TIME
    assert clip.timing.fps == pytest.approx(25)


# several streams


def two_streams(path, first_is_default, cover=False):
    small = Kind("small", ".mp4", "libx264", {"preset": "veryfast"}, rows=64, columns=96)
    files = [write_video(path.with_name(f"{n}.mp4"), k, 20) for n, k in enumerate((small, KINDS[0]))]
    with av.open(str(files[0])) as one, av.open(str(files[1])) as two, av.open(str(path), "w") as new:
        streams = [new.add_stream_from_template(c.streams.video[0]) for c in (one, two)]
        default = av.stream.Disposition.default
        streams[0].disposition = default if first_is_default else av.stream.Disposition(0)
        streams[1].disposition = av.stream.Disposition(0) if first_is_default else default
        for container, stream in ((one, streams[0]), (two, streams[1])):
            for packet in container.demux(video=0):
                if packet.size:
                    packet.stream = stream
                    new.mux(packet)
    return path


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
@pytest.mark.parametrize("first_is_default", [False, True])
def test_the_default_stream_is_shown_and_that_there_are_two_is_said(tmp_path, ending, first_is_default):
    clip, source = open_clip(two_streams(tmp_path / f"two.{ending}", first_is_default))
    with source:
        assert (clip.scale.rows, clip.scale.columns) == ((64, 96) if first_is_default else (ROWS, COLUMNS))
        for number in (20, 1, 13):
            assert number_in(source.frame(number)) == number
    assert [(p.code, dict(p.params)) for p in clip.problems] == [("imaging.video_streams", {"streams": "2"})]


def test_jpegs_in_a_row_are_a_video_and_not_a_still(tmp_path):
    kind = Kind("row", ".mjpeg", "mjpeg", {"q": "3"}, pixels="yuvj420p", format="mjpeg")
    clip, source = open_clip(write_video(tmp_path / "a.mjpeg", kind, 20))
    with source:
        assert [number_in(source.frame(n)) for n in (20, 7)] == [20, 7]
    assert [p.code for p in clip.problems] == ["imaging.timing_default"]


# what leaves, and comes back


@pytest.mark.parametrize(
    "name", ["mp4, two frames at one time", "MPEG-4 avi, a frame lost midway", "H.264 in fields, mp4"]
)
def test_a_deidentified_copy_has_the_same_frames_at_the_same_times(odd, tmp_path, name):
    video = odd(name)
    clip, source = open_clip(video.path)
    with source:
        _, data = deidentified(source, np.ones((clip.scale.rows, clip.scale.columns), bool))
    path = tmp_path / "copy.mp4"
    path.write_bytes(data)
    copy, opened = open_clip(path)
    with opened:
        assert [number_in(opened.frame(n)) for n in range(1, copy.frames + 1)] == list(video.numbers)
    # two at one time are a tick of 1/90 000 s apart
    assert copy.timing.starts == pytest.approx(clip.timing.starts, abs=1e-4)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_vector_over_64_kb_is_read_as_numbers(tmp_path, syntax):
    """Explicit VR cannot write so long a DS; it is stored as UN (PS3.5 6.2.2)."""
    steps = [0.0] + [(33.3333, 50.0)[n % 2] for n in range(9999)]
    pictures = [np.full((2, 2), n % 256, np.uint8) for n in range(len(steps))]
    path = native(
        tmp_path / "a.dcm", pictures, syntax, FrameTimeVector=steps, FrameTime=None, Rows=2, Columns=2
    )
    with warnings.catch_warnings():
        # pydicom, of the very UN that is meant
        warnings.simplefilter("ignore")
        clip = read_clip(path)
    assert clip.timing.source is TimingSource.FRAME_TIME_VECTOR
    assert clip.timing.starts[-1] == pytest.approx(sum(steps) / 1000)
    assert clip.timing.starts[2] == pytest.approx(0.0833333)
    assert not clip.problems
