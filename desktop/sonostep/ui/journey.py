"""The main job from the first screen to the report, worked through the window by a hand.

The patient is the founding case (H-12 to H-16, H-25 to H-31) on the right side, which the founding text
leaves open; the pictures are the phantom's, so everything is marked SYNTHETIC.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingState, Side
from sonostep.core.geometry import Point
from sonostep.core.problem import ProblemError
from sonostep.paths import user_home
from sonostep.ui import hand
from sonostep.ui.founding_case import ANSWERS, IMPRESSION, NERVE, PLAN, TROCHANTER, Pain
from sonostep.ui.hand import Story, Until
from sonostep.ui.main_window import MainWindow
from sonostep.ui.panels.questions import Questions
from sonostep.ui.progress import Place
from sonostep.ui.widgets import WrapButton

PROTOCOL = "lateral_hip"
FILES = ("report.pdf", "report.sr.dcm", "exam.json")


class Journey:
    """Tells the story; ``pictures`` are the screenshots that it has taken."""

    def __init__(self, window: MainWindow, out: Path) -> None:
        self._window, self._out = window, out
        self.pictures: list[Path] = []

    def story(self) -> Story:
        """Go from the start page to the report; a problem that the window tells ends it."""
        for until in self._told():
            yield Until(partial(self._holds, until.holds), until.what, until.seconds)

    def _holds(self, holds: Callable[[], bool]) -> bool:
        if self._window.notices.problems:
            raise ProblemError(self._window.notices.problems[0].problem)
        return holds()

    def _told(self) -> Story:
        self._out.mkdir(parents=True, exist_ok=True)
        window = self._window
        window.activateWindow()
        # Keys go to the active window only.
        yield Until(window.isActiveWindow, "active window")
        yield Until(lambda: window.library is not None, "protocols")
        yield from self._stage("start")
        yield from self._open_sample()
        yield from self._choose_protocol()
        yield from self._gate()
        yield from self._pains()
        yield from self._steps()
        yield from self._differential()
        yield from self._report()

    def _stage(self, name: str) -> Story:
        path = self._out / f"{len(self.pictures) + 1:02d}-{name}.png"
        yield Until(lambda: True, name)
        if not self._window.grab().save(str(path)):
            raise ProblemError.of("ui.folder", folder=self._out, reason=path.name)
        self.pictures.append(path)

    def _open_sample(self) -> Story:
        hand.press(self._window.start.doors["sample"])
        yield Until(self._sample_is_open, "sample exam", 900.0)
        yield Until(self._frame_is_shown, "first frame")
        yield from self._stage("sample-opened")

    def _sample_is_open(self) -> bool:
        window = self._window
        return window.has_exam and window.desk is not None and not window.notices.tasks

    def _frame_is_shown(self) -> bool:
        return self._window.viewer.current_frame_pixels() is not None

    def _choose_protocol(self) -> Story:
        buttons = self._window.steps.detail.findChildren(WrapButton)
        wanted = [b for b in buttons if getattr(b.value, "id", "") == PROTOCOL]
        if not wanted:
            raise ProblemError.of("ui.journey", what=PROTOCOL)
        hand.press(wanted[0])
        yield Until(lambda: self._place() is not None, "protocol")
        hand.press(self._window.side_chooser.buttons.buttons[Side.RIGHT])
        yield Until(lambda: self._window.session.exam.side is Side.RIGHT, "side")
        yield from self._stage("side-and-protocol")

    def _gate(self) -> Story:
        yield from self._go("red_flags")
        questions = self._questions()
        first = questions.answers[0].state_button(FindingState.ABSENT)
        hand.press(first)
        hand.press(questions.rest)
        yield Until(lambda: len(self._window.session.exam.findings) > 1, "red flags")
        yield from self._stage("red-flags")

    def _pains(self) -> Story:
        self._window.workspace.show_panel("complaints")
        for number, pain in enumerate((NERVE, TROCHANTER), 1):
            hand.press(self._window.workspace.complaints.plus)
            yield Until(partial(self._has_complaints, number), "complaint")
            yield from self._tell(pain)
            yield from self._stage(f"complaint-{'ab'[number - 1]}")

    def _tell(self, pain: Pain) -> Story:
        card = self._window.workspace.complaints.card
        if card is None:
            raise ProblemError.of("ui.journey", what="complaint")
        hand.press(card.side.buttons[Side.RIGHT])
        for site in pain.route:
            hand.press(card.sites[site])
        for feature, presses in [*((f, 1) for f in pain.present), *((f, 2) for f in pain.absent)]:
            for _ in range(presses):
                hand.press(card.chips[feature])
        hand.show(card.side)
        yield Until(lambda: len(card.complaint.route) == len(pain.route), "route")

    def _steps(self) -> Story:
        self._window.workspace.show_panel("steps")
        for place in self._window.workspace.desk_now.places:
            if place.step.views or any(step == place.step.id for step, *_ in ANSWERS):
                yield from self._work(place)

    def _work(self, place: Place) -> Story:
        yield from self._go(place.step.id)
        clip = self._clip_of(place)
        if clip:
            yield from self._look_at(clip)
            yield from self._measure(place, clip)
        for answer in [a for a in ANSWERS if a[0] == place.step.id]:
            self._answer(*answer[1:])
        if place.step.id == "posterior_bursa":
            yield from self._stage("bursa-measured")
        yield from self._views(place, bool(clip))
        if place.step.id in ("landmark", "lateral_lax"):
            yield from self._stage(f"step-{place.step.id}")

    def _go(self, step: str) -> Story:
        buttons = self._window.steps.checklist.buttons
        wanted = [b for p, b in buttons.items() if p.step.id == step]
        if not wanted:
            raise ProblemError.of("ui.journey", what=step)
        hand.press(wanted[0])
        yield Until(lambda: self._window.session.view.step == step, step)

    def _clip_of(self, place: Place) -> str:
        scene = f"_{place.step.phantom}."
        clips = self._window.session.clips if place.step.phantom else ()
        return next((c.id for c in clips if scene in Path(c.path).name), "")

    def _look_at(self, clip: str) -> Story:
        browser = self._window.workspace.browser
        hand.choose_item(browser, clip)
        yield Until(lambda: self._window.session.view.clip == clip, "clip")
        yield Until(self._frame_is_shown, "frame")

    def _measure(self, place: Place, clip: str) -> Story:
        truth = self._truth(clip)
        for slot in place.step.slots:
            ends = truth.get(slot.id) or truth.get(f"{slot.id.removesuffix('_lax')}")
            if ends is None or self._window.steps.slots is None:
                continue
            hand.press(self._window.steps.slots.rows[slot.id].arm)
            yield Until(partial(self._armed, slot.id), slot.id)
            hand.drag(self._window.viewer.canvas, *ends)
            yield Until(partial(self._filled, slot.id), slot.id)

    def _truth(self, clip: str) -> dict[str, tuple[Point, Point]]:
        """Where the phantom's lines lie on the first frame, by the slot that they fill."""
        path = Path(next(c.path for c in self._window.session.clips if c.id == clip))
        data: dict[str, Any] = json.loads((user_home() / "sample" / "truth.json").read_text("utf-8"))
        mine = [c for c in data["clips"] if path.name in c["files"]]
        lines = [t for c in mine for t in c["truth"] if t["kind"] == "line" and t["frame"] == 1]
        return {t["name"].replace("_tendon", ""): _ends(t["points"]) for t in lines}

    def _answer(self, question: str, site: str, state: FindingState, reproduces: bool) -> None:
        answer = next(a for a in self._questions().answers if (a.key.id, a.key.site) == (question, site))
        hand.press(answer.state_button(state))
        if reproduces and answer.complaints is not None:
            second = self._window.session.exam.complaints[1].id
            hand.press(answer.complaints.chips[second])
        elif answer.links.tie is not None:
            hand.press(answer.links.tie)

    def _questions(self) -> Questions:
        questions = self._window.steps.questions
        if questions is None:
            raise ProblemError.of("ui.journey", what="questions")
        return questions

    def _views(self, place: Place, seen: bool) -> Story:
        saved = False
        for view in place.step.views:
            if seen and not saved:
                saved = True
                self._window.activateWindow()
                yield Until(self._window.isActiveWindow, "active window")
                hand.key(self._window.viewer.canvas, Qt.Key.Key_S)
            elif view.required:
                self._skip(view.id)
            else:
                continue
            yield Until(partial(self._accounted, place, view.id), view.id)

    def _skip(self, view: str) -> None:
        views = self._window.steps.views
        if views is None:
            return
        row = views.rows[view]
        hand.press(row.skip)
        if row.form is not None:
            row.form.reason.setCurrentIndex(0)
            hand.press(row.form.buttons[ViewState.SKIPPED])

    def _has_complaints(self, number: int) -> bool:
        return len(self._window.session.exam.complaints) == number

    def _armed(self, slot: str) -> bool:
        return self._window.session.view.slot == slot

    def _filled(self, slot: str) -> bool:
        return any(a.slot == slot for a in self._window.session.exam.annotations)

    def _accounted(self, place: Place, view: str) -> bool:
        record = self._window.session.exam.view_record(place.step.id, view, place.side)
        return record.state is not ViewState.OPEN

    def _place(self) -> Place | None:
        desk = self._window.desk
        return desk.place if desk else None

    def _differential(self) -> Story:
        workspace = self._window.workspace
        workspace.show_panel("differential")
        yield Until(lambda: workspace.differential.cards != [], "differential")
        yield from self._stage("differential")
        hand.press(workspace.differential.cards[0].more)
        yield from self._stage("reasons")

    def _report(self) -> Story:
        workspace = self._window.workspace
        workspace.show_panel("report")
        report = workspace.report
        hand.write(report.impression, IMPRESSION)
        hand.write(report.plan, PLAN)
        yield from self._stage("report")
        card = report.export_card
        hand.write(card.folder, str(self._out))
        hand.press(card.start)
        yield Until(lambda: card.files != (), "export", 300.0)
        hand.show(card.result)
        yield from self._stage("exported")


def _ends(points: list[list[float]]) -> tuple[Point, Point]:
    return Point(*points[0]), Point(*points[-1])
