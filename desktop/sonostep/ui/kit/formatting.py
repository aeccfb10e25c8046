"""Formatting: say values in the interface's words."""

from sonostep.core.clip import Patient
from sonostep.core.differential.result import Band, Reason, SourceKind
from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingState, Side
from sonostep.core.measure.quantity import CalibrationSource, Measured, Quantity, Refused, Uncalibrated, Unit
from sonostep.core.report.numbers import UNIT_WORDS, plain, value_words
from sonostep.ui.kit.i18n import N, translate

_STATES = {
    FindingState.PRESENT: N("Words", "Present"),
    FindingState.ABSENT: N("Words", "Absent"),
    FindingState.INDETERMINATE: N("Words", "Unclear"),
    FindingState.NOT_ASSESSED: N("Words", "Not assessed"),
}
STATE_MARKS = {
    FindingState.PRESENT: "●",
    FindingState.ABSENT: "○",
    FindingState.INDETERMINATE: "◐",
    FindingState.NOT_ASSESSED: "–",
}
"""A mark beside the word, so that no state is told by colour alone."""

_SIDES = {
    Side.LEFT: N("Words", "Left"),
    Side.RIGHT: N("Words", "Right"),
    Side.MIDLINE: N("Words", "Midline"),
}
_VIEWS = {
    ViewState.OPEN: N("Words", "open"),
    ViewState.DONE: N("Words", "done"),
    ViewState.SKIPPED: N("Words", "skipped"),
    ViewState.NOT_VISUALISED: N("Words", "not visualised"),
    ViewState.NOT_APPLICABLE: N("Words", "not applicable"),
}
VIEW_MARKS = {
    ViewState.OPEN: "○",
    ViewState.DONE: "✓",
    ViewState.SKIPPED: "↷",
    ViewState.NOT_VISUALISED: "⊘",
    ViewState.NOT_APPLICABLE: "–",
}
_BANDS = {
    Band.STRONGLY_SUPPORTED: N("Words", "Strongly supported"),
    Band.SUPPORTED: N("Words", "Supported"),
    Band.POSSIBLE: N("Words", "Possible"),
    Band.LESS_LIKELY: N("Words", "Less likely"),
    Band.NOT_ASSESSABLE: N("Words", "Not assessable"),
}
_KINDS = {
    SourceKind.PUBLISHED: N("Words", "published"),
    SourceKind.DERIVED: N("Words", "derived from published numbers"),
    SourceKind.FOUNDING: N("Words", "the clinic's teaching article, no published ratio"),
    SourceKind.DESIGN_CHOICE: N("Words", "chosen by the program, no published ratio"),
}
_ASKED_UNITS = {
    "1": "",
    "mo": N("Words", "months"),
    "h": N("Words", "hours"),
    "kg/m2": N("Words", "kg/m²"),
}
"""By UCUM code."""

_SCALES = {
    CalibrationSource.REGION: N("Words", "scale: calibrated region"),
    CalibrationSource.PIXEL_SPACING: N("Words", "scale: pixel spacing"),
    CalibrationSource.USER: N("Words", "scale: set by the user"),
    CalibrationSource.NONE: N("Words", "needs no scale"),
}


def said_of(what: str, said: str) -> str:
    """Return what is said of something, with the colon of the interface's language."""
    return translate("Words", "{what}: {said}").format(what=what, said=said)


def aside(text: str) -> str:
    """Return a text in the brackets of the interface's language, to go behind another; nothing for none."""
    return translate("Words", " ({text})").format(text=text) if text else ""


def state(value: FindingState) -> str:
    """Return the word for a finding's state."""
    return translate("Words", _STATES[value])


def side(value: Side) -> str:
    """Return the word for a side."""
    return translate("Words", _SIDES[value])


def view_state(value: ViewState) -> str:
    """Return the word for a view's state in the ledger."""
    return translate("Words", _VIEWS[value])


def band(value: Band) -> str:
    """Return the word for a band."""
    return translate("Words", _BANDS[value])


def kind(value: SourceKind) -> str:
    """Return what stands behind a number."""
    return translate("Words", _KINDS[value])


def unit(value: Unit) -> str:
    """Return a unit as it is written behind a number."""
    return UNIT_WORDS[value]


def asked_unit(ucum: str) -> str:
    """Return the unit of a number that is asked for, as it is said; a score has none."""
    known = _ASKED_UNITS.get(ucum)
    return ucum if known is None else translate("Words", known) if known else ""


def measured(value: Measured) -> str:
    """Return a measured value with its uncertainty; never a millimetre without a scale."""
    if isinstance(value, Refused):
        return translate("Words", "no value")
    return value_words(value)


def scale(value: Measured) -> str:
    """Return where a value's scale comes from; empty where it has none."""
    return translate("Words", _SCALES[value.source]) if isinstance(value, Quantity) else ""


def why_no_millimetre(value: Measured) -> Uncalibrated | Refused | None:
    """Return the value if it carries a reason to be shown."""
    return value if isinstance(value, Uncalibrated | Refused) else None


def number(value: float) -> str:
    """Return a number without digits that it does not have, and with all that it has."""
    return plain(value)


def ratio(reason: Reason) -> str:
    """Return the likelihood ratio of a reason with its interval; a weight that was chosen is called one."""
    if reason.chosen:
        return translate("Words", "weight {ratio} (chosen)").format(ratio=f"{reason.ratio:.2g}")
    interval = f"{reason.low:.2g}–{reason.high:.2g}"
    if reason.published_interval:
        return translate("Words", "LR {ratio} ({interval})").format(
            ratio=f"{reason.ratio:.2g}", interval=interval
        )
    alone = translate("Words", "LR {ratio} (no interval in the literature)")
    return alone.format(ratio=f"{reason.ratio:.2g}")


def patient_name(patient: Patient) -> str:
    """Return a patient's name and id, of what there is, for the screen."""
    return " ".join(t for t in (patient.name.replace("^", " ").strip(), patient.id) if t)


def plain_name(name: str) -> str:
    """Return a person's name as DICOM stores it, for the screen: each way of writing it, in words."""
    groups = (" ".join(part for part in group.split("^") if part.strip()) for group in name.split("="))
    return " / ".join(g.strip() for g in groups if g.strip())
