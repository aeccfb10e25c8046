"""``differential`` and ``report``: what an exam file says, weighed and written."""

from argparse import Namespace
from typing import TYPE_CHECKING, TypeAlias

from sonostep.cli.output import Out
from sonostep.cli.parser import WrongUsage
from sonostep.cli.safety import danger_lines, notices_of
from sonostep.core.differential.result import Band, Differential, Direction, Judgement, Reason, RedFlag
from sonostep.core.exam import Exam
from sonostep.core.problem import Problem, ProblemError
from sonostep.workflows.exam_files import read_exam
from sonostep.workflows.library import Library, load_knowledge, load_library
from sonostep.workflows.task import UNWATCHED

if TYPE_CHECKING:
    from sonostep.core.differential.knowledge import Knowledge
    from sonostep.workflows.report_export import ReportLanguage

Names: TypeAlias = dict[str, str]
"""Names of the conditions, by id, in the language of the command."""


def differential(options: Namespace, out: Out) -> int:
    """Weigh the findings of an exam file."""
    from sonostep.core.differential.weighing import weigh
    from sonostep.protocols import load_vocabulary

    exam = read_exam(options.exam)
    knowledge = knowledge_for(out)
    weighed = weigh(exam, knowledge, load_vocabulary())
    if out.as_json:
        from sonostep.protocols.schema.differential import differential_answer

        made = differential_answer(exam, weighed, notices_of(exam))
        out.data(made.model_dump(mode="json", by_alias=True))
    else:
        for line in danger_lines(notices_of(exam), out):
            out.line(line)
        _show(exam, weighed, {c.id: out.local(c.name) for c in knowledge.conditions}, out)
    return 0


def knowledge_for(out: Out) -> "Knowledge":
    """Return the knowledge at hand, the clinic's own on top; says which of its files are left out."""
    made, problems = load_knowledge()
    for problem in problems:
        out.problem(problem)
    return made


def library_for(out: Out) -> Library:
    """Return protocols, vocabulary and knowledge at hand; says which of the user's own files are left out."""
    library, problems = load_library()
    for problem in problems:
        out.problem(problem)
    return library


def language_of(options: Namespace, out: Out) -> "ReportLanguage":
    """Return the language of a report that a command writes."""
    return "both" if options.both else out.language


def _show(exam: Exam, weighed: Differential, names: Names, out: Out) -> None:
    for line in _flag_lines(weighed, out):
        out.line(line)
    if weighed.suspended:
        out.line(out.words("report.withheld", count=len(weighed.withheld)))
        for conflict in weighed.conflicts:
            out.line(out.local(conflict))
        return
    if not exam.complaints:
        out.line(out.words("cli.no_complaint"))
    for complaint in exam.complaints:
        out.line()
        out.line(out.words("cli.complaint", letter=complaint.label))
        _show_judgements([j for j in weighed.judgements if j.complaint == complaint.id], names, out)
        if complaint.id in weighed.unexplained:
            out.line("  " + out.words("report.unexplained", letter=complaint.label))
    _show_rest(exam, weighed, names, out)


def _flag_lines(weighed: Differential, out: Out) -> list[str]:
    present = weighed.flags_present
    cleared = [f for f in present if f.clearance]
    reasons = out.parted(out.local(f.text) for f in present if not f.clearance)
    lines = [_cleared(f, out) for f in cleared]
    if weighed.suspended:
        lines = [out.words("report.flags.suspended", reasons=reasons), *lines]
    elif reasons:
        lines = [out.words("report.flags.prompt", reasons=reasons), *lines]
    return [*(lines or _none_present(weighed, out)), *_open_flags(weighed, out)]


def _none_present(weighed: Differential, out: Out) -> list[str]:
    told = weighed.flags_asked - len(weighed.flags_unclear)
    if told:
        return [out.words("report.flags.none", asked=told)]
    return [] if weighed.flags_unclear else [out.words("report.flags.unasked")]


def _open_flags(weighed: Differential, out: Out) -> list[str]:
    """What was asked and cannot be told, and what was not asked, by name."""
    found = (("unclear", weighed.flags_unclear), ("not_asked", weighed.flags_unasked))
    return [
        out.words(
            f"report.flags.{code}", count=len(flags), flags=out.parted(out.local(f.text) for f in flags)
        )
        for code, flags in found
        if flags
    ]


def _cleared(flag: RedFlag, out: Out) -> str:
    reason, physician, time = (part.strip() for part in flag.clearance.split("|"))
    said = {"reason": reason, "physician": physician, "time": time}
    return out.words("report.flags.cleared", flag=out.local(flag.text), **said)


def _show_judgements(judgements: list[Judgement], names: Names, out: Out) -> None:
    for judgement in judgements:
        if judgement.band is not Band.NOT_ASSESSABLE:
            _show_judgement(judgement, out)
    told = {j.condition for j in judgements if j.band is not Band.NOT_ASSESSABLE}
    rest = [j for j in judgements if j.condition not in told]
    without = dict.fromkeys(j.condition for j in rest if j.unsupported)
    silent = dict.fromkeys(j.condition for j in rest)
    for code, ids in (("unsupported", [*without]), ("unassessed", [c for c in silent if c not in without])):
        if ids:
            listed = out.parted(names.get(c, c) for c in ids)
            out.line("  " + out.words(f"report.{code}", count=len(ids), names=listed))


def _name(judgement: Judgement, out: Out) -> str:
    return f"{out.local(judgement.name)} {judgement.segment.replace('_', '/')}".rstrip()


def _show_judgement(judgement: Judgement, out: Out) -> None:
    out.line("  " + out.pair(_name(judgement, out), out.words(f"report.band.{judgement.band.value}")))
    for direction in (Direction.FOR, Direction.AGAINST):
        for reason in judgement.directed(direction):
            said = out.words(f"report.reason.{direction.value}")
            notes = [weight_words(reason, out)]
            notes += [out.words(f"report.reason.{reason.left_out}")] if reason.left_out else []
            shown = f"{out.local(reason.text)} ({'; '.join([*notes, reason.source])})"
            out.line("    " + out.pair(said, shown))


def weight_words(reason: Reason, out: Out) -> str:
    """Return how much a reason weighs: a likelihood ratio, or a weight that was chosen and is none."""
    numbers = {"ratio": reason.ratio, "low": reason.low, "high": reason.high}
    code = "weight" if reason.chosen else "ratio" if reason.published_interval else "ratio_alone"
    return out.words(f"report.reason.{code}", **{k: f"{v:.3g}" for k, v in numbers.items()})


def _show_rest(exam: Exam, weighed: Differential, names: Names, out: Out) -> None:
    letters = {c.id: c.label for c in exam.complaints}
    for complaint, *pair in weighed.not_separated:
        named = out.parted(names.get(c, c) for c in pair)
        letter = letters.get(complaint, complaint)
        out.line(out.words("report.not_separated", letter=letter, names=named))
    for conflict in weighed.conflicts:
        out.line(out.local(conflict))
    for step in weighed.next_steps[:3]:
        where = out.words("cli.complaint", letter=letters.get(step.complaint, "")) if step.complaint else ""
        side = out.words(f"report.side.{step.side.value}") if step.side else ""
        place = out.listed(p for p in (where, side) if p)
        said = out.local(step.text)
        out.line(out.pair(out.words("report.next"), f"{said} ({place})" if place else said))
    out.line(out.words("report.banner.support"))


def report(options: Namespace, out: Out) -> int:
    """Write the report of an exam file in the formats asked for."""
    from sonostep.workflows.letterhead import logo_problem
    from sonostep.workflows.report_export import USUAL_FORMATS, ExportOrder

    exam = read_exam(options.exam)
    if exam.closed:
        out.problem(Problem.of("finalise.rendered_again"))
    library = library_for(out)
    for problem in (*library.missing(exam), logo_problem()):
        if problem is not None:
            out.problem(problem)
    formats = USUAL_FORMATS if options.formats is None else tuple(options.formats)
    order = ExportOrder(
        exam, library, formats, language_of(options, out), options.out, copy=True, replace=options.replace
    )
    try:
        written = order.run(UNWATCHED)
    except ProblemError as error:
        raise wrong_usage(error) from error
    for problem in written.empty:
        out.problem(problem)
    if out.as_json:
        out.data({"version": 1, "files": [str(path) for path in written.files]})
    else:
        for path in written.files:
            out.line(str(path))
    return 0 if written.files else 1


def wrong_usage(error: ProblemError) -> Exception:
    """Return an error as wrong usage where a format was asked for that there is not, else as it is."""
    return WrongUsage(error.problem) if error.problem.code == "export.unknown_format" else error
