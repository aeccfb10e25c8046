"""``knowledge``: the evidence behind a condition, with its sources."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from sonostep.cli.output import Out
from sonostep.core.differential.knowledge import ConditionDef, Evidence, Knowledge, Prior, Ratio, Setting
from sonostep.core.differential.result import SourceKind
from sonostep.core.problem import ProblemError


def knowledge(options: Namespace, out: Out) -> int:
    """List the conditions, or show one with its evidence."""
    from sonostep.cli.exam import knowledge_for

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
        priors = [_prior_data(s, p, out) for s, p in _priors(base, condition)]
        said = _data(condition, out) | {"priors": priors}
        out.data({"version": 1, "knowledge": reference, "condition": said})
    else:
        _show(base, condition, out)
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


def _priors(base: Knowledge, condition: ConditionDef) -> Iterator[tuple[Setting, Prior]]:
    for setting in base.settings:
        yield from ((setting, p) for p in setting.priors if p.condition == condition.id)


def _prior_data(setting: Setting, prior: Prior, out: Out) -> dict[str, Any]:
    return {
        "setting": setting.id,
        "text": out.local(setting.text),
        "probability": prior.probability,
        "low": prior.low,
        "high": prior.high,
        "kind": prior.kind.value,
        "source": prior.source,
        "sample": prior.sample,
        "quality": prior.quality,
    }


def _show(base: Knowledge, condition: ConditionDef, out: Out) -> None:
    out.line(f"{out.local(condition.name)} [{condition.id}]")
    out.line(out.listed([base.id, base.version, base.sha256]))
    if condition.note:
        out.line(out.local(condition.note))
    for setting, prior in _priors(base, condition):
        out.line()
        out.line(f"{out.local(setting.text)} [{setting.id}]")
        shown = out.words("cli.evidence.prior", value=f"{prior.probability:.3g}", range=_range(prior, out))
        out.line("   " + shown)
        _ground(prior, out)
    for item in condition.evidence:
        out.line()
        out.line(f"{out.local(item.text)} [{item.id}]")
        chosen = item.kind in (SourceKind.FOUNDING, SourceKind.DESIGN_CHOICE)
        for name, ratio in (("present", item.present), ("absent", item.absent)):
            if ratio:
                shown = _shown(ratio, out, chosen=chosen)
                out.line("   " + out.pair(out.words(f"cli.evidence.{name}"), shown))
        _ground(item, out)
        _bounds(item, out)


def _ground(item: Evidence | Prior, out: Out) -> None:
    """Say what stands behind a number: its kind and source, its sample and the quality of the study."""
    out.line("   " + out.pair(out.words(f"report.reason.{item.kind.value}"), item.source))
    if item.kind in (SourceKind.PUBLISHED, SourceKind.DERIVED):
        people = out.words("cli.evidence.sample", count=item.sample)
        sample = people if item.sample else out.words("cli.evidence.no_sample")
        study = out.listed([sample, *([item.quality] if item.quality else [])])
        out.line("   " + out.pair(out.words("cli.evidence.study"), study))


def _bounds(item: Evidence, out: Out) -> None:
    """Say with which items it counts once, and of which segments it speaks."""
    said = [out.words("cli.evidence.group", group=item.group)] if item.group else []
    if item.segments:
        said.append(out.words("cli.evidence.segments", segments=out.listed(item.segments)))
    if said:
        out.line("   " + out.listed(said))


def _range(prior: Prior, out: Out) -> str:
    if prior.low is None or prior.high is None:
        return out.words("report.reason.no_interval")
    return out.words("cli.evidence.prior_range", low=f"{prior.low:.3g}", high=f"{prior.high:.3g}")


def _shown(ratio: Ratio, out: Out, *, chosen: bool) -> str:
    if chosen:
        return out.words("report.reason.weight", ratio=f"{ratio.value:.3g}")
    if ratio.low is None or ratio.high is None:
        return out.words("report.reason.ratio_alone", ratio=f"{ratio.value:.3g}")
    return out.words(
        "report.reason.ratio", ratio=f"{ratio.value:.3g}", low=f"{ratio.low:.3g}", high=f"{ratio.high:.3g}"
    )
