"""Decide which scale holds for a set of points on a frame, or say why none does.

The rules are those of the design's calibration chapter, numbered there 1 to 11; each is named where it
is applied. Regions follow PS3.3 C.8.5.5.1 (US Region Calibration Module). A caller gets a scale that is
true for every point it handed in, or a ``Problem``; never a guess.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sonostep.core.clip import Region, ScaleInfo
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.quantity import CalibrationSource
from sonostep.core.problem import Problem

_AGREE = 0.01
"""Two scales within one percent count as the same: carts round their deltas to about four digits."""


class SpatialFormat(IntEnum):
    """RegionSpatialFormat (0018,6012), PS3.3 C.8.5.5.1.1."""

    NONE = 0
    TWO_D = 1
    M_MODE = 2
    SPECTRAL = 3
    WAVEFORM = 4
    GRAPHICS = 5


class PhysicalUnits(IntEnum):
    """PhysicalUnitsXDirection (0018,6024), PS3.3 C.8.5.5.1.15, as far as calipers use them."""

    CM = 3
    SECONDS = 4
    CM_PER_S = 7


@dataclass(frozen=True, slots=True)
class LengthScale:
    """Millimetres per pixel along x and y, with its source and, for a region, its index from 0.

    ``relative_uncertainty`` is the scale's own (k = 2), as a fraction; 0 where the file states the scale.
    """

    mm_x: float
    mm_y: float
    source: CalibrationSource
    region: int | None = None
    relative_uncertainty: float = 0.0


@dataclass(frozen=True, slots=True)
class TraceScale:
    """The axes of an M-mode, spectral or waveform region (rule 7).

    Attributes:
        seconds_x: seconds per pixel along x.
        units_y: code of the physical unit along y.
        delta_y: that unit per pixel along y, signed.
        zero_y: image row at which the value is 0, in image coordinates.
        region: index of the region, from 0.
    """

    seconds_x: float
    units_y: int
    delta_y: float
    zero_y: float
    region: int


@dataclass(frozen=True, slots=True)
class NoScale:
    """No millimetre holds; ``reason`` says why, ``aspect`` is height over width of a pixel if known."""

    reason: Problem
    aspect: float | None = None


Scale = LengthScale | TraceScale | NoScale


def usable_for_length(region: Region) -> bool:
    """Whether a region can scale lengths, areas and angles (rule 2)."""
    return (
        region.spatial_format == SpatialFormat.TWO_D
        and region.units_x == PhysicalUnits.CM
        and region.units_y == PhysicalUnits.CM
        and _usable_delta(region.delta_x)
        and _usable_delta(region.delta_y)
    )


def usable_for_trace(region: Region) -> bool:
    """Whether a region has a time axis for time and velocity calipers (rule 7)."""
    return (
        region.spatial_format in (SpatialFormat.M_MODE, SpatialFormat.SPECTRAL, SpatialFormat.WAVEFORM)
        and region.units_x == PhysicalUnits.SECONDS
        and _usable_delta(region.delta_x)
    )


def exceeds(region: Region, info: ScaleInfo) -> bool:
    """Whether the box leaves the picture by more than one pixel (rules 3 and 4).

    The box is inclusive, so a maximum equal to Columns or Rows is one pixel too far, which carts write
    and which is tolerated.
    """
    return (
        region.x0 < 0
        or region.y0 < 0
        or region.x1 > info.columns
        or region.y1 > info.rows
        or region.x1 < region.x0
        or region.y1 < region.y0
    )


def contains(region: Region, point: Point) -> bool:
    """Whether a point lies in the inclusive box; the last pixel's far edge belongs to it (rules 3, 11)."""
    return region.x0 <= point.x <= region.x1 + 1 and region.y0 <= point.y <= region.y1 + 1


def resolve(points: Sequence[Point], info: ScaleInfo, choice: int | None = None) -> Scale:
    """Return the scale that holds for all ``points`` together.

    Args:
        points: image coordinates of one measurement.
        info: what the clip says of its scale.
        choice: index of the region that the user chose where several disagree (rule 5).
    """
    if not all(0.0 <= p.x <= info.columns and 0.0 <= p.y <= info.rows for p in points):
        return NoScale(Problem.of("calibration.outside_image"), known_aspect(info))
    if not info.regions:
        return _without_regions(info)
    if not info.clamp_regions and any(exceeds(r, info) for r in info.regions):
        # The box was written for another picture size, so every region of this instance is in doubt.
        return _user_or(info, _stale(info))
    return _in_regions(points, info, choice)


def holding(points: Sequence[Point], info: ScaleInfo) -> tuple[int, ...]:
    """Return the indices of the regions that hold all points: those that can be chosen between (rule 5)."""
    return tuple(i for i, r in enumerate(info.regions) if all(contains(r, p) for p in points))


def _in_regions(points: Sequence[Point], info: ScaleInfo, choice: int | None) -> Scale:
    found = holding(points, info)
    if not found:
        return NoScale(_no_common_region(points, info), known_aspect(info))
    if choice is not None and choice in found:
        return _scale_of(info, choice)
    if not _agree([info.regions[i] for i in found]):
        numbers = ", ".join(str(i + 1) for i in found)
        return NoScale(Problem.of("calibration.regions_disagree", regions=numbers))
    return _scale_of(info, min(found, key=lambda i: _box_area(info.regions[i])))


def _scale_of(info: ScaleInfo, index: int) -> Scale:
    region = info.regions[index]
    if usable_for_length(region):
        source = CalibrationSource.REGION
        return LengthScale(abs(region.delta_x) * 10.0, abs(region.delta_y) * 10.0, source, index)
    if usable_for_trace(region):
        return _trace(region, index)
    if region.spatial_format == SpatialFormat.TWO_D:
        return _unscaled_region(info, index)
    return NoScale(Problem.of("calibration.region_not_2d", region=index + 1))


def _trace(region: Region, index: int) -> TraceScale:
    # Rule 7: value = reference value + (px - y0 - reference) * delta, solved for value 0.
    zero = float(region.y0) + region.reference_y
    if _usable_delta(region.delta_y):
        zero -= region.reference_value_y / region.delta_y
    return TraceScale(abs(region.delta_x), region.units_y, region.delta_y, zero, index)


def _unscaled_region(info: ScaleInfo, index: int) -> Scale:
    """A 2D region without centimetres: PixelSpacing may stand in unless a region contradicts it (rule 8)."""
    reason = Problem.of("calibration.region_without_scale", region=index + 1)
    spacing = _pixel_spacing(info)
    contradicted = spacing is not None and any(
        not _close(spacing, r) for r in info.regions if usable_for_length(r)
    )
    return spacing if spacing is not None and not contradicted else _user_or(info, reason)


def _without_regions(info: ScaleInfo) -> Scale:
    # A scale that the user set replaces nothing that the file states (rule 8's order).
    spacing = _pixel_spacing(info)
    if spacing is not None:
        return spacing
    return _user_or(info, _why_none(info))


def _why_none(info: ScaleInfo) -> Problem:
    """Say that the file states none only where it states none; else what was found and why it is not used."""
    if info.pixel_spacing is not None:
        row, column = info.pixel_spacing
        return Problem.of("calibration.spacing_unused", found=f"{row:g}\\{column:g}")
    if info.unused is not None:
        return info.unused
    if info.uncorrected_spacing is not None:
        return _uncorrected(info.uncorrected_spacing)
    return Problem.of("calibration.none")


def _pixel_spacing(info: ScaleInfo) -> LengthScale | None:
    if info.pixel_spacing is None:
        return None
    row, column = info.pixel_spacing
    if not (_usable_delta(row) and _usable_delta(column) and row > 0 and column > 0):
        return None
    if row == 1.0 and column == 1.0:
        # Converters write 1\1 where they know nothing.
        return None
    return LengthScale(column, row, CalibrationSource.PIXEL_SPACING)


def _user_or(info: ScaleInfo, reason: Problem) -> Scale:
    if info.user is None:
        return NoScale(reason, known_aspect(info))
    user = info.user
    return LengthScale(
        user.mm_per_pixel_x, user.mm_per_pixel_y, CalibrationSource.USER, None, user.relative_uncertainty
    )


def known_aspect(info: ScaleInfo) -> float | None:
    """Return height over width of a pixel where the file says it, else None (rule 6).

    Known from regions that agree, a trustworthy PixelSpacing, the user's calibration, or PixelAspectRatio.
    """
    ratios = [abs(r.delta_y / r.delta_x) for r in info.regions if usable_for_length(r)]
    trusted = not any(exceeds(r, info) for r in info.regions) or info.clamp_regions
    if ratios and trusted and all(math.isclose(q, ratios[0], rel_tol=_AGREE) for q in ratios):
        return ratios[0]
    if info.regions:
        return _aspect_tag(info)
    spacing = _pixel_spacing(info)
    if spacing is not None:
        return spacing.mm_y / spacing.mm_x
    if info.user is not None:
        return info.user.mm_per_pixel_y / info.user.mm_per_pixel_x
    return _aspect_tag(info)


def _aspect_tag(info: ScaleInfo) -> float | None:
    if info.pixel_aspect_ratio is None:
        return None
    vertical, horizontal = info.pixel_aspect_ratio
    usable = _usable_delta(vertical) and _usable_delta(horizontal) and vertical > 0 and horizontal > 0
    return vertical / horizontal if usable else None


def _no_common_region(points: Sequence[Point], info: ScaleInfo) -> Problem:
    """Rules 5 and 9: between regions, or outside all of them; PixelSpacing is not asked."""
    touched = [any(contains(r, p) for r in info.regions) for p in points]
    if all(touched):
        return Problem.of("calibration.crosses_regions")
    return Problem.of("calibration.outside_regions" if not any(touched) else "calibration.leaves_region")


def _stale(info: ScaleInfo) -> Problem:
    worst = next(r for r in info.regions if exceeds(r, info))
    return Problem.of(
        "calibration.stale_region",
        region=info.regions.index(worst) + 1,
        box=f"{worst.x0},{worst.y0}..{worst.x1},{worst.y1}",
        columns=info.columns,
        rows=info.rows,
    )


def _uncorrected(spacing: tuple[float, float]) -> Problem:
    return Problem.of("calibration.uncorrected", row=f"{spacing[0]:g}", column=f"{spacing[1]:g}")


def _agree(regions: Sequence[Region]) -> bool:
    first = regions[0]
    return all(
        usable_for_length(r) == usable_for_length(first)
        and r.spatial_format == first.spatial_format
        and math.isclose(abs(r.delta_x), abs(first.delta_x), rel_tol=_AGREE)
        and math.isclose(abs(r.delta_y), abs(first.delta_y), rel_tol=_AGREE)
        for r in regions[1:]
    )


def _close(scale: LengthScale, region: Region) -> bool:
    return math.isclose(scale.mm_x, abs(region.delta_x) * 10, rel_tol=_AGREE) and math.isclose(
        scale.mm_y, abs(region.delta_y) * 10, rel_tol=_AGREE
    )


def _usable_delta(delta: float) -> bool:
    # no scanner writes such extremes, and products of them would overflow
    return 1e-12 < abs(delta) < 1e12


def _box_area(region: Region) -> int:
    return (region.x1 - region.x0 + 1) * (region.y1 - region.y0 + 1)
