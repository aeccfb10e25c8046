"""What is dangerous in an exam, as the command line says and answers it."""

from dataclasses import replace
from datetime import datetime

from sonostep.cli.output import Out
from sonostep.core.exam import Exam
from sonostep.core.problem import ProblemError
from sonostep.core.safety import SafetyLevel, SafetyNotice, assess, response


def notices_of(exam: Exam) -> tuple[SafetyNotice, ...]:
    """Return the safety rules that hold in an exam."""
    from sonostep.protocols import load_safety, load_vocabulary

    return assess(exam, load_safety().rules, load_vocabulary())


def danger_lines(notices: tuple[SafetyNotice, ...], out: Out) -> list[str]:
    """Return each danger with what to do and what was done, loudest first."""
    return [line for n in notices for line in _lines(n, out)]


def _lines(notice: SafetyNotice, out: Out) -> list[str]:
    level = "lifted" if notice.clearance else notice.level.value
    lines = [out.pair(out.words(f"report.safety.{level}"), out.local(notice.text))]
    if notice.clearance:
        return [*lines, "  " + out.words("report.safety.cleared", **_parts(notice.clearance))]
    lines.append("  " + out.local(notice.rule.todo))
    if notice.level is SafetyLevel.NOTE:
        return lines
    if notice.response:
        lines.append("  " + out.words("report.safety.done", **_parts(notice.response)))
    elif notice.rule.holds:
        lines.append("  " + out.words("report.safety.unanswered"))
    return lines


def _parts(note: str) -> dict[str, str]:
    reason, physician, time = (part.strip() for part in note.split("|"))
    return {"reason": reason, "physician": physician, "time": time}


def answered(exam: Exam, waiting: tuple[SafetyNotice, ...], done: str, physician: str) -> Exam:
    """Return the exam with what was done about each danger that waits for it.

    Raises:
        ProblemError: ``finalise.no_physician`` where nobody stands for it, ``finalise.done_empty`` where
            nothing is said.
    """
    if not physician.strip():
        raise ProblemError.of("finalise.no_physician")
    if not done.strip():
        raise ProblemError.of("finalise.done_empty")
    at = datetime.now().astimezone().isoformat(timespec="minutes")
    words, name = (t.replace("|", "/") for t in (done, physician))
    made = [response(n.rule.id, words, name, at) for n in waiting]
    keys = {f.key for f in made}
    return replace(exam, findings=(*(f for f in exam.findings if f.key not in keys), *made))
