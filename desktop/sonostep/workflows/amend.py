"""Amend a final exam: a new draft that names the one before it and its structured report."""

import uuid
from collections.abc import Mapping
from pathlib import Path

from sonostep.core.exam import Exam
from sonostep.core.finalise import EXAM_FILE, amend
from sonostep.core.problem import ProblemError
from sonostep.workflows.report_export import sealed_file


def amendment(exam: Exam, reason: str) -> Exam:
    """Return the draft that follows a final exam of ours; its frozen report is looked for in our folder.

    Raises:
        ProblemError: ``amend.not_final``, ``amend.no_reason``, or why the frozen report cannot be read.
    """
    from sonostep.reporting import files_of

    path = sealed_file(exam)
    return _amended(exam, reason, files_of(path) if path is not None else {})


def amendment_of(path: Path, reason: str) -> Exam:
    """Return the draft that follows the final exam in sealed files, a folder or a zip.

    Raises:
        ProblemError: why the files cannot be read, that they are altered, or as ``amendment``.
    """
    from sonostep.reporting import files_of, verify
    from sonostep.storage import exam_from_json

    files = files_of(path)
    for problem in verify(files).problems(path.name or str(path)):
        raise ProblemError(problem)
    return _amended(exam_from_json(files[EXAM_FILE]), reason, files)


def _amended(exam: Exam, reason: str, files: Mapping[str, bytes]) -> Exam:
    from sonostep.reporting import report_reference

    study, series, instance = report_reference(files)
    return amend(exam, str(uuid.uuid4()), reason, study_uid=study, series_uid=series, instance_uid=instance)
