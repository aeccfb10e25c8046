"""A case from the first screen to the report, worked through the window by the robot.

The main job of the demonstration, and the cases of the picture book. The pictures are the phantom's, so
everything is marked SYNTHETIC.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sonostep.core.finding import FindingState
from sonostep.core.problem import ProblemError
from sonostep.core.progress.step_progress import SUMMARY, Place
from sonostep.demo import robot as hand
from sonostep.demo.case import DemoCase
from sonostep.demo.cases.lateral_hip import DEMO
from sonostep.demo.data_entry import Entering, show_panel
from sonostep.demo.reporting_steps import Closing
from sonostep.demo.robot import Story, Until, pressing
from sonostep.ui.kit.widgets import Button, WrapButton
from sonostep.ui.shell.main_window import MainWindow

FILES = ("report.pdf", "report.sr.dcm", "exam.json")


class Journey:
    """Tells the story of a case; ``pictures`` are the screenshots that it has taken."""

    def __init__(self, window: MainWindow, out: Path, case: DemoCase = DEMO) -> None:
        self._window, self._out, self._case = window, out, case
        self._enter = Entering(window, case)
        self.pictures: list[Path] = []

    def story(self) -> Story:
        """Go from the start page to the report; a problem that the window tells ends it."""
        for until in self._told():
            yield Until(partial(self._holds, until.holds), until.what, until.seconds, until.looks)

    def _holds(self, holds: Callable[[], bool]) -> bool:
        if self._window.notices.problems:
            raise ProblemError(self._window.notices.problems[0].problem)
        return holds()

    def _told(self) -> Story:
        self._out.mkdir(parents=True, exist_ok=True)
        window, case = self._window, self._case
        window.activateWindow()
        # Keys go to the active window only.
        yield Until(window.isActiveWindow, "active window")
        yield Until(lambda: window.library is not None, "protocols")
        yield from self.stage("start")
        yield from self._open_sample()
        yield from self._choose_protocol()
        yield from self._gate()
        yield from self._pains()
        for protocol in case.protocols:
            yield from self._work_through(protocol)
        yield from self._differential()
        yield from Closing(window, case, self._out, self.stage).story()

    def stage(self, name: str, shown: QWidget | None = None) -> Story:
        """Picture the window, with ``shown`` scrolled to the top of what scrolls."""
        if self._case.stages and name not in self._case.stages:
            return
        path = self._out / f"{len(self.pictures) + 1:02d}-{name}.png"
        yield Until(partial(_lift, shown), name)
        if not self._window.grab().save(str(path)):
            raise ProblemError.of("ui.folder", folder=self._out, reason=path.name)
        self.pictures.append(path)

    def _open_sample(self) -> Story:
        yield from pressing(self._window.start.doors["sample"], "sample exam")
        yield Until(self._sample_is_open, "sample exam", 900.0)
        yield Until(self._enter.frame_is_shown, "first frame")
        yield from self.stage("sample-opened")

    def _sample_is_open(self) -> bool:
        window = self._window
        return window.has_exam and window.controller is not None and not window.notices.tasks

    def _choose_protocol(self) -> Story:
        buttons = self._window.steps.detail.findChildren(WrapButton)
        yield from self._press_one(buttons, self._case.protocols[0])
        yield Until(lambda: self._place() is not None, "protocol")
        side = self._case.side
        yield from pressing(self._window.side_chooser.buttons.buttons[side], "side")
        yield Until(lambda: self._window.session.exam.side is side, "side")
        yield from self.stage("side-and-protocol")

    def _press_one(self, buttons: "list[WrapButton] | list[Button]", protocol: str) -> Story:
        """Press the button that stands for a protocol."""
        wanted = [b for b in buttons if getattr(b.value, "id", "") == protocol]
        if not wanted:
            raise ProblemError.of("ui.journey", what=protocol)
        yield from pressing(wanted[0], protocol)

    def _gate(self) -> Story:
        yield from self._go("red_flags")
        first = self._enter.questions().answers[0].state_button(FindingState.ABSENT)
        yield from pressing(first, "red flags")
        yield from self._enter.answers("red_flags")
        yield Until(lambda: len(self._window.session.exam.findings) > 1, "red flags")
        yield from self.stage("red-flags", self._enter.questions().cards[0])

    def _pains(self) -> Story:
        show_panel(self._window, "complaints")
        for number, pain in enumerate(self._case.pains, 1):
            yield from self._enter.pain(number, pain)
            card = self._window.exam_view.complaints.card
            yield from self.stage(f"complaint-{'ab'[number - 1]}", card.side if card else None)

    def _work_through(self, protocol: str) -> Story:
        show_panel(self._window, "steps")
        if self._window.session.view.protocol != protocol:
            row = self._window.steps.protocols
            yield from pressing(self._window.steps.bar, "protocols")
            yield from pressing(row.add, "protocols")
            yield from self._press_one(list(row.more.values()), protocol)
            yield Until(lambda: self._window.session.view.protocol == protocol, protocol)
        case = self._case
        last = protocol == case.protocols[-1]
        for place in self._window.exam_view.controller_now.places:
            step = place.step
            left = step.id in case.last and not last
            if not left and step.id != "red_flags" and (step.views or self._told_in(step.id)):
                yield from self._work(place)
        if last and case.first:
            yield from self._summary(case.first)

    def _summary(self, first: str) -> Story:
        yield from self._go(SUMMARY)
        yield from self._enter.treated_first(first)
        yield from self.stage("summary")

    def _told_in(self, step: str) -> bool:
        case = self._case
        return bool(case.replies_in(step)) or step in (*case.rest_absent, *case.looked_at)

    def _work(self, place: Place) -> Story:
        step = place.step.id
        yield from self._enter.go(place)
        clip = self._enter.clip_of(place, self._first_view(place))
        if clip:
            yield from self._enter.look_at(clip)
            yield from self._enter.measurements(place, clip)
        yield from self._enter.answers(step)
        yield from self.stage(f"answered-{step}", self._first_told(step))
        if place.step.slots and self._window.steps.slots is not None:
            yield from self.stage(f"measured-{step}", self._window.steps.slots)
        yield from self._enter.views(place, partial(self._shown, place, clip))
        yield from self.stage(f"step-{step}")

    def _first_told(self, step: str) -> QWidget | None:
        """The answer that tells most of a step: one with a note, a number, a complaint, else the first."""
        replies = self._case.replies_in(step)
        told = next((r for r in replies if r.note), None)
        told = told or next((r for r in replies if r.value is not None), None)
        told = told or next((r for r in replies if r.reproduces), None)
        told = told or next(iter(replies), None)
        return self._enter.card_of(told) if told else None

    def _first_view(self, place: Place) -> str:
        seen = (v.id for v in place.step.views if self._case.excuse(place.step.id, v.id) is None)
        return next(seen, "")

    def _shown(self, place: Place, first: str, clip: str) -> Story:
        """Open the clip of a further view, and measure what it shows."""
        if clip != first:
            yield from self._enter.look_at(clip)
            yield from self._enter.measurements(place, clip)

    def _go(self, step: str) -> Story:
        places = self._window.exam_view.controller_now.places
        wanted = next((p for p in places if p.step.id == step), None)
        if wanted is None:
            raise ProblemError.of("ui.journey", what=step)
        yield from self._enter.go(wanted)

    def _place(self) -> Place | None:
        controller = self._window.controller
        return controller.place if controller else None

    def _differential(self) -> Story:
        exam_view = self._window.exam_view
        show_panel(self._window, "differential")
        yield Until(lambda: exam_view.differential.cards != [], "differential")
        yield from self.stage("differential")
        for complaint in self._window.session.exam.complaints:
            card = next(c for c in exam_view.differential.cards if c.judgement.complaint == complaint.id)
            yield from pressing(card.more, "reasons")
            name = "reasons" if complaint.label == "A" else f"reasons-{complaint.label.lower()}"
            yield from self.stage(name, card)


def _lift(shown: QWidget | None) -> bool:
    """Look again until the layout has settled."""
    if shown is not None:
        hand.lift(shown)
    return True
