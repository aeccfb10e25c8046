"""What is asked before it is done; the question waits in a line and stops nothing."""

from sonostep.core.clip import Clip, Patient
from sonostep.core.finding import Side
from sonostep.core.identity_checks import stated
from sonostep.ui import wording
from sonostep.ui.language import translate
from sonostep.ui.notices import Notices, QuestionLine


def ask_side(notices: Notices, now: Side | None, side: Side) -> QuestionLine:
    """Ask whether another side is to be examined."""
    text = translate("Window", "Change the examined side from {old} to {new}? What is recorded stays.")
    asked = text.format(old=wording.side(now) if now else "", new=wording.side(side))
    return notices.ask(asked, translate("Window", "Change the side"), translate("Window", "Keep it"))


def ask_mismatch(notices: Notices, clip: Clip, patient: Patient) -> QuestionLine:
    """Ask whether a clip of another patient, or of none, is to be added, naming whom there is to name."""
    text = translate("Window", "The clip {clip} names {its}, the exam {mine}. Add it to this exam?")
    if not stated(clip.patient):
        text = translate("Window", "The clip {clip} names no patient. Is it of {mine}, as the exam is?")
    asked = text.format(clip=clip.label, its=_named(clip.patient), mine=_named(patient))
    return notices.ask_alike(asked, translate("Window", "Add it"), translate("Window", "Leave it out"))


def _named(patient: Patient) -> str:
    return " ".join(t for t in (patient.name.replace("^", " ").strip(), patient.id) if t)
