"""Who signed, said so that a typed name is never taken for more than it is."""

from sonostep.core.report.model import Report
from sonostep.reporting.words import Words


def typed(name: str, words: Words) -> str:
    """Return a typed name, marked as unauthenticated."""
    return f"{name} ({words.word('unauthenticated')})"


def signed(report: Report, words: Words) -> list[str]:
    """Return what is to be said of signature and predecessor, in sentences; empty for a plain draft."""
    lines = []
    signature, before = report.signature, report.amends
    if signature is not None:
        name = words.word("certified", subject=signature.certificate) if signature.certificate else ""
        who = f"{signature.physician} ({name})" if name else typed(signature.physician, words)
        lines.append(words.word("signed", who=who, at=signature.at))
    if before is not None:
        told = {"version": before.version, "exam": before.exam, "sha256": before.sha256}
        lines.append(words.word("amends", **told))
        lines.append(words.word("amends.reason", reason=before.reason))
    return lines
