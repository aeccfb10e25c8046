"""The report: what the exam says, format-neutral, from which every export is rendered."""

from sonostep.core.report.build import build_report
from sonostep.core.report.model import Report

__all__ = ["Report", "build_report"]
