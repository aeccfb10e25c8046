"""What a cart draws around the picture: scale, focus, grey bar, settings, and SYNTHETIC in every frame."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sonostep.phantom.layout import FrameLayout
from sonostep.phantom.scene import Scene

Picture = NDArray[np.uint8]
_AMBER, _PALE, _DIM, _TEAL = (255, 196, 60), (188, 192, 196), (128, 134, 140), (70, 200, 190)


def _text(image: Picture, text: str, x: float, y: float, size: float, colour: tuple[int, int, int],
          bold: int = 1) -> None:  # fmt: skip
    cv2.putText(image, text, (round(x), round(y)), cv2.FONT_HERSHEY_SIMPLEX, size, colour, bold, cv2.LINE_AA)


def _width(text: str, size: float) -> int:
    return int(cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 1)[0][0])


def base(scene: Scene, layout: FrameLayout) -> Picture:
    """The frame without the scan, RGB of shape (rows, columns, 3)."""
    image: Picture = np.zeros((scene.display.rows, scene.display.columns, 3), np.uint8)
    image[:] = (3, 4, 6)
    _header(image, scene, layout)
    _settings(image, scene, layout)
    _grey_bar(image, layout)
    _depth_scale(image, scene, layout)
    _width_scale(image, layout)
    _ends(image, scene, layout)
    return image


def synthetic_box(layout: FrameLayout) -> tuple[int, int, int, int]:
    """Pixels (x0, y0, x1, y1) of the plate that says SYNTHETIC, outside the scan."""
    k = layout.scale
    width = _width("SYNTHETIC", 0.56 * k) + round(14 * k)
    return round(6 * k), round(6 * k), round(6 * k) + width, round(28 * k)


def _header(image: Picture, scene: Scene, layout: FrameLayout) -> None:
    k = layout.scale
    x0, y0, x1, y1 = synthetic_box(layout)
    cv2.rectangle(image, (x0, y0), (x1, y1), _AMBER, max(1, round(1.4 * k)))
    _text(image, "SYNTHETIC", x0 + 7 * k, y1 - 6 * k, 0.56 * k, _AMBER, max(1, round(1.3 * k)))
    _text(image, "SonoStep phantom", x1 + 14 * k, y1 - 6 * k, 0.46 * k, _DIM)
    right = f"{scene.probe.name}  MSK Gen   MI 0.0  TIs 0.0"
    _text(image, right, image.shape[1] - _width(right, 0.46 * k) - 12 * k, y1 - 6 * k, 0.46 * k, _PALE)
    rows = image.shape[0]
    side = {"R": "RT", "L": "LT", "U": ""}[scene.side]
    _text(image, f"{side} {scene.view}".strip(), layout.box[0], rows - 14 * k, 0.5 * k, _PALE)


def _settings(image: Picture, scene: Scene, layout: FrameLayout) -> None:
    k, p = layout.scale, scene.probe
    lines: tuple[str, ...] = (
        "B", f"Frq {p.mhz:.1f} MHz", f"Gn {50 + p.gain_db:.0f}", f"DR {p.dynamic_range_db:.0f}",
        f"D {p.depth_mm / 10:.1f} cm", f"FR {p.fps:.0f} Hz", "AO 100%",
    )  # fmt: skip
    if scene.doppler:
        lines = (*lines, f"PD {scene.doppler.prf_khz:.1f} kHz")
    for i, line in enumerate(lines):
        _text(image, line, 8 * k, (56 + 18 * i) * k, 0.4 * k, _PALE if i else _TEAL)


def _grey_bar(image: Picture, layout: FrameLayout) -> None:
    k = layout.scale
    top, bottom, left, right = round(214 * k), round(364 * k), round(10 * k), round(30 * k)
    ramp = np.linspace(255, 0, bottom - top).astype(np.uint8)
    image[top:bottom, left:right] = ramp[:, None, None]


def _depth_scale(image: Picture, scene: Scene, layout: FrameLayout) -> None:
    """A tick every 5 mm, a number every cm; the tick's row is the pixel that holds the depth."""
    k = layout.scale
    x = layout.box[2] + round(10 * k)
    for step in range(int(scene.probe.depth_mm // 5) + 1):
        y = int(layout.to_px(0, 5.0 * step)[1])
        long = step % 2 == 0
        image[y : y + 1, x : x + round((11 if long else 6) * k)] = _PALE
        if long:
            _text(image, str(step // 2), x + 16 * k, y + 5 * k, 0.42 * k, _PALE)
    focus = layout.to_px(0, scene.probe.focus_mm)[1]
    w, h = 5 * k, 6 * k
    middle = x + 38 * k
    corners = [(middle + a * w, focus + b * h) for a, b in ((-1, -1), (1, -1), (-1, 1), (1, 1))]
    cv2.fillPoly(image, [np.array(corners).round().astype(np.int32)], (240, 220, 40))


def _width_scale(image: Picture, layout: FrameLayout) -> None:
    k = layout.scale
    y1 = layout.box[1] - round(6 * k)
    reach = int((layout.box[2] - layout.origin[0]) * layout.mm_per_px // 10)
    for cm in range(-reach, reach + 1):
        x = int(layout.to_px(10.0 * cm, 0)[0])
        image[y1 - round((8 if cm == 0 else 5) * k) : y1, x : x + 1] = _PALE


def _ends(image: Picture, scene: Scene, layout: FrameLayout) -> None:
    """The orientation mark at the picture's first end, and both ends' names."""
    k = layout.scale
    y = layout.box[1] - round(22 * k)
    left, right = layout.box[0] + round(8 * k), layout.box[2] - round(8 * k)
    at_left = not scene.mirrored or scene.ends == ("L", "R")
    cv2.circle(image, (left if at_left else right, y), round(6 * k), _TEAL, -1, cv2.LINE_AA)
    names, size = scene.shown_ends, 0.42 * k
    _text(image, names[0], left + 11 * k, y + 5 * k, size, _PALE)
    _text(image, names[1], right - 11 * k - _width(names[1], size), y + 5 * k, size, _PALE)


def frame_number(image: Picture, layout: FrameLayout, number: int, count: int) -> None:
    """Write the frame's number into the margin below the scan."""
    k = layout.scale
    text = f"{number}/{count}"
    _text(
        image,
        text,
        image.shape[1] - _width(text, 0.42 * k) - 12 * k,
        image.shape[0] - 14 * k,
        0.42 * k,
        _PALE,
    )
