"""Edits: every change that can be made to an exam, each a small value with a name.

``apply`` returns a new exam that shares all it did not touch with the old one. Undo is the earlier
value, so no edit knows its inverse. An edit that does not fit the exam raises ``ProblemError``.
"""

from sonostep.core.edits.answers import PauseFinding, PutComplaint, PutFinding, RemoveComplaint
from sonostep.core.edits.base import Edit, Together, apply_all, draft, drop, put
from sonostep.core.edits.pictures import (
    AddClips,
    CalibrateClip,
    PutAnnotation,
    PutKeyImage,
    PutView,
    RemoveAnnotation,
    RemoveKeyImage,
)
from sonostep.core.edits.visit import (
    AwaitSignature,
    SetPatient,
    SetPeople,
    SetPredecessor,
    SetSetting,
    SetSide,
    SetWords,
    UseProtocol,
)

__all__ = [
    "AddClips",
    "AwaitSignature",
    "CalibrateClip",
    "Edit",
    "PauseFinding",
    "PutAnnotation",
    "PutComplaint",
    "PutFinding",
    "PutKeyImage",
    "PutView",
    "RemoveAnnotation",
    "RemoveComplaint",
    "RemoveKeyImage",
    "SetPatient",
    "SetPeople",
    "SetPredecessor",
    "SetSetting",
    "SetSide",
    "SetWords",
    "Together",
    "UseProtocol",
    "apply_all",
    "draft",
    "drop",
    "put",
]
