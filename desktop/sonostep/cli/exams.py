"""``differential`` and ``report``: what an exam file says, weighed and written."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep import __version__
from sonostep.cli.out import Out
from sonostep.cli.parser import WrongUsage
from sonostep.core.differential.result import Band, Differential, Direction, Judgement, RedFlag
from sonostep.core.exam import Exam
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import ProtocolDefinition
from sonostep.settings import load_settings
from sonostep.storage import exam_to_json, exams_folder, kept_exam, load_exam

if TYPE_CHECKING:
    from sonostep.core.clip import FrameSource
    from sonostep.core.differential.knowledge import Knowledge
    from sonostep.core.exam import ClipRecord
    from sonostep.core.report import Report
    from sonostep.reporting.words import ReportLanguage


def differential(options: Namespace, out: Out) -> int:
    """Weigh the findings of an exam file."""
    exam = load_exam(options.exam)
    weighed = weigh_exam(exam, knowledge_for(out))
    if out.as_json:
        from sonostep.protocols.differential_schema import differential_answer

        out.data(differential_answer(exam, weighed).model_dump(mode="json", by_alias=True))
    else:
        _show(exam, weighed, out)
    return 0


def knowledge_for(out: Out) -> "Knowledge":
    """Return the knowledge at hand, the clinic's own on top; says which of its files are left out."""
    from sonostep.paths import user_home
    from sonostep.protocols import knowledge_at_hand

    made, problems = knowledge_at_hand(user_home() / "knowledge")
    for problem in problems:
        out.problem(problem)
    return made


def weigh_exam(exam: Exam, knowledge: "Knowledge") -> Differential:
    """Weigh an exam."""
    from sonostep.core.differential.weighing import weigh
    from sonostep.protocols import load_vocabulary

    return weigh(exam, knowledge, load_vocabulary())


def _show(exam: Exam, weighed: Differential, out: Out) -> None:
    for line in _flag_lines(weighed, out):
        out.line(line)
    if weighed.suspended:
        out.line(out.words("report.withheld", conditions=out.listed(weighed.withheld)))
        return
    if not exam.complaints:
        out.line(out.words("cli.no_complaint"))
    for complaint in exam.complaints:
        out.line()
        out.line(out.words("cli.complaint", letter=complaint.label))
        _show_judgements([j for j in weighed.judgements if j.complaint == complaint.id], out)
        if complaint.id in weighed.unexplained:
            out.line("  " + out.words("report.unexplained", letter=complaint.label))
    _show_rest(exam, weighed, out)


def _flag_lines(weighed: Differential, out: Out) -> list[str]:
    present = weighed.flags_present
    cleared = [f for f in present if f.clearance]
    reasons = "; ".join(out.local(f.text) for f in present if not f.clearance)
    lines = [_cleared(f, out) for f in cleared]
    if weighed.suspended:
        return [out.words("report.flags.suspended", reasons=reasons), *lines]
    if reasons:
        return [out.words("report.flags.prompt", reasons=reasons), *lines]
    if lines:
        return lines
    if not weighed.flags_asked:
        return [out.words("report.flags.unasked")]
    return [out.words("report.flags.none", asked=weighed.flags_asked)]


def _cleared(flag: RedFlag, out: Out) -> str:
    reason, physician, time = (part.strip() for part in flag.clearance.split("|"))
    said = {"reason": reason, "physician": physician, "time": time}
    return out.words("report.flags.cleared", flag=out.local(flag.text), **said)


def _show_judgements(judgements: list[Judgement], out: Out) -> None:
    for judgement in judgements:
        if judgement.band is not Band.NOT_ASSESSABLE:
            _show_judgement(judgement, out)
    open_ = [_name(j, out) for j in judgements if j.band is Band.NOT_ASSESSABLE]
    if open_:
        out.line("  " + out.pair(out.words("report.band.not_assessable"), out.listed(open_)))


def _name(judgement: Judgement, out: Out) -> str:
    return f"{out.local(judgement.name)} {judgement.segment}".rstrip()


def _show_judgement(judgement: Judgement, out: Out) -> None:
    out.line("  " + out.pair(_name(judgement, out), out.words(f"report.band.{judgement.band.value}")))
    for direction in (Direction.FOR, Direction.AGAINST):
        for reason in judgement.directed(direction):
            said = out.words(f"report.reason.{direction.value}")
            shown = f"{out.local(reason.text)} (LR {reason.ratio:.3g}; {reason.source})"
            out.line("    " + out.pair(said, shown))


def _show_rest(exam: Exam, weighed: Differential, out: Out) -> None:
    letters = {c.id: c.label for c in exam.complaints}
    names = {j.condition: out.local(j.name) for j in weighed.judgements}
    for complaint, *pair in weighed.not_separated:
        named = "; ".join(names.get(c, c) for c in pair)
        letter = letters.get(complaint, complaint)
        out.line(out.words("report.not_separated", letter=letter, names=named))
    for conflict in weighed.conflicts:
        out.line(out.local(conflict))
    for step in weighed.next_steps[:3]:
        out.line(out.pair(out.words("report.next"), out.local(step.text)))
    out.line(out.words("report.banner.support"))


def report(options: Namespace, out: Out) -> int:
    """Write the report of an exam file in the formats asked for."""
    exam = load_exam(options.exam)
    try:
        written = _export(exam, options, out)
    except ProblemError as error:
        if error.problem.code == "export.unknown_format":
            raise WrongUsage(error.problem) from error
        raise
    if out.as_json:
        out.data({"version": 1, "files": [str(path) for path in written]})
    else:
        for path in written:
            out.line(str(path))
    return 0


def _export(exam: Exam, options: Namespace, out: Out) -> tuple[Path, ...]:
    from sonostep.reporting import export

    if exam.closed:
        out.problem(Problem.of("finalise.rendered_again"))
    made = made_report(exam, out)
    language: ReportLanguage = "both" if options.both else out.language
    data = exam_to_json(exam)
    return tuple(
        export(made, options.out, options.formats, exam_json=data, language=language, opened=open_frames)
    )


def open_frames(record: "ClipRecord") -> "FrameSource":
    """Open the frames of a clip where the exam says that it was."""
    from sonostep.imaging import open_clip

    return open_clip(record.path)[1]


def made_report(exam: Exam, out: Out) -> "Report":
    """Return the report of an exam with the knowledge and protocols at hand; says which are not."""
    from sonostep.core.report import build_report
    from sonostep.core.report.model import HandoutEntry
    from sonostep.protocols import load_error_data, load_vocabulary
    from sonostep.protocols.companions import compose_handout
    from sonostep.reporting.letterhead import letterhead

    knowledge = knowledge_for(out)
    head, problem = letterhead(load_settings()[0])
    if problem is not None:
        out.problem(problem)
    names = tuple((c.id, c.name) for c in knowledge.conditions)
    protocols, missing = protocols_of(exam)
    for problem in missing:
        out.problem(problem)
    return build_report(
        exam, protocols, load_vocabulary(), weigh_exam(exam, knowledge), out.language,
        conditions=names, program=f"SonoStep {__version__}", letterhead=head,
        handout=[HandoutEntry(t.id, t.title, t.lines) for t in compose_handout(exam)],
        before=kept_exam(exams_folder(), exam.predecessor), errors=load_error_data(),
    )  # fmt: skip


def protocols_of(exam: Exam) -> tuple[tuple[ProtocolDefinition, ...], tuple[Problem, ...]]:
    """Return the protocols of an exam that are at hand; the report names the others without their views."""
    from sonostep.protocols import load_protocol

    found: list[ProtocolDefinition] = []
    missing: list[Problem] = []
    for reference in exam.protocols:
        try:
            found.append(load_protocol(reference.id))
        except ProblemError as error:
            missing.append(error.problem)
    return tuple(found), tuple(missing)
