"""Renders a Report into the forms that a clinic, a PACS and a patient need."""

from sonostep.reporting.export import FORMATS, export, render, write_out
from sonostep.reporting.final import Verdict, freeze, report_reference, signed_files, verify
from sonostep.reporting.packing import export_name, files_of, safe_name, zipped

__all__ = [
    "FORMATS",
    "Verdict",
    "export",
    "export_name",
    "files_of",
    "freeze",
    "render",
    "report_reference",
    "safe_name",
    "signed_files",
    "verify",
    "write_out",
    "zipped",
]
