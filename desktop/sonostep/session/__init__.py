"""The one mutable object: the exam being worked on, its history, and where the person is looking."""

from sonostep.session.pane import PaneSession
from sonostep.session.session import Journal, NoJournal, Session
from sonostep.session.view import ViewChange, ViewState

__all__ = ["Journal", "NoJournal", "PaneSession", "Session", "ViewChange", "ViewState"]
