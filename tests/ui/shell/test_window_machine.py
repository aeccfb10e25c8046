"""Random acts over the whole window: after each, what is shown is what is held.

A seeded walk, not a hypothesis machine: a window takes a second to make, and one walk through one window goes
where a person's day goes. A failure prints the seed and the last acts.
"""

from collections.abc import Callable, Mapping

import pytest
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip
from helpers.window_truth import differences, twin_differences
from helpers.window_walk import Walk, settle
from sonostep import reporting
from sonostep.app import Program

ACTS = 10_000
_ANEW = 40
"""Every so many acts the panel in front is made anew, and must say the same."""


@pytest.fixture(autouse=True)
def quick_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    def render(*_: object, exam_json: bytes, **__: object) -> Mapping[str, bytes]:
        return {"report.pdf": b"rendered once"}

    monkeypatch.setattr(reporting, "render", render)
    monkeypatch.setattr(reporting, "report_reference", lambda files: ("1.2", "1.3", "1.4"))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_shown_is_what_is_held(
    program: Program, loader: FakeLoader, qtbot: QtBot, scaled: Callable[[int], int], seed: int
) -> None:
    """10,000 acts under --full, 500 otherwise, in two walks."""
    window = program.window
    clips = [make_clip("hip", "hip.dcm"), make_clip("apex", "apex.dcm", regions=False)]
    window.opening.open_paths(loader.know(*clips))
    qtbot.waitUntil(lambda: window.has_exam and len(window.session.exam.clips) == 2)
    walk = Walk(window, qtbot, seed)
    for number in range(1, scaled(ACTS) // 2 + 1):
        try:
            walk.step()
            wrong = list(differences(window))
            if not wrong and number % _ANEW == 0:
                wrong = twin_differences(window)
        except Exception as error:
            error.add_note(_story(walk, seed, number))
            raise
        assert not wrong, "\n".join([*wrong[:8], _story(walk, seed, number)])
    settle(200)


def _story(walk: Walk, seed: int, number: int) -> str:
    return f"seed {seed}, act {number}; the last acts: " + "; ".join(list(walk.done)[-12:])
