"""The sample exam: shown to a person with a hint, or worked through unseen for the report that it leaves."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.problem import ProblemError
from sonostep.ui.kit.i18n import LanguageSwitch

if TYPE_CHECKING:
    from sonostep.ui.shell.main_window import MainWindow


class Tour:
    """The sample exam, and one hint at how to go on."""

    code = 0

    def __init__(self, window: "MainWindow", switch: LanguageSwitch) -> None:
        self._window, self._switch = window, switch

    def start(self) -> None:
        """Open the sample exam."""
        from sonostep import messages

        self._window.build()
        self._window.opening.open_sample()
        self._window.notices.hint(messages.text("ui.tour", self._switch.language))


class Demonstration:
    """The journey through the main job, and the names of what it leaves; ``code`` is the exit code."""

    def __init__(self, window: "MainWindow", switch: LanguageSwitch, out: Path) -> None:
        from sonostep.demo.robot import Storyteller
        from sonostep.demo.walkthrough import Journey

        self._window, self._switch, self._out = window, switch, out
        journey = Journey(window, out)
        self._teller = Storyteller(journey.story(), self._done, window)
        self.code = 1

    def start(self) -> None:
        """Set out; the window is closed at the end."""
        self._window.build()
        self._teller.start()

    def _done(self, error: ProblemError | None) -> None:
        from sonostep import messages

        if error is not None:
            sys.stderr.write(messages.sentence(error.problem, self._switch.language) + "\n")
        else:
            self.code = 0
            files = [p.name for p in sorted(self._out.iterdir())]
            said = messages.text("ui.demo_done", self._switch.language, folder=self._out)
            sys.stdout.write("\n  ".join([said, *files]) + "\n")
        self._window.close()
