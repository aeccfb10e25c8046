"""What an edit costs the differential, and the report's time: on the fullest of the clinical cases."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from bench import goals
from bench.bench import Bench
from bench.result import Figure, Goal
from bench.timing import quantile, seconds

_FRAME_MS = 1000 / 60


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of the exam."""
    from sonostep.core.differential import weigh
    from sonostep.protocols import list_protocols, load_knowledge, load_vocabulary
    from sonostep.protocols.cases import case_files, read_cases

    cases = [case for path in case_files() for case in read_cases(path)]
    exam = max((c.exam for c in cases), key=lambda e: len(e.findings))
    knowledge, vocabulary = load_knowledge(), load_vocabulary()
    # each edit makes a new exam, so that nothing kept from the one before can answer
    edited = [
        replace(exam, findings=exam.findings[:n] + exam.findings[n + 1 :]) for n in range(len(exam.findings))
    ]
    weigh(exam, knowledge, vocabulary)
    times = [
        seconds(lambda e=e: weigh(e, knowledge, vocabulary))  # type: ignore[misc]
        for _ in range(bench.rounds(6))
        for e in edited
    ]
    found = [taken * 1e3 / _FRAME_MS for taken in times]
    size = f"{len(exam.findings)} findings, {len(exam.complaints)} complaints"
    note = f"median {median(times) * 1e3:.1f} ms, {size}"
    low, high = quantile(found, 0.25), quantile(found, 0.75)
    yield Figure(goals.DIFFERENTIAL, "fullest case", median(found), low, high, note)
    protocols = [p for p in list_protocols(bench.cache / "no-protocols") if not hasattr(p, "code")]
    yield from _reports(bench, exam, protocols, knowledge, vocabulary)


def _reports(bench: Bench, exam, protocols, knowledge, vocabulary) -> Iterator[Figure]:  # type: ignore[no-untyped-def]
    from sonostep.core.differential import weigh
    from sonostep.core.report import build_report
    from sonostep.reporting.printed.pdf import render_pdf
    from sonostep.storage import exam_to_json

    used = [p for p in protocols if p.id in {q.id for q in exam.protocols}] or protocols[:1]

    def whole() -> bytes:
        report = build_report(
            exam,
            used,
            vocabulary,
            weigh(exam, knowledge, vocabulary),
            "en",
            conditions=[(c.id, c.name) for c in knowledge.conditions],
            program="SonoStep bench",
        )
        return render_pdf(report, "both", exam_to_json(exam))

    first = seconds(whole)
    times = [seconds(whole) * 1e3 for _ in range(bench.rounds(6))]
    pages = whole().count(b"/Type /Page") or whole().count(b"/Type/Page")
    note = f"{pages} pages; the first, with imports and fonts, {first * 1e3:.0f} ms"
    yield _spread(goals.REPORT, "fullest case, weighed, built and set", times, note)


def _spread(goal: Goal, case: str, times: list[float], note: str) -> Figure:
    return Figure(goal, case, median(times), quantile(times, 0.25), quantile(times, 0.75), note)
