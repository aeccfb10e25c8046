"""``knowledge``: the evidence behind a condition, with its sources."""

from argparse import Namespace
from typing import Any

from sonostep.cli.out import Out
from sonostep.core.differential.knowledge import ConditionDef, Evidence, Ratio
from sonostep.core.problem import ProblemError


def knowledge(options: Namespace, out: Out) -> int:
    """List the conditions, or show one with its evidence."""
    from sonostep.cli.exams import knowledge_for

    base = knowledge_for(out)
    if options.verb == "list":
        return _list(base.conditions, out)
    known = {c.id: c for c in base.conditions}
    if options.condition not in known:
        raise ProblemError.of("cli.no_condition", condition=options.condition, known=", ".join(known))
    condition = known[options.condition]
    if out.as_json:
        named = {"id": base.id, "version": base.version, "sha256": base.sha256}
        reference = {**named, "layers": list(base.layers)}
        out.data({"version": 1, "knowledge": reference, "condition": _data(condition, out)})
    else:
        _show(condition, out)
    return 0


def _list(conditions: tuple[ConditionDef, ...], out: Out) -> int:
    if out.as_json:
        out.data({"version": 1, "conditions": [{"id": c.id, "name": out.local(c.name)} for c in conditions]})
    else:
        for condition in conditions:
            out.line(f"{condition.id}  {out.local(condition.name)}")
    return 0


def _data(condition: ConditionDef, out: Out) -> dict[str, Any]:
    return {
        "id": condition.id,
        "name": out.local(condition.name),
        "kind": condition.kind.value,
        "parent": condition.parent or None,
        "segments": list(condition.segments),
        "note": out.local(condition.note) if condition.note else None,
        "evidence": [_evidence(e, out) for e in condition.evidence],
    }


def _evidence(item: Evidence, out: Out) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": out.local(item.text),
        "present": _ratio(item.present),
        "absent": _ratio(item.absent),
        "kind": item.kind.value,
        "source": item.source,
        "sample": item.sample,
        "quality": item.quality or None,
        "group": item.group or None,
        "segments": list(item.segments),
    }


def _ratio(ratio: Ratio | None) -> dict[str, float | None] | None:
    return None if ratio is None else {"value": ratio.value, "low": ratio.low, "high": ratio.high}


def _show(condition: ConditionDef, out: Out) -> None:
    out.line(f"{out.local(condition.name)} [{condition.id}]")
    if condition.note:
        out.line(out.local(condition.note))
    for item in condition.evidence:
        out.line()
        out.line(f"{out.local(item.text)} [{item.id}]")
        for name, ratio in (("present", item.present), ("absent", item.absent)):
            if ratio:
                out.line("   " + out.pair(out.words(f"cli.evidence.{name}"), _shown(ratio, out)))
        out.line("   " + out.pair(out.words(f"report.reason.{item.kind.value}"), item.source))


def _shown(ratio: Ratio, out: Out) -> str:
    if ratio.low is None or ratio.high is None:
        return f"LR {ratio.value:.3g}, {out.words('report.reason.no_interval')}"
    return out.words(
        "report.reason.ratio", ratio=f"{ratio.value:.3g}", low=f"{ratio.low:.3g}", high=f"{ratio.high:.3g}"
    )
