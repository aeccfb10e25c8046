"""Measurements and key images as printed, each value with its doubt and where its scale is from."""

from typing import Any

from sonostep.core.measure.quantity import Refused
from sonostep.core.report.model import ImageEntry, MeasurementEntry, Report
from sonostep.core.report.numbers import digits
from sonostep.core.shapes import shape_row
from sonostep.reporting.words import UNITS, ReportWords

Plain = dict[str, Any]


def measurement_label(entry: MeasurementEntry, words: ReportWords) -> str:
    """Return what was measured: its label, else the kind of its shape."""
    return words.local(entry.label) or words.word(shape_row(entry.annotation.kind).title_code)


def place(entry: MeasurementEntry | ImageEntry, words: ReportWords) -> str:
    """Return clip and frame number, or the range of frames of a shape, as printed."""
    clip = entry.clip.label if entry.clip and entry.clip.label else short_clip(entry.frame.clip)
    if isinstance(entry, MeasurementEntry):
        return f"{clip}, {words.frames(entry.annotation)}"
    return f"{clip}, {words.word('measurement.frame', frame=entry.frame.frame)}"


def short_clip(id_: str) -> str:
    """Return a clip's id short enough for a table: its last 12 characters."""
    return id_ if len(id_) <= 16 else f"…{id_[-12:]}"


def measurements(report: Report, words: ReportWords) -> Plain:
    """Return the table of measurements."""
    heads = (
        "measurement.what",
        "ledger.side",
        "measurement.value",
        "measurement.source",
        "measurement.where",
    )
    return {
        "title": words.word("measurements"),
        "none": words.word("measurements.none"),
        "items": [_measurement(m, words) for m in report.measurements],
        "heads": [words.word(h) for h in heads],
        "note": words.word("measurements.note"),
    }


def _measurement(entry: MeasurementEntry, words: ReportWords) -> Plain:
    measured, annotation = entry.measured, entry.annotation
    shown = digits(measured)
    remarks = [words.reason(measured)]
    further = [f"{words.problem_of(f'value.{name}')} {words.value(value)}" for name, value in entry.further]
    remarks += [words.listed(further)] if further else []
    remarks += [words.word("needle.note")] if shape_row(annotation.kind).needle_path else []
    remarks += [words.word("measurement.assisted")] if annotation.assisted else []
    filters = ", ".join(annotation.filters)
    remarks += [words.word("measurement.filters", filters=filters)] if filters else []
    return {
        "number": entry.number,
        "label": measurement_label(entry, words),
        "step": words.local(entry.step_title),
        "side": words.side(entry.side),
        "value": shown[0] if shown else words.word("measurement.refused"),
        "doubt": f"± {shown[1]}" if shown else "",
        "unit": "" if isinstance(measured, Refused) else UNITS[measured.unit],
        "source": words.source(measured),
        "remarks": [r for r in remarks if r],
        "place": place(entry, words),
        "images": [words.word("finding.image", number=n) for n in entry.images],
    }


def image(entry: ImageEntry, words: ReportWords) -> Plain:
    """Return a key image's texts; ``file`` is for the renderer to fill."""
    what = [words.local(entry.view_text) or words.local(entry.step_title), words.side(entry.side)]
    lines = [
        words.pair(
            f"{m.number}  {words.local(m.label) or words.word(shape_row(m.annotation.kind).title_code)}",
            words.value(m.measured) + words.aside(words.source(m.measured)),
        )
        for m in entry.marks
        if m.number is not None and m.measured is not None
    ]
    title = words.word("image", number=entry.number)
    heading = " · ".join(w for w in what if w)
    return {
        "number": entry.number,
        "title": title,
        "what": heading,
        "caption": entry.caption,
        "place": place(entry, words),
        "lines": lines,
        "alt": words.word("image.alt", number=entry.number, what=f"{heading}. {entry.caption}"),
        "broken": words.problem_of("export.image_unreadable", number=entry.number),
        "file": "",
    }
