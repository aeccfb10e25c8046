"""The measurements as CSV, safe to open in a spreadsheet."""

import csv
import io

from sonostep.core.quantity import Refused
from sonostep.core.report.model import MeasurementEntry, Report
from sonostep.core.report.numbers import digits
from sonostep.reporting.sheet_measurements import measurement_label
from sonostep.reporting.words import Words

COLUMNS = (
    "number", "label", "step", "side", "kind", "value", "uncertainty_k2", "unit", "calibration", "reason",
    "clip", "clip_id", "frame", "synthetic",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a cell may not start with (OWASP, "CSV Injection")."""


def render_csv(report: Report, words: Words) -> bytes:
    """Return one line per measurement, RFC 4180, UTF-8 with the mark by which spreadsheets know it.

    A text that a spreadsheet could take for a formula gets an apostrophe in front. Units are as in
    ``core.quantity.Unit``; a refused value has empty value, uncertainty and unit.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in report.measurements:
        writer.writerow([safe(cell) for cell in _row(entry, report, words)])
    return buffer.getvalue().encode("utf-8-sig", "backslashreplace")


def _row(entry: MeasurementEntry, report: Report, words: Words) -> tuple[str, ...]:
    measured = entry.measured
    value, doubt = digits(measured) or ("", "")
    return (
        str(entry.number),
        measurement_label(entry, words),
        words.local(entry.step_title),
        entry.side.value if entry.side else "",
        entry.annotation.kind.value,
        value,
        doubt,
        "" if isinstance(measured, Refused) else measured.unit.value,
        words.source(measured),
        words.reason(measured),
        entry.clip.label if entry.clip else "",
        entry.frame.clip,
        str(entry.frame.frame),
        "yes" if report.synthetic else "no",
    )


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
