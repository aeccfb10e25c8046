"""``finalise``, ``verify`` and ``amend``: the exam as it is signed, sealed and followed."""

import getpass
import sys
import uuid
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.cli.exams import made_report, open_frames, protocols_of
from sonostep.cli.out import Out
from sonostep.cli.parser import WrongUsage
from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import amend as amended
from sonostep.core.finalise import close, obstacles, problems
from sonostep.core.problem import Problem, ProblemError
from sonostep.storage import exam_from_json, exam_to_json, exams_folder, kept_seal, load_exam, save_exam

if TYPE_CHECKING:
    from sonostep.reporting.certificate import Certificate
    from sonostep.reporting.words import ReportLanguage


def finalise(options: Namespace, out: Out) -> int:
    """Sign an exam file, render its report once, seal it and write all of it."""
    from sonostep.protocols import load_vocabulary
    from sonostep.reporting import write_out

    exam = load_exam(options.exam)
    protocols, _ = protocols_of(exam)
    found = obstacles(exam, protocols, load_vocabulary())
    for problem in problems(found, out.language):
        out.problem(problem)
    if found:
        return 1
    certificate = _certificate(options, out)
    signature = _signature(exam, options)
    closed = close(exam, certificate.signed(signature) if certificate else signature, found, out.language)
    final, files = _frozen(closed, options, out, certificate)
    written = write_out(options.out, files)
    if out.as_json:
        out.data({"version": 1, "files": [str(p) for p in written], "sha256": final.final_sha256})
    else:
        for path in written:
            out.line(str(path))
        out.line(f"sha256:{final.final_sha256}")
    return 0


def _signature(exam: Exam, options: Namespace) -> Signature:
    physician = exam.physician if options.physician is None else options.physician
    operator = exam.operator if options.operator is None else options.operator
    return Signature(physician, operator, datetime.now().astimezone().isoformat(timespec="seconds"))


def _certificate(options: Namespace, out: Out) -> "Certificate | None":
    if options.certificate is None:
        return None
    from sonostep.reporting.certificate import CertificateFile, open_certificate

    return open_certificate(CertificateFile(options.certificate, asked_passphrase(out, options.certificate)))


def asked_passphrase(out: Out, file: Path) -> str:
    """Return the passphrase as typed without being shown, or the first line of what is piped in."""
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(out.words("cli.passphrase", file=file.name))
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""


def _frozen(
    closed: Exam, options: Namespace, out: Out, certificate: "Certificate | None"
) -> tuple[Exam, dict[str, bytes]]:
    from sonostep.reporting import freeze, render

    def signed(pdf: bytes) -> bytes:
        return certificate.sign(pdf, closed.physician) if certificate else pdf

    def rendered(exam: Exam) -> Mapping[str, bytes]:
        report = made_report(exam, out)
        language: ReportLanguage = "both" if options.both else out.language
        data = exam_to_json(exam)
        return render(
            report, options.formats, exam_json=data, language=language, opened=open_frames, signer=signed
        )

    try:
        return freeze(closed, rendered, exam_to_json)
    except ProblemError as error:
        if error.problem.code == "export.unknown_format":
            raise WrongUsage(error.problem) from error
        raise


def verify(options: Namespace, out: Out) -> int:
    """Say whether every byte of a frozen report is as it was sealed; of a PDF alone, as it was signed."""
    from sonostep import reporting

    if options.path.suffix.lower() == ".pdf":
        return _verify_pdf(options.path, out)
    files = reporting.files_of(options.path)
    verdict = reporting.verify(files)
    signed = reporting.signed_files(files)
    told = options.sha256.lower().removeprefix("sha256:")
    kept = kept_seal(exams_folder(), verdict.exam) if verdict.exam else None
    found = list(verdict.problems(options.path.name or str(options.path)))
    if not found and any(other and other != verdict.sha256 for other in (told, kept)):
        found.append(Problem.of("verify.other_seal"))
    found += [
        Problem.of("verify.signature_broken", file=name, subject=s.subject)
        for name, s in signed
        if not s.intact
    ]
    compared = bool(told or kept)
    if out.as_json:
        out.data(
            {
                "version": 1,
                "unaltered": not found,
                "exam": verdict.exam,
                "sha256": verdict.sha256,
                "altered": verdict.altered,
                "missing": verdict.missing,
                "added": verdict.added,
                "compared": compared,
                "signatures": [{"file": name, **asdict(s)} for name, s in signed],
            }
        )
    elif not found:
        out.line(out.words("verify.unaltered", count=verdict.count, sha256=verdict.sha256))
        out.line(out.words("verify.compared" if compared else "verify.not_compared"))
        for name, s in signed:
            out.line(out.words("verify.signature", file=name, subject=s.subject, issuer=s.issuer))
    for problem in found:
        out.problem(problem)
    return 1 if found else 0


def _verify_pdf(path: Path, out: Out) -> int:
    """Say by which certificate a PDF is signed, and whether it is as it was signed."""
    from sonostep.reporting.certificate import signatures

    try:
        signed = signatures(path.read_bytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProblemError.of("export.unreadable", path=path.name, reason=reason) from error
    if out.as_json:
        told = [{"file": path.name, **asdict(s)} for s in signed]
        out.data({"version": 1, "signatures": told})
    for s in signed:
        if not s.intact:
            out.problem(Problem.of("verify.signature_broken", file=path.name, subject=s.subject))
        elif not out.as_json:
            out.line(out.words("verify.signature", file=path.name, subject=s.subject, issuer=s.issuer))
    if not signed:
        out.problem(Problem.of("verify.not_signed", file=path.name))
    return 0 if signed and all(s.intact for s in signed) else 1


def amend(options: Namespace, out: Out) -> int:
    """Begin a new version of a final exam, from its sealed files, which must be unaltered."""
    from sonostep import reporting

    if options.out.exists():
        raise ProblemError.of("amend.exists", file=options.out.name)
    files = reporting.files_of(options.path)
    for problem in reporting.verify(files).problems(options.path.name or str(options.path)):
        raise ProblemError(problem)
    study, series, instance = reporting.report_reference(files)
    draft = amended(
        exam_from_json(files["exam.json"]), str(uuid.uuid4()), options.reason,
        study_uid=study, series_uid=series, instance_uid=instance,
    )  # fmt: skip
    save_exam(draft, options.out)
    if out.as_json:
        out.data({"version": 1, "file": str(options.out), "exam": draft.id, "exam_version": draft.version})
    else:
        out.line(str(options.out))
    return 0

