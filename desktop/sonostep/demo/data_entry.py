"""How the journey enters a case: it presses and writes what a person would, and only where they could."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sonostep.core.exam import ViewState
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import ProblemError
from sonostep.core.progress.step_progress import Place, in_slot
from sonostep.core.progress.view_match import other_view, slot_views
from sonostep.core.protocol import Slot
from sonostep.core.text import Language
from sonostep.demo import robot as hand
from sonostep.demo.case import DemoCase, Excuse, Pain, Reply
from sonostep.demo.robot import Story, Until, pressing, writing
from sonostep.paths import user_home
from sonostep.phantom.catalogue import scene_of_view
from sonostep.ui.exam_view import PANELS
from sonostep.ui.kit.widgets import Button
from sonostep.ui.panels.complaints.body_drawing import spots
from sonostep.ui.panels.complaints.panel import ComplaintCard
from sonostep.ui.panels.complaints.treated_first import TreatedFirst
from sonostep.ui.panels.questions.question_list import AnswerWidget, Questions
from sonostep.ui.panels.views.panel import ViewRow
from sonostep.ui.shell.main_window import MainWindow

T = TypeVar("T")
Truth = dict[str, tuple[Point, ...]]
_CORNERS = 10
_AREA = (9.0, 22.0)
"""Half the width and half the height of what is drawn on the body map, in pixels."""
_TRUTH = {"facet_offset": "facet_lateral", "needle_distance": "needle_shown"}
"""Slots whose line has another name in the phantom's truth."""


def show_panel(window: MainWindow, name: str) -> None:
    """Press the tab of a panel, by its id."""
    hand.choose_tab(window.exam_view.tabs, PANELS.index(name))


class Entering:
    """Enters the parts of a case into the window."""

    def __init__(self, window: MainWindow, case: DemoCase) -> None:
        self._window, self._case = window, case

    # pains

    def pain(self, number: int, pain: Pain) -> Story:
        """Enter the pain of a number, from 1."""
        complaints = self._window.exam_view.complaints
        yield from pressing(complaints.plus, "complaint")
        yield Until(lambda: len(self._window.session.exam.complaints) == number, "complaint")
        yield from pressing(self._card().side.buttons[pain.side], "side")
        if pain.score is not None:
            yield from pressing(self._card().score.buttons[pain.score], "score")
        yield from self._route(pain)
        yield from self._area(pain)
        for field, text in ((self._card().duration, pain.since), (self._card().words, pain.words)):
            if text is not None:
                yield from writing(field, text.in_language(self._language), "words")
        for feature, presses in [*((f, 1) for f in pain.present), *((f, 2) for f in pain.absent)]:
            for _ in range(presses):
                yield from pressing(self._card().chips[feature], feature)
        hand.show(self._card().side)

    def _route(self, pain: Pain) -> Story:
        """Press the sites on the body map in the order in which the pain runs."""
        for number, site in enumerate(pain.route, 1):
            body = self._card().map.map
            yield Until(partial(hand.reachable, body), site, looks=1)
            spot = next(s for s in spots(pain.side) if s.site == site)
            hand.press_at(body, body.place_of(spot.view, spot.at))
            yield Until(partial(self._runs_through, number), site, looks=1)

    def _runs_through(self, sites: int) -> bool:
        return len(self._card().complaint.route) == sites

    def _area(self, pain: Pain) -> Story:
        """Draw around where the pain begins, as the patient shows it with the hand."""
        yield from pressing(self._card().map.modes.buttons[True], "area")
        body = self._card().map.map
        yield Until(partial(hand.reachable, body), "area", looks=1)
        spot = next(s for s in spots(pain.side) if s.site == pain.route[0])
        hand.draw_around(body, body.place_of(spot.view, spot.at), *_AREA)
        yield Until(lambda: len(self._card().complaint.areas) == 1, "area")
        yield from pressing(self._card().map.modes.buttons[False], "area")

    def _card(self) -> ComplaintCard:
        return _there(self._window.exam_view.complaints.card, "complaint")

    @property
    def _language(self) -> Language:
        return self._window.exam_view.controller_now.language

    # steps

    def go(self, wanted: Place) -> Story:
        """Go to a step: by the key that leads on, else by the list of steps; nothing where it is there."""
        panel, controller = self._window.steps, self._window.exam_view.controller_now
        places, here = controller.places, controller.place
        if here == wanted:
            return
        if here in places[:-1] and places[places.index(here) + 1] == wanted:
            yield from pressing(panel.on, wanted.step.id)
        else:
            yield from pressing(panel.bar, wanted.step.id)
            yield from pressing(panel.checklist.buttons[wanted], wanted.step.id)
        yield Until(lambda: controller.place == wanted, wanted.step.id)

    # answers

    def answers(self, step: str) -> Story:
        """Give the answers of a step, and mark the rest absent where the case says so."""
        for reply in self._case.replies_in(step):
            yield from self._reply(reply)
        questions = self._window.steps.questions
        if step in self._case.rest_absent and questions is not None and not questions.rest.isHidden():
            yield from pressing(questions.rest, "rest")
            if not questions.rest.isHidden():
                # among red flags it asks once more
                yield from pressing(questions.rest, "rest")

    def _reply(self, reply: Reply) -> Story:
        find = partial(self._answer, reply)
        yield from self._open_level(reply.site)
        if reply.value is not None:
            field = _there(find().number, reply.question)
            yield from writing(field, f"{reply.value:g}", reply.question)
        elif reply.choice:
            yield from self._open_options(reply)
            yield from pressing(_option(find(), reply.choice), reply.question)
        if reply.value is None and not reply.choice and reply.state is not None:
            yield from self._open_options(reply)
            yield from pressing(find().state_button(reply.state), reply.question)
        for label in reply.reproduces:
            chips = _there(find().complaints, reply.question).chips
            id_ = next(c.id for c in self._window.session.exam.complaints if c.label == label)
            yield from pressing(chips[id_], reply.question)
        if reply.tied:
            if not find().links.isVisible():
                yield from pressing(find().more, reply.question)
            yield from pressing(_there(find().links.tie, reply.question), reply.question)
        if reply.note is not None:
            note = find().note
            if not note.isVisible():
                yield from pressing(find().more, reply.question)
            yield from writing(note.field, reply.note.in_language(self._language), reply.question)

    def _open_options(self, reply: Reply) -> Story:
        """Where a question has many options, bring them first."""
        choose = self._answer(reply).keys.choose
        if choose is not None and not choose.isChecked():
            yield from pressing(choose, reply.question)

    def _open_level(self, site: str) -> Story:
        """Where a step asks level by level, choose the level first."""
        picker = self.questions().picker
        if picker is not None and site in picker.chips and not picker.chips[site].isChecked():
            yield from pressing(picker.chips[site], site)

    def _answer(self, reply: Reply) -> AnswerWidget:
        answers = self.questions().answers
        found = (a for a in answers if (a.key.id, a.key.site) == (reply.question, reply.site))
        return _there(next(found, None), reply.question)

    def card_of(self, reply: Reply) -> QWidget:
        """Return what holds the answer: its question's card, or within that the answer for its site."""
        answer = self._answer(reply)
        card = next(c for c in self.questions().cards if answer in c.answers)
        return card if len(card.answers) == 1 else answer

    def questions(self) -> Questions:
        """Return the questions of the step that is shown."""
        return _there(self._window.steps.questions, "questions")

    def treated_first(self, label: str) -> Story:
        """Say in the summary which pain is treated first."""
        id_ = next(c.id for c in self._window.session.exam.complaints if c.label == label)
        cards = self._window.steps.findChildren(TreatedFirst)
        chips = (b for card in cards for b in card.findChildren(Button) if b.value == id_)
        yield from pressing(_there(next(chips, None), label), label)

    # measurements

    def measurements(self, place: Place, clip: str) -> Story:
        """Fill each slot of a place whose ends the picture shows."""
        truth = self._truth(clip)
        for slot in place.step.slots:
            name = slot.id.removesuffix("_lax").removeprefix("other_")
            shape = _needle(slot.id, truth) or truth.get(_TRUTH.get(name, name))
            slots = self._window.steps.slots
            if shape is None or slots is None or slots.isHidden() or not self._shows(clip, place, slot):
                continue
            yield from pressing(slots.rows[slot.id].arm, slot.id)
            yield Until(partial(self._armed, slot.id), slot.id)
            yield from self._draw(shape)
            yield Until(partial(self._filled, slot.id), slot.id)

    def _shows(self, clip: str, place: Place, slot: Slot) -> bool:
        """Whether a slot is open, and measured on the view that a clip shows."""
        exam = self._window.session.exam
        record = next(c for c in exam.clips if c.id == clip)
        protocols = self._window.exam_view.controller_now.library.in_use(exam)
        other = other_view(record, slot_views(place.step, slot), protocols)
        return other is None and in_slot(exam, place, slot) is None

    def _draw(self, shape: tuple[Point, ...]) -> Story:
        canvas = self._window.viewer.canvas
        if len(shape) == 2:
            hand.drag(canvas, *shape)
            return
        for corner in shape:
            hand.point(canvas, corner)
            yield Until(lambda: True, "corner", looks=1)
        if len(shape) > 3:
            hand.point(canvas, shape[0])

    def _truth(self, clip: str) -> Truth:
        """Where the phantom's lines and outlines lie on the first frame, by the slot that they fill."""
        path = Path(next(c.path for c in self._window.session.clips if c.id == clip))
        data: dict[str, Any] = json.loads((user_home() / "sample" / "truth.json").read_text("utf-8"))
        mine = [t for c in data["clips"] if path.name in c["files"] for t in c["truth"] if t["frame"] == 1]
        shown = [t for t in mine if t["kind"] in ("line", "polygon")]
        return {t["name"].replace("_tendon", ""): _drawn(t["points"]) for t in shown}

    def _armed(self, slot: str) -> bool:
        return self._window.session.view.slot == slot

    def _filled(self, slot: str) -> bool:
        return any(a.slot == slot for a in self._window.session.exam.annotations)

    # views

    def clip_of(self, place: Place, view: str = "") -> str:
        """Return the clip that shows a view (without one, a step that has no views), or an empty text."""
        if not view and place.step.views:
            return ""
        scene = scene_of_view(view) if view else place.step.phantom
        if not scene:
            return ""
        clips = self._window.session.clips
        return next((c.id for c in clips if f"_{scene}." in Path(c.path).name), "")

    def look_at(self, clip: str) -> Story:
        """Bring a clip into view."""
        view = self._window.exam_view
        # a step and a view open the clip that shows them
        if self._window.session.view.clip != clip:
            folded = view.left.isHidden()
            if folded:
                self._fold_clips()
                yield Until(view.browser.isVisible, "clips")
            hand.choose_item(view.browser, clip)
            if folded:
                # the picture is what is worked on, and has the room again
                self._fold_clips()
        yield Until(lambda: self._window.session.view.clip == clip, "clip")
        yield Until(self.frame_is_shown, "frame")

    def _fold_clips(self) -> None:
        hand.key(self._window, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)

    def frame_is_shown(self) -> bool:
        """Whether the viewer has a picture."""
        return self._window.viewer.current_frame_pixels() is not None

    def views(self, place: Place, shown: Callable[[str], Story]) -> Story:
        """Account for each view: saved where a clip shows it (``shown`` opens it), else excused."""
        rows = self._window.steps.views
        # a step that is not needed asks for none
        due = place.step.views if rows is not None and not rows.isHidden() else ()
        for view in due:
            # the view that was saved last led on, maybe to another step
            yield from self.go(place)
            excuse, clip = self._case.excuse(place.step.id, view.id), self.clip_of(place, view.id)
            if excuse is None and clip:
                yield from shown(clip)
                yield from self._save(view.id)
            elif excuse is not None or view.required:
                yield from self._excuse(view.id, excuse)
            else:
                continue
            yield Until(partial(self._accounted, place, view.id), view.id)

    def _save(self, view: str) -> Story:
        if self._window.exam_view.controller_now.view_id != view:
            yield from pressing(self._row(view).title, view)
        self._window.activateWindow()
        yield Until(self._window.isActiveWindow, "active window")
        hand.key(self._window.viewer.canvas, Qt.Key.Key_S)

    def _excuse(self, view: str, excuse: Excuse | None) -> Story:
        yield from pressing(self._row(view).skip, view)
        form = _there(self._row(view).form, view)
        if excuse is None:
            form.reason.setCurrentIndex(0)
        else:
            field = _there(form.reason.lineEdit(), view)
            yield from writing(field, excuse.reason.in_language(self._language), view)
        yield from pressing(form.buttons[excuse.state if excuse else ViewState.SKIPPED], view)

    def _row(self, view: str) -> ViewRow:
        return _there(self._window.steps.views, view).rows[view]

    def _accounted(self, place: Place, view: str) -> bool:
        record = self._window.session.exam.view_record(place.step.id, view, place.side)
        return record.state is not ViewState.OPEN


def _there(thing: T | None, what: str) -> T:
    """Return what a person would see, or say that it is not there."""
    if thing is None:
        raise ProblemError.of("ui.journey", what=what)
    return thing


def _option(answer: AnswerWidget, choice: str) -> Button:
    buttons = (b for b in answer.findChildren(Button) if isinstance(b.value, tuple) and b.value[0] == choice)
    return _there(next(buttons, None), choice)


def _drawn(points: list[list[float]]) -> tuple[Point, ...]:
    """The ends of a line, or so few corners of an outline that a person would set them."""
    corners = [Point(*p) for p in points]
    return tuple(corners) if len(corners) == 2 else tuple(corners[:: max(1, len(corners) // _CORNERS)])


def _needle(slot: str, truth: Truth) -> tuple[Point, ...] | None:
    """What follows from where a needle lies: its angle to the skin, and how far out it enters."""
    path, middle = truth.get("needle_shown"), truth.get("target_lateral")
    if path is None or middle is None:
        return None
    entry, target = path
    level = Point(middle[0].x, entry.y)
    return {"needle_angle": (level, entry, target), "entry_offset": (level, entry)}.get(slot)
