"""The program under a real X server, for the tests beside this file: says on stdout what reached it.

    python child.py keys     every action only says its name
    python child.py pedal    the real program with a protocol open says what changed
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from sonostep import app as app_module
from sonostep.app import Program
from sonostep.core.edits import PutComplaint
from sonostep.core.finding import Complaint, Side
from sonostep.ui import actions
from sonostep.ui.progress import progress
from ui.shell.conftest import FakeLoader, make_clip


def say(*words: object) -> None:
    """Say a line at once."""
    sys.stdout.write(" ".join(str(w) for w in words) + "\n")
    sys.stdout.flush()


class Child:
    """Opens a clip and a protocol, then says that it is ready."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.loader = FakeLoader()
        self.program = Program(QApplication.instance(), self.loader)
        self.window = self.program.window
        self.program.start()
        self.window.resize(1200, 820)
        self.window.opening.open_paths(self.loader.know(make_clip("hip")))
        self.timer = QTimer()
        self.timer.timeout.connect(self.look)
        self.timer.start(50)

    def look(self) -> None:
        ready = self.window.library and self.window.has_exam and self.window.viewer.current_frame_pixels()
        if ready is None or ready is False or self.window.desk is None:
            return
        self.timer.stop()
        desk = self.window.desk
        desk.use_protocol(next(p for p in desk.library.protocols if p.id == "lateral_hip"))
        if self.mode == "keys":
            for declared in actions.ACTIONS:
                self.window.actions_[declared.id].setEnabled(True)
        else:
            self.follow()
        self.window.activateWindow()
        self.window.viewer.canvas.setFocus()
        say("ready", int(self.window.winId()))

    def follow(self) -> None:
        desk, session = self.window.desk, self.window.session
        desk.choose_side(Side.RIGHT)
        # The patient's own words need a keyboard; everything that follows does not.
        desk.do(PutComplaint(Complaint("A", "pain beside the hip")))
        self.watch_marks()
        self.places = [p for p in desk.places if p.step.id != "complaints"]
        session.on_exam(self.account)
        session.on_exam(lambda _, e: say("exam", len(e.findings), len(e.key_images)))
        session.on_view(lambda c: c.before.step != c.after.step and say("step", c.after.step))
        self.window.viewer.playback.player.playing_changed.connect(lambda on: say("playing", on))

    def watch_marks(self) -> None:
        """Say what the pedal stands on, as the screen shows it."""
        steps = self.window.steps
        mark = steps._mark_pedal

        def marked(items):
            mark(items)
            at = items[steps._pedal] if steps._pedal < len(items) else None
            say("item", "none" if at is None else "view" if isinstance(at, str) else "question")

        steps._mark_pedal = marked

    def account(self, before, exam) -> None:
        """Say what of the protocol is still open."""
        known = self.window.desk.library.vocabulary
        left = [p.step.id for p in self.places if not progress(exam, p, known).complete]
        say("open", len(left), *left)


def main() -> None:
    """Run until the window is closed from outside."""
    app_module.system_language = lambda: "en"
    if sys.argv[1] == "keys":
        actions._Call.run = lambda self: say("action", self._declared.id)  # type: ignore[method-assign]
    app = app_module.make_application(headless=False)
    child = Child(sys.argv[1])
    app.exec()
    child.program.shut_down()


if __name__ == "__main__":
    main()
