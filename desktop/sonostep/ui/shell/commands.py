"""Commands of the main window: what its actions do beyond one of its parts, and what is asked first."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from shiboken6 import isValid

from sonostep.ui.kit.i18n import translate

if TYPE_CHECKING:
    # Not for the start page.
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from sonostep.core.clip import Clip, Patient
    from sonostep.core.exam import Exam
    from sonostep.core.finding import Side
    from sonostep.ui.shell.main_window import MainWindow
    from sonostep.ui.shell.notifications import StayingLine
    from sonostep.workflows.exam_files import ExamFiles


def _within(area: "QWidget", widget: "QWidget") -> bool:
    return area is widget or area.isAncestorOf(widget)


def _go_with(line: "StayingLine", exam: str, _: "Path", saved: str) -> None:
    """What was said of an exam goes once it is saved."""
    if saved == exam and isValid(line):
        line.go()


def _first_to_reach(area: "QWidget") -> "QWidget | None":
    """What Tab would come to first in an area; the area itself where it takes the keys."""
    from PySide6.QtWidgets import QWidget

    inside = (area, *area.findChildren(QWidget))
    reached = (
        w for w in inside if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled() and w.isVisible()
    )
    return next(reached, None)


class WindowCommands:
    """One method for each action that names it in ``actions.ACTIONS``, and the questions of the exam."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    # dialogs

    def show_deidentify(self) -> None:
        """Let copies without names leave: of the open exam's clips, or of files that are chosen there."""
        from sonostep.ui.dialogs.deidentify.dialog import DeidentifyDialog

        window = self._window
        if window.loader is not None:
            clips = window.session.clips if window.has_exam else ()
            DeidentifyDialog(clips, window.loader, window.background, window.language, window).show()

    def show_palette(self) -> None:
        """Find a command by typing."""
        from sonostep.ui.dialogs.command_palette import Palette

        Palette(self._window.actions_, self._window).show()

    def show_key_map(self) -> None:
        """Show all keys."""
        from sonostep.ui.dialogs.key_map import KeyMap

        KeyMap(self._window.actions_, self._window).show()

    def show_clip_details(self) -> None:
        """Show what the file of the clip in view says, or of the clip that is chosen in the list."""
        from sonostep.ui.dialogs.clip_details import ClipDetails

        window = self._window
        browser = window.exam_view.browser
        wanted = browser.chosen() if browser.hasFocus() else window.session.view.clip
        shown = next((c for c in window.session.clips if c.id == wanted), None)
        if shown is None:
            window.notices.hint(translate("Window", "Open a clip first: it is what is told about."))
        else:
            ClipDetails(shown, window.language, window).show()

    def show_about(self) -> None:
        """Say what this is."""
        from sonostep import __version__

        text = translate("Window", "SonoStep {version}: a companion for musculoskeletal ultrasound.")
        self._window.notices.hint(text.format(version=__version__))

    def full_screen(self) -> None:
        """Give the whole screen to the picture and its controls, or the window its frame back."""
        window = self._window
        if window.isFullScreen():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
        else:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
            text = translate("Window", "Full screen. {keys} brings the window back.")
            window.notices.hint(text.format(keys=window.actions_.keys_of("full_screen")))

    # the keyboard

    def next_area(self, by: int) -> None:
        """Give the keys to the next area of the window (1) or the one before (-1), from where they are."""
        areas = [area for area in self._areas() if area.isVisible()]
        held = self._window.focusWidget()
        here = next((n for n, a in enumerate(areas) if held is not None and _within(a, held)), -by)
        for distance in range(1, len(areas) + 1):
            target = _first_to_reach(areas[(here + by * distance) % len(areas)])
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _areas(self) -> "list[QWidget]":
        """Header, clips, tools, picture, transport and panels, in the order in which they are read."""
        window = self._window
        if not window.has_exam or window.stack.currentWidget() is window.start:
            return [window.bar, window.start]
        view = window.exam_view
        pane = view.viewer.active
        return [window.bar, window.tools, view.left, pane.canvas, pane.controls, view.tabs]

    # the open exam

    def show_pages(self) -> None:
        """Show the report's pages as they will be exported."""
        if self._window.controller is not None:
            self._window.exam_view.report.open_pages()

    def show_export(self) -> None:
        """Bring the report and its export to the front."""
        self._window.exam_view.show_panel("report")
        self._window.exam_view.report.show_export()

    def next_step(self) -> None:
        """Go to the next step."""
        if self._window.controller is not None:
            self._window.controller.move(1)

    def previous_step(self) -> None:
        """Go to the step before."""
        if self._window.controller is not None:
            self._window.controller.move(-1)

    def choose_side(self, side: str) -> None:
        """Examine a side; a change is confirmed."""
        from sonostep.core.finding import Side

        if self._window.controller is not None:
            self._window.controller.choose_side(Side(side))

    # asked before it is done; the question waits in a line and stops nothing

    def ask_side(self, side: "Side") -> None:
        """Ask whether another side is to be examined."""
        from sonostep.ui.kit import formatting as wording

        window = self._window
        if window.controller is None:
            return
        now = window.session.exam.side
        text = translate("Window", "Change the examined side from {old} to {new}? What is recorded stays.")
        asked = text.format(old=wording.side(now) if now else "", new=wording.side(side))
        yes, no = translate("Window", "Change the side"), translate("Window", "Keep it")
        window.notices.ask(asked, yes, no).accepted.connect(partial(window.controller.set_side, side))

    def ask_mismatch(self, clip: "Clip", patient: "Patient") -> None:
        """Ask whether a clip of another patient, or of none, is to be added, naming whom there is to name."""
        from sonostep.core.checks.identity import stated
        from sonostep.ui.kit.formatting import patient_name

        text = translate("Window", "The clip {clip} names {its}, the exam {mine}. Add it to this exam?")
        if not stated(clip.patient):
            text = translate("Window", "The clip {clip} names no patient. Is it of {mine}, as the exam is?")
        elif not stated(patient):
            text = translate("Window", "The clip {clip} is of {its}; the exam names nobody. Is it of {its}?")
        asked = text.format(clip=clip.label, its=patient_name(clip.patient), mine=patient_name(patient))
        yes, no = translate("Window", "Add it"), translate("Window", "Leave it out")
        line = self._window.notices.ask_alike(asked, yes, no)
        line.accepted.connect(partial(self._window.opening.exams.add_confirmed, clip, patient))

    def ask_others(self, files: "ExamFiles") -> None:
        """Name the exam files that came with the one that is shown; each may take its place."""
        from sonostep.ui.kit.formatting import patient_name

        opening, notices = self._window.opening, self._window.notices
        text = translate(
            "Window",
            "{file} is the exam of {its} and was not opened: one exam is open at a time. Open it now?",
        )
        for path, exam in files:
            nobody = translate("Window", "a patient who is not named")
            asked = text.format(file=path.name, its=patient_name(exam.patient) or nobody)
            yes, no = translate("Window", "Open it"), translate("Window", "Do not open")
            notices.ask_then(
                asked, yes, no, partial(opening.open_other, path, exam), partial(opening.leave_other, path)
            )

    def tell_saved(self, path: "Path", _: str) -> None:
        """Say where the exam was written to."""
        text = translate("Window", "The exam as it is now was written to {file}, in {folder}.")
        self._window.notices.hint(text.format(file=path.name, folder=path.parent))

    def rescue(self, exam: "Exam") -> None:
        """Say until it is done that an exam that was left is not on the disk as it was, and offer a file."""
        from sonostep.core.problem import Problem
        from sonostep.ui.kit.file_dialogs import choose_target
        from sonostep.ui.kit.formatting import patient_name

        window = self._window
        who = patient_name(exam.patient) or exam.id[:8]
        text = translate("Window", "Save as a file…")
        line = window.notices.stay(Problem.of("exam.not_kept", who=who), text)
        line.close_.show()
        line.again.connect(partial(choose_target, window, partial(window.opening.write_exam, exam)))
        window.opening.saved.connect(partial(_go_with, line, exam.id))

    def ask_close(self) -> None:
        """Ask whether the window is to be closed though the last changes are not on the disk."""
        window = self._window
        text = translate("Window", "The last changes of this exam are not on the disk. Close all the same?")
        yes, no = translate("Window", "Close, and lose them"), translate("Window", "Keep it open")
        if all(line.text.text() != text for line in window.notices.questions):
            window.notices.ask(text, yes, no).accepted.connect(window.close_all_the_same)
