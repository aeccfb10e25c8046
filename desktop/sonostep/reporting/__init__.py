"""Renders a Report into the forms that a clinic, a PACS and a patient need."""

from sonostep.reporting.export import FORMATS, export, render, write_out
from sonostep.reporting.sealing.final import SealVerdict, freeze, report_reference, signed_files, verify
from sonostep.reporting.sealing.zip_archive import export_name, files_of, safe_name, zipped

__all__ = [
    "FORMATS",
    "SealVerdict",
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
