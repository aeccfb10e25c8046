"""The look: Fusion with our own dark palette, one style sheet, sizes in millimetres of the screen.

The palette is set by ``QPalette`` because ``setColorScheme`` does nothing offscreen and on bare X11.
Colours are those of Okabe and Ito (jfly.uni-koeln.de/color), lightened for a dark room; no state is told by
colour alone. Every text colour has a contrast of 4.5 or more on its ground (WCAG 2.2, 1.4.3).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from sonostep.paths import resources

GROUND = "#0d1117"
PANEL = "#141a22"
CARD = "#1b232e"
RAISED = "#263140"
LINE = "#3a4859"
EDGE = "#6b7f95"
"""Edges of controls: 3 or more on every ground (WCAG 2.2, 1.4.11)."""

DEEP = "#0b4a70"
"""What a control filled with the accent turns to under the keys, so that its white ring is seen."""

CHOSEN = "#17364d"
"""Ground of what is chosen: only what comes next is filled with the accent."""

TEXT = "#e9eef4"
MUTED = "#a9b7c6"
ACCENT = "#5cc0f5"
ON_ACCENT = "#05131d"
PRESENT = "#f2a83b"
ABSENT = "#9fd3c0"
"""Not the accent's blue: an answer is no action."""

UNSURE = "#e3a3c8"
WARNING = "#f5c451"
STOP = "#ff8f70"
DONE = "#4fd0a5"

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    (TEXT, GROUND), (TEXT, PANEL), (TEXT, CARD), (TEXT, RAISED),
    (MUTED, GROUND), (MUTED, PANEL), (MUTED, CARD), (MUTED, RAISED),
    (ACCENT, PANEL), (ACCENT, CARD), (ON_ACCENT, ACCENT), (ON_ACCENT, PRESENT), (ON_ACCENT, ABSENT),
    (ON_ACCENT, UNSURE), (ON_ACCENT, WARNING), (ON_ACCENT, STOP), (ON_ACCENT, DONE),
    (WARNING, PANEL), (WARNING, CARD), (STOP, PANEL), (STOP, CARD), (DONE, PANEL), (DONE, CARD),
    ("#ffffff", DEEP), ("#ffffff", CHOSEN), ("#ffffff", "#6b4410"), ("#ffffff", "#2b5c4c"),
    ("#ffffff", "#6d3a56"),
    (PRESENT, CARD), (ABSENT, CARD), (UNSURE, CARD),
)  # fmt: skip
"""Every (text, ground) pair that the style sheet uses; a test measures their contrast."""

FAMILY = "Noto Sans TC"
_POINT_SIZE = 10.0
_MM_PER_INCH = 25.4
_SMALLEST_TARGET = 40
"""Pixels; below it a gloved finger misses on any screen that we know."""

_SHARE_OF_SCREEN = 0.052
"""A target never takes more of the screen's height, so that a small screen still shows a whole step."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Heights of touch targets in pixels, for one screen and scale."""

    primary: int
    other: int
    scale: float


def sizes(scale: float = 1.0) -> Sizes:
    """Return target heights: 20 mm for primary and 15 mm for other targets where the screen has room."""
    screen = QGuiApplication.primaryScreen()
    dots = screen.physicalDotsPerInch() if screen else 96.0
    height = screen.availableGeometry().height() if screen else 800
    return Sizes(_target(20, dots, height, scale), _target(15, dots, height, scale), scale)


def _target(millimetres: float, dots: float, height: int, scale: float) -> int:
    wanted = millimetres * max(dots, 60.0) / _MM_PER_INCH
    return round(max(_SMALLEST_TARGET, min(wanted, height * _SHARE_OF_SCREEN)) * scale)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def palette() -> QPalette:
    """Return the dark palette."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: PANEL, role.WindowText: TEXT, role.Base: GROUND, role.AlternateBase: CARD,
        role.Text: TEXT, role.Button: RAISED, role.ButtonText: TEXT, role.BrightText: WARNING,
        role.ToolTipBase: RAISED, role.ToolTipText: TEXT, role.Highlight: ACCENT,
        role.HighlightedText: ON_ACCENT, role.Link: ACCENT, role.LinkVisited: ACCENT,
        role.PlaceholderText: MUTED, role.Light: RAISED, role.Midlight: RAISED, role.Mid: LINE,
        role.Dark: GROUND, role.Shadow: GROUND, role.Accent: ACCENT,
    }  # fmt: skip
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor("#7b8896"))
    return made


@cache
def load_fonts() -> tuple[str, ...]:
    """Load the bundled fonts once, and return their families; empty where the folder holds none."""
    families: list[str] = []
    for path in sorted((resources() / "fonts").glob("*.otf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return tuple(dict.fromkeys(families))


def has_chinese_font() -> bool:
    """Whether any font at hand can write Traditional Chinese."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.TraditionalChinese))


def font(scale: float = 1.0) -> QFont:
    """Return the interface's font."""
    made = QFont()
    made.setFamilies([FAMILY, "Noto Sans CJK TC", "Microsoft JhengHei", "PingFang TC", "sans-serif"])
    made.setPointSizeF(_POINT_SIZE * scale)
    return made


def scale_of(made: QFont) -> float:
    """Return the interface's scale, of which a font that ``font`` made is the measure."""
    return max(made.pointSizeF(), 1.0) / _POINT_SIZE


def apply(app: QApplication, scale: float = 1.0) -> None:
    """Dress the application; calling it again with another scale redresses it."""
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette())
    # What was dressed before the fonts were loaded keeps what stood in for them until it is undressed.
    app.setStyleSheet("")
    app.setFont(QFont())
    app.setFont(font(scale))
    app.setStyleSheet(style_sheet(sizes(scale)))
    # Not for the first paint: it brings all of Qt's enumerations.
    from PySide6.QtCore import Qt

    app.setEffectEnabled(Qt.UIEffect.UI_AnimateMenu, False)


def style_sheet(made: Sizes) -> str:
    """Return the one style sheet, filled with colours and sizes."""
    values = {
        "GROUND": GROUND, "PANEL": PANEL, "CARD": CARD, "RAISED": RAISED, "LINE": LINE, "TEXT": TEXT,
        "EDGE": EDGE, "DEEP": DEEP, "CHOSEN": CHOSEN, "MUTED": MUTED, "ACCENT": ACCENT,
        "ON_ACCENT": ON_ACCENT,
        "PRESENT": PRESENT, "ABSENT": ABSENT,
        "UNSURE": UNSURE, "WARNING": WARNING, "STOP": STOP, "DONE": DONE,
        "HEADER": f"{round(42 * made.scale)}px", "BAR": f"{round(34 * made.scale)}px",
        "SMALL_TARGET": f"{round(30 * made.scale)}px",
        "KEY": f"{round(32 * made.scale)}px", "KEY_WIDTH": f"{round(30 * made.scale)}px",
        "COMPACT": f"{round(26 * made.scale)}px",
        "PRIMARY": f"{made.primary - 4}px", "TARGET": f"{made.other - 4}px",
        "BIG": f"{_POINT_SIZE * 1.3 * made.scale:.1f}pt", "HUGE": f"{_POINT_SIZE * 2.2 * made.scale:.1f}pt",
        "ROW": f"{_POINT_SIZE * 0.92 * made.scale:.1f}pt",
        "SMALL": f"{_POINT_SIZE * 0.9 * made.scale:.1f}pt", "ICONS": icons().as_posix(),
    }  # fmt: skip
    sheet = (resources() / "styles" / "dark.qss").read_text(encoding="utf-8")
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    return sheet


def icons() -> Path:
    """Return the folder of our icons."""
    return resources() / "icons"
