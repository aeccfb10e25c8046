"""``info``, ``frame`` and ``measure``: what a file holds, one picture of it, one value on it."""

from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sonostep.cli.output import Out
from sonostep.cli.parser import SHAPES, WrongUsage
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import Clip, ClipKind, Frame, FrameRef, ScaleInfo, TimingSource
from sonostep.core.measure.calibration import exceeds, usable_for_length, usable_for_trace
from sonostep.core.measure.measurement import measure as measured
from sonostep.core.measure.quantity import CalibrationSource, Measured, Quantity, Refused, Uncalibrated
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.report.numbers import digits


def info(options: Namespace, out: Out) -> int:
    """Say what can be opened under a path, and what cannot and why; 0 if anything can."""
    clips = tuple(_clips(options.path))
    readable = any(c.readable for c in clips)
    if out.as_json:
        out.data({"version": 1, "clips": [_clip_data(c, out) for c in clips]})
    elif readable or len(clips) > 1:
        for clip in clips:
            _show_clip(clip, out)
    if not readable:
        out.problem(_reason(clips, options.path))
    return 0 if readable else 1


def _clips(path: Path) -> Iterable[Clip]:
    from sonostep.imaging import scan

    return scan([str(path)])


def _reason(clips: Sequence[Clip], path: Path) -> Problem:
    """Why nothing can be opened: the first reason of one file, or that there is nothing in a folder."""
    if len(clips) == 1 and clips[0].problems:
        return clips[0].problems[0]
    return Problem.of("cli.nothing_readable", path=path.name or str(path), count=len(clips))


def _clip_data(clip: Clip, out: Out) -> dict[str, Any]:
    return {
        "path": clip.path,
        "id": clip.id,
        "kind": clip.kind.value,
        "frames": clip.frames,
        "rows": clip.scale.rows,
        "columns": clip.scale.columns,
        "fps": clip.timing.fps,
        "duration": clip.timing.duration,
        "timing_source": clip.timing.source.value,
        "regions": _region_data(clip.scale),
        "synthetic": clip.synthetic,
        "problems": [out.said(p) for p in clip.problems],
        "problem_codes": [p.code for p in clip.problems],
    }


def _region_data(scale: ScaleInfo) -> list[dict[str, Any]]:
    stale = not scale.clamp_regions and any(exceeds(r, scale) for r in scale.regions)
    return [
        {
            "region": number,
            "box": [r.x0, r.y0, r.x1, r.y1],
            "spatial_format": r.spatial_format,
            "units": [r.units_x, r.units_y],
            "delta": [_finite(r.delta_x), _finite(r.delta_y)],
            "measures": _measures_what(usable_for_length(r), usable_for_trace(r)) if not stale else None,
            "exceeds_picture": exceeds(r, scale),
        }
        for number, r in enumerate(scale.regions, 1)
    ]


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None


def _measures_what(length: bool, trace: bool) -> str | None:
    return "length" if length else "time" if trace else None


def _show_clip(clip: Clip, out: Out) -> None:
    out.line(clip.path)
    if clip.readable:
        scale, timing = clip.scale, clip.timing
        size = {"frames": clip.frames, "columns": scale.columns, "rows": scale.rows}
        out.line("  " + out.words("cli.info.size", **size))
        source = out.words(f"cli.timing.{timing.source.value}")
        moving = timing.source is not TimingSource.STILL
        rate = out.words("cli.info.timing", fps=f"{timing.fps:.4g}", source=source) if moving else source
        out.line("  " + rate)
        for region in _region_data(scale):
            _show_region(region, out)
    for problem in clip.problems:
        out.line("  ! " + out.said(problem))


def _show_region(region: dict[str, Any], out: Out) -> None:
    x0, y0, x1, y1 = region["box"]
    what = out.words(f"cli.region.{region['measures'] or 'nothing'}")
    out.line(
        "  " + out.words("cli.info.region", region=region["region"], x0=x0, y0=y0, x1=x1, y1=y1, what=what)
    )


def frame(options: Namespace, out: Out) -> int:
    """Write one frame as PNG."""
    if options.out.suffix.lower() != ".png":
        raise WrongUsage.of("cli.not_png", file=options.out.name)
    from sonostep.workflows.export_target import refuse_in_sealed

    refuse_in_sealed(options.out)
    clip = _only_clip(options.path, options.frame)
    if _is_source(clip, options.out):
        raise WrongUsage.of("cli.over_source", file=options.out.name)
    write_png(_read_frame(clip, options.frame), options.out)
    return 0


def _is_source(clip: Clip, out: Path) -> bool:
    """Whether a file is what a clip is read from; of numbered stills, any picture beside them."""
    path = Path(clip.path)
    if not out.exists():
        return False
    if path.exists():
        return path.samefile(out)
    # numbered stills are named by their range, as image[1-3].png
    return clip.kind is ClipKind.SEQUENCE and path.parent.samefile(out.parent)


def _read_frame(clip: Clip, number: int) -> Frame:
    from sonostep.imaging import open_source

    source = open_source(clip)
    try:
        return source.frame(number)
    finally:
        source.close()


def write_png(frame: Frame, path: Path) -> None:
    """Write a frame (rows x columns x 4 uint8, B G R X) as PNG, whole or not at all.

    Raises:
        ProblemError: ``cli.unwritable``.
    """
    import cv2
    import numpy as np

    from sonostep.storage.exam_json import reason_of, write_atomically

    _, data = cv2.imencode(".png", np.ascontiguousarray(frame[:, :, :3]))
    try:
        write_atomically(path, data.tobytes())
    except OSError as error:
        raise ProblemError.of("cli.unwritable", path=path, reason=reason_of(error)) from error


def _only_clip(path: Path, number: int) -> Clip:
    """Return the one clip of a path, which must have the frame.

    Raises:
        ProblemError: why it cannot be read, ``cli.several_clips`` or ``frame.missing``.
    """
    clips = tuple(_clips(path))
    readable = [c for c in clips if c.readable]
    if not readable:
        raise ProblemError(_reason(clips, path))
    if len(readable) > 1:
        raise ProblemError.of("cli.several_clips", path=path.name or str(path), count=len(readable))
    if number > readable[0].frames:
        raise ProblemError.of("frame.missing", frame=number, frames=readable[0].frames)
    return readable[0]


def measure(options: Namespace, out: Out) -> int:
    """Measure a shape; a value in pixels is an answer too, a refusal is not."""
    clip = _only_clip(options.path, options.frame)
    value = _value(_shape(options, clip), clip.scale)
    if out.as_json:
        out.data(value_data(value, out))
    elif not isinstance(value, Refused):
        _show_value(value, out)
    if isinstance(value, Refused):
        out.problem(value.reason)
        return 1
    return 0


def _shape(options: Namespace, clip: Clip) -> Annotation:
    name = next(n for n in SHAPES if getattr(options, n) is not None)
    if options.region is not None and options.region > len(clip.scale.regions):
        raise ProblemError.of("cli.no_region", region=options.region, count=len(clip.scale.regions))
    region = None if options.region is None else options.region - 1
    place = FrameRef(clip.id, options.frame)
    return Annotation("cli", place, ShapeKind(SHAPES[name]), getattr(options, name), region=region)


def _value(shape: Annotation, scale: ScaleInfo) -> Measured:
    try:
        return measured(shape, scale)
    except ValueError:
        return Refused(Problem.of("measure.degenerate"))


def value_data(value: Measured, out: Out) -> dict[str, Any]:
    """Return a measured value as the JSON that docs/cli.md describes."""
    if isinstance(value, Quantity):
        return _data(value, value.source, None, value.region, out)
    if isinstance(value, Uncalibrated):
        return _data(value, CalibrationSource.NONE, value.reason, None, out)
    return _data(None, CalibrationSource.NONE, value.reason, None, out)


def _data(
    value: Quantity | Uncalibrated | None,
    source: CalibrationSource,
    reason: Problem | None,
    region: int | None,
    out: Out,
) -> dict[str, Any]:
    return {
        "version": 1,
        "value": value.value if value else None,
        "unit": value.unit.value if value else None,
        "uncertainty": value.uncertainty if value else None,
        "calibration": source.value,
        "region": None if region is None else region + 1,
        "reason": out.said(reason) if reason else None,
        "reason_code": reason.code if reason else None,
    }


def _show_value(value: Quantity | Uncalibrated, out: Out) -> None:
    shown, uncertainty = digits(value) or ("", "")
    number = out.words("cli.value", unit=value.unit.value, value=shown, uncertainty=uncertainty)
    if isinstance(value, Uncalibrated):
        out.line(number)
        out.line(out.said(value.reason))
        return
    region = "" if value.region is None else value.region + 1
    out.line(number + " " + out.words(f"cli.calibration.{value.source.value}", region=region))
