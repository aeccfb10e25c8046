"""The differential as printed: bands in words, reasons with their sources, never a percentage."""

from typing import Any

from sonostep.core.differential.result import Band, Differential, Direction, Judgement, Reason, RedFlag
from sonostep.core.protocol import FlagLevel
from sonostep.core.report.model import Report
from sonostep.core.report.numbers import plain
from sonostep.reporting.words import Words

_NEXT = 5
"""How many next steps the page names; the window shows all."""

_ORDER = (Direction.FOR, Direction.AGAINST, Direction.NOT_ASSESSED, Direction.NEUTRAL, Direction.PAUSED)


def differential(report: Report, words: Words) -> dict[str, Any]:
    """Return the differential page, or that none was made."""
    result = report.differential
    base = {"title": words.word("differential"), "none": words.word("differential.none"), "made": False}
    if result is None:
        return base
    return {
        **base,
        "made": True,
        "how": words.word("differential.how"),
        "also_title": f"{words.word('also')} ({words.word('also.note')})",
        "flags": _flags(result, words),
        "complaints": _by_complaint(result, report, words),
        "withheld": _withheld(result, report, words),
        "remarks": _remarks(result, report, words),
        "next": _next(result, report, words),
    }


def _flags(result: Differential, words: Words) -> dict[str, Any]:
    stops = _names([f for f in result.flags_present if f.level is FlagLevel.STOP], words)
    prompts = _names([f for f in result.flags_present if f.level is FlagLevel.PROMPT], words)
    lines = [words.word("flags.suspended", reasons=stops)] if stops or result.suspended else []
    lines += [words.word("flags.prompt", reasons=prompts)] if prompts else []
    if not lines and result.flags_asked:
        lines.append(words.word("flags.none", asked=result.flags_asked))
    elif not lines:
        lines.append(words.word("flags.unasked"))
    unasked = [f for f in result.red_flags if not f.answered]
    later = words.word("flags.not_asked", count=len(unasked), flags=_names(unasked, words)) if unasked else ""
    return {
        "title": words.word("flags"),
        "alarm": bool(stops or prompts or result.suspended),
        "lines": lines,
        "not_asked": later,
    }


def _names(flags: list[RedFlag], words: Words) -> str:
    return "; ".join(words.local(f.text) for f in flags)


def _by_complaint(result: Differential, report: Report, words: Words) -> list[dict[str, Any]]:
    leading = dict(result.leading)
    asked = dict.fromkeys(j.complaint for j in result.judgements)
    return [_complaint(c, _of(result, c), leading.get(c, ()), report, words) for c in asked]


def _complaint(
    id_: str, judged: list[Judgement], leading: tuple[str, ...], report: Report, words: Words
) -> dict[str, Any]:
    full = _in_full(judged, leading)
    return {
        "title": words.word("complaint", letter=report.complaint_label(id_)) if id_ else "",
        "leading_title": words.word("leading"),
        "leading": _leading(leading, report, words),
        "judgements": [_judgement(j, words) for j in full],
        "also": _also([j for j in judged if j not in full], words),
    }


def _of(result: Differential, complaint: str) -> list[Judgement]:
    return [j for j in result.judgements if j.complaint == complaint]


def _in_full(judged: list[Judgement], leading: tuple[str, ...]) -> list[Judgement]:
    """Those whose every reason the page shows: what is supported, else what leads."""
    best = [j for j in judged if j.band in (Band.STRONGLY_SUPPORTED, Band.SUPPORTED)]
    return best or [j for j in judged if j.condition in leading and j.band is Band.POSSIBLE]


def _also(judgements: list[Judgement], words: Words) -> list[dict[str, Any]]:
    """The rest by band, each condition with what speaks for and against it."""
    return [
        {
            "band": band.value,
            "word": words.word(f"band.{band.value}"),
            "conditions": [_brief(j, words) for j in judgements if j.band is band],
        }
        for band in Band
        if any(j.band is band for j in judgements)
    ]


def _brief(judgement: Judgement, words: Words) -> dict[str, Any]:
    segment = f", {judgement.segment}" if judgement.segment else ""
    notes = []
    for direction in (Direction.FOR, Direction.AGAINST):
        texts = "; ".join(words.local(r.text) for r in judgement.directed(direction))
        notes += [words.word(f"also.{direction.value}", what=texts)] if texts else []
    return {"name": words.local(judgement.name) + segment, "note": "; ".join(notes)}


def _leading(conditions: tuple[str, ...], report: Report, words: Words) -> str:
    names = [words.local(report.condition_name(c)) for c in conditions]
    return " + ".join(names) or words.word("leading.none")


def _judgement(judgement: Judgement, words: Words) -> dict[str, Any]:
    low, high = (words.word(f"band.{b.value}") for b in (judgement.band_low, judgement.band_high))
    same = judgement.band_low is judgement.band_high
    segment = words.word("segment", segment=judgement.segment) if judgement.segment else ""
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


def _reason(reason: Reason, words: Words) -> dict[str, Any]:
    effective = reason.direction in (Direction.FOR, Direction.AGAINST)
    notes = []
    if effective:
        low, high = (_ratio(v) for v in (reason.low, reason.high))
        notes.append(words.word("reason.ratio", ratio=_ratio(reason.ratio), low=low, high=high))
        notes += [] if reason.published_interval else [words.word("reason.no_interval")]
        notes.append(words.word(f"reason.{reason.kind.value}"))
    if not reason.counted:
        notes.append(words.word("reason.not_counted"))
    return {"text": words.local(reason.text), "notes": ", ".join(notes), "source": reason.source}


def _ratio(value: float) -> str:
    return plain(round(value, 2 if value < 10 else 1))


def _withheld(result: Differential, report: Report, words: Words) -> str:
    names = ", ".join(words.local(report.condition_name(c)) for c in result.withheld)
    return words.word("withheld", conditions=names) if names else ""


def _remarks(result: Differential, report: Report, words: Words) -> list[str]:
    lines = []
    for complaint, first, second in result.not_separated:
        lines.append(_not_separated(complaint, first, second, report, words))
    for complaint in result.unexplained:
        lines.append(words.word("unexplained", letter=report.complaint_label(complaint)))
    lines += [f"{words.word('conflicts')}: {words.local(c)}" for c in result.conflicts]
    return lines


def _not_separated(complaint: str, first: str, second: str, report: Report, words: Words) -> str:
    names = [words.local(report.condition_name(c)) for c in (first, second)]
    letter = report.complaint_label(complaint)
    return words.word("not_separated", letter=letter, first=names[0], second=names[1])


def _next(result: Differential, report: Report, words: Words) -> dict[str, Any]:
    items = []
    for step in result.next_steps[:_NEXT]:
        letter = report.complaint_label(step.complaint) if step.complaint else ""
        code = "next.item" if letter else "next.item_all"
        what = words.local(step.text) + (f" ({words.side(step.question.side)})" if step.question.side else "")
        items.append(words.word(code, what=what, letter=letter, minutes=plain(step.burden)))
    return {"title": words.word("next"), "items": items}
