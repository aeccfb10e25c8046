"""The differential on one page: each condition in a word and a shade, with what speaks most."""

from collections.abc import Iterable
from typing import Any

from sonostep.core.differential.result import Band, Differential, Direction, Judgement
from sonostep.core.report.model import Report
from sonostep.reporting.words import ReportWords

Plain = dict[str, Any]

_SUPPORTED = (Band.STRONGLY_SUPPORTED, Band.SUPPORTED)


def summary(result: Differential, report: Report, words: ReportWords) -> list[Plain]:
    """Return each complaint with its conditions; the template takes as many reasons as the page holds."""
    leading = dict(result.leading)
    asked = dict.fromkeys(j.complaint for j in result.judgements)
    return [_complaint(c, result, leading.get(c, ()), report, words) for c in asked]


def facts(result: Differential, words: ReportWords) -> list[list[str]]:
    """Return the setting that was chosen and the knowledge that weighed, with its hash."""
    known = result.knowledge
    version = words.word("provenance.version", version=known.version)
    return [
        [words.word("summary.setting"), words.local(result.setting)],
        [words.word("provenance.knowledge"), f"{known.id}, {version}, {known.sha256}"],
    ]


def _complaint(
    id_: str, result: Differential, leading: tuple[str, ...], report: Report, words: ReportWords
) -> Plain:
    entry = next((e.complaint for e in report.complaints if e.complaint.id == id_), None)
    side = words.aside(words.side(entry.side)) if entry and entry.side else ""
    names = [words.local(report.condition_name(c)) for c in leading]
    judged = [j for j in result.judgements if j.complaint == id_]
    rows = _rows(judged)
    used = {id(j) for row in rows for j in row}
    return {
        "title": words.word("complaint", letter=report.complaint_label(id_)) + side,
        "leading_title": words.word("leading"),
        "leading": " + ".join(names) or words.word("leading.none"),
        "rows": [_row(row, words) for row in rows],
        "rest": _rest([j for j in judged if id(j) not in used], report, words),
    }


def _rows(judged: list[Judgement]) -> list[list[Judgement]]:
    """Group what is at least possible: a condition with its segments and with what is known of its parts."""
    by_condition: dict[str, list[Judgement]] = {}
    for judgement in judged:
        by_condition.setdefault(judgement.condition, []).append(judgement)
    rows = {c: found for c, found in by_condition.items() if _listed(found[0])}
    for condition, found in list(rows.items()):
        parent = found[0].parent
        if parent in rows:
            del rows[condition]
    for condition, found in by_condition.items():
        parent = found[0].parent
        if parent in rows and condition not in rows:
            rows[parent] += [j for j in found if j.band is not Band.NOT_ASSESSABLE]
    return list(rows.values())


def _listed(judgement: Judgement) -> bool:
    """Whether it has a row of its own; the others stand below by name."""
    speaks = any(r.counted for r in judgement.directed(Direction.FOR))
    return judgement.band in _SUPPORTED or (judgement.band is Band.POSSIBLE and speaks)


def _row(group: list[Judgement], words: ReportWords) -> Plain:
    best, *_ = group
    same = best.band_low is best.band_high
    low, high = (words.word(f"band.{b.value}") for b in (best.band_low, best.band_high))
    open_ = len(best.directed(Direction.NOT_ASSESSED))
    parts = [j for j in group if j.condition != best.condition or (j.segment and _told(j))]
    return {
        "name": words.local(best.name),
        "band": best.band.value,
        "word": words.word(f"band.{best.band.value}"),
        "range": "" if same else words.word("band.range", low=low, high=high),
        "parts": [_part(j, best, words) for j in sorted(parts, key=_place)],
        "for": _leading_items(best, Direction.FOR, words),
        "against": _leading_items(best, Direction.AGAINST, words),
        "open": words.word("summary.open", count=open_) if open_ else "",
    }


def segment_name(judgement: Judgement) -> str:
    """Return the root segment, or the level between two vertebrae, as it is written."""
    return judgement.segment.replace("_", "/")


def _told(judgement: Judgement) -> bool:
    """A nerve root names every segment; of the joints only those that something is known of."""
    return judgement.side is None or judgement.band is not Band.NOT_ASSESSABLE


def _place(judgement: Judgement) -> tuple[str, str, str]:
    return judgement.parent, judgement.segment, str(judgement.side)


def _part(judgement: Judgement, whole: Judgement, words: ReportWords) -> Plain:
    name = "" if judgement.condition == whole.condition else words.local(judgement.name)
    return {
        "name": " ".join(n for n in (name, segment_name(judgement)) if n),
        "band": judgement.band.value,
        "word": words.word(f"band.{judgement.band.value}"),
    }


def _leading_items(judgement: Judgement, direction: Direction, words: ReportWords) -> list[str]:
    """Return the texts of the items that count, the strongest first; ties by their text."""

    def order(ratio: float) -> float:
        return -ratio if direction is Direction.FOR else ratio

    counted = [r for r in judgement.directed(direction) if r.counted]
    return [words.local(r.text) for r in sorted(counted, key=lambda r: (order(r.ratio), r.item))]


def _rest(judged: Iterable[Judgement], report: Report, words: ReportWords) -> list[Plain]:
    """The conditions by band, by name alone; a condition stands once, where its best segment does.

    Those that nothing recorded speaks for are counted in a line of their own, above what is not assessable.
    """
    best: dict[str, Judgement] = {}
    for judgement in judged:
        best.setdefault(judgement.condition, judgement)
    found = []
    for band, unsupported in ((b, u) for b in Band for u in (True, False)):
        here = [j for j in best.values() if j.band is band and j.unsupported is unsupported]
        names = [words.local(report.condition_name(j.condition) if j.side else j.name) for j in here]
        if names:
            code = "summary.unsupported" if unsupported else f"band.{band.value}"
            word = words.word(code, count=len(names))
            found.append({"band": band.value, "word": word, "names": words.listed(names)})
    return found
