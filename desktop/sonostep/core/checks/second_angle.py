"""Anisotropy: an appearance that one angle can feign needs a second one."""

from sonostep.core.clip import FrameRef
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingState
from sonostep.core.protocol import Question


def linked_frames(finding: Finding, exam: Exam) -> tuple[FrameRef, ...]:
    """Return the frames that show a finding: those linked, and those of the shapes linked."""
    shapes = (a.frame for a in exam.annotations if a.id in finding.annotations)
    return tuple(dict.fromkeys((*finding.frames, *shapes)))


def settled_state(finding: Finding, question: Question, exam: Exam) -> FindingState:
    """Return a finding's state, indeterminate while it needs a second angle that is not linked.

    A dark tendon at one angle may be anisotropy (docs/adr/0029; the ESSR technique asks to tilt the probe).
    """
    present = finding.state is FindingState.PRESENT
    if present and question.second_angle and len(linked_frames(finding, exam)) < 2:
        return FindingState.INDETERMINATE
    return finding.state
