"""The program under a real X server, for the tests beside this file: says on stdout what reached it.

python child.py keys     every action only says its name
python child.py pedal    the real program with a protocol open says what changed
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from helpers.exam_window import FRAMES, FakeLoader, make_clip
from sonostep import app as app_module
from sonostep.app import Program
from sonostep.core.edits import PutComplaint
from sonostep.core.finding import Complaint, Finding, FindingState, Side
from sonostep.core.progress.step_progress import keys_here, progress, questions
from sonostep.core.protocol import AnswerKind
from sonostep.ui.shell import actions


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
        clips = (make_clip(name) for name in ("hip", "more", "third"))
        self.window.opening.open_paths(self.loader.know(*clips))
        self.pictures = 0
        self.timer = QTimer()
        self.timer.timeout.connect(self.look)
        self.timer.start(50)

    def look(self) -> None:
        ready = self.window.library and self.window.has_exam and self.window.viewer.current_frame_pixels()
        if ready is None or ready is False or self.window.controller is None:
            return
        self.timer.stop()
        controller = self.window.controller
        controller.use_protocol(next(p for p in controller.library.protocols if p.id == "lateral_hip"))
        if self.mode == "keys":
            for declared in actions.ACTIONS:
                self.window.actions_[declared.id].setEnabled(True)
        else:
            self.follow()
        self.window.activateWindow()
        self.window.viewer.canvas.setFocus()
        say("ready", int(self.window.winId()))

    def follow(self) -> None:
        controller, session = self.window.controller, self.window.session
        controller.choose_side(Side.RIGHT)
        # The patient's own words and the numbers need a keyboard; everything that follows does not.
        controller.do(PutComplaint(Complaint("A", "pain beside the hip")))
        self.type_numbers()
        self.watch_marks()
        self.places = [p for p in controller.places if p.step.id != "complaints"]
        session.on_exam(self.account)
        session.on_exam(lambda _, e: say("exam", len(e.findings), len(e.key_images)))
        session.on_view(lambda c: c.before.step != c.after.step and say("step", c.after.step))
        session.on_view(lambda c: c.before.frame != c.after.frame and say("frame", c.after.frame))
        self.window.viewer.playback.player.playing_changed.connect(lambda on: say("playing", on))

    def type_numbers(self) -> None:
        """Answer every question that asks for a number."""
        controller = self.window.controller
        for place in controller.places:
            for question in questions(place.step, controller.vocabulary):
                for key in keys_here(question, place, controller.exam, controller.vocabulary):
                    if question.kind is AnswerKind.NUMBER:
                        low = question.low or 0.0
                        controller.answer(Finding(key, FindingState.ABSENT, low, step=place.step.id))

    def watch_marks(self) -> None:
        """Say what the pedal stands on, as the screen shows it."""
        steps = self.window.steps
        mark = steps._mark_pedal

        def marked(items):
            mark(items)
            at = items[steps._pedal] if steps._pedal < len(items) else None
            kind = "none" if at is None else "question"
            if isinstance(at, str):
                kind = "view"
                # one frame that answers several views would be asked about
                clips = [c.id for c in self.window.session.exam.clips]
                clip, frame = divmod(self.pictures, FRAMES)
                self.pictures += 1
                self.window.session.look(clip=clips[clip], frame=frame + 1)
            elif at is not None and at.number is not None:
                kind = "number"
            say("item", kind)

        steps._mark_pedal = marked

    def account(self, before, exam) -> None:
        """Say what of the protocol is still open."""
        known = self.window.controller.library.vocabulary
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
