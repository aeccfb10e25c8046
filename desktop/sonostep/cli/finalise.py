"""``finalise``, ``verify`` and ``amend``: the exam as it is signed, sealed and followed."""

import getpass
import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.cli.exam import language_of, library_for, wrong_usage
from sonostep.cli.output import Out
from sonostep.cli.safety import answered, danger_lines
from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import problems
from sonostep.core.problem import Problem, ProblemError
from sonostep.workflows.exam_files import read_exam, write_exam
from sonostep.workflows.task import UNWATCHED

if TYPE_CHECKING:
    from sonostep.workflows.finalise import CertificateFile
    from sonostep.workflows.library import Library
    from sonostep.workflows.verify import Verification


def finalise(options: Namespace, out: Out) -> int:
    """Sign an exam file, render its report once, seal it and write all of it."""
    from sonostep.workflows.finalise import FinaliseOrder, what_is_open, write_final
    from sonostep.workflows.letterhead import logo_problem
    from sonostep.workflows.report_export import without_files

    exam, library = read_exam(options.exam), library_for(out)
    found = what_is_open(exam, library)
    if found.safety and options.done is not None:
        signer = exam.physician if options.physician is None else options.physician
        exam = answered(exam, found.safety, options.done, signer)
        found = what_is_open(exam, library)
    for line in danger_lines(found.safety, out) if found.safety else ():
        print(line, file=sys.stderr)
    for problem in problems(found, out.language):
        out.problem(problem)
    unsure = _asked(exam, library, options, out)
    if found or unsure:
        return 1
    logo = logo_problem()
    if logo is not None:
        out.problem(logo)
    formats = None if options.formats is None else tuple(options.formats)
    order = FinaliseOrder(
        exam, library, _signature(exam, options), language_of(options, out), out.language,
        _certificate(options, out), formats,
    )  # fmt: skip
    try:
        final, files = order.frozen(UNWATCHED)
    except ProblemError as error:
        raise wrong_usage(error) from error
    written = write_final(exam, files, options.out, replace=options.replace)
    for problem in without_files(formats or (), files):
        out.problem(problem)
    if out.as_json:
        out.data({"version": 1, "files": [str(p) for p in written], "sha256": final.final_sha256})
    else:
        for path in written:
            out.line(str(path))
        out.line(f"sha256:{final.final_sha256}")
    return 0


def _asked(exam: Exam, library: "Library", options: Namespace, out: Out) -> bool:
    """Say what is asked once before signing; whether it is still to be answered."""
    from sonostep.workflows.finalise import what_is_asked

    asked = what_is_asked(exam, library)
    for question in asked:
        print(f"? {out.local(question.text)}", file=sys.stderr)
    if not asked or options.all_the_same:
        return False
    out.problem(Problem.of("finalise.asked", count=len(asked)))
    return True


def _signature(exam: Exam, options: Namespace) -> Signature:
    physician = exam.physician if options.physician is None else options.physician
    operator = exam.operator if options.operator is None else options.operator
    return Signature(physician, operator, datetime.now().astimezone().isoformat(timespec="seconds"))


def _certificate(options: Namespace, out: Out) -> "CertificateFile | None":
    if options.certificate is None:
        return None
    from sonostep.workflows.finalise import certificate_file

    return certificate_file(options.certificate, asked_passphrase(out, options.certificate))


def asked_passphrase(out: Out, file: Path) -> str:
    """Return the passphrase as typed without being shown, or the first line of what is piped in."""
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(out.words("cli.passphrase", file=file.name))
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""


def verify(options: Namespace, out: Out) -> int:
    """Say whether every byte of a frozen report is as it was sealed; of a PDF alone, as it was signed."""
    if options.path.suffix.lower() == ".pdf":
        return _verify_pdf(options.path, out)
    from sonostep.workflows.verify import verify_files

    verified = verify_files(options.path, options.sha256)
    if out.as_json:
        out.data(_verified(verified))
    elif not verified.problems:
        out.line(out.words("verify.unaltered", count=verified.seal.count, sha256=verified.seal.sha256))
        out.line(out.words("verify.compared" if verified.compared else "verify.not_compared"))
        for name, s in verified.signed:
            out.line(out.words("verify.signature", file=name, subject=s.subject, issuer=s.issuer))
    for problem in verified.problems:
        out.problem(problem)
    return 1 if verified.problems else 0


def _verified(verified: "Verification") -> dict[str, object]:
    seal = verified.seal
    return {
        "version": 1,
        "unaltered": not verified.problems,
        "exam": seal.exam,
        "sha256": seal.sha256,
        "altered": seal.altered,
        "missing": seal.missing,
        "added": seal.added,
        "compared": verified.compared,
        "signatures": [{"file": name, **asdict(s)} for name, s in verified.signed],
    }


def _verify_pdf(path: Path, out: Out) -> int:
    """Say by which certificate a PDF is signed, and whether it is as it was signed."""
    from sonostep.workflows.verify import broken_signature, signatures_of

    signed = signatures_of(path)
    if out.as_json:
        told = [{"file": path.name, **asdict(s)} for s in signed]
        out.data({"version": 1, "signatures": told})
    for s in signed:
        if not s.intact:
            out.problem(broken_signature(path.name, s))
        elif not out.as_json:
            out.line(out.words("verify.signature", file=path.name, subject=s.subject, issuer=s.issuer))
    if not signed:
        out.problem(Problem.of("verify.not_signed", file=path.name))
    return 0 if signed and all(s.intact for s in signed) else 1


def amend(options: Namespace, out: Out) -> int:
    """Begin a new version of a final exam, from its sealed files, which must be unaltered."""
    from sonostep.workflows.amend import amendment_of

    if options.out.exists():
        raise ProblemError.of("amend.exists", file=options.out.name)
    draft = amendment_of(options.path, options.reason)
    write_exam(draft, options.out)
    if out.as_json:
        out.data({"version": 1, "file": str(options.out), "exam": draft.id, "exam_version": draft.version})
    else:
        out.line(str(options.out))
    return 0
