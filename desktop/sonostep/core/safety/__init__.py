"""A recorded danger always acts: safety rules as data, and what of them holds in an exam."""

from sonostep.core.safety.assess import SafetyNotice, assess, held_back, stops
from sonostep.core.safety.response import RESPONSE, response, response_to
from sonostep.core.safety.rule import Hold, SafetyKind, SafetyLevel, SafetyRule

__all__ = [
    "RESPONSE",
    "Hold",
    "SafetyKind",
    "SafetyLevel",
    "SafetyNotice",
    "SafetyRule",
    "assess",
    "held_back",
    "response",
    "response_to",
    "stops",
]
