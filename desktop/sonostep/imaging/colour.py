"""Colour conversion: stored samples to B G R X, once, in C.

Colour models are those of PS3.3 C.7.6.3.1.2; the YBR coefficients are ITU-R BT.601 (JFIF), full range for
YBR_FULL, 16 to 235 for YBR_PARTIAL.
"""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Frame

StoredColour = Literal["gray", "rgb", "ycbcr", "ycbcr_partial"]
Samples = NDArray[np.uint8]

_R_CR: Final = 1.402
_G_CB: Final = -0.344136
_G_CR: Final = -0.714136
_B_CB: Final = 1.772


def _full_range() -> NDArray[np.float32]:
    """Rows B, G, R, X; columns Y, Cb, Cr, 1."""
    return np.array(
        [
            [1, _B_CB, 0, -128 * _B_CB],
            [1, _G_CB, _G_CR, -128 * (_G_CB + _G_CR)],
            [1, 0, _R_CR, -128 * _R_CR],
            [0, 0, 0, 255],
        ],
        np.float32,
    )


def _partial_range() -> NDArray[np.float32]:
    """Luma 16..235 and chroma 16..240 stretched to 0..255 first."""
    stretch = np.array(
        [
            [255 / 219, 0, 0, -16 * 255 / 219],
            [0, 255 / 224, 0, 128 - 128 * 255 / 224],
            [0, 0, 255 / 224, 128 - 128 * 255 / 224],
            [0, 0, 0, 1],
        ]
    )
    return np.asarray(_full_range().astype(np.float64) @ stretch, np.float32)


_MATRICES: Final = {"ycbcr": _full_range(), "ycbcr_partial": _partial_range()}


def to_bgrx(samples: Samples, colour: StoredColour, out: Frame) -> None:
    """Draw 8-bit samples (rows x columns, or rows x columns x 3) into ``out``, rows x columns x 4."""
    # Imported where it is used: the worker's first frame seldom needs it.
    import cv2

    contiguous = np.ascontiguousarray(samples)
    if colour == "gray":
        cv2.cvtColor(contiguous, cv2.COLOR_GRAY2BGRA, dst=out)
    elif colour == "rgb":
        cv2.cvtColor(contiguous, cv2.COLOR_RGB2BGRA, dst=out)
    else:
        # four output channels keep OpenCV on its exact path; with three it computes in ten bits
        cv2.transform(contiguous, _MATRICES[colour], dst=out)


def unpack_422(samples: Samples) -> Samples:
    """Spread Y1 Y2 Cb Cr (PS3.3 C.7.6.3.1.2, rows x columns/2 x 4) to rows x columns x 3; chroma repeated."""
    rows, pairs, _ = samples.shape
    full = np.empty((rows, pairs * 2, 3), np.uint8)
    full[:, 0::2, 0] = samples[:, :, 0]
    full[:, 1::2, 0] = samples[:, :, 1]
    for half in (0, 1):
        full[:, half::2, 1] = samples[:, :, 2]
        full[:, half::2, 2] = samples[:, :, 3]
    return full


_GREY_BAND: Final = 8
_MOSTLY: Final = 0.6
_SELDOM: Final = 0.4
_PROBE_PIXELS: Final = 20_000


def colour_by_content(samples: Samples) -> StoredColour | None:
    """Tell RGB from YCbCr by what the picture holds, where the label may be wrong; None if it does not.

    A B-mode picture is mostly black and grey: as RGB its three samples are equal, as YCbCr the last two
    are 128. A design choice of ours for mislabelled files: at least 60 % of the pixels must say one and
    at most 40 % the other.
    """
    step = max(1, int((samples.shape[0] * samples.shape[1] / _PROBE_PIXELS) ** 0.5))
    probe = samples[::step, ::step].astype(np.int16)
    spread = probe.max(axis=2) - probe.min(axis=2)
    as_rgb = float(np.mean(spread <= _GREY_BAND))
    as_ycbcr = float(np.mean(np.abs(probe[:, :, 1:] - 128).max(axis=2) <= _GREY_BAND))
    if as_ycbcr > _MOSTLY and as_rgb < _SELDOM:
        return "ycbcr"
    return "rgb" if as_rgb > _MOSTLY and as_ycbcr < _SELDOM else None
