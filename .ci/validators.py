"""Check our exports with programs that we did not write: the founding case in both languages.

`.venv/bin/python .ci/validators.py [--require-all] [--keep DIR]` makes drafts, amended final reports with a
certificate, and presentation states on a greyscale clip. Each remark of a program must be one of those that
docs/conformance.md explains; any other one fails. A program that is not here is named, and fails under
--require-all.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests"), str(ROOT / ".ci")]

from explained import explained  # noqa: E402 - the folder is on the path only now

from helpers.outside_programs import HAS_NODE, HAS_OHIF, NODE, image  # noqa: E402

BIN = Path("/usr/bin")
"""dcmtk by its full name: pynetdicom brings scripts into the environment whose names shadow dcmtk's."""

PIXELMED = Path("/usr/share/java/pixelmed.jar")


def run(*command: object) -> tuple[int, str]:
    """Exit code and all that a program says."""
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def unexplained(program: str, text: str) -> list[str]:
    """The remarks that docs/conformance.md does not explain."""
    lines = [line.strip() for line in text.splitlines()]
    remarks = [line for line in lines if re.search(r"error|warning|^[FEW]: ", line, re.IGNORECASE)]
    return [line for line in remarks if not explained(program, line)]


def each(folder: Path, pattern: str, look: Callable[[Path], Iterable[str]]) -> Iterator[str]:
    for path in sorted(folder.glob(pattern)):
        yield from (f"{path.name}: {said}" for said in look(path))


# DICOM


def dciodvfy(folder: Path) -> Iterator[str]:
    yield from each(folder, "*.dcm", lambda p: unexplained("dciodvfy", run("dciodvfy", "-new", p)[1]))


def dcentvfy(folder: Path) -> Iterator[str]:
    """Patient, study, series and equipment are the same in all files that share them."""
    yield from unexplained("dcentvfy", run("dcentvfy", *sorted(folder.glob("*.dcm")))[1])


def dsrdump(folder: Path) -> Iterator[str]:
    def look(path: Path) -> Iterator[str]:
        code, text = run(BIN / "dsrdump", "-Er", path)
        # the text of the report follows on stdout: remarks begin with a letter and a colon
        yield from unexplained("dsrdump", "\n".join(x for x in text.splitlines() if re.match(r"[FEW]: ", x)))
        if code:
            yield f"exit code {code}"

    yield from each(folder, "report.sr.dcm", look)
    yield from each(folder, "key-objects.dcm", look)


def dcmpschk(folder: Path) -> Iterator[str]:
    def look(path: Path) -> Iterator[str]:
        text = run(BIN / "dcmpschk", path)[1]
        if "Test passed" not in text and not _only_chinese(text):
            yield text.strip()[-300:]

    yield from each(folder, "presentation-*.dcm", look)


def _only_chinese(text: str) -> bool:
    """Whether each error is that of a text with letters beyond ASCII, which dcmpschk does not know."""
    errors = re.findall(r"E: Error: (.*)", text)
    values = re.findall(r"E:    Attribute value   : \[(.*)\]", text)
    known = all(explained("dcmpschk", e) for e in errors)
    return known and len(errors) == len(values) > 0 and not any(v.isascii() for v in values)


def dcm2pdf(folder: Path) -> Iterator[str]:
    """dcmtk takes out of DICOM the PDF that was put in."""
    for path in folder.glob("report.pdf.dcm"):
        with tempfile.TemporaryDirectory() as out:
            run(BIN / "dcm2pdf", path, Path(out) / "r.pdf")
            taken = (Path(out) / "r.pdf").read_bytes().rstrip(b"\0")
        if taken != (folder / "report.pdf").read_bytes().rstrip(b"\0"):
            yield "another PDF came out"


def dcmdjpeg(folder: Path) -> Iterator[str]:
    """dcmtk decodes every frame of a multi-frame object."""

    def look(path: Path) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as out:
            code, text = run(BIN / "dcmdjpeg", path, Path(out) / "c.dcm")
        if code or text.strip():
            yield f"{code} {text.strip()[:200]}"

    yield from each(folder, "clip-*.dcm", look)


def pixelmed(folder: Path) -> Iterator[str]:
    limits = [f"-Djdk.xml.xpath{name}=0" for name in ("TotalOpLimit", "ExprOpLimit", "ExprGrpLimit")]
    main = "com.pixelmed.validate.DicomSRValidator"

    def look(path: Path) -> Iterator[str]:
        text = run("java", *limits, "-cp", PIXELMED, main, path)[1]
        yield from unexplained("pixelmed", text)
        if "Exception" in text or "IOD validation complete" not in text:
            yield f"it did not run to its end: {text.strip()[:200]}"

    yield from each(folder, "report.sr.dcm", look)
    yield from each(folder, "key-objects.dcm", look)


def highdicom(folder: Path) -> Iterator[str]:
    from highdicom.sr import srread

    for path in folder.glob("report.sr.dcm"):
        found = srread(path).content.get_image_measurement_groups()
        if not any(g.get_measurements() for g in found):
            yield "no measurement was found"


def _shown(folder: Path, path: Path, program: str) -> tuple[int, str]:
    """What one of our programs for node says of a structured report and the pictures that it is about."""
    import pydicom

    from helpers.sample_exam import DICOM_CLIP, ULTRASOUND_MULTIFRAME

    beside = [pydicom.dcmread(p, stop_before_pixels=True) for p in folder.glob("[ck]*-[0-9][0-9].dcm")]
    images = [image(d.SOPInstanceUID, d.SOPClassUID, d.get("NumberOfFrames", 1), 1.0) for d in beside]
    scene = {"images": [image(DICOM_CLIP, ULTRASOUND_MULTIFRAME, 60, 0.08), *images]}
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "scene.json").write_text(json.dumps(scene), "utf-8")
        return run(_NODE, NODE / program, "read", Path(work) / "scene.json", path)


def cornerstone(folder: Path) -> Iterator[str]:
    """OHIF's packages open every shape that they have a tool for."""
    from sonostep.reporting.sr.read import read_sr

    for path in folder.glob("report.sr.dcm"):
        code, text = _shown(folder, path, "cornerstone.mjs")
        live = {m.tracking_uid for m in read_sr(path).measurements if m.tracking.startswith("Cornerstone")}
        if code or {found["tracking"] for found in json.loads(text)[0]} != live or not live:
            yield f"not every shape was opened: {text[-300:]}"


def ohif(folder: Path) -> Iterator[str]:
    """OHIF's extension, which goes over every group before anything is live, shows every shape."""
    from sonostep.reporting.sr.read import read_sr

    for path in folder.glob("report.sr.dcm"):
        code, text = _shown(folder, path, "ohif.mjs")
        drawn = {m.tracking_uid for m in read_sr(path).measurements if m.frame is not None}
        if code or {found["tracking"] for found in json.loads(text)[0]["shown"]} != drawn or not drawn:
            yield f"not every shape is shown: {text[-300:]}"


# PDF


def poppler(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.pdf")):
        fonts = run("pdffonts", path)[1]
        lines = [line.split() for line in fonts.splitlines()[2:] if line.strip()]
        if not lines or any(line[-5] != "yes" for line in lines):
            yield f"{path.name}: a font is not embedded"
        if not re.search(r"Tagged:\s+yes", run("pdfinfo", path)[1]):
            yield f"{path.name}: not tagged"
    for path in folder.glob("report.pdf"):
        text = run("pdftotext", path, "-")[1]
        yield from (f"{word} is not found" for word in ("大轉子", "臀中肌") if word not in text)


def pdfsig(folder: Path) -> Iterator[str]:
    """A report that was signed with a certificate carries a signature that holds, over all of it."""
    for path in folder.glob("report.pdf"):
        said = run("pdfsig", "-nocert", path)[1]
        if "Signature is Valid" not in said or "Total document signed" not in said:
            yield said.strip()[-300:]


def pdf_a(folder: Path) -> Iterator[str]:
    """Two looks at PDF/A-3b: pdf_oxide's own validator, and our rules over every object, read by qpdf."""
    import pdf_oxide
    import pikepdf

    from helpers import pdfa

    for path in sorted(folder.glob("*.pdf")):
        said = pdf_oxide.PdfDocument(str(path)).validate_pdf_a("3b")
        signed = b"/ByteRange" in path.read_bytes()
        known = ["pdf_oxide", *["pdf_oxide on a signed PDF"] * signed]
        for remark in said["errors"] + said["warnings"]:
            if not any(explained(name, remark) for name in known):
                yield f"{path.name}: {remark}"
        yield from (f"{path.name}: {x}" for x in pdfa.problems(path))
        with pikepdf.open(path) as pdf:
            yield from (f"{path.name}: {x}" for x in pdf.check_pdf_syntax())


# FHIR and the seal


def fhir_resources(folder: Path) -> Iterator[str]:
    from fhir.resources.R4B.bundle import Bundle

    for path in folder.glob("report.fhir.json"):
        try:
            Bundle.model_validate_json(path.read_bytes())
        except ValueError as error:
            yield str(error)[:500]


def fhir_npm(folder: Path) -> Iterator[str]:
    for path in folder.glob("report.fhir.json"):
        code, text = run(_NODE, NODE / "fhir.mjs", path)
        said = json.loads(text)[0] if not code else [text[-300:]]
        yield from (line for line in said if not explained("fhir", line))


def seal(folder: Path) -> Iterator[str]:
    from sonostep.reporting import files_of, verify

    yield from (p.code for p in verify(files_of(folder)).problems(folder.name))


_NODE = NODE / "bin" / "node"
Check = Callable[[Path], Iterator[str]]
CHECKS: dict[str, tuple[bool, str, Check]] = {
    "pixelmed": (PIXELMED.exists() and shutil.which("java") is not None, "report.sr.dcm", pixelmed),
    "dciodvfy": (shutil.which("dciodvfy") is not None, "*.dcm", dciodvfy),
    "dcentvfy": (shutil.which("dcentvfy") is not None, "*.dcm", dcentvfy),
    "dsrdump": ((BIN / "dsrdump").exists(), "report.sr.dcm", dsrdump),
    "dcmpschk": ((BIN / "dcmpschk").exists(), "presentation-*.dcm", dcmpschk),
    "dcm2pdf": ((BIN / "dcm2pdf").exists(), "report.pdf.dcm", dcm2pdf),
    "dcmdjpeg": ((BIN / "dcmdjpeg").exists(), "clip-*.dcm", dcmdjpeg),
    "highdicom": (True, "report.sr.dcm", highdicom),
    "cornerstone": (HAS_NODE, "report.sr.dcm", cornerstone),
    "ohif": (HAS_OHIF, "report.sr.dcm", ohif),
    "poppler": (shutil.which("pdftotext") is not None, "*.pdf", poppler),
    "pdfsig": (shutil.which("pdfsig") is not None, "seal.json", pdfsig),
    "pdf-a": (find_spec("pdf_oxide") is not None and find_spec("pikepdf") is not None, "*.pdf", pdf_a),
    "fhir.resources": (find_spec("fhir") is not None, "report.fhir.json", fhir_resources),
    "fhir-npm": (HAS_NODE, "report.fhir.json", fhir_npm),
    "seal": (True, "seal.json", seal),
}
"""Whether each program is here, what files it is for, and what it is asked; the slowest first."""


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a program for the terminal


def asked(name: str, folder: Path) -> bool:
    """Whether a folder has what a program is for.

    A draft's structured report has the templates of the final one, to which PixelMed's quarter minute goes.
    """
    there = any(folder.glob(CHECKS[name][1]))
    return there and (name != "pixelmed" or folder.name.startswith("final"))


def look(task: tuple[str, Path]) -> tuple[str, int]:
    """Run one program on one folder; return what there is to say, and how much was found."""
    name, folder = task
    found = list(CHECKS[name][2](folder))
    lines = [f"{name} {folder.name}: {f'{len(found)} remarks' if found else 'passed'}", *found[:8]]
    return "\n  ".join(lines), len(found)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check our exports with programs that we did not write.")
    parser.add_argument("--require-all", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    from exports import make

    missing = [name for name, (here, _, _) in CHECKS.items() if not here]
    for name in missing:
        say(f"{name}: not here, not run")
    failed = len(missing) if options.require_all else 0
    with tempfile.TemporaryDirectory() as temporary:
        base = options.keep or Path(temporary)
        base.mkdir(parents=True, exist_ok=True)
        folders = make(base)
        tasks = [(n, f) for n in CHECKS if n not in missing for f in folders if asked(n, f)]
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            for said, count in pool.map(look, tasks):
                say(said)
                failed += count
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
