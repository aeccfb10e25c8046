"""Damaged files: a worker reads thousands of them without a crash, a hang or more than its memory."""

import random
from pathlib import Path

import imagecodecs
import psutil
import pydicom.examples
import pytest

from helpers.dicom_files import NATIVE, colour, deep, grey, native, packed
from helpers.video_files import KINDS, write_video
from imaging.test_encapsulated import LOSSLESS
from imaging.test_overlays import plane, with_planes
from imaging.test_syntaxes import MAKERS
from imaging.test_volumes import at, placed, spaced, volume
from sonostep.core.clip import Clip
from sonostep.core.problem import ProblemError
from sonostep.imaging.limits import MAX_PIXELS, WORKER_MEMORY
from sonostep.imaging.worker import shared_block
from sonostep.imaging.worker.client import Limits, Worker, WorkerLost
from sonostep.imaging.worker.jobs import Job
from sonostep.imaging.worker.slots import SlotAddress


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> list[bytes]:
    """One small file of each family."""
    folder = tmp_path_factory.mktemp("seeds")
    made: list[Path] = []
    for n, syntax in enumerate(NATIVE):
        made.append(native(folder / f"n{n}.dcm", [grey(1), grey(2)], syntax))
    rgb = {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}
    for n, (syntax, encode) in enumerate(LOSSLESS.items()):
        made.append(packed(folder / f"l{n}.dcm", [encode(colour(1)), encode(colour(2))], syntax, **rgb))
        made.append(
            packed(
                folder / f"d{n}.dcm",
                [encode(deep())],
                syntax,
                "no",
                BitsAllocated=16,
                BitsStored=12,
                HighBit=11,
            )
        )
    jpeg = [imagecodecs.jpeg8_encode(colour(n), 85) for n in (1, 2)]
    ybr = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL_422"}
    made.append(packed(folder / "j.dcm", jpeg, "1.2.840.10008.1.2.4.50", "extended", **ybr))
    for n, (syntax, encode) in enumerate(MAKERS.items()):
        made.append(packed(folder / f"x{n}.dcm", [encode(grey(1)), encode(grey(2))], syntax, "no"))
    made.append(with_planes(folder / "o.dcm", plane()))
    made.append(volume(folder / "e.dcm", [at(0), at(0.05), placed(1)], spaced(0.3, 0.2)))
    (folder / "b.tif").write_bytes(imagecodecs.tiff_encode(deep(), tile=(16, 16)))
    made.append(folder / "b.tif")
    (folder / "a.jpg").write_bytes(jpeg[0])
    (folder / "a.png").write_bytes(imagecodecs.png_encode(colour()))
    (folder / "a.tif").write_bytes(_tiff(folder))
    made += [folder / "a.jpg", folder / "a.png", folder / "a.tif"]
    made += [write_video(folder / f"v{n}{kind.suffix}", kind, 12) for n, kind in enumerate(KINDS)]
    made += [Path(pydicom.examples.get_path(name)) for name in ("palette_color", "jpeg2k")]
    return [path.read_bytes() for path in made]


def _tiff(folder: Path) -> bytes:
    import cv2

    cv2.imwrite(str(folder / "seed.tif"), grey())
    return (folder / "seed.tif").read_bytes()


def mutate(raw: bytes, rng: random.Random) -> bytes:
    """Flip bytes, mostly in the header where sizes and offsets are; cut, repeat or drop a piece."""
    data = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
        at = rng.randrange(min(len(data), rng.choice((400, 1500, len(data)))))
        data[at] = rng.choice((0, 255, 127, 128, rng.randrange(256), data[at] ^ 1 << rng.randrange(8)))
    trick = rng.random()
    if trick < 0.12:
        del data[rng.randrange(1, len(data)) :]
    elif trick < 0.2:
        at = rng.randrange(len(data))
        data[at:at] = data[at : at + rng.randrange(1, 64)]
    elif trick < 0.28:
        at = rng.randrange(len(data))
        del data[at : at + rng.randrange(1, 64)]
    return bytes(data)


def exercise(worker: Worker, path: Path, address: SlotAddress) -> str:
    """Do with a file what the window does; return how it ended."""
    try:
        clip: Clip | None = worker.call("read", Job(str(path), asked=True))
        if clip is None or not clip.readable:
            return "refused"
        if clip.scale.rows * clip.scale.columns * 4 > address.size:
            return "large"
        worker.call("open", clip)
        for number in sorted({1, clip.frames}):
            worker.call("frame", clip.id, number, address)
        worker.call("overlay", clip.id, 1)
        worker.call("thumbnail", clip, 160)
    except ProblemError as error:
        return error.problem.code
    return "opened"


def test_mutants(seeds, tmp_path, scaled):
    rng = random.Random(20250101)
    worker = Worker("mutants", Limits(seconds=15))
    block = shared_block.create(16 << 20, tmp_path)
    address = SlotAddress(block.token, block.size, 0, block.size)
    ends: dict[str, int] = {}
    lost: list[str] = []
    peak = 0
    try:
        for n in range(scaled(2000)):
            # a name without a suffix, so that only the content tells what it is
            path = tmp_path / "mutant"
            path.write_bytes(mutate(seeds[n % len(seeds)], rng))
            try:
                end = exercise(worker, path, address)
            except WorkerLost as error:
                lost.append(f"{n}: {error.code}")
                continue
            ends[end] = ends.get(end, 0) + 1
            memory = psutil.Process(worker.pid).memory_info()
            peak = max(peak, memory.rss - memory.shared)
    finally:
        worker.close()
        block.forget()
    assert not lost
    assert ends.get("opened", 0) > 0
    assert ends.get("imaging.reader_failed", 0) == 0
    assert peak < WORKER_MEMORY


def test_the_frame_budget_fits_the_memory_limit():
    """Samples of 16 bits in three planes and the picture made of them."""
    assert MAX_PIXELS * (3 * 2 + 4) < WORKER_MEMORY
