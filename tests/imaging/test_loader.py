"""The window's door: frames, prefetch, scans and thumbnails through worker processes that may die."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import psutil
import pytest
from pydicom.uid import JPEGBaseline8Bit

from helpers.dicom_files import colour, grey, native, packed
from helpers.video_files import KINDS, number_in, write_video
from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem
from sonostep.imaging import FrameLoader, read_clip
from sonostep.imaging.limits import MIB
from sonostep.imaging.worker import shared_block, slots
from sonostep.imaging.worker.client import Limits, Worker

WAIT = 30
YBR_422 = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL_422"}


class Asker:
    """Asks a loader and waits."""

    def __init__(self, loader: FrameLoader) -> None:
        self.loader = loader

    def frame(self, clip: Clip, number: int) -> Frame | Problem:
        return self._wait(
            lambda done: self.loader.request(FrameRef(clip.id, number), lambda _, got: done(got))
        )

    def thumbnail(self, clip: Clip) -> Frame | Problem:
        return self._wait(lambda done: self.loader.thumbnail_async(clip, lambda _, got: done(got)))

    def scan(self, *paths: Path) -> list[Clip]:
        clips: list[Clip] = []
        assert self.loader.scan_async(paths, clips.append).wait(WAIT)
        return clips

    @staticmethod
    def _wait(ask: Callable[[Callable[[Frame | Problem], None]], None]) -> Frame | Problem:
        got: list[Frame | Problem] = []
        done = threading.Event()

        def answer(result: Frame | Problem) -> None:
            got.append(result)
            done.set()

        ask(answer)
        assert done.wait(WAIT), "the loader never answered"
        return got[0]


@pytest.fixture(scope="module")
def shared_loader():
    """One loader for the tests that do it no harm."""
    loader = FrameLoader()
    loader.start()
    yield Asker(loader)
    loader.close()


@pytest.fixture
def clip_of(tmp_path):
    def make(frames: int = 12, name: str = "clip.dcm") -> Clip:
        path = native(tmp_path / name, [grey(n) for n in range(1, frames + 1)])
        clip = read_clip(path)
        return clip

    return make


def test_frames_come_as_stored(shared_loader, clip_of):
    clip = clip_of()
    shared_loader.loader.open(clip)
    for number in (12, 1, 7, 7):
        frame = shared_loader.frame(clip, number)
        assert not isinstance(frame, Problem)
        assert frame.shape == (48, 64, 4)
        assert (frame[:, :, 0] == grey(number)).all()


def test_a_frame_kept_by_its_holder_outlives_the_cache(shared_loader, clip_of):
    clip = clip_of(name="held.dcm")
    shared_loader.loader.open(clip)
    held = shared_loader.frame(clip, 3)
    shared_loader.loader._cache.clear()
    for number in range(1, 13):
        shared_loader.frame(clip, number)
    assert (held[:, :, 0] == grey(3)).all()


def test_a_frame_that_does_not_exist_is_a_problem(shared_loader, clip_of):
    clip = clip_of()
    shared_loader.loader.open(clip)
    for number in (0, 13, -1):
        assert shared_loader.frame(clip, number) == Problem.of(
            "imaging.no_such_frame", frame=number, frames=12
        )


def test_a_clip_that_was_never_opened_is_a_problem(shared_loader):
    ref = FrameRef("nobody", 1)
    got: list[object] = []
    done = threading.Event()
    shared_loader.loader.request(ref, lambda r, x: (got.append(x), done.set()))
    assert done.wait(WAIT)
    assert got == [Problem.of("imaging.closed")]


def test_a_file_that_has_gone_is_a_problem_and_others_go_on(shared_loader, clip_of):
    gone, there = clip_of(name="gone.dcm"), clip_of(name="there.dcm")
    Path(gone.path).unlink()
    shared_loader.loader.open(gone)
    problem = shared_loader.frame(gone, 1)
    assert isinstance(problem, Problem)
    assert problem.code == "imaging.not_found"
    shared_loader.loader.open(there)
    assert isinstance(shared_loader.frame(there, 1), np.ndarray)


def test_prefetched_frames_are_ready(shared_loader, clip_of):
    clip = clip_of(frames=20, name="ahead.dcm")
    shared_loader.loader.open(clip)
    shared_loader.frame(clip, 19)
    shared_loader.loader.prefetch(clip, 19, 1)
    wanted = [FrameRef(clip.id, n) for n in (20, 1, 2, 3, 18, 17)]
    until = time.monotonic() + WAIT
    while any(shared_loader.loader.peek(ref) is None for ref in wanted) and time.monotonic() < until:
        time.sleep(0.01)
    for ref in wanted:
        frame = shared_loader.loader.peek(ref)
        assert frame is not None
        assert (frame[:, :, 0] == grey(ref.frame)).all()


def test_a_newer_request_takes_the_place_of_one_not_under_way(clip_of):
    clip = clip_of()
    loader = FrameLoader()
    answered: list[int] = []
    done = threading.Event()
    loader.open(clip)
    # not started yet, so none is under way
    for number in (1, 2, 3):
        loader.request(FrameRef(clip.id, number), lambda ref, _: (answered.append(ref.frame), done.set()))
    loader.request(FrameRef(clip.id, 9), lambda ref, _: answered.append(ref.frame), channel="other pane")
    loader.start()
    try:
        assert done.wait(WAIT)
        assert Asker(loader).frame(clip, 5) is not None
        assert sorted(answered) == [3, 9]
    finally:
        loader.close()


def test_scan_and_thumbnails(shared_loader, tmp_path):
    native(tmp_path / "a.dcm", [grey()])
    native(tmp_path / "b.dcm", [colour()], SamplesPerPixel=3, PhotometricInterpretation="RGB")
    (tmp_path / "c.dcm").write_text("no DICOM")
    clips = shared_loader.scan(tmp_path)
    assert [Path(c.path).name for c in clips] == ["a.dcm", "b.dcm", "c.dcm"]
    assert [c.readable for c in clips] == [True, True, False]
    pictures = [shared_loader.thumbnail(clip) for clip in clips]
    assert pictures[0].shape == (48, 64, 4)
    assert pictures[2] == Problem.of("imaging.not_dicom", file="c.dcm")


def test_a_scan_can_be_cancelled(shared_loader, tmp_path):
    for n in range(60):
        native(tmp_path / f"{n}.dcm", [grey()])
    clips: list[Clip] = []
    done = threading.Event()
    started = threading.Event()

    def on_clip(clip: Clip) -> None:
        clips.append(clip)
        started.set()
        time.sleep(0.01)

    handle = shared_loader.loader.scan_async([tmp_path], on_clip, None, done.set)
    assert started.wait(WAIT)
    handle.cancel()
    assert done.wait(WAIT)
    assert 1 <= len(clips) < 60


def test_progress_counts_to_the_end(shared_loader, tmp_path):
    for n in range(5):
        native(tmp_path / f"{n}.dcm", [grey()])
    seen: list[tuple[int, int]] = []
    handle = shared_loader.loader.scan_async([tmp_path], lambda _: None, lambda *counts: seen.append(counts))
    assert handle.wait(WAIT)
    assert seen == [(n, 5) for n in range(1, 6)]


def test_the_workers_know_no_qt(shared_loader):
    shared_loader.loader._browser.worker  # noqa: B018 - its thread owns it; the viewer's is asked below
    done: list[tuple[str, ...]] = []
    loader = FrameLoader()
    try:
        loader.worker.start()
        done.append(loader.worker.call("modules"))
    finally:
        loader.close()
    assert not {"PySide6", "shiboken6"} & set(done[0])


def test_the_window_imports_no_reader():
    """What parses untrusted files stays out of the process with the exam in it."""
    program = (
        "import sys; from sonostep.imaging import FrameLoader; FrameLoader();"
        "print(sorted({'pydicom', 'av', 'cv2', 'PIL', 'imagecodecs', 'simplejpeg'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("suffix", "idle"), [("dcm", {"av", "cv2"}), ("mp4", {"pydicom", "cv2", "PIL"})])
def test_a_first_frame_waits_for_no_other_reader(tmp_path, suffix, idle):
    """What one file needs is imported; a second of imports more would be a second without a picture."""
    if suffix == "mp4":
        path = write_video(tmp_path / "a.mp4", KINDS[0], 5)
    else:
        frames = [bytes(imagecodecs.jpeg8_encode(colour(n), level=85)) for n in (1, 2)]
        path = packed(tmp_path / "a.dcm", frames, JPEGBaseline8Bit, **YBR_422)
    program = (
        "import sys; from sonostep.imaging.worker.service import Service; s = Service();"
        "job = s.answer('list', ((sys.argv[1],),))[1][0]; clip = s.answer('read', (job,))[1];"
        "assert s.answer('open', (clip,))[0] == 'ok'; s._sources[clip.id].frame(1); print(*sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert not idle & set(done.stdout.split())


# trouble


@pytest.fixture
def fragile():
    """A loader with tight limits that may be hurt."""
    notices: list[Problem] = []
    loader = FrameLoader(
        limits=Limits(seconds=1.5, memory=400 * MIB), on_notice=lambda _, problem: notices.append(problem)
    )
    loader.start()
    yield Asker(loader), notices
    loader.close()


def test_a_killed_worker_is_replaced_and_the_clip_plays_on(fragile, clip_of, scaled):
    asker, notices = fragile
    clip = clip_of(frames=40)
    asker.loader.open(clip)
    kills = scaled(20)
    for kill in range(kills):
        for number in range(1, 41):
            if number == 20:
                asker.loader._cache.clear()
                os.kill(asker.loader.worker.pid, signal.SIGKILL)
            frame = asker.frame(clip, number)
            assert not isinstance(frame, Problem), (kill, frame)
            assert (frame[:, :, 0] == grey(number)).all()
        asker.loader._cache.clear()
    # killed between two requests it is simply found dead; in one, the clip says so
    assert all(n.code == "imaging.restarted" for n in notices)


def test_killed_in_the_middle_of_a_request(fragile, clip_of):
    asker, notices = fragile
    clip = clip_of()
    asker.loader.open(clip)
    asker.frame(clip, 1)
    os.kill(asker.loader.worker.pid, signal.SIGSTOP)
    threading.Timer(0.2, lambda: os.kill(asker.loader.worker.pid, signal.SIGKILL)).start()
    frame = asker.frame(clip, 2)
    assert (frame[:, :, 0] == grey(2)).all()
    assert [n.code for n in notices] == ["imaging.restarted"]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP to hang a process")
def test_a_hung_worker_is_replaced(fragile, clip_of):
    asker, notices = fragile
    clip = clip_of()
    asker.loader.open(clip)
    asker.frame(clip, 1)
    os.kill(asker.loader.worker.pid, signal.SIGSTOP)
    frame = asker.frame(clip, 2)
    assert (frame[:, :, 0] == grey(2)).all()
    assert [n.code for n in notices] == ["imaging.restarted"]


def test_a_worker_that_swells_is_stopped_and_the_frame_given_up_after_two(fragile, clip_of):
    asker, notices = fragile
    # any real work is too much for a megabyte, so both attempts swell
    asker.loader.worker._limits = Limits(seconds=10, memory=1)
    clip = clip_of()
    asker.loader.open(clip)
    problem = asker.frame(clip, 1)
    assert isinstance(problem, Problem)
    assert problem.code == "imaging.worker_memory"
    assert problem.mapping["file"] == "clip.dcm"
    asker.loader.worker._limits = Limits()
    frame = asker.frame(clip, 2)
    assert (frame[:, :, 0] == grey(2)).all()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe to hang a reader")
def test_a_file_that_hangs_its_reader_is_listed_with_the_reason_and_the_scan_goes_on(fragile, tmp_path):
    asker, _ = fragile
    native(tmp_path / "0.dcm", [grey()])
    os.mkfifo(tmp_path / "1.dcm")
    native(tmp_path / "2.dcm", [grey()])
    clips = asker.scan(tmp_path)
    assert [c.readable for c in clips] == [True, False, True]
    assert clips[1].problems == (Problem.of("imaging.worker_hung", file="1.dcm", seconds="1.5"),)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe to hang a reader")
def test_of_many_files_the_one_that_hangs_is_named_and_no_other(fragile, tmp_path):
    asker, _ = fragile
    for n in range(12):
        native(tmp_path / f"{n}.dcm", [grey()])
    (tmp_path / "7.dcm").unlink()
    os.mkfifo(tmp_path / "7.dcm")
    browser = asker.loader._browser.worker
    asker.scan(tmp_path / "0.dcm")
    starts = browser.starts
    clips = asker.scan(tmp_path)
    assert [Path(c.path).name for c in clips] == [f"{n}.dcm" for n in range(12)]
    assert [c.path for c in clips if not c.readable] == [str(tmp_path / "7.dcm")]
    assert clips[7].problems == (Problem.of("imaging.worker_hung", file="7.dcm", seconds="1.5"),)
    assert browser.starts == starts + 1, "it hung once"


@pytest.fixture
def before_call(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Worker, str], None]], None]:
    """Have something done before each command that a worker is given."""
    call = Worker.call

    def arrange(act: Callable[[Worker, str], None]) -> None:
        def acted(worker: Worker, command: str, *rest: object, **more: float) -> object:
            act(worker, command)
            return call(worker, command, *rest, **more)

        monkeypatch.setattr(Worker, "call", acted)

    return arrange


def test_files_of_one_message_are_read_though_the_worker_died_before_it(fragile, tmp_path, before_call):
    asker, _ = fragile
    killed: list[int] = []

    def kill(worker: Worker, command: str) -> None:
        if command == "read_some" and not killed:
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    for n in range(6):
        native(tmp_path / f"{n}.dcm", [grey()])
    before_call(kill)
    assert [c.readable for c in asker.scan(tmp_path)] == [True] * 6
    assert killed


def test_a_folder_is_read_in_few_messages(shared_loader, tmp_path, before_call):
    for n in range(300):
        (tmp_path / f"{n}.dcm").write_bytes(b"no DICOM at all" * 9)
    native(tmp_path / "0.dcm", [grey()])
    asked: list[str] = []
    before_call(lambda _, command: asked.append(command))
    assert len(shared_loader.scan(tmp_path)) == 300
    assert asked[:2] == ["list", "read"]
    assert set(asked[2:]) == {"read_some"} and len(asked) < 60


def test_a_listing_that_is_lost_says_so(fragile, tmp_path):
    asker, _ = fragile
    native(tmp_path / "0.dcm", [grey()])
    assert len(asker.scan(tmp_path)) == 1
    browser = asker.loader._browser.worker
    os.kill(browser.pid, signal.SIGSTOP)
    threading.Timer(0.3, lambda: os.kill(browser.pid, signal.SIGKILL)).start()
    assert [c.problems[0].code for c in asker.scan(tmp_path)] == ["imaging.worker_died"]
    assert [c.readable for c in asker.scan(tmp_path)] == [True]


def test_closing_while_a_worker_hangs_does_not_wait(clip_of):
    loader = FrameLoader()
    loader.start()
    clip = clip_of()
    loader.open(clip)
    Asker(loader).frame(clip, 1)
    os.kill(loader.worker.pid, signal.SIGSTOP)
    pid = loader.worker.pid
    loader.request(FrameRef(clip.id, 2), lambda *_: None)
    time.sleep(0.05)
    loader.close()
    loader.close()
    assert not psutil.pid_exists(pid)


# shared memory


def test_without_room_in_shared_memory_mapped_files_serve(clip_of, monkeypatch, tmp_path):
    full = tmp_path / "shm"
    full.mkdir()
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr(shared_block, "_SHARED", full)
    real = os.statvfs
    sizes = {"f_bavail": 1, "f_frsize": 1}
    monkeypatch.setattr(
        os, "statvfs", lambda p: type("Full", (), sizes)() if str(p) == str(full) else real(p)
    )
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(spill))
    loader = FrameLoader()
    loader.start()
    try:
        clip = clip_of()
        loader.open(clip)
        frame = Asker(loader).frame(clip, 4)
        assert (frame[:, :, 0] == grey(4)).all()
        assert list(spill.iterdir())
        assert not list(full.iterdir())
    finally:
        loader.close()
    assert not list(spill.iterdir())


def test_nothing_is_left_in_shared_memory(clip_of, tmp_path):
    loader = FrameLoader(slot_folder=tmp_path)
    loader.start()
    clip = clip_of()
    loader.open(clip)
    frame = Asker(loader).frame(clip, 1)
    assert list(tmp_path.glob("sonostep-frames-*"))
    loader.close()
    assert not list(tmp_path.glob("sonostep-frames-*"))
    # and what the window still paints from is whole
    assert (frame[:, :, 0] == grey(1)).all()


def test_slots_are_used_again(tmp_path):
    pool = slots.SlotPool(1000, tmp_path)
    taken = pool.take()
    address = taken.address
    frame = taken.frame(5, 50)
    view = frame[1:3]
    before = len(pool._free)
    del frame, taken
    assert len(pool._free) == before
    del view
    assert len(pool._free) == before + 1
    assert pool.bytes_reserved >= 1000
    assert pool._free[-1].address == address
    pool.retire()


def test_a_frame_larger_than_its_slot_is_refused(tmp_path):
    block = shared_block.create(8192, tmp_path)
    address = slots.SlotAddress(block.token, 8192, 0, 4096)
    with pytest.raises(ValueError, match="does not fit"):
        address.array(block, 64, 64)
    block.forget()


def test_a_block_smaller_than_promised_is_not_attached(tmp_path):
    block = shared_block.create(4096, tmp_path)
    with pytest.raises(OSError, match="smaller"):
        shared_block.attach(block.token, 8192)
    block.forget()


def test_blocks_of_dead_processes_are_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(shared_block, "_SHARED", tmp_path)
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    stale = tmp_path / f"sonostep-frames-{int(child.stdout)}-1"
    ours = tmp_path / f"sonostep-frames-{os.getpid()}-1"
    stale.write_bytes(b"x")
    ours.write_bytes(b"x")
    shared_block.sweep()
    assert not stale.exists()
    assert ours.exists()


def test_the_cache_stays_within_its_budget(tmp_path):
    frames = [grey(n, 256, 256) for n in range(1, 31)]
    path = native(tmp_path / "big.dcm", frames, Rows=256, Columns=256)
    clip = read_clip(path)
    loader = FrameLoader(cache_mib=1)
    loader.start()
    try:
        loader.open(clip)
        asker = Asker(loader)
        for number in range(1, 31):
            frame = asker.frame(clip, number)
            assert (frame[:, :, 0] == frames[number - 1]).all()
        assert loader._cache._bytes <= MIB
        # one block is the least there is
        assert sum(p.bytes_reserved for p in loader._decoder._pools.values()) <= 16 * MIB
    finally:
        loader.close()


def test_video_plays_through_the_worker(shared_loader, tmp_path):
    path = write_video(tmp_path / "a.mp4", KINDS[1], 60)
    (clip,) = shared_loader.scan(path)
    shared_loader.loader.open(clip)
    for number in (60, 1, 33, 59, 2):
        assert number_in(shared_loader.frame(clip, number)) == number
