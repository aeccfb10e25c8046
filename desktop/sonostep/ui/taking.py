"""What has to be known before a clip is taken in: a new exam, or whose clip it is."""

import uuid
from datetime import datetime

from sonostep.core.clip import Clip
from sonostep.core.exam import Exam
from sonostep.core.identity_checks import differs, stated


def new_exam(clip: Clip) -> Exam:
    """Return a new exam of the clip's patient."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return Exam(str(uuid.uuid4()), now, clip.patient)


def in_question(exam: Exam, clip: Clip) -> bool:
    """Whether it has to be said that a clip is of the exam's patient: its file names another, or none.

    A clip that is part of the exam was asked for; one that cannot be read is told, and shows nobody.
    """
    if not clip.readable or any(c.id == clip.id for c in exam.clips):
        return False
    if not stated(exam.patient):
        return False
    return not stated(clip.patient) or differs(clip.patient, exam.patient)
