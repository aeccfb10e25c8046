"""Who signed, said so that a typed name is never taken for more than it is."""

from sonostep.core.exam import Signature
from sonostep.core.report.model import Report
from sonostep.reporting.words import ReportWords


def typed(name: str, words: ReportWords) -> str:
    """Return a typed name, marked as unauthenticated."""
    return name + words.aside(words.word("unauthenticated"))


def certified(signature: Signature, words: ReportWords) -> str:
    """Return by which certificate it was signed."""
    issuer = signature.issuer or words.word("not_stated")
    return words.word("certified", subject=signature.certificate, issuer=issuer)


def physician_name(report: Report, words: ReportWords) -> str:
    """Return the physician's name: certified where it was signed so, else typed; empty without one."""
    signature = report.signature
    if signature is not None and signature.certificate and signature.physician == report.physician:
        return report.physician + words.aside(words.word("certified.short"))
    return typed(report.physician, words) if report.physician else ""


def signed(report: Report, words: ReportWords) -> list[str]:
    """Return what is to be said of signature and predecessor, in sentences; empty for a plain draft."""
    said = [_signed(report, ReportWords(tag)) for tag in words.languages]
    return [" ".join(dict.fromkeys(lines)) for lines in zip(*said, strict=True)]


def _signed(report: Report, words: ReportWords) -> list[str]:
    """The sentences in one language."""
    lines = []
    signature, before = report.signature, report.amends
    if signature is not None:
        proof = words.aside(certified(signature, words)) if signature.certificate else ""
        who = signature.physician + proof if proof else typed(signature.physician, words)
        lines.append(words.word("signed", who=who, at=signature.at))
    if before is not None:
        told = {"version": before.version, "exam": before.exam, "sha256": before.sha256}
        lines.append(words.word("amends", **told))
        lines.append(words.word("amends.reason", reason=before.reason))
    if report.sealed:
        lines.append(words.word("copy", sha256=report.sealed))
    return lines
