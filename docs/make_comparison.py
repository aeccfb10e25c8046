"""Write docs/comparison.md: our first frame of public test files against dcmtk's and pydicom's.

    python docs/make_comparison.py FOLDER [--pydicom PYTHON]

FOLDER holds packages as ``pip download`` and ``npm pack`` leave them (wheels, sdists, tgz): the DICOM files
in them are compared, each once. Needs dcmj2pnm and dcml2pnm (Debian: dcmtk) on the path; PYTHON is an
interpreter with pydicom, pillow, pylibjpeg and its plug-ins, whose decoders may be under licences that we do
not ship. Not part of CI: it needs downloads.
"""

import argparse
import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sonostep.core.problem import ProblemError
from sonostep.imaging import open_source
from sonostep.imaging.dicom.display.lookup_tables import table_of, window_of
from sonostep.imaging.dicom.file import quiet_pydicom, read_dicom
from sonostep.imaging.folder_scan import read_job
from sonostep.imaging.worker.jobs import Job
from sonostep.messages import sentence

DOCUMENT = Path(__file__).with_name("comparison.md")
SAME, CLOSE = 1.0, 4.0
"""Mean difference in grey levels of pictures that count as the same, and as the same but for rounding."""

_PYDICOM = """
import sys, warnings, numpy as np, pydicom
from pydicom.pixels import pixel_array, apply_color_lut, apply_modality_lut, apply_voi_lut
warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = 0
for path in sys.argv[2:]:
    try:
        ds = pydicom.dcmread(path, force=True)
        a = None
        for plugin in ("pylibjpeg", "pillow", ""):
            try:
                a = pixel_array(ds, index=0, decoding_plugin=plugin)
                break
            except Exception as error:
                last = error
        if a is None:
            raise last
        if ds.PhotometricInterpretation == "PALETTE COLOR":
            a = apply_color_lut(a, ds)
            a = a >> 8 if a.max() > 255 else a
        elif a.ndim == 2:
            a = apply_modality_lut(a, ds)
            v = apply_voi_lut(a, ds)
            bits = ds.BitsStored
            least = -(2.0 ** (bits - 1)) if ds.PixelRepresentation else 0.0
            slope, intercept = float(ds.get("RescaleSlope") or 1), float(ds.get("RescaleIntercept") or 0)
            windowed = [end * slope + intercept for end in (least, least + 2.0 ** bits - 1)]
            if "VOILUTSequence" in ds and v is not a:
                windowed = [0, 2.0 ** ds.VOILUTSequence[0].LUTDescriptor[2] - 1]
            low, high = (v.min(), v.max()) if v is a else windowed
            if v is a and ds.BitsAllocated == 8 and ds.BitsStored == 8:
                low, high = 0, 255
            a = (v - low) * 255.0 / max(high - low, 1e-9)
            a = np.clip(np.rint(a), 0, 255)
            a = 255 - a if ds.PhotometricInterpretation == "MONOCHROME1" else a
        elif a.dtype != np.uint8:
            a = a >> max(0, ds.BitsStored - 8)
        np.save(f"{sys.argv[1]}/{path.rsplit('/', 1)[1]}.npy", np.asarray(a, np.uint8))
    except Exception:
        pass
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One file of one package."""

    package: str
    name: str
    path: Path


def dicom_members(package: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of what looks like DICOM in a wheel, zip or tar."""
    for name, data in members(package):
        raw = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        if len(raw) > 200 and (raw[128:132] == b"DICM" or name.lower().endswith((".dcm", ".dicom", ".ima"))):
            yield name, raw


def members(package: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in a package."""
    if package.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(package) as archive:
            yield from ((i.filename, archive.read(i)) for i in archive.infolist() if not i.is_dir())
        return
    with tarfile.open(package) as tar:
        for member in tar:
            if member.isfile() and (file := tar.extractfile(member)) is not None:
                yield member.name, file.read()


_PACKAGES = (".whl", ".zip", ".tgz", ".tar.gz")


def collect(folder: Path, into: Path) -> tuple[list[Found], int]:
    """Unpack each distinct file once; also return how many there were in all."""
    seen: dict[str, Found] = {}
    total = 0
    for package in sorted(
        p for p in folder.rglob("*") if p.name.endswith((".whl", ".zip", ".tgz", ".tar.gz"))
    ):
        for name, raw in dicom_members(package):
            total += 1
            key = hashlib.sha256(raw).hexdigest()
            if key not in seen:
                path = into / f"{len(seen):04d}.dcm"
                path.write_bytes(raw)
                seen[key] = Found(package.name, name.split("/", 1)[-1], path)
    return list(seen.values()), total


def ours(path: Path) -> tuple[np.ndarray | None, str]:
    """Our first frame, R G B, and what is said."""
    clip = read_job(Job(str(path), asked=True))
    assert clip is not None
    notes = " ".join(sentence(p, "en") for p in clip.problems)
    if not clip.readable:
        return None, notes
    try:
        with open_source(clip) as source:
            return source.frame(1)[:, :, 2::-1], notes
    except ProblemError as error:
        return None, sentence(error.problem, "en")


def windowing(path: Path) -> list[str]:
    """The options that make dcmtk show what we show: the first window or table, else the frame's range."""
    try:
        with quiet_pydicom():
            dataset = read_dicom(path).dataset
            if table_of(dataset, "VOILUTSequence", False) is not None:
                return ["+Wl", "1"]
            if window_of(dataset) is not None:
                return ["+Wi", "1"]
            return (
                [] if dataset.get("BitsStored") == 8 and not dataset.get("PixelRepresentation") else ["+Wm"]
            )
    except ProblemError:
        return []


def dcmtk(path: Path) -> np.ndarray | None:
    """The first frame by dcmtk; None where it refuses."""
    # an option that does not go with the picture, such as a window with colours, makes it refuse the file
    for options in (windowing(path), []):
        for program in ("dcmj2pnm", "dcml2pnm"):
            command = [program, "+F", "1", "-O", *options, "+op", str(path)]
            run = subprocess.run(command, capture_output=True, check=False, timeout=120)
            if run.stdout[:2] in (b"P5", b"P6", b"P2", b"P3"):
                return np.asarray(Image.open(io.BytesIO(run.stdout)).convert("RGB"))
    return None


def by_pydicom(python: str, files: list[Found], into: Path) -> dict[Path, np.ndarray]:
    """First frames by pydicom and its plug-ins, in another interpreter."""
    for start in range(0, len(files), 20):
        paths = [str(f.path) for f in files[start : start + 20]]
        subprocess.run([python, "-c", _PYDICOM, str(into), *paths], check=False, capture_output=True)
    saved = {f.path: into / f"{f.path.name}.npy" for f in files}
    return {path: _colours(np.load(file)) for path, file in saved.items() if file.is_file()}


def _colours(picture: np.ndarray) -> np.ndarray:
    return picture if picture.ndim == 3 else np.repeat(picture[:, :, np.newaxis], 3, axis=2)


def verdict(mine: np.ndarray | None, other: np.ndarray | None) -> str:
    """How two pictures, or the lack of them, compare."""
    if mine is None or other is None:
        return {(True, True): "both refuse", (True, False): "only we refuse"}.get(
            (mine is None, other is None), "it refuses"
        )
    if mine.shape != other.shape:
        return f"another size ({other.shape[1]} x {other.shape[0]})"
    error = float(np.abs(mine.astype(int) - other.astype(int)).mean())
    return "same" if error <= SAME else "close" if error <= CLOSE else f"differs by {error:.0f}"


def rows_of(files: list[Found], python: str | None, scratch: Path) -> tuple[list[list[str]], Counter[str]]:
    """One row a file that is not the same everywhere, and how often each pair of verdicts occurs."""
    theirs: dict[Path, Any] = by_pydicom(python, files, scratch) if python else {}
    rows, counts = [], Counter[str]()
    for file in files:
        mine, said = ours(file.path)
        first, second = verdict(mine, dcmtk(file.path)), verdict(mine, theirs.get(file.path))
        counts[f"{first.split(' by')[0]} | {second.split(' by')[0]}"] += 1
        if not {first, second} <= {"same", "both refuse"}:
            rows.append([file.package, file.name, first, second, said.replace("|", "\\|")[:160]])
    return rows, counts


def main() -> int:
    """Compare, and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pydicom", metavar="PYTHON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files, total = collect(asked.folder, Path(scratch))
        rows, counts = rows_of(files, asked.pydicom, Path(scratch))
    lines = [f"| {pair} | {count} |" for pair, count in counts.most_common()]
    table = ["| " + " | ".join(row) + " |" for row in rows]
    page = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    head, _, _ = page.partition("<!-- made -->")
    counted = "\n".join(["| dcmtk | pydicom | Files |", "|---|---|---|", *lines])
    listed = "\n".join(
        ["| Package | File | dcmtk | pydicom | What we say |", "|---|---|---|---|---|", *table]
    )
    made = f"{total} files in the packages, {len(files)} of them distinct.\n\n{counted}\n\n{listed}\n"
    DOCUMENT.write_text(f"{head}<!-- made -->\n\n{made}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
