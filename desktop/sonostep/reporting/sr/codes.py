"""Codes of the structured report. A published code is used only where it was verified; the rest are ours.

Our scheme is 99SONOSTEP (PS3.16 8: private designators start with 99); its code values are the ids of the
vocabulary and the words below. `docs/conformance.md` lists it.
"""

from collections.abc import Sequence
from typing import assert_never

from highdicom.sr import CodedConcept
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code as DicomCode

from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingState, Side
from sonostep.core.measure.quantity import UCUM, Unit
from sonostep.core.protocol import Code
from sonostep.core.shapes import SHAPES
from sonostep.core.text import LocalText
from sonostep.reporting.dicom.values import short_text

SCHEME = "99SONOSTEP"


def local(value: str, meaning: str = "") -> CodedConcept:
    """Return a code of our scheme; a value over 16 characters becomes a long code value by itself."""
    return CodedConcept(value or "none", SCHEME, short_text(meaning or value.replace("_", " ")) or "none")


def concept(given: Sequence[Code], id_: str, text: LocalText | None) -> CodedConcept:
    """Return the first verified published code, else our own of that id."""
    for code in given:
        if code.verified and code.scheme and code.value:
            return CodedConcept(code.value, code.scheme, short_text(code.meaning or id_))
    return local(id_, text.en if text else "")


STATES: dict[FindingState, CodedConcept] = {
    FindingState.PRESENT: CodedConcept.from_code(codes.SCT.Present),
    FindingState.ABSENT: CodedConcept.from_code(codes.SCT.Absent),
    FindingState.INDETERMINATE: CodedConcept.from_code(codes.SCT.Indeterminate),
    FindingState.NOT_ASSESSED: CodedConcept("373121007", "SCT", "Not Evaluated"),
}
"""PS3.16 CID 240 and CID 3703 hold these four."""

VIEW_STATES: dict[ViewState, CodedConcept] = {
    ViewState.OPEN: local("view_open", "Not accounted for"),
    ViewState.DONE: local("view_done", "Done"),
    ViewState.SKIPPED: local("view_skipped", "Skipped"),
    ViewState.NOT_VISUALISED: CodedConcept("122288", "DCM", "Not visualized"),
    ViewState.NOT_APPLICABLE: local("not_applicable", "Not applicable"),
}

SIDES: dict[Side, CodedConcept] = {
    Side.LEFT: CodedConcept.from_code(codes.SCT.Left),
    Side.RIGHT: CodedConcept.from_code(codes.SCT.Right),
    Side.MIDLINE: local("midline", "Midline"),
}

_REGIONS = {"hip": DicomCode("29836001", "SCT", "Hip"), "lumbar": codes.SCT.LumbarSpine}

UNITS: dict[Unit, CodedConcept] = {
    unit: CodedConcept(code, "UCUM", code.strip("{}").replace("_", " ")) for unit, code in UCUM.items()
}

TOOLS = {row.kind: row.tool for row in SHAPES.values() if row.tool}
"""Cornerstone's tools that draw a shape as ours does, of the kinds for which there is one."""

CORNERSTONE = "Cornerstone3DTools@^0.1.0"
"""Tag by which OHIF opens a measurement with live handles (cornerstone3D, packages/adapters)."""


def site(region: str) -> CodedConcept:
    """Return the code of a protocol's body region."""
    return (
        CodedConcept.from_code(_REGIONS[region])
        if region in _REGIONS
        else local(region or "unspecified_site")
    )


_FURTHER = {
    "perimeter": codes.SCT.Perimeter,
    "long_axis": codes.SCT.LongAxis,
    "short_axis": codes.SCT.ShortAxis,
}


def quantity_name(unit: Unit, code: Code | None, further: str = "") -> CodedConcept:
    """Return what a number is: the slot's verified code, else length, area, angle, time or velocity.

    ``further`` names what else a shape says, such as its perimeter.
    """
    if further:
        known = _FURTHER.get(further)
        return CodedConcept.from_code(known) if known else local(further)
    if code is not None and code.verified:
        return CodedConcept(code.value, code.scheme, short_text(code.meaning))
    match unit:
        case Unit.MM | Unit.PX:
            return CodedConcept.from_code(codes.SCT.Length)
        case Unit.MM2 | Unit.PX2:
            return CodedConcept.from_code(codes.SCT.Area)
        case Unit.DEG:
            return CodedConcept.from_code(codes.SCT.Angle)
        case Unit.SECOND:
            return local("time_interval")
        case Unit.CM_PER_S:
            return local("velocity")
        case _:
            assert_never(unit)


def procedure(region: str, side: Side | None) -> CodedConcept:
    """Return the LOINC code of the ultrasound study where one was verified, else our own."""
    hip = {Side.LEFT: ("26251-9", "US Hip - left"), Side.RIGHT: ("26252-7", "US Hip - right")}
    if region == "hip":
        value, meaning = hip[side] if side in hip else ("24760-1", "US Hip")
        return CodedConcept(value, "LN", meaning)
    return local("msk_ultrasound", "Musculoskeletal ultrasound")
