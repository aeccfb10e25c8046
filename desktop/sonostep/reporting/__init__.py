"""Renders a Report into the forms that a clinic, a PACS and a patient need."""

from sonostep.reporting.export import FORMATS, export

__all__ = ["FORMATS", "export"]
