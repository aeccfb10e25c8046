"""The differential as rows and sentences, for the exports that are no page."""

from collections.abc import Iterator
from dataclasses import dataclass

from sonostep.core.differential.result import Direction, Judgement, Reason
from sonostep.core.report.model import Report
from sonostep.core.report.numbers import plain
from sonostep.reporting.printed.differential import differential, weight_words
from sonostep.reporting.printed.summary import segment_name
from sonostep.reporting.words import ReportWords


@dataclass(frozen=True, slots=True)
class WeighedRows:
    """One judgement with its texts.

    Attributes:
        complaint: letter of the complaint.
        band, low, high: words of its band and of the ends of its interval.
        lines: its reasons in sentences, one for each direction that has any.
    """

    judgement: Judgement
    complaint: str
    name: str
    band: str
    low: str
    high: str
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        """What was weighed, for which complaint, and how it stands; never a number."""
        segment = f", {segment_name(self.judgement)}" if self.judgement.segment else ""
        span = "" if self.low == self.high else f" ({self.low} - {self.high})"
        return f"{self.complaint}: {self.name}{segment}: {self.band}{span}"


def weighed(report: Report, words: ReportWords) -> Iterator[WeighedRows]:
    """Return every judgement in the report's order; none without a differential or while it is suspended."""
    for judgement in report.differential.judgements if report.differential else ():
        yield WeighedRows(
            judgement,
            complaint=report.complaint_label(judgement.complaint),
            name=words.local(judgement.name),
            band=words.word(f"band.{judgement.band.value}"),
            low=words.word(f"band.{judgement.band_low.value}"),
            high=words.word(f"band.{judgement.band_high.value}"),
            lines=tuple(_lines(judgement, words)),
        )


def _lines(judgement: Judgement, words: ReportWords) -> Iterator[str]:
    for direction in (Direction.FOR, Direction.AGAINST, Direction.NOT_ASSESSED):
        texts = [_reason(r, words) for r in judgement.directed(direction)]
        if texts:
            yield f"{words.word(f'reason.{direction.value}')}: {'; '.join(texts)}"


def _reason(reason: Reason, words: ReportWords) -> str:
    source = f" [{reason.source}]" if reason.source else ""
    if reason.direction not in (Direction.FOR, Direction.AGAINST):
        return words.local(reason.text)
    return f"{words.local(reason.text)} ({weight_words(reason, words)}){source}"


def ratio(value: float) -> str:
    """Return a likelihood ratio as the page prints it."""
    return plain(round(value, 2 if value < 10 else 1))


def remarks(report: Report, words: ReportWords) -> list[str]:
    """Return what stands around the judgements: red flags, what is withheld, not separated, unexplained."""
    page = differential(report, words)
    if not page["made"]:
        return [page["none"]]
    flags = [*page["flags"]["lines"], page["flags"]["not_asked"], page["withheld"], page["how"]]
    return [text for text in (*flags, *page["remarks"]) if text]
