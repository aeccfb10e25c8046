"""Import a DICOM structured report: whether a file is one, what it holds, and what of it an exam takes in."""

import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.exam import Exam

if TYPE_CHECKING:
    from sonostep.core.annotation import Annotation
    from sonostep.core.clip import Clip
    from sonostep.core.edits import Together
    from sonostep.reporting.sr.import_exam import Extent
    from sonostep.reporting.sr.report import ReadReport as ReadReport


def is_report(clip: "Clip") -> bool:
    """Whether a file that shows no picture is a DICOM structured report."""
    kinds = [p.mapping.get("kind", "") for p in clip.problems if p.code == "imaging.no_pixels"]
    return any(kind.endswith("SR Storage") for kind in kinds) and Path(clip.path).is_file()


def read_report(path: Path) -> "ReadReport":
    """Read a structured report, ours or another program's.

    Raises:
        ProblemError: why it cannot be read.
    """
    from sonostep.reporting.sr.read import read_sr

    return read_sr(path)


def entries_for(report: "ReadReport", exam: Exam) -> "Together":
    """Return what an exam lacks of a report, as one edit; it is empty where it lacks nothing."""
    from sonostep.reporting.sr.import_exam import taking

    return taking(report, exam)


def unframed_entries(report: "ReadReport", exam: Exam) -> "tuple[Annotation, ...]":
    """Return the shapes of a report that name a clip of several frames and no frame; a person says which."""
    from sonostep.reporting.sr.import_exam import unframed

    known = {a.id for a in exam.annotations}
    return tuple(a for a in unframed(report, _clips(exam)) if a.id not in known)


def left_out(report: "ReadReport", exam: Exam) -> dict[str, int]:
    """Return how much of another program's report is not taken, by reason; nothing of our own."""
    from sonostep.reporting.sr.import_exam import not_taken

    if report.ours:
        return {}
    return {reason.value: count for reason, count in not_taken(report, _clips(exam)).items()}


def _clips(exam: Exam) -> "dict[str, Extent]":
    from sonostep.reporting.sr.import_exam import Extent

    return {c.id: Extent.of(c) for c in exam.clips}


def exam_of(report: "ReadReport") -> Exam:
    """Return a new exam with all that one of our own reports tells."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    exam = Exam(str(uuid.uuid4()), now, report.patient)
    return entries_for(report, exam).apply(exam)
