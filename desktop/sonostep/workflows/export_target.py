"""Where a report is exported to: a folder for each exam and version, and never over another exam's files.

File names of a report are fixed: in a folder that holds another exam's report they would mix two patients, or
replace what was sealed. Both are refused before anything is rendered.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import user_documents_dir

from sonostep.core.exam import Exam
from sonostep.core.finalise import EXAM_FILE, SEAL_FILE
from sonostep.core.problem import Problem, ProblemError

MARK_FILE: Final = ".sonostep-export.json"
"""Names the exam of an export that has no exam file beside it."""

_MOST_BYTES: Final = 64 * 1024 * 1024
"""An exam file larger than this is not read to learn whose it is; the folder is then another's."""


_REPORT_NAMES: Final = frozenset(
    (
        "report.pdf", "report.sr.dcm", "report.html", "report.fhir.json", "report.pdf.dcm", "key-objects.dcm",
        "measurements.csv", "findings.csv", "differential.csv", "handout.pdf",
    )
)  # fmt: skip
"""By these a folder is known to hold a report, though nothing in it says whose."""

_NUMBERED: Final = re.compile(r"(?:key-image|presentation|clip)-[0-9]{2,}\.dcm")
"""Files of a report of which there are as many as there are pictures and clips."""


@dataclass(frozen=True, slots=True)
class Occupant:
    """The report that lies in an export folder or zip already: whose it is.

    Attributes:
        exam: the id of the exam; empty where it cannot be told.
        sealed: whether it is a sealed, final report, which nothing replaces.
    """

    exam: str
    sealed: bool


def export_folder(exam: Exam, base: Path) -> Path:
    """Return the folder of an exam's report below ``base``: date, patient id, short exam id, version.

    The patient's name is not part of it: paths are seen and logged where reports are not.
    """
    from sonostep.reporting.sealing.zip_archive import safe_name

    when = exam.created[:10] or "undated"
    parts = [when, exam.patient.id.strip(), exam.id[:8], f"v{exam.version}" if exam.version > 1 else ""]
    mark = ["SYNTHETIC"] if exam.synthetic else []
    return base / safe_name("_".join([*mark, *(p for p in parts if p)]), 100)


def default_base() -> Path:
    """Return the folder below which each exam gets its own: as chosen last, else in the user's documents."""
    from sonostep.settings import load_settings

    chosen = load_settings()[0].export_folder
    return Path(chosen) if chosen else Path(user_documents_dir()) / "SonoStep"


def free_folder(out: Path) -> Path:
    """Return a folder beside one that is taken, and in no sealed one: its name and the first free number."""
    sealed = [folder for folder in out.parents if (folder / SEAL_FILE).is_file()]
    out, number = sealed[-1] if sealed else out, 2
    while (made := out.with_name(f"{out.stem}-{number}{out.suffix}")).exists():
        number += 1
    return made


def refusal(exam: Exam, out: Path, names: Iterable[str], *, seal: bytes | None = None) -> Problem | None:
    """Return why a report cannot be written to a place, or None."""
    try:
        check_target(exam, out, names, seal=seal)
    except ProblemError as error:
        return error.problem
    return None


def occupant(out: Path, names: Iterable[str]) -> Occupant | None:
    """Return whose report lies where one is to be written; None where there is none.

    Args:
        out: a folder, or a file whose name ends in ``.zip``.
        names: the files that are to be written; one that is there already and that nothing explains is
            somebody else's.
    """
    inside = _zip_member if out.suffix.lower() == ".zip" else _folder_file
    if not out.exists():
        return None
    sealed = inside(out, SEAL_FILE) is not None
    for name in (EXAM_FILE, MARK_FILE):
        data = inside(out, name)
        if data is not None:
            return Occupant(_exam_of(data), sealed)
    if sealed:
        return Occupant("", sealed=True)
    taken = out.suffix.lower() == ".zip" or any((out / name).exists() for name in {*names, *_REPORT_NAMES})
    return Occupant("", sealed=False) if taken else None


def check_target(
    exam: Exam, out: Path, names: Iterable[str], *, replace: bool = False, seal: bytes | None = None
) -> None:
    """Refuse a place that holds another exam's report.

    Args:
        replace: whether a person said that what is there may be replaced; a sealed report never is.
        seal: the seal file that is to be written; the same sealed report may be written again.

    Raises:
        ProblemError: ``export.sealed_there``, ``export.draft_there``, ``export.other_exam``.
    """
    refuse_in_sealed(out)
    there = occupant(out, names)
    if there is None:
        return
    if there.sealed and (seal is None or seal != _seal(out)):
        raise ProblemError.of("export.sealed_there", folder=out)
    if there.sealed:
        return
    if seal is not None and there.exam == exam.id and out.is_dir():
        # a draft's files beside those that are sealed would be told as added
        raise ProblemError.of("export.draft_there", folder=out)
    if there.exam != exam.id and not replace:
        raise ProblemError.of("export.other_exam", folder=out)


def refuse_in_sealed(path: Path) -> None:
    """Refuse a place inside the folder of a sealed report: what is added there breaks its seal.

    Raises:
        ProblemError: ``export.sealed_there``.
    """
    for folder in path.resolve().parents:
        if (folder / SEAL_FILE).is_file():
            raise ProblemError.of("export.sealed_there", folder=folder)


def may_be_replaced(problem: Problem) -> bool:
    """Whether a person may answer that what is there is to be replaced."""
    return problem.code == "export.other_exam"


def marked(exam: Exam, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an export with a mark of its exam, where no exam file among them says it."""
    if EXAM_FILE in files:
        return dict(files)
    return {**files, MARK_FILE: json.dumps({"exam": exam.id}).encode()}


def of_another(exam: Exam, out: Path) -> tuple[str, ...]:
    """Return the names of another exam's report in a folder: they leave it when that report is replaced.

    Left beside the new files they would mix two patients, and say of the new report that it is the other's.
    Empty where the folder holds nothing, this exam's report, or what nothing says to be a report of ours.
    """
    there = occupant(out, ())
    if there is None or not there.exam or there.exam == exam.id or not out.is_dir():
        return ()
    ours = {*_REPORT_NAMES, EXAM_FILE, MARK_FILE}
    names = (p.name for p in out.iterdir() if p.is_file())
    return tuple(sorted(n for n in names if n in ours or _NUMBERED.fullmatch(n)))


def superseded(out: Path, prefixes: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    """Return the numbered files of an earlier export in a folder that this one does not write again.

    Of pictures and clips there are as many files as the exam had; left beside the new ones they would show a
    picture that has been taken out of the report since.

    Args:
        prefixes: how the names of the formats begin that are written now.
        names: of the files that are written.
    """
    if not prefixes or not out.is_dir():
        return ()
    there = (p.name for p in out.iterdir() if p.is_file() and _NUMBERED.fullmatch(p.name))
    return tuple(sorted(n for n in there if n.startswith(prefixes) and n not in set(names)))


def _seal(out: Path) -> bytes | None:
    return (_zip_member if out.suffix.lower() == ".zip" else _folder_file)(out, SEAL_FILE)


def _folder_file(folder: Path, name: str) -> bytes | None:
    path = folder / name
    try:
        if not path.is_file():
            return None
        return path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError:
        return b""


def _zip_member(path: Path, name: str) -> bytes | None:
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo(name)
            return archive.read(entry) if entry.file_size <= _MOST_BYTES else b""
    except KeyError:
        return None
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError):
        # no zip, or one that cannot be read: whose it is cannot be told
        return None if name == SEAL_FILE else b""


def _exam_of(data: bytes) -> str:
    """The id in an exam file or a mark; empty where it cannot be read."""
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    exam = plain.get("exam") if isinstance(plain, dict) else None
    id_ = exam.get("id") if isinstance(exam, dict) else exam
    return id_ if isinstance(id_, str) else ""
