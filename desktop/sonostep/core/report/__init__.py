"""The report: what the exam says, format-neutral, from which every export is rendered."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonostep.core.report.build import build_report
    from sonostep.core.report.model import Report

__all__ = ["Report", "build_report"]


def __getattr__(name: str) -> object:
    """Imported when first asked for: before the first picture, the viewer needs only the numbers."""
    if name == "build_report":
        from sonostep.core.report.build import build_report

        return build_report
    if name == "Report":
        from sonostep.core.report.model import Report

        return Report
    raise AttributeError(name)
