"""The clearance of a stop-level red flag: a finding of its own, so that it is journalled and printed.

The flag itself stays present. A clearance names reason, physician and time; without all three it lifts
nothing.
"""

from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, FindingState

CLEARANCE = "red_flag_clearance"


def clearance(flag: str, reason: str, physician: str, time: str) -> Finding:
    """Return the finding that clears a flag.

    Raises:
        ValueError: when reason, physician or time is empty or holds the separator.
    """
    parts = tuple(p.strip() for p in (reason, physician, time))
    if not all(parts) or any("|" in p for p in parts):
        raise ValueError("a clearance names reason, physician and time")
    return Finding(FindingKey(CLEARANCE, None, flag), FindingState.PRESENT, note=" | ".join(parts))


def clearance_of(exam: Exam, flag: str) -> str:
    """Return "reason | physician | time" of a flag's clearance, empty where it has no complete one."""
    finding = exam.finding(FindingKey(CLEARANCE, None, flag))
    parts = [p.strip() for p in finding.note.split("|")]
    complete = len(parts) == 3 and all(parts)
    return finding.note if finding.state is FindingState.PRESENT and complete else ""
