"""The one mutable object: the exam being worked on, its history, and where the person is looking."""

from sonostep.session.pane import PaneSession
from sonostep.session.session import EXAM_BUT_SHAPES, Journal, NoJournal, Session
from sonostep.session.view import ViewChange, ViewingState

__all__ = [
    "EXAM_BUT_SHAPES", "Journal", "NoJournal", "PaneSession", "Session", "ViewChange", "ViewingState",
]  # fmt: skip
