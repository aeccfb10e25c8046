"""``protocol`` and ``findings``: what is looked at and asked, as the data files say."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonostep.cli.output import Out
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import ProtocolDefinition, Step
from sonostep.core.text import LocalText

if TYPE_CHECKING:
    from sonostep.protocols.facts import Fact


def protocol(options: Namespace, out: Out) -> int:
    """List, show or check protocols, or say where each founding fact stands."""
    return {"list": _list, "show": _show, "check": _check, "facts": _facts}[options.verb](options, out)


def _list(options: Namespace, out: Out) -> int:
    from sonostep.workflows.library import list_protocols

    found = list_protocols()
    usable = [p for p in found if isinstance(p, ProtocolDefinition)]
    broken = [p for p in found if isinstance(p, Problem)]
    if out.as_json:
        out.data({"version": 1, "protocols": [_summary(p, out) for p in usable],
                  "problems": [out.said(p) for p in broken]})  # fmt: skip
    else:
        for one in usable:
            count = out.words("cli.protocol.steps", version=one.version, steps=len(one.steps))
            out.line(f"{one.id}  {out.local(one.title)} ({count})")
    for problem in broken:
        out.problem(problem)
    return 1 if broken else 0


def _summary(one: ProtocolDefinition, out: Out) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "sha256": one.sha256,
        "title": out.local(one.title),
        "region": one.region,
        "steps": len(one.steps),
    }


def _show(options: Namespace, out: Out) -> int:
    from sonostep.workflows.library import find_protocol

    one = find_protocol(options.id)
    if out.as_json:
        steps = {"steps": [_step_data(s, out) for s in one.steps]}
        out.data({"version": 1, "protocol": _summary(one, out) | {"purpose": out.local(one.purpose)} | steps})
        return 0
    out.line(f"{out.local(one.title)} ({one.id} {one.version})")
    out.line(out.local(one.purpose))
    for number, step in enumerate(one.steps, 1):
        _show_step(number, step, out)
    return 0


_TEXTS = ("purpose", "applies", "position", "probe", "how", "normal", "pathology", "pitfalls")


def _step_data(step: Step, out: Out) -> dict[str, Any]:
    texts: dict[str, LocalText | None] = {name: getattr(step, name) for name in _TEXTS}
    return {
        "id": step.id,
        "title": out.local(step.title),
        **{name: out.local(words) if words else None for name, words in texts.items()},
        "views": [{"id": v.id, "text": out.local(v.text), "required": v.required} for v in step.views],
        "slots": [
            {
                "id": s.id,
                "text": out.local(s.text),
                "tool": s.tool.value,
                "unit": s.unit,
                "required": s.required,
            }
            for s in step.slots
        ],
        "questions": list(step.questions),
        "sided": step.sided,
        "comparison": step.comparison,
        "sources": list(step.sources),
    }


def _show_step(number: int, step: Step, out: Out) -> None:
    out.line()
    out.line(f"{number}. {out.local(step.title)} [{step.id}]")
    for name in ("purpose", "applies", "position", "probe", "how"):
        words: LocalText | None = getattr(step, name)
        if words:
            out.line("   " + out.local(words))
    for view in step.views:
        out.line("   " + out.pair(out.words("cli.view"), out.local(view.text)))
    for slot in step.slots:
        out.line("   " + out.pair(out.words("cli.slot"), f"{out.local(slot.text)} ({slot.unit})"))
    if step.questions:
        out.line("   " + out.pair(out.words("cli.question"), ", ".join(step.questions)))


def _check(options: Namespace, out: Out) -> int:
    from sonostep.protocols import check_file, load_protocol

    problems = check_file(options.file)
    if out.as_json:
        out.data({"version": 1, "file": str(options.file), "valid": not problems,
                  "problems": [out.said(p) for p in problems]})  # fmt: skip
    for problem in problems:
        out.problem(problem)
    if not problems and not out.as_json:
        out.line(_verdict(options.file, load_protocol, out))
    return 1 if problems else 0


def _verdict(file: Path, load: Any, out: Out) -> str:  # noqa: ANN401 - the loader, imported late
    try:
        one = load(file)
    except ProblemError:
        # a sound file of another kind: vocabulary, knowledge, sources or shared steps
        return out.words("cli.data.valid", file=file.name)
    params = {"file": file.name, "id": one.id, "version": one.version, "steps": len(one.steps)}
    return out.words("cli.protocol.valid", **params)


def _facts(options: Namespace, out: Out) -> int:
    from sonostep.protocols.facts import facts

    listed = facts()
    lost = [f for f in listed if not f.carriers and f.excuse is None]
    if out.as_json:
        out.data({"version": 1, "facts": [_fact_data(f, out) for f in listed]})
    for fact in () if out.as_json else listed:
        for carrier in fact.carriers:
            named = f"{out.words('cli.fact.' + carrier.kind)} {carrier.where}/{carrier.id}"
            out.line(f"{fact.id}  {out.pair(named, out.local(carrier.text))}")
        if fact.excuse is not None:
            named = out.words("cli.fact." + fact.excuse_kind)
            out.line(f"{fact.id}  {out.pair(named, out.local(fact.excuse))}")
    for fact in lost:
        out.problem(Problem.of("protocol.fact_lost", fact=fact.id))
    return 1 if lost else 0


def _fact_data(fact: "Fact", out: Out) -> dict[str, Any]:
    reason = {"kind": fact.excuse_kind, "why": out.local(fact.excuse)} if fact.excuse else None
    return {
        "id": fact.id,
        "carriers": [
            {"kind": c.kind, "id": c.id, "where": c.where, "text": out.local(c.text)} for c in fact.carriers
        ],
        "excuse": reason,
    }


def findings(options: Namespace, out: Out) -> int:
    """Show the vocabulary: everything that can be asked and recorded."""
    from sonostep.cli.exam import knowledge_for
    from sonostep.protocols import load_vocabulary

    vocabulary = load_vocabulary()
    if out.as_json:
        from sonostep.protocols.schema.findings import findings_answer

        answer = findings_answer(vocabulary, knowledge_for(out), out.language)
        out.data(answer.model_dump(mode="json"))
        return 0
    for question in vocabulary.questions:
        notes = [question.kind.value, question.unit, out.words("cli.sided") if question.sided else ""]
        shown = ", ".join(n for n in (*notes, *question.sites) if n)
        out.line(f"{question.id}  {out.local(question.text)} ({shown})")
    return 0
