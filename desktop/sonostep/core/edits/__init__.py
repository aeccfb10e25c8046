"""Edits: every change that can be made to an exam, each a small value with a name.

``apply`` returns a new exam that shares all it did not touch with the old one. Undo is the earlier
value, so no edit knows its inverse. An edit that does not fit the exam raises ``ProblemError``.
"""

from sonostep.core.edits.answers import (
    PauseFinding,
    PutComplaint,
    PutFinding,
    RemoveComplaint,
)
from sonostep.core.edits.base import (
    Edit,
    Together,
    apply_all,
    clip_of,
    draft,
    drop,
    put,
)
from sonostep.core.edits.clips import (
    AddClips,
    CalibrateClip,
    ConfirmClip,
)
from sonostep.core.edits.key_images import (
    CaptionKeyImage,
    MoveKeyImage,
    PutKeyImage,
    RemoveKeyImage,
)
from sonostep.core.edits.shapes import (
    MoveInOrder,
    PutAnnotation,
    RemoveAnnotation,
)
from sonostep.core.edits.views import (
    AddExtraView,
    PutView,
    RemoveExtraView,
)
from sonostep.core.edits.visit import (
    AwaitSignature,
    InsertStep,
    PutStructureText,
    ReadNameAs,
    ReportField,
    SetPatient,
    SetPeople,
    SetPredecessor,
    SetReportField,
    SetSetting,
    SetSide,
    SetWords,
    UseProtocol,
)

__all__ = [
    "AddClips",
    "AddExtraView",
    "AwaitSignature",
    "CalibrateClip",
    "CaptionKeyImage",
    "ConfirmClip",
    "Edit",
    "InsertStep",
    "MoveInOrder",
    "MoveKeyImage",
    "PauseFinding",
    "PutAnnotation",
    "PutComplaint",
    "PutFinding",
    "PutKeyImage",
    "PutStructureText",
    "PutView",
    "ReadNameAs",
    "RemoveAnnotation",
    "RemoveComplaint",
    "RemoveExtraView",
    "RemoveKeyImage",
    "ReportField",
    "SetPatient",
    "SetPeople",
    "SetPredecessor",
    "SetReportField",
    "SetSetting",
    "SetSide",
    "SetWords",
    "Together",
    "UseProtocol",
    "apply_all",
    "clip_of",
    "draft",
    "drop",
    "put",
]
