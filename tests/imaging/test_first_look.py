"""The first picture of a file that was named on the command line, before there is a loader."""

import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from helpers.dicom_files import colour, grey, native
from helpers.video_files import KINDS, write_video
from sonostep.core.problem import ProblemError
from sonostep.imaging import FrameLoader, open_clip
from sonostep.imaging.worker import shared_block
from sonostep.imaging.worker.client import Limits, Worker
from sonostep.imaging.worker.first_frame import FirstLook, Picture
from sonostep.imaging.worker.jobs import Job
from sonostep.imaging.worker.service import Service
from sonostep.imaging.worker.shared_block import FirstDrawn

WAIT = 60


@pytest.fixture
def look_at():
    """Begin a look, with its worker; both end with the test."""
    looks: list[FirstLook] = []

    def begin(path: Path, limits: Limits | None = None) -> FirstLook:
        worker = Worker("first", limits, first=str(path))
        worker.start()
        look = FirstLook(worker, str(path))
        look.start()
        looks.append(look)
        return look

    yield begin
    for look in looks:
        look.close()


def picture(look: FirstLook) -> Picture | None:
    got: list[Picture | None] = []
    done = threading.Event()
    look.when_there(lambda found: (got.append(found), done.set()))
    assert done.wait(WAIT)
    return got[0]


def pixels(found: Picture) -> np.ndarray:
    return np.frombuffer(found.pixels, np.uint8).reshape(found.rows, found.columns, 4)


def left_by(look: FirstLook) -> list[str]:
    """Names of blocks that its worker made."""
    return [p.name for p in Path("/dev/shm").glob(f"sonostep-frames-{look.worker.pid}-*")]


@pytest.mark.parametrize("kind", ["dcm", "mp4"])
def test_it_is_the_first_frame_and_leaves_nothing_behind(look_at, tmp_path, kind):
    if kind == "dcm":
        frames = [colour(n) for n in (1, 2)]
        path = native(tmp_path / "a.dcm", frames, SamplesPerPixel=3, PhotometricInterpretation="RGB")
    else:
        path = write_video(tmp_path / "a.mp4", KINDS[1], 12)
    look = look_at(path)
    found = picture(look)
    assert found is not None
    _, source = open_clip(path)
    with source:
        assert np.array_equal(pixels(found)[:, :, :3], source.frame(1)[:, :, :3])
    assert found.pixels.readonly
    assert not left_by(look)


def test_it_is_told_once_and_also_to_whom_asks_late(look_at, tmp_path):
    look = look_at(native(tmp_path / "a.dcm", [grey(1)]))
    assert picture(look) is not None
    assert picture(look) is not None


@pytest.mark.parametrize("what", ["text", "folder", "nothing"])
def test_what_has_no_picture_gives_none(look_at, tmp_path, what):
    path = tmp_path / "thing.dcm"
    if what == "text":
        path.write_text("no picture")
    elif what == "folder":
        path.mkdir()
        native(path / "a.dcm", [grey(1)])
    assert picture(look_at(path)) is None


def test_a_worker_that_dies_gives_none_and_the_loader_goes_on_with_it(look_at, tmp_path):
    path = native(tmp_path / "a.dcm", [grey(1)])
    look = look_at(path)
    look.worker.interrupt()
    assert picture(look) is None
    loader = FrameLoader(worker=look.worker)
    loader.start()
    try:
        clips: list[object] = []
        assert loader.scan_async([path], clips.append).wait(WAIT)
        assert len(clips) == 1
    finally:
        loader.close()


def test_what_was_looked_at_is_not_read_or_opened_again(tmp_path, monkeypatch):
    path = native(tmp_path / "a.dcm", [grey(1), grey(2)])
    service = Service()
    kind, drawn = service.answer("first", (str(path),))
    assert kind == "ok"
    assert isinstance(drawn, FirstDrawn)
    shared_block.attach(drawn.token, drawn.size).forget()
    source = next(iter(service._sources.values()))
    path.rename(tmp_path / "gone.dcm")
    kind, clip = service.answer("read", (Job(str(path), asked=True),))
    assert (kind, clip.frames) == ("ok", 2)
    assert service.answer("open", (clip,)) == ("ok", None)
    assert service._sources[clip.id] is source
    # a second time is meant
    assert service.answer("open", (clip,))[0] == "problem"
    service.close()


def test_a_picture_that_cannot_be_drawn_leaves_no_block(tmp_path, monkeypatch):
    path = native(tmp_path / "a.dcm", [grey(1)])
    made: list[shared_block.SharedBlock] = []

    def create(size: int) -> shared_block.SharedBlock:
        made.append(shared_block.create(size, tmp_path))
        return made[-1]

    def fail(*_: object) -> None:
        raise ProblemError.of("imaging.frame_damaged")

    monkeypatch.setattr("sonostep.imaging.worker.service.create", create)
    monkeypatch.setattr("sonostep.imaging.source.ClipSource.render_into", fail)
    service = Service()
    assert service.answer("first", (str(path),))[0] == "problem"
    assert len(made) == 1
    assert not Path(made[0].token).exists()
    service.close()


@pytest.mark.parametrize("after", [0.0, 0.02, 0.1, 0.2, 0.4, 0.8])
def test_closing_it_at_any_time_ends_thread_and_worker(look_at, tmp_path, after):
    """A thread that ended by an error would fail this test, too."""
    look = look_at(native(tmp_path / "a.dcm", [grey(1)]))
    pid = look.worker.pid
    time.sleep(after)
    look.close()
    assert not look._thread.is_alive()
    assert look.worker.pid is None
    assert pid is not None
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_look_and_a_loader_on_one_worker_close_together(look_at, tmp_path):
    path = native(tmp_path / "a.dcm", [grey(1)])
    for after in (0.0, 0.1, 0.3):
        look = look_at(path)
        loader = FrameLoader(worker=look.worker)
        loader.start()
        loader.scan_async([path], lambda clip: None)
        time.sleep(after)
        look.give_up()
        loader.close()
        look.close()
        assert not look._thread.is_alive()
        assert look.worker.pid is None
