"""Measurements, findings and differential as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from sonostep.core.measure.quantity import Measured, Refused
from sonostep.core.report.model import Answer, FindingRow, MeasurementEntry, Report
from sonostep.core.report.numbers import digits, plain
from sonostep.reporting.differential_rows import ratio, weighed
from sonostep.reporting.printed.differential import suspension
from sonostep.reporting.printed.findings import row_name
from sonostep.reporting.printed.measurements import measurement_label
from sonostep.reporting.words import ReportWords

COLUMNS = (
    "number", "label", "step", "side", "kind", "value", "uncertainty_k2", "unit", "calibration", "reason",
    "clip", "clip_id", "frame", "last_frame", "further", "synthetic",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a cell may not start with (OWASP, "CSV Injection")."""


def render_csv(report: Report, words: ReportWords) -> bytes:
    """Return one line per measurement, RFC 4180, UTF-8 with the mark by which spreadsheets know it.

    A text that a spreadsheet could take for a formula gets an apostrophe in front. Units are as in
    ``core.quantity.Unit``; a refused value has empty value, uncertainty and unit.
    """
    return _written(COLUMNS, (_row(entry, report, words) for entry in report.measurements))


def _written(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig", "backslashreplace")


def _row(entry: MeasurementEntry, report: Report, words: ReportWords) -> tuple[str, ...]:
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
        str(entry.annotation.frames[-1]),
        "; ".join(_further(name, value) for name, value in entry.further),
        "yes" if report.synthetic else "no",
    )


def _further(name: str, measured: Measured) -> str:
    """What else a shape says, such as ``depth 11.20 ± 0.21 mm``; only its name where it was refused."""
    shown = digits(measured)
    if shown is None or isinstance(measured, Refused):
        return name
    return f"{name} {shown[0]} ± {shown[1]} {measured.unit.value}"


FINDING_COLUMNS = (
    "question", "text", "site", "side", "state", "value", "unit", "choice", "reproduces", "measurements",
    "frames", "note", "synthetic",
)  # fmt: skip


def render_findings_csv(report: Report, words: ReportWords) -> bytes:
    """Return one line per recorded answer, as ``render_csv`` writes; what has no line was not assessed."""
    return _written(
        FINDING_COLUMNS,
        (
            _finding(row, answer, report, words)
            for structure in report.structures
            for row in structure.rows
            for answer in row.answers
            if answer.recorded
        ),
    )


def _finding(row: FindingRow, answer: Answer, report: Report, words: ReportWords) -> tuple[str, ...]:
    return (
        row.question,
        row_name(row, words),
        row.site,
        answer.key.side.value if answer.key.side else "",
        answer.state.value,
        "" if answer.value is None else plain(answer.value),
        row.unit if answer.value is not None else "",
        answer.choice,
        " ".join(answer.reproduces),
        " ".join(str(n) for n in answer.measurements),
        " ".join(f"{f.clip}#{f.frame}" for f in answer.frames),
        answer.note,
        "yes" if report.synthetic else "no",
    )


DIFFERENTIAL_COLUMNS = (
    "complaint", "condition", "text", "segment", "band", "band_low", "band_high", "direction", "reason",
    "ratio", "low", "high", "counted", "kind", "source", "knowledge", "synthetic",
)  # fmt: skip


def render_differential_csv(report: Report, words: ReportWords) -> bytes:
    """Return one line per reason of each judgement, as ``render_csv`` writes; only a header without any.

    While a stop stands nothing is weighed, and the one line says so.
    """
    return _written(DIFFERENTIAL_COLUMNS, _reasons(report, words))


def _reasons(report: Report, words: ReportWords) -> Iterator[tuple[str, ...]]:
    used = f"{report.knowledge.id} {report.knowledge.version}" if report.knowledge else ""
    mark = "yes" if report.synthetic else "no"
    if report.differential is not None and report.differential.suspended:
        empty = ("",) * (len(DIFFERENTIAL_COLUMNS) - 5)
        yield ("", "", suspension(report.differential, words), *empty, used, mark)
    for item in weighed(report, words):
        judgement = item.judgement
        bands = tuple(b.value for b in (judgement.band, judgement.band_low, judgement.band_high))
        start = (item.complaint, judgement.condition, item.name, judgement.segment, *bands)
        for r in judgement.reasons:
            numbers = tuple(ratio(v) for v in (r.ratio, r.low, r.high))
            counted = "yes" if r.counted else "no"
            end = (r.direction.value, words.local(r.text), *numbers, counted, r.kind.value, r.source)
            yield (*start, *end, used, mark)


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
