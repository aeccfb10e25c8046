"""Write docs/files.md: which decoder serves which transfer syntax, and what became of each file we tried.

    python docs/make_files.py

A test compares the file with what this makes, so the tables stay true.
"""

import sys
from pathlib import Path

import pydicom

from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging import open_source
from sonostep.imaging.dicom.decoders import TABLE, Family
from sonostep.imaging.folder_scan import read_job
from sonostep.imaging.worker.jobs import Job
from sonostep.messages import sentence

PYDICOM = Path(pydicom.__file__).parent / "data"
DOCUMENT = Path(__file__).with_name("files.md")

_INTRODUCTION = """# What opens

This page is written by `docs/make_files.py`; a test keeps it true.

DICOM (Part 10 with or without preamble, DICOMDIR, zip), video (mp4, mov, avi, mkv, webm, wmv, mpg, ts, raw
H.264, HEVC, MPEG-2), stills (jpg, png, webp, bmp, tif) and folders of numbered stills. What cannot be read
stays in the list with its reason.

## Transfer syntaxes and their decoders

| Transfer syntax | UID | Decoder and why |
|---|---|---|
"""


def pydicom_files() -> list[Path]:
    """Every data file in pydicom's wheel."""
    skipped = (".py", ".pyc", ".json", ".txt", ".md")
    return sorted(p for p in PYDICOM.rglob("*") if p.is_file() and p.suffix not in skipped)


def outcome(path: Path) -> tuple[bool, str]:
    """Whether the first frame of a file can be shown, and what is said of it."""
    clip = read_job(Job(str(path), asked=True))
    assert clip is not None
    if not clip.readable:
        return False, said(clip.problems[0])
    try:
        with open_source(clip) as source:
            source.frame(1)
    except ProblemError as error:
        return False, said(error.problem)
    notes = " ".join(said(problem) for problem in clip.problems)
    size = f"{clip.frames} x {clip.scale.columns} x {clip.scale.rows}, {clip.study.codec or 'video'}"
    return True, f"{size}. {notes}".strip()


def said(problem: Problem) -> str:
    """The sentence, as a table cell."""
    return sentence(problem, "en").replace("|", "\\|")


def syntax_rows() -> list[str]:
    """The decoder table."""
    return [
        f"| {row.name} | {uid} | {'refused: ' if row.family is Family.REFUSED else ''}{row.why} |"
        for uid, row in TABLE.items()
    ]


def file_rows(paths: list[Path], root: Path) -> list[str]:
    """One row per file."""
    rows = []
    for path in paths:
        opened, words = outcome(path)
        rows.append(
            f"| {path.relative_to(root).as_posix()} | {'opened' if opened else 'refused'} | {words} |"
        )
    return rows


def document() -> str:
    """The whole page."""
    rows = file_rows(pydicom_files(), PYDICOM)
    opened = sum("| opened |" in row for row in rows)
    head = f"\n## The {len(rows)} files in pydicom {pydicom.__version__}\n\n"
    head += f"{opened} opened, {len(rows) - opened} refused. Frames x columns x rows.\n\n"
    head += "| File | | What is said |\n|---|---|---|\n"
    return _INTRODUCTION + "\n".join(syntax_rows()) + "\n" + head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    sys.exit(0)
