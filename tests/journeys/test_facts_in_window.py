"""Every fact of the founding documents that an item carries is seen in the window, in that very item."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from helpers import founding_case
from helpers.exam_window import FakeLoader, make_clip, running
from sonostep import app as app_module
from sonostep.core.edits import PutComplaint
from sonostep.core.exam import Exam
from sonostep.core.finding import Feature, Finding, FindingKey, FindingState
from sonostep.core.progress.step_progress import Place
from sonostep.core.text import LANGUAGES, Language
from sonostep.demo import robot as hand
from sonostep.protocols.facts import Carrier, Fact, facts
from sonostep.ui.kit.widgets import Button, Fold, WrapButton
from sonostep.ui.panels.treatment.panel import SECTIONS
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows import library as library_module
from sonostep.workflows.library import Library, load_library

SUPINE = "night_supine"
"""The feature that keeps one line of the handout back and lets another in."""


@cache
def every_fact() -> tuple[Fact, ...]:
    return facts()


def carriers(*kinds: str) -> list[Carrier]:
    return sorted({c for f in every_fact() for c in f.carriers if c.kind in kinds}, key=str)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()[0]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def window(
    qtbot: QtBot, library: Library, language: Language, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window with one clip open, in the language."""
    monkeypatch.setattr(library_module, "load_library", lambda: (library, ()))
    monkeypatch.setattr(app_module, "system_language", lambda: language)
    loader = FakeLoader()
    for program in running(qtbot, loader):
        program.window.opening.open_paths(loader.know(make_clip("hip")))
        qtbot.waitUntil(partial(shows_a_picture, program.window))
        yield program.window


def shows_a_picture(window: MainWindow) -> bool:
    return window.has_exam and window.viewer.current_frame_pixels() is not None


def press(button: QWidget) -> None:
    assert hand.reachable(button), button.accessibleName()
    hand.press(button)
    settle()


def go_to(window: MainWindow, place: Place) -> None:
    """Choose a step in the list of steps."""
    press(window.steps.bar)
    press(window.steps.checklist.buttons[place])


def settle() -> None:
    """Let the layout be done."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()


def choose_protocol(window: MainWindow, id_: str) -> None:
    """Take a protocol into use as a person does: from the list at first, then beside those in use."""
    row = window.steps.protocols
    if window.controller is not None and window.controller.protocol is None:
        offered: Iterable[QAbstractButton] = window.steps.detail.findChildren(WrapButton)
    else:
        press(window.steps.bar)
        if id_ not in row.buttons:
            press(row.add)
        offered = [*row.buttons.values(), *row.more.values()]
    press(next(b for b in offered if getattr(getattr(b, "value", None), "id", "") == id_))


def said(root: QWidget) -> dict[str, QWidget]:
    """Every text below a widget that is not hidden."""
    labels = [w for kind in (QLabel, QAbstractButton) for w in root.findChildren(kind) if w.isVisible()]
    own = [w for w in root.findChildren(WrapButton) if w.isVisible()]
    return {w.text(): w for w in [*labels, *own] if w.text()}


def unseen(root: QWidget, wanted: Iterable[str]) -> list[str]:
    """Which of the texts cannot be brought into sight by scrolling."""
    shown, missing = said(root), []
    for text in wanted:
        widget = next((w for t, w in shown.items() if text in t), None)
        if widget is not None:
            hand.show(widget)
            settle()
        if widget is None or widget.visibleRegion().isEmpty():
            missing.append(text)
    return missing


def texts(found: Iterable[Carrier], language: Language) -> list[str]:
    return [c.text.in_language(language) for c in found]


def test_every_fact_is_carried_by_what_is_opened_below() -> None:
    opened = {
        "protocol", "step", "finding", "feature", "evidence", "flag_rule", "treatment", "difference",
        "tension", "handout",
    }  # fmt: skip
    assert {c.kind for f in every_fact() for c in f.carriers} <= opened
    assert [f.id for f in every_fact() if not f.carriers and f.excuse is None] == []


def test_protocols_and_steps(window: MainWindow, language: Language) -> None:
    """A protocol is read where it is chosen, a step with its guidance and the facts that it names."""
    assert unseen(window.steps.detail, texts(carriers("protocol"), language)) == []
    assert window.controller is not None
    wanted = {(c.where, c.id) for c in carriers("step")}
    for definition in window.controller.library.protocols:
        choose_protocol(window, definition.id)
        if window.session.exam.side is None:
            press(next(iter(window.side_chooser.buttons.buttons.values())))
        for place in window.controller.places:
            if (definition.id, place.step.id) in wanted:
                read_step(window, language, definition.id, place)


def read_step(window: MainWindow, language: Language, protocol: str, place: Place) -> None:
    step = place.step
    go_to(window, place)
    guidance = window.steps.guidance
    assert guidance is not None
    if not guidance.more.isChecked():
        press(guidance.more)
    parts = (step.title, step.purpose, step.position, step.probe, step.how, step.normal, step.pathology)
    says = [t.in_language(language) for t in (*parts, step.pitfalls) if t is not None]
    assert unseen(window.steps.detail, [*says, ", ".join(step.sources)]) == [], (protocol, step.id)
    here = [f.id for f in every_fact() if any((c.where, c.id) == (protocol, step.id) for c in f.carriers)]
    assert set(here) <= set(step.sources)


def test_findings(window: MainWindow, language: Language) -> None:
    """Every question is seen at a step that asks it."""
    assert window.controller is not None
    left = {c.id: c for c in carriers("finding")}
    for definition in window.controller.library.protocols:
        choose_protocol(window, definition.id)
        if window.session.exam.side is None:
            press(next(iter(window.side_chooser.buttons.buttons.values())))
        for place in window.controller.places:
            here = [left[q] for q in place.step.questions if q in left]
            if not here:
                continue
            go_to(window, place)
            choose_level(window)
            settle()
            assert unseen(window.steps.detail, texts(here, language)) == [], place.step.id
            for carrier in here:
                del left[carrier.id]
    assert left == {}


def choose_level(window: MainWindow) -> None:
    """A record of single levels asks of those that were chosen."""
    questions = window.steps.questions
    assert questions is not None
    if questions.picker is not None:
        press(questions.picker.chips["L4_L5"])
        questions = window.steps.questions
        assert questions is not None
    assert questions.cards
    if questions.further.isVisible():
        press(questions.further.button)


def test_features(window: MainWindow, language: Language) -> None:
    window.exam_view.show_panel("complaints")
    settle()
    press(window.exam_view.complaints.plus)
    card = window.exam_view.complaints.card
    assert card is not None
    assert card.chips
    settle()
    assert unseen(window.exam_view.complaints, texts(carriers("feature"), language)) == []


def test_evidence(window: MainWindow, language: Language, qtbot: QtBot) -> None:
    """Each item of a condition stands among the reasons of that condition."""
    complain(window, "outer_hip")
    window.exam_view.show_panel("differential")
    panel = window.exam_view.differential
    qtbot.waitUntil(lambda: panel.cards != [])
    settle()
    open_folds(panel)
    left = set(carriers("evidence"))
    for card in panel.cards:
        mine = [c for c in left if c.where == card.judgement.condition]
        if mine:
            press(card.more)
            lost = unseen(card, texts(mine, language))
            left -= {c for c in mine if c.text.in_language(language) not in lost}
            press(card.more)
    assert left == set()


def test_rules_of_the_gate(window: MainWindow, language: Language, qtbot: QtBot) -> None:
    """A rule is read where its answers make it stand."""
    choose_protocol(window, "low_back")
    go_to(window, next(p for p in window.steps.checklist.buttons if p.step.id == "red_flags"))
    for flag in ("rf_night_unremitting", "rf_weight_loss"):
        assert window.steps.questions is not None
        answer = next(a for a in window.steps.questions.answers if a.key.id == flag)
        settle()
        press(answer.state_button(FindingState.PRESENT))
    window.exam_view.show_panel("differential")
    panel = window.exam_view.differential
    controller = window.controller
    qtbot.waitUntil(
        lambda: bool(controller and controller.differential and controller.differential.suspended)
    )
    settle()
    standing = [n.text.in_language(language).rstrip(".。") for n in controller.safety if n.stops]
    assert standing, "each rule with its own answers is tried in tests/safety"
    assert unseen(panel, standing) == []


def complain(window: MainWindow, *sites: str) -> None:
    """Enter a complaint of some sites."""
    window.exam_view.show_panel("complaints")
    settle()
    press(window.exam_view.complaints.plus)
    card = window.exam_view.complaints.card
    assert card is not None
    for site in sites:
        press(card.sites[site])


def open_folds(root: QWidget) -> list[Button]:
    folds = [f.button for f in root.findChildren(Fold) if f.isVisible() and not f.button.isChecked()]
    for button in folds:
        press(button)
    return folds


def test_treatments(window: MainWindow, language: Language, qtbot: QtBot) -> None:
    window.exam_view.show_panel("treatment")
    panel = window.exam_view.treatment
    qtbot.waitUntil(lambda: set(panel.folds) == {name for name, _ in SECTIONS})
    settle()
    for name, fold in panel.folds.items():
        press(fold.button)
        mine = [c for c in carriers("treatment", "difference", "tension") if c.where == name]
        assert mine
        assert unseen(fold, texts(mine, language)) == [], name
        press(fold.button)


def test_handout(window: MainWindow, language: Language, qtbot: QtBot) -> None:
    """Every line, for a patient whom it fits: what is trained needs a supported cause, two sources two pains.

    One line is kept back where lying flat brings numbness on.
    """
    left = set(carriers("handout"))
    exam = patient_of_every_line()
    window.opening.exams.open(exam)
    qtbot.waitUntil(lambda: window.session.exam.findings == exam.findings and window.controller is not None)
    read_handout(window, language, left, qtbot)
    first = window.session.exam.complaints[0]
    present = (*first.features, Feature(SUPINE, FindingState.PRESENT))
    window.session.do(PutComplaint(replace(first, features=present)))
    read_handout(window, language, left, qtbot)
    assert left == set()


def patient_of_every_line() -> Exam:
    """The founding case with a back that hurts on leaning back, a transitional vertebra and much weight."""
    exam = founding_case.exam()
    a, b = exam.complaints
    features = tuple(f for f in a.features if f.id != SUPINE)
    more = (Feature("extension", FindingState.PRESENT), Feature("side_lying_affected", FindingState.PRESENT))
    known = {f.id for f in more}
    a = replace(
        a,
        route=("low_back_side", *(s for s in a.route if s != "low_back_side")),
        features=(*(f for f in features if f.id not in known), *more),
    )
    added = (
        Finding(FindingKey("lstv"), FindingState.PRESENT, choice="type_2"),
        Finding(FindingKey("obese"), FindingState.PRESENT),
    )
    kept = tuple(f for f in exam.findings if f.key.id not in ("lstv", "obese"))
    return replace(exam, complaints=(a, b), findings=(*kept, *added), clips=(), key_images=(), annotations=())


def read_handout(window: MainWindow, language: Language, left: set[Carrier], qtbot: QtBot) -> None:
    window.exam_view.show_panel("treatment")
    panel, complaints = window.exam_view.treatment, window.session.exam.complaints
    qtbot.waitUntil(lambda: panel.composed_for == complaints)
    settle()
    lost = unseen(panel, texts(left, language))
    left -= {c for c in left if c.text.in_language(language) not in lost}
