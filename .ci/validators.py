"""Check our exports with programs that we did not write: the founding case in both languages.

`.venv/bin/python .ci/validators.py [--require-all] [--keep DIR]` makes a draft and an amended final report.
Each remark of a program must be one of those that docs/conformance.md explains; any other one fails. A
program that is not here is named, and fails under --require-all.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

PIXELMED = Path("/usr/share/java/pixelmed.jar")

EXPLAINED = {
    "dciodvfy": (
        r"Unrecognized defined term = <99SONOSTEP>",
        r"</StudyID.* needed to build DICOMDIR",
        r"Laterality.*only permitted to be empty when",
    ),
    "dsrdump": (r"VR checker does not support .*ISO_IR 192",),
    "dcmpschk": (),
    "pixelmed": (
        # templates 1500 and 1501 are extensible (PS3.16)
        r"^Warning: .*Content Item not in template$",
        # the rows of TID 310, which TID 300 includes, are taken for rows 9 and 10 of TID 300 itself
        r"^Error: Template 300 .*\[Row (9|10)\].*NUM \(37188[56]00[78],SCT.*found HAS PROPERTIES$",
    ),
}
"""Remarks that docs/conformance.md explains, by program."""


def make(folder: Path) -> list[Path]:
    """Write the founding case as draft and amended final report in each language; return the folders."""
    from reporting import founding, sample
    from sonostep.core.exam import ExamState, Predecessor, Signature
    from sonostep.core.report import Report
    from sonostep.reporting import freeze, render, write_out
    from sonostep.reporting.export import CLIPS
    from sonostep.reporting.export import FORMATS as ALL
    from sonostep.storage import exam_to_json

    # the video of the case is no file; tests/reporting/test_multiframe.py validates one
    formats = [f for f in ALL if f != CLIPS]
    clip = sample.stored_clip(folder, "RGB")
    base = founding.exam()
    draft = replace(base, clips=(replace(base.clips[0], path=str(clip)), *base.clips[1:]))
    before = Predecessor("1", "0" * 64, 1, "side corrected", "2.25.1", "2.25.2", "2.25.3")
    closed = replace(
        draft, state=ExamState.AMENDED, amends=before, signature=Signature("林 醫師", "A. Chen", base.created)
    )
    made = []
    for language in ("en", "zh-TW"):

        def report(exam: object, language: str = language) -> Report:
            return founding.report(exam, language)  # type: ignore[arg-type]

        target = folder / f"draft-{language}"
        write_out(target, render(report(draft), formats, exam_json=exam_to_json(draft)))
        made.append(target)
        _, files = freeze(
            closed, lambda e: render(report(e), formats, exam_json=exam_to_json(e)), exam_to_json
        )
        write_out(folder / f"final-{language}", files)
        made.append(folder / f"final-{language}")
    return made


def run(*command: object) -> tuple[int, str]:
    """Exit code and all that a program says."""
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def unexplained(program: str, text: str) -> list[str]:
    """The remarks that nothing explains."""
    lines = [line.strip() for line in text.splitlines()]
    remarks = [line for line in lines if re.search(r"error|warning|^[EW]: ", line, re.IGNORECASE)]
    return [line for line in remarks if not any(re.search(p, line) for p in EXPLAINED[program])]


def dciodvfy(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.dcm")):
        yield from (f"{path.name}: {x}" for x in unexplained("dciodvfy", run("dciodvfy", "-new", path)[1]))


def dsrdump(folder: Path) -> Iterator[str]:
    code, text = run("/usr/bin/dsrdump", "-Er", folder / "report.sr.dcm")
    # the text of the report follows on stdout: remarks begin with a letter and a colon
    remarks = [line for line in text.splitlines() if re.match(r"[FEW]: ", line)]
    yield from unexplained("dsrdump", "\n".join(remarks))
    if code:
        yield f"exit code {code}"


def dcmpschk(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("presentation-*.dcm")):
        _, text = run("/usr/bin/dcmpschk", path)
        if "Test passed" not in text and not _only_chinese(text):
            yield f"{path.name}: {text.strip()[-300:]}"


def _only_chinese(text: str) -> bool:
    """Whether each error is that of a text with letters beyond ASCII, which dcmpschk does not know."""
    errors = re.findall(r"E: Error: (.*)", text)
    values = re.findall(r"E:    Attribute value   : \[(.*)\]", text)
    known = all(e == "Attribute value does not conform to data type definition." for e in errors)
    return known and len(errors) == len(values) > 0 and not any(v.isascii() for v in values)


def pixelmed(folder: Path) -> Iterator[str]:
    limits = [f"-Djdk.xml.xpath{name}=0" for name in ("TotalOpLimit", "ExprOpLimit", "ExprGrpLimit")]
    main = "com.pixelmed.validate.DicomSRValidator"
    _, text = run("java", *limits, "-cp", PIXELMED, main, folder / "report.sr.dcm")
    yield from unexplained("pixelmed", text)
    if "Exception" in text or not text.strip():
        yield f"it did not run: {text.strip()[:200]}"


def poppler(folder: Path) -> Iterator[str]:
    for name in ("report.pdf", "handout.pdf"):
        _, fonts = run("pdffonts", folder / name)
        lines = [line.split() for line in fonts.splitlines()[2:] if line.strip()]
        if not lines or any(line[-5] != "yes" for line in lines):
            yield f"{name}: a font is not embedded"
    _, text = run("pdftotext", folder / "report.pdf", "-")
    if folder.name.endswith("zh-TW"):
        yield from (f"{word} is not found" for word in ("大轉子", "臀中肌") if word not in text)
    _, info = run("pdfinfo", folder / "report.pdf")
    if not re.search(r"Tagged:\s+yes", info):
        yield "the PDF is not tagged"


def fhir_resources(folder: Path) -> Iterator[str]:
    from fhir.resources.R4B.bundle import Bundle

    try:
        Bundle.model_validate_json((folder / "report.fhir.json").read_bytes())
    except ValueError as error:
        yield str(error)[:500]


def fhir_npm(folder: Path) -> Iterator[str]:
    code, text = run("node", "-e", _NODE, NODE, folder / "report.fhir.json")
    yield from ([line for line in text.splitlines() if line.strip()] or ["it said nothing"]) if code else []


_NODE = """
const { Fhir } = require(process.argv[1] + '/node_modules/fhir');
const found = new Fhir().validate(JSON.parse(require('fs').readFileSync(process.argv[2])));
const known = m => m.severity === 'info' || /^Code .* not found in value set$/.test(m.message);
const told = found.messages.filter(m => !known(m));
told.forEach(m => console.log(m.severity, m.location, m.message));
process.exit(found.valid && told.length === 0 ? 0 : 1);
"""
"""Codes of LOINC, SNOMED, HTEST, RUS and our own are not in the value sets that the package brings."""

NODE = Path(os.environ.get("SONOSTEP_NODE", "node"))
"""Folder into which `npm install --prefix` put the package `fhir`."""


def seal(folder: Path) -> Iterator[str]:
    from sonostep.reporting import files_of, verify

    yield from (p.code for p in verify(files_of(folder)).problems(folder.name))


def _has_fhir() -> bool:
    try:
        import fhir.resources  # noqa: F401
    except ImportError:
        return False
    return True


CHECKS: dict[str, tuple[bool, Callable[[Path], Iterator[str]]]] = {
    "dciodvfy": (shutil.which("dciodvfy") is not None, dciodvfy),
    "dsrdump": (Path("/usr/bin/dsrdump").exists(), dsrdump),
    "dcmpschk": (Path("/usr/bin/dcmpschk").exists(), dcmpschk),
    "pixelmed": (PIXELMED.exists() and shutil.which("java") is not None, pixelmed),
    "poppler": (shutil.which("pdftotext") is not None, poppler),
    "fhir.resources": (_has_fhir(), fhir_resources),
    "fhir (npm)": ((NODE / "node_modules" / "fhir").is_dir(), fhir_npm),
    "seal": (True, seal),
}


FINAL_ONLY = ("pixelmed", "seal")
"""A draft has no seal; and its structured report is a minute's work for the same content."""


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a program for the terminal


def _final(folder: Path) -> bool:
    return folder.name.startswith("final")


def tell(name: str, check: Callable[[Path], Iterator[str]], folder: Path) -> int:
    """Run one program on one folder and say what it found; return how much."""
    found = list(check(folder))
    say(f"{name} {folder.name}: {f'{len(found)} remarks' if found else 'passed'}")
    for line in found[:8]:
        say(f"  {line}")
    return len(found)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check our exports with programs that we did not write.")
    parser.add_argument("--require-all", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        base = options.keep or Path(temporary)
        base.mkdir(parents=True, exist_ok=True)
        folders = make(base)
        for name, (here, check) in CHECKS.items():
            if here:
                failed += sum(tell(name, check, f) for f in folders if name not in FINAL_ONLY or _final(f))
            else:
                say(f"{name}: not here, not run")
                failed += options.require_all
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
