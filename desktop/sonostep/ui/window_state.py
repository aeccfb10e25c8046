"""What the open exam shows in the window itself: the armed tool, undo and redo, the lock, and the title."""

from sonostep import messages
from sonostep.core.exam import Exam, ExamState
from sonostep.core.text import Language
from sonostep.ui import wording
from sonostep.ui.actions import TOOL_ACTIONS
from sonostep.ui.language import translate
from sonostep.ui.reading import lock
from sonostep.ui.window_parts import PartsOfWindow


def show_tool(window: PartsOfWindow) -> None:
    """Check the action of the armed tool, and whether edges are suggested."""
    armed = window.session.view.tool if window.has_exam else ""
    for tool, id_ in TOOL_ACTIONS.items():
        window.actions_[id_].setCheckable(True)
        window.actions_[id_].setChecked(tool == armed)
    window.actions_["assist"].setCheckable(True)
    window.actions_["assist"].setChecked(window.has_exam and window.viewer.assists)


def show_history(window: PartsOfWindow, language: Language) -> None:
    """Name what undo and redo would do, lock what a read-only exam does not allow, and name the exam."""
    session, actions = window.session, window.actions_
    history = session.history
    undo, redo = (_edit_name(n, language) for n in (history.undo_name, history.redo_name))
    actions.retranslate(undo, redo)
    actions["undo"].setEnabled(history.undo_name is not None)
    actions["redo"].setEnabled(history.redo_name is not None)
    show_tool(window)
    lock(actions, session.exam.state is ExamState.DRAFT and session.read_only is None)
    window.setWindowTitle(title(session.exam))


def _edit_name(name: str | None, language: Language) -> str | None:
    return messages.text(f"edit.{name}", language) if name else None


def title(exam: Exam) -> str:
    """Return the window's title: the patient, the side if it is known, and the program."""
    who = exam.patient.name.replace("^", " ").strip() or translate("Window", "No patient attached")
    parts = [who, wording.side(exam.side)] if exam.side else [who]
    return "  ·  ".join([*parts, "SonoStep"])
