"""The differential as printed: one page in words, then every reason with its source; never a percentage."""

from typing import Any

from sonostep.core.differential.result import Band, Differential, Direction, Judgement, Reason, RedFlag
from sonostep.core.finding import Side
from sonostep.core.protocol import FlagLevel
from sonostep.core.report.model import Report
from sonostep.core.report.numbers import plain
from sonostep.core.text import LANGUAGES, LocalText
from sonostep.reporting.printed.summary import facts, segment_name, summary
from sonostep.reporting.words import ReportWords

_NEXT = 5
"""How many next steps the page names; the window shows all."""

_ORDER = (Direction.FOR, Direction.AGAINST, Direction.NOT_ASSESSED, Direction.NEUTRAL, Direction.PAUSED)


def differential(report: Report, words: ReportWords) -> dict[str, Any]:
    """Return the differential page, or that none was made."""
    result = report.differential
    base = {"title": words.word("differential"), "none": words.word("differential.none"), "made": False}
    if result is None:
        return base
    return {
        **base,
        "made": True,
        "how": words.word("differential.how"),
        "support": words.word("banner.support"),
        "facts": facts(result, words),
        "flags": _flags(result, words),
        "summary": summary(result, report, words),
        "appendix": words.word("evidence"),
        "appendix_note": words.word("evidence.note"),
        "also_title": words.word("also") + words.aside(words.word("also.note")),
        "complaints": _by_complaint(result, report, words),
        "withheld": _withheld(result, words),
        "remarks": _remarks(result, report, words),
        "next": _next(result, report, words),
    }


def _flags(result: Differential, words: ReportWords) -> dict[str, Any]:
    present = result.flags_present
    prompts = [f for f in present if f.level is FlagLevel.PROMPT]
    cleared = [f for f in present if f.level is FlagLevel.STOP and f.clearance]
    lines = [suspension(result, words)] if result.suspended else []
    lines += [words.said("flags.cleared", flag=f.text, **_clearance(f)) for f in cleared]
    if prompts:
        lines.append(words.said("flags.prompt", reasons=_names(prompts)))
    unclear = list(result.flags_unclear)
    told = result.flags_asked - len(unclear)
    if not lines and (told or not unclear):
        lines.append(words.word("flags.none" if told else "flags.unasked", asked=told))
    if unclear:
        lines.append(words.said("flags.unclear", count=len(unclear), flags=_names(unclear)))
    open_ = list(result.flags_unasked)
    later = words.said("flags.not_asked", count=len(open_), flags=_names(open_)) if open_ else ""
    return {
        "title": words.word("flags"),
        "alarm": bool(present) or bool(unclear) or result.suspended,
        "lines": lines,
        "not_asked": later,
    }


def suspension(result: Differential, words: ReportWords) -> str:
    """Return the sentence that says for which stops nothing is weighed; empty where it is weighed."""
    if not result.suspended:
        return ""
    stops = [f for f in result.flags_present if f.level is FlagLevel.STOP and not f.clearance]
    return words.said("flags.suspended", reasons=_names(stops))


def _clearance(flag: RedFlag) -> dict[str, str]:
    reason, physician, time = (part.strip() for part in flag.clearance.split("|"))
    return {"reason": reason, "physician": physician, "time": time}


def _names(flags: list[RedFlag]) -> list[LocalText]:
    return [f.text for f in flags]


def _by_complaint(result: Differential, report: Report, words: ReportWords) -> list[dict[str, Any]]:
    leading = dict(result.leading)
    asked = dict.fromkeys(j.complaint for j in result.judgements)
    return [_complaint(c, _of(result, c), leading.get(c, ()), report, words) for c in asked]


def _complaint(
    id_: str, judged: list[Judgement], leading: tuple[str, ...], report: Report, words: ReportWords
) -> dict[str, Any]:
    full = _in_full(judged)
    return {
        "title": words.word("complaint", letter=report.complaint_label(id_)) if id_ else "",
        "leading_title": words.word("leading"),
        "leading": _leading(leading, report, words),
        "judgements": [_judgement(j, words) for j in full],
        "also": _also([j for j in judged if j not in full], words),
        "closing": _closing(judged, report, words),
    }


def _of(result: Differential, complaint: str) -> list[Judgement]:
    return [j for j in result.judgements if j.complaint == complaint]


def _in_full(judged: list[Judgement]) -> list[Judgement]:
    """Those whose every reason is printed: what is supported, and of each other condition its best segment.

    Parts, and conditions of which nothing is known, stand below in one line each.
    """
    best = {j.condition: j for j in reversed(judged)}
    rest = [j for j in best.values() if not j.parent and j.band is not Band.NOT_ASSESSABLE and _weighs(j)]
    return [j for j in judged if j.band in _SUPPORTED or any(j is r for r in rest)]


def _weighs(judgement: Judgement) -> bool:
    return bool(judgement.directed(Direction.FOR) or judgement.directed(Direction.AGAINST))


_SUPPORTED = (Band.STRONGLY_SUPPORTED, Band.SUPPORTED)


def _also(judgements: list[Judgement], words: ReportWords) -> list[dict[str, Any]]:
    """The rest by band, each condition with what speaks for and against it."""
    told = [j for j in judgements if j.band is not Band.NOT_ASSESSABLE]
    return [
        {
            "band": band.value,
            "word": words.word(f"band.{band.value}"),
            "conditions": [_brief(j, words) for j in told if j.band is band],
        }
        for band in Band
        if any(j.band is band for j in told)
    ]


def _closing(judged: list[Judgement], report: Report, words: ReportWords) -> list[str]:
    """The conditions that nothing recorded speaks for, and those of which nothing is known, counted."""
    told = {j.condition for j in judged if j.band is not Band.NOT_ASSESSABLE}
    open_ = [j for j in judged if j.condition not in told]
    without = dict.fromkeys(j.condition for j in open_ if j.unsupported)
    silent = dict.fromkeys(j.condition for j in open_ if j.condition not in without)
    return [
        words.said(code, count=len(ids), names=[report.condition_name(c) for c in ids])
        for code, ids in (("unsupported", without), ("unassessed", silent))
        if ids
    ]


def _brief(judgement: Judgement, words: ReportWords) -> dict[str, Any]:
    segment = f", {segment_name(judgement)}" if judgement.segment else ""
    notes = []
    for direction in (Direction.FOR, Direction.AGAINST):
        texts = [r.text for r in judgement.directed(direction)]
        notes += [words.said(f"also.{direction.value}", what=texts)] if texts else []
    return {"name": words.local(judgement.name) + segment, "note": words.listed(notes)}


def _leading(conditions: tuple[str, ...], report: Report, words: ReportWords) -> str:
    names = [words.local(report.condition_name(c)) for c in conditions]
    return " + ".join(names) or words.word("leading.none")


def _judgement(judgement: Judgement, words: ReportWords) -> dict[str, Any]:
    low, high = (words.word(f"band.{b.value}") for b in (judgement.band_low, judgement.band_high))
    same = judgement.band_low is judgement.band_high
    segment = words.word("segment", segment=segment_name(judgement)) if judgement.segment else ""
    return {
        "name": words.local(judgement.name),
        "segment": segment,
        "band": judgement.band.value,
        "word": words.word(f"band.{judgement.band.value}"),
        "range": "" if same else words.word("band.range", low=low, high=high),
        "prior_title": words.word("prior"),
        "prior": words.local(judgement.prior_source),
        "groups": [
            {
                "title": words.word(f"reason.{direction.value}"),
                "direction": direction.value,
                "items": [_reason(r, words) for r in judgement.directed(direction)],
            }
            for direction in _ORDER
            if judgement.directed(direction)
        ],
    }


def _reason(reason: Reason, words: ReportWords) -> dict[str, Any]:
    effective = reason.direction in (Direction.FOR, Direction.AGAINST)
    notes = []
    if effective:
        notes = [weight_words(reason, words), words.word(f"reason.{reason.kind.value}")]
    if reason.left_out:
        notes.append(words.word(f"reason.{reason.left_out}"))
    return {"text": words.local(reason.text), "notes": ", ".join(notes), "source": reason.source}


def weight_words(reason: Reason, words: ReportWords) -> str:
    """Return how much a reason weighs: a likelihood ratio, or a weight that was chosen and is none."""
    numbers = {"ratio": reason.ratio, "low": reason.low, "high": reason.high}
    code = "weight" if reason.chosen else "ratio" if reason.published_interval else "ratio_alone"
    return words.word(f"reason.{code}", **{k: _ratio(v) for k, v in numbers.items()})


def _ratio(value: float) -> str:
    return plain(round(value, 2 if value < 10 else 1))


def _withheld(result: Differential, words: ReportWords) -> str:
    return words.word("withheld", count=len(result.withheld)) if result.withheld else ""


def _remarks(result: Differential, report: Report, words: ReportWords) -> list[str]:
    lines = [_not_separated(c, names, report, words) for c, names in _apart(result)]
    for complaint in result.unexplained:
        lines.append(words.word("unexplained", letter=report.complaint_label(complaint)))
    lines += [words.pair(words.word("conflicts"), words.local(c)) for c in result.conflicts]
    return lines


def _apart(result: Differential) -> list[tuple[str, list[str]]]:
    """Gather the pairs that are not separated into one list for each complaint, best first."""
    found: dict[str, dict[str, None]] = {}
    for complaint, *pair in result.not_separated:
        found.setdefault(complaint, {}).update(dict.fromkeys(pair))
    return [(complaint, list(names)) for complaint, names in found.items()]


def _not_separated(complaint: str, names: list[str], report: Report, words: ReportWords) -> str:
    listed = [report.condition_name(c) for c in names]
    return words.said("not_separated", letter=report.complaint_label(complaint), names=listed)


def _next(result: Differential, report: Report, words: ReportWords) -> dict[str, Any]:
    items = []
    for step in result.next_steps[:_NEXT]:
        letter = report.complaint_label(step.complaint) if step.complaint else ""
        code = "next.item" if letter else "next.item_all"
        what = _sided(step.text, step.side)
        items.append(words.said(code, what=what, letter=letter, minutes=plain(step.burden)))
    return {"title": words.word("next"), "items": items}


def _sided(text: LocalText, side: Side | None) -> LocalText:
    en, zh = (ReportWords(tag).side(side) for tag in LANGUAGES)
    return LocalText(f"{text.en} ({en})", f"{text.zh_tw}（{zh}）") if side else text
