"""Write docs/tools.md and its pictures: every tool in use on a synthetic phantom, in both languages.

    python docs/make_tools.py

The window is drawn offscreen and worked by mouse events, so the pictures show what the program does today.
A test runs the same story and looks at what was drawn, without comparing pictures to the pixel.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QBuffer, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sonostep.core.clip import (
    Clip,
    ClipKind,
    Frame,
    FrameRef,
    Region,
    ScaleInfo,
    StudyInfo,
    Timing,
    TimingSource,
)
from sonostep.core.exam import Exam
from sonostep.core.history import History
from sonostep.core.text import LANGUAGES, Language
from sonostep.messages import text
from sonostep.phantom.catalogue import load_scene
from sonostep.phantom.render import Rendered, render
from sonostep.session import Session
from sonostep.tools import TOOLS
from sonostep.ui.kit import theme
from sonostep.ui.kit.i18n import LanguageSwitch
from sonostep.ui.viewer.display_filters import Filters
from sonostep.ui.viewer.pane_grid import PaneGrid

HERE = Path(__file__).resolve().parent
PAGE, PICTURES = HERE / "tools.md", HERE / "tools"
SIZE = (880, 660)
SCENE = "hip_posterior_bursa"
Xy = tuple[float, float]


class Ready:
    """A loader that has every frame at hand; answers still come from nowhere but ``peek``."""

    def __init__(self, frames: dict[str, list[Frame]]) -> None:
        self._frames = frames

    def open(self, clip: Clip) -> None:
        """Nothing to get ready."""

    def peek(self, frame: FrameRef) -> Frame | None:
        return self._frames[frame.clip][(frame.frame - 1) % len(self._frames[frame.clip])]

    def request(self, frame: FrameRef, callback: object, *, channel: str | None = None) -> None:
        raise AssertionError("every frame is at hand")

    def prefetch(self, clip: Clip, around: int, direction: int = 1) -> None:
        """Everything is at hand."""

    def thumbnail_async(self, clip: Clip, callback: object) -> None:
        """Nobody asks."""


class Stage:
    """A pane grid on the phantom, and the hand that works it. Places are shares of the frame."""

    def __init__(self, language: Language) -> None:
        clips, frames = _clips()
        self.session = Session(History.start(Exam("exam", "2025-01-01T00:00:00+08:00")))
        for clip in clips:
            self.session.add_clip(clip)
        self.session.look(language=language)
        self.grid = PaneGrid(self.session, Ready(frames))
        self.grid.resize(*SIZE)
        self.grid.show()
        self.session.look(clip=clips[0].id, frame=1)
        self._settle()

    def to(self, clip: str) -> None:
        """Show another clip."""
        self.session.look(clip=clip, frame=1, selected="")
        self._settle()

    def _settle(self) -> None:
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            QApplication.processEvents()

    def at(self, place: Xy) -> QPoint:
        """Return the screen pixel of a place."""
        rows, columns = self.grid.canvas.frame.shape[:2]
        p = self.grid.canvas.view.matrix().map(QPointF(place[0] * columns, place[1] * rows))
        return QPoint(int(p.x()), int(p.y()))

    def click(self, *places: Xy) -> None:
        """Click one place after the other."""
        for place in places:
            QTest.mouseMove(self.grid.canvas, self.at(place))
            QTest.mouseClick(self.grid.canvas, Qt.MouseButton.LeftButton, pos=self.at(place))
        self._settle()

    def hover(self, place: Xy) -> None:
        """Move the pointer to a place."""
        QTest.mouseMove(self.grid.canvas, self.at(place))
        self._settle()

    def trace(self, *places: Xy) -> None:
        """Draw a line with the button down."""
        QTest.mousePress(self.grid.canvas, Qt.MouseButton.LeftButton, pos=self.at(places[0]))
        for a, b in zip(places, places[1:], strict=False):
            for step in range(1, 9):
                share = step / 8
                between = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
                QTest.mouseMove(self.grid.canvas, self.at(between))
        QTest.mouseRelease(self.grid.canvas, Qt.MouseButton.LeftButton, pos=self.at(places[-1]))
        self._settle()

    def picture(self) -> bytes:
        """Return what is on the screen as JPEG."""
        self._settle()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self.grid.grab().save(buffer, "PNG")
        made = io.BytesIO()
        with Image.open(io.BytesIO(bytes(buffer.data().data()))) as image:
            image.convert("RGB").save(made, "JPEG", quality=78, optimize=True)
        return made.getvalue()


@cache
def _phantom() -> Rendered:
    return render(load_scene(SCENE), 2)


def _clips() -> tuple[list[Clip], dict[str, list[Frame]]]:
    made = _phantom()
    rows, columns = made.frames.shape[1:3]
    mm_x, mm_y = made.mm_per_px
    frames = []
    for number in range(2):
        frame = np.zeros((rows, columns, 4), np.uint8)
        frame[:, :, :3] = made.frames[number][:, :, ::-1]
        frames.append(frame)
    two_d = ScaleInfo(rows, columns, (Region(0, 0, columns - 1, rows - 1, 1, 1, 3, 3, mm_x / 10, mm_y / 10),))
    half = rows // 2
    spectral = Region(0, half, columns - 1, rows - 1, 3, 4, 4, 7, 0.004, -0.5, reference_y=half // 2)
    traced = (replace(two_d.regions[0], y1=half - 1), spectral)
    today, before = StudyInfo(study_date="20250305"), StudyInfo(study_date="20240910")
    clips = [
        _clip("scan", two_d, 20, today),
        _clip("prior", two_d, 20, before),
        _clip("doppler", ScaleInfo(rows, columns, traced), 1, today),
        _clip("video", ScaleInfo(rows, columns), 20, StudyInfo()),
    ]
    spectrum = frames[0].copy()
    spectrum[half:] = _spectrum(rows - half, columns)
    shown = {"scan": frames, "prior": frames, "doppler": [spectrum], "video": frames}
    return clips, shown


def _clip(id_: str, scale: ScaleInfo, frames: int, study: StudyInfo) -> Clip:
    starts = tuple(n * 0.05 for n in range(frames))
    timing = Timing(starts, frames * 0.05, TimingSource.FRAME_TIME, 20.0)
    return Clip(id_, f"{id_}.dcm", ClipKind.DICOM, id_, frames, scale, timing, study=study, synthetic=True)


def _spectrum(rows: int, columns: int) -> Frame:
    """A made-up pulsatile spectrum above its baseline."""
    x = np.arange(columns)
    beat = (x % (columns // 4)) / (columns / 4)
    top = rows / 2 - rows * 0.42 * np.exp(-((beat - 0.2) ** 2) / 0.01) - rows * 0.1
    y = np.arange(rows)[:, None]
    noise = np.random.default_rng(1).rayleigh(0.7, (rows, columns))
    grey = np.where((y > top) & (y < rows / 2), 130.0, 8.0) * noise
    grey[rows // 2] = 160.0
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 4, axis=2)


@dataclass(frozen=True)
class Scene:
    """One picture: the code of its title, and what is done for it."""

    title: str
    play: Callable[[Stage], None]


_BORDER_NEAR = ((0.40, 0.44), (0.46, 0.40), (0.52, 0.40), (0.58, 0.44), (0.64, 0.50))
_BORDER_FAR = ((0.40, 0.46), (0.46, 0.46), (0.52, 0.48), (0.58, 0.52), (0.63, 0.57))
_RING = ((0.40, 0.44), (0.47, 0.40), (0.54, 0.41), (0.61, 0.47), (0.70, 0.57), (0.60, 0.53), (0.50, 0.46))


def _armed(tool: str, *places: Xy) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.grid.arm(tool)
        stage.click(*places)

    return play


def _traced(tool: str, *lines: tuple[Xy, ...]) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.grid.arm(tool)
        for line in lines:
            stage.trace(*line)

    return play


def _placing(stage: Stage) -> None:
    stage.grid.arm("distance")
    stage.click((0.58, 0.44))
    stage.hover((0.555, 0.49))


def _calipers(stage: Stage) -> None:
    stage.grid.arm("distance")
    for n, words in enumerate(("structure.bursa", "structure.gluteus_medius_tendon")):
        stage.grid.strip.words_chosen.emit(text(words, stage.session.view.language))
        stage.click((0.585 - 0.12 * n, 0.437), (0.557 - 0.06 * n, 0.493 + 0.03 * n))


def _words(stage: Stage) -> None:
    language = stage.session.view.language
    stage.grid.arm("text")
    stage.grid.strip.words_chosen.emit(text("tag.cross_section", language))
    stage.click((0.3, 0.18))


def _arrow(stage: Stage) -> None:
    language = stage.session.view.language
    stage.grid.arm("arrow")
    stage.grid.strip.words_chosen.emit(text("structure.trochanteric_bursa", language))
    stage.click((0.72, 0.40), (0.60, 0.475))


def _needle(stage: Stage) -> None:
    stage.grid.arm("needle")
    stage.click((0.85, 0.15), (0.60, 0.475))


def _on(clip: str, then: Callable[[Stage], None]) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.to(clip)
        then(stage)

    return play


def _velocity(stage: Stage) -> None:
    _armed("time", (0.05, 0.6), (0.3, 0.6))(stage)
    _armed("velocity", (0.3, 0.55))(stage)


def _calibrate(stage: Stage) -> None:
    stage.grid.arm("calibrate")
    stage.click((0.868, 0.29), (0.868, 0.77))
    stage.grid.drawing.use_length(stage.session.view.selected, 30.0)
    _armed("distance", (0.585, 0.437), (0.557, 0.493))(stage)


def _offer(stage: Stage) -> None:
    stage.grid.strip.tools.assist.setChecked(True)
    _traced("curve", _BORDER_NEAR)(stage)


def _side_by_side(stage: Stage) -> None:
    stage.grid.set_layout(2)
    stage.grid.set_linked(True)
    stage.grid.step(4)
    _armed("distance", (0.585, 0.437), (0.557, 0.493))(stage)


def _filtered(stage: Stage) -> None:
    stage.grid.show_display_bar(True)
    stage.grid.display.show_filters(Filters(gain=0.1, clahe=True, grey_map="s_curve"))
    stage.grid.display.changed.emit(stage.grid.display.filters)


def _select(stage: Stage) -> None:
    _armed("distance", (0.585, 0.437), (0.557, 0.493))(stage)
    stage.grid.arm("select")
    stage.click((0.571, 0.465))


SCENES: dict[str, Scene] = {
    "select": Scene("tool.select", _select),
    "distance": Scene("tool.distance", _calipers),
    "magnifier": Scene("doc.magnifier", _placing),
    "angle": Scene("tool.angle", _armed("angle", (0.35, 0.50), (0.50, 0.42), (0.70, 0.58))),
    "lines": Scene("tool.lines", _armed("lines", (0.3, 0.36), (0.7, 0.34), (0.35, 0.62), (0.7, 0.5))),
    "ellipse": Scene("tool.ellipse", _armed("ellipse", (0.42, 0.43), (0.66, 0.53), (0.57, 0.43))),
    "polygon": Scene("tool.polygon", _armed("polygon", *_RING, _RING[0])),
    "freehand": Scene("tool.freehand", _traced("freehand", _RING)),
    "curve": Scene("tool.curve", _traced("curve", _BORDER_NEAR)),
    "thickness": Scene("tool.thickness", _traced("thickness", _BORDER_NEAR, _BORDER_FAR)),
    "roi": Scene("tool.roi", _traced("roi", ((0.5, 0.2), (0.62, 0.3)), ((0.3, 0.2), (0.42, 0.3)))),
    "needle": Scene("tool.needle", _needle),
    "time": Scene("tool.time", _on("doppler", _armed("time", (0.05, 0.6), (0.3, 0.6)))),
    "velocity": Scene("tool.velocity", _on("doppler", _velocity)),
    "point": Scene("tool.point", _armed("point", (0.55, 0.45))),
    "arrow": Scene("tool.arrow", _arrow),
    "text": Scene("tool.text", _words),
    "body_mark": Scene("tool.body_mark", _armed("body_mark", (0.12, 0.84), (0.155, 0.845), (0.18, 0.845))),
    "calibrate": Scene("tool.calibrate", _on("video", _calibrate)),
    "offer": Scene("offer.assist", _offer),
    "panes": Scene("panes.2", _side_by_side),
    "filters": Scene("grey_map.title", _filtered),
}
"""Every picture by the name of its file; each tool has one."""


def staged(name: str, language: Language) -> Stage:
    """Return the stage after a scene was played on it."""
    stage = Stage(language)
    SCENES[name].play(stage)
    return stage


def page() -> str:
    """Return the page that shows the pictures."""
    lines = [
        "# Tools in use",
        "",
        "This page and its pictures are written by `docs/make_tools.py`. The picture is a synthetic phantom.",
        "",
    ]
    for name, scene in SCENES.items():
        english, chinese = (text(scene.title, language) for language in LANGUAGES)
        lines += [f"## {english} · {chinese}", ""]
        lines += [f"![{text(scene.title, tag)}](tools/{tag}/{name}.jpg)" for tag in LANGUAGES]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Make everything anew."""
    assert set(TOOLS) <= set(SCENES)
    with tempfile.TemporaryDirectory() as home:
        os.environ["SONOSTEP_HOME"] = home
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        theme.load_fonts()
        theme.apply(app, 1.0)
        switch = LanguageSwitch("en")
        for language in LANGUAGES:
            switch.use(language)
            folder = PICTURES / language
            folder.mkdir(parents=True, exist_ok=True)
            for name in SCENES:
                stage = staged(name, language)
                (folder / f"{name}.jpg").write_bytes(stage.picture())
                stage.grid.deleteLater()
        PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
