"""Verify a final report: whether every byte is as it was sealed, and a PDF as it was signed."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.problem import Problem, ProblemError

if TYPE_CHECKING:
    from sonostep.reporting import SealVerdict
    from sonostep.reporting.sealing.certificate import PdfSignature


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying sealed files found.

    Attributes:
        seal: what the files and their seal say.
        signed: signatures made with a certificate, each with the name of its PDF.
        compared: whether the seal was compared with one that was told, or that the journal holds.
        problems: everything that is not as it was sealed or signed.
    """

    seal: "SealVerdict"
    signed: "tuple[tuple[str, PdfSignature], ...]"
    compared: bool
    problems: tuple[Problem, ...]


def verify_files(path: Path, told: str = "") -> Verification:
    """Verify sealed files, a folder or a zip.

    Args:
        told: the seal as the person was told it, hexadecimal, or empty.

    Raises:
        ProblemError: why the files, or the exam's journal, cannot be read.
    """
    from sonostep.reporting import files_of, signed_files, verify
    from sonostep.storage import exams_folder, kept_seal

    files = files_of(path)
    seal = verify(files)
    signed = tuple(signed_files(files))
    kept = kept_seal(exams_folder(), seal.exam) if seal.exam else None
    others = told.lower().removeprefix("sha256:"), kept
    found = list(seal.problems(path.name or str(path)))
    if not found and any(other and other != seal.sha256 for other in others):
        found.append(Problem.of("verify.other_seal"))
    found += [broken_signature(name, s) for name, s in signed if not s.intact]
    return Verification(seal, signed, any(others), tuple(found))


def signatures_of(path: Path) -> "tuple[PdfSignature, ...]":
    """Return the signatures of a PDF made with a certificate.

    Raises:
        ProblemError: ``export.unreadable``.
    """
    from sonostep.reporting.sealing.certificate import signatures

    try:
        return tuple(signatures(path.read_bytes()))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProblemError.of("export.unreadable", path=path.name, reason=reason) from error


def broken_signature(file: str, signature: "PdfSignature") -> Problem:
    """Return the problem of a PDF that is not as it was signed."""
    return Problem.of("verify.signature_broken", file=file, subject=signature.subject)
