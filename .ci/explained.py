"""Remarks of validators that docs/conformance.md explains: nothing else may be said about an export."""

import re

EXPLAINED: dict[str, tuple[str, ...]] = {
    "dciodvfy": (
        r"Unrecognized defined term = <99SONOSTEP>",
        r"</StudyID.* needed to build DICOMDIR",
        r"Laterality.*only permitted to be empty when",
    ),
    "dcentvfy": (r"^Warning - Different information entities .*<AccessionNumber> IE <Series> versus",),
    "dsrdump": (
        r"VR checker does not support .*ISO_IR 192",
        r"Check for template constraints not yet supported$",
    ),
    "dcmpschk": (r"^Attribute value does not conform to data type definition\.$",),
    "pixelmed": (
        # templates 1500 and 1501 are extensible (PS3.16)
        r"^Warning: .*Content Item not in template$",
        # the rows of TID 310, which TID 300 includes, are taken for rows 9 and 10 of TID 300 itself
        r"^Error: Template 300 .*\[Row (9|10)\].*NUM \(37188[56]00[78],SCT.*found HAS PROPERTIES$",
    ),
    "pdf_oxide": (r"Full annotation validation requires page-level access",),
    # pyHanko writes the XMP's properties as attributes, which RDF allows and this program does not read
    "pdf_oxide on a signed PDF": (
        r"\[XMP-002\] XMP metadata missing pdfaid:(part|conformance) identification$",
    ),
    "fhir": (r"^warning .*: Code .* not found in value set$",),
}
"""Patterns by program, as the table of docs/conformance.md names it."""


def explained(program: str, remark: str) -> bool:
    """Whether a remark is one of those that are known."""
    return any(re.search(pattern, remark) for pattern in EXPLAINED[program])
