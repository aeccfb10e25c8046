"""What was done about a safety rule that stands: a finding of its own, so it is journalled and printed.

A response lifts nothing from a red flag. It lets the exam be signed, and a needle go ahead, with the reason
on the report's first page. Reason, physician and time are all named, or it answers nothing.
"""

from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, signed_finding, signed_note

RESPONSE = "safety_response"
"""Id of the question in the vocabulary; its site is the rule's id."""


def response(rule: str, done: str, physician: str, time: str) -> Finding:
    """Return the finding that says what was done.

    Raises:
        ValueError: when what was done, physician or time is empty or holds the separator.
    """
    return signed_finding(FindingKey(RESPONSE, None, rule), done, physician, time)


def response_to(exam: Exam, rule: str) -> str:
    """Return "what was done | physician | time", empty where there is no complete response."""
    return signed_note(exam.finding(FindingKey(RESPONSE, None, rule)))
