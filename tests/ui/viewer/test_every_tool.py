"""Every tool by mouse, by finger and by keys: the same shape, whatever hand draws it."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from helpers.viewer_pane import show
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import Region, ScaleInfo
from sonostep.messages import codes
from sonostep.tools import SELECT, TOOLS

TWO_D = Region(0, 0, 399, 199, 1, 1, 3, 3, 0.01, 0.01)
SPECTRUM = Region(0, 200, 399, 299, 3, 4, 4, 7, 0.004, -0.5, reference_y=50)
SHAPES = {
    "distance": (ShapeKind.DISTANCE, [(100, 50), (200, 80)]),
    "angle": (ShapeKind.ANGLE, [(100, 50), (150, 100), (200, 50)]),
    "ellipse": (ShapeKind.ELLIPSE, [(100, 100), (200, 100), (150, 130)]),
    "polygon": (ShapeKind.POLYGON, [(100, 50), (200, 50), (200, 150), (100, 150)]),
    "freehand": (ShapeKind.POLYGON, [(100, 50), (200, 50), (200, 150)]),
    "curve": (ShapeKind.CURVE, [(100, 50), (150, 80), (200, 50)]),
    "lines": (ShapeKind.LINES, [(100, 50), (200, 60), (100, 120), (200, 160)]),
    "thickness": (ShapeKind.THICKNESS, [(100, 50), (200, 50), None, (100, 90), (200, 90)]),
    "roi": (ShapeKind.ROI, [(100, 50), (180, 120)]),
    "needle": (ShapeKind.NEEDLE, [(300, 20), (200, 120)]),
    "point": (ShapeKind.POINT, [(100, 50)]),
    "arrow": (ShapeKind.ARROW, [(100, 50), (150, 80)]),
    "text": (ShapeKind.TEXT, [(100, 50)]),
    "time": (ShapeKind.TIME, [(100, 250), (200, 250)]),
    "velocity": (ShapeKind.VELOCITY, [(100, 220)]),
    "body_mark": (ShapeKind.BODY_MARK, [(100, 80), (90, 90), (120, 90)]),
}
"""Kind and places of each tool's shape; None is where a first part of it ends."""

OPEN_ENDED = ("polygon", "freehand", "curve", "thickness")


@pytest.fixture
def scanned(qtbot, pane, session, clips):
    session.add_clip(clips("doppler", 2, ScaleInfo(300, 400, (TWO_D, SPECTRUM))))
    show(qtbot, pane, session, "doppler")
    pane.canvas.set_view(pane.canvas.view.zoomed(1.0))
    return pane


class Mouse:
    def __init__(self, pane, hand):
        self.pane, self.hand = pane, hand

    def begin(self):
        """A pointer is where it points."""

    def set(self, x, y):
        self.hand.click(x, y)

    def end(self):
        self.pane.strip.finish_wanted.emit()


class Finger(Mouse):
    def __init__(self, pane, hand):
        super().__init__(pane, hand)
        self.device = QTest.createTouchDevice()

    def set(self, x, y):
        canvas, at = self.pane.canvas, self.hand.pixel(x, y)
        QTest.touchEvent(canvas, self.device).press(0, at, canvas).commit()
        QTest.touchEvent(canvas, self.device).release(0, at, canvas).commit()


class Keys(Mouse):
    def begin(self):
        self.pane.confirm_point()

    def set(self, x, y):
        canvas, target = self.pane.canvas, self.hand.pixel(x, y)
        at = canvas.view.to_screen(canvas.cursor_at)
        for pixels, there, back in (
            (target.x() - int(at.x() // 1), Qt.Key.Key_Right, Qt.Key.Key_Left),
            (target.y() - int(at.y() // 1), Qt.Key.Key_Down, Qt.Key.Key_Up),
        ):
            key, alt = there if pixels > 0 else back, Qt.KeyboardModifier.AltModifier
            for _ in range(abs(pixels) // 10):
                QTest.keyClick(canvas, key, alt | Qt.KeyboardModifier.ShiftModifier)
            for _ in range(abs(pixels) % 10):
                QTest.keyClick(canvas, key, alt)
        self.pane.confirm_point()

    def end(self):
        # Enter once more on the last point.
        self.pane.confirm_point()


def drawn(pane, session, tool, means):
    """Draw a tool's shape, and return it."""
    kind, places = SHAPES[tool]
    pane.arm(tool)
    if tool == "text":
        pane.strip.words_chosen.emit("Bursa")
    means.begin()
    for place in places:
        means.end() if place is None else means.set(*place)
    if tool in OPEN_ENDED:
        means.end()
    (shape,) = session.exam.annotations
    assert shape.kind is kind
    assert session.view.tool == tool, "a tool stays until it is dropped"
    return shape


@pytest.mark.parametrize("tool", [t for t in TOOLS if t not in (SELECT, "calibrate")])
def test_a_tool_draws_the_same_by_mouse_finger_and_keys(scanned, session, hand, tool):
    shapes = []
    for means in (Mouse, Finger, Keys):
        shapes.append(drawn(scanned, session, tool, means(scanned, hand)))
        session.undo()
        scanned.cancel_gesture()
        scanned.cancel_gesture()
    first, *others = shapes
    for other in others:
        assert len(other.points) == len(first.points)
        assert all(
            (a.x, a.y) == pytest.approx((b.x, b.y), abs=1.01)
            for a, b in zip(first.points, other.points, strict=True)
        )


@pytest.mark.parametrize("means", [Mouse, Finger, Keys])
def test_a_clip_is_calibrated_by_mouse_finger_and_keys(qtbot, scanned, session, hand, clips, means):
    session.add_clip(clips("bare", 1, ScaleInfo(300, 400)))
    show(qtbot, scanned, session, "bare")
    scanned.canvas.set_view(scanned.canvas.view.zoomed(1.0))
    scanned.arm("calibrate")
    hands = means(scanned, hand)
    hands.begin()
    hands.set(50, 50)
    hands.set(50, 150)
    assert session.exam.clip("bare").scale.user is None, "it asks before it acts"
    scanned.strip.length.setText("10")
    scanned.strip.length.autosave.typed()
    scanned.strip.length.returnPressed.emit()
    assert session.exam.clip("bare").scale.user.mm_per_pixel_x == pytest.approx(0.1, rel=0.03)


@pytest.mark.parametrize("means", [Mouse, Finger])
def test_a_shape_is_selected_by_mouse_and_finger(scanned, session, hand, means):
    drawn(scanned, session, "distance", Mouse(scanned, hand))
    scanned.arm("select")
    session.look(selected="")
    means(scanned, hand).set(150, 65)
    assert session.view.selected == session.exam.annotations[0].id


def test_every_entry_of_the_history_has_its_words():
    source = Path(__file__).resolve().parents[3] / "desktop" / "sonostep"
    files = [*(source / "core").rglob("*.py"), *(source / "ui").rglob("*.py")]
    text = "\n".join(f.read_text(encoding="utf-8") for f in files)
    names = set(re.findall(r'^    name: str = "(\w+)"', text, re.MULTILINE))
    names |= set(re.findall(r'PutAnnotation\([^"\n]*, "(\w+)"\)', text))
    names |= set(re.findall(r'Together\([^"\n]*, "(\w+)"\)', text))
    assert len(names) > 20
    assert sorted(n for n in names if f"edit.{n}" not in codes()) == []
