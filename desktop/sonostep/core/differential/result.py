"""What the differential says: bands, reasons and their links. Values only; never a percentage."""

from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.exam import DataRef
from sonostep.core.finding import FindingKey, Side
from sonostep.core.protocol import FlagLevel
from sonostep.core.text import LocalText


class Band(StrEnum):
    """How well a condition is supported, best first; the words hold everywhere."""

    STRONGLY_SUPPORTED = "strongly_supported"
    SUPPORTED = "supported"
    POSSIBLE = "possible"
    LESS_LIKELY = "less_likely"
    NOT_ASSESSABLE = "not_assessable"


class SourceKind(StrEnum):
    """What stands behind a number."""

    PUBLISHED = "published"
    DERIVED = "derived"
    FOUNDING = "founding"
    DESIGN_CHOICE = "design_choice"


class EvidenceRole(StrEnum):
    """What an item may do to its condition beside its weight (docs/adr/0050, 0051).

    ``EVIDENCE`` carries. ``WORDS`` (answers of history to a condition that is found by signs) reach no band
    above possible until evidence is in favour. ``CONTEXT`` (age, both sides, risks) counts in favour only
    beside evidence or words. ``IMAGING`` that many have without pain counts in favour only where the rest
    supports the condition already, so it never leads.
    """

    EVIDENCE = "evidence"
    WORDS = "words"
    CONTEXT = "context"
    IMAGING = "imaging"


class Direction(StrEnum):
    """How an item speaks to its condition just now."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"
    NOT_ASSESSED = "not_assessed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Reason:
    """One item of evidence and what it does to one condition for one complaint.

    Attributes:
        item: id in the knowledge base.
        text: what it is, in both languages.
        direction: for, against, neutral, not assessed or paused.
        ratio: likelihood ratio applied; 1.0 where it has no effect.
        low, high: its interval; by rule 1 to ratio squared where none is published.
        published_interval: whether the interval is published.
        kind: what stands behind the number.
        source: citation, as it is printed.
        group: id of the group that counts once, or empty.
        counted: False where another item of its group counts in its place, or where context stands alone.
        findings: keys of the findings that it rests on; a complaint's feature or route stands under
            ``FindingKey(feature, None, complaint id)``.
        sample: number of subjects behind the number, None where none is counted.
        quality: what is to be said of the study.
        role: whether it carries, or only goes with what carries.
    """

    item: str
    text: LocalText
    direction: Direction
    ratio: float
    low: float
    high: float
    published_interval: bool
    kind: SourceKind
    source: str
    group: str = ""
    counted: bool = True
    findings: tuple[FindingKey, ...] = ()
    sample: int | None = None
    quality: str = ""
    role: EvidenceRole = EvidenceRole.EVIDENCE

    @property
    def chosen(self) -> bool:
        """Whether its number is a weight that was chosen, and no published or derived likelihood ratio."""
        return self.kind in (SourceKind.FOUNDING, SourceKind.DESIGN_CHOICE)

    @property
    def left_out(self) -> str:
        """Why it does not count: "context", "imaging" or "not_counted" for its group; empty where it does."""
        if self.counted:
            return ""
        carries = self.role in (EvidenceRole.EVIDENCE, EvidenceRole.WORDS)
        return "not_counted" if carries else self.role.value


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one condition stands for one complaint (and, for a nerve root, one segment).

    Attributes:
        band: the word; band_low and band_high: the words at the ends of the carried interval.
        prior: the pre-test odds used, None where no published prior exists and evidence alone is banded.
        prior_source: its setting and citation, or why there is none.
        parent: for a part of a condition, the condition that it belongs to.
        kind: main, part, alternative or red_flag.
        side: for a condition that is weighed side by side, which; it stands in the name too.
        odds: value, low and high that were banded, for ordering and shading; never shown as a number.
        in_favour: something that was recorded and carries speaks for it; without, it is never "possible".
        names_itself: a part that leads beside its whole once it is strongly supported.
    """

    condition: str
    name: LocalText
    complaint: str
    segment: str
    band: Band
    band_low: Band
    band_high: Band
    prior: float | None
    prior_source: LocalText
    reasons: tuple[Reason, ...]
    parent: str = ""
    kind: str = "main"
    odds: tuple[float, float, float] = (1.0, 1.0, 1.0)
    side: Side | None = None
    in_favour: bool = False
    names_itself: bool = False

    @property
    def unsupported(self) -> bool:
        """Whether something of it was recorded, nothing in favour, and not enough against it.

        Such a condition is counted in one closing line and unfolds on demand.
        """
        return self.band is Band.NOT_ASSESSABLE and any(
            r.direction is Direction.AGAINST or (r.direction is Direction.FOR and not r.counted)
            for r in self.reasons
        )

    def directed(self, direction: Direction) -> tuple[Reason, ...]:
        """Return the reasons of one direction."""
        return tuple(r for r in self.reasons if r.direction is direction)


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A red flag: present, absent, asked and not to be told (``unclear``), or not asked (not ``answered``).

    A ``rule`` follows from other answers and is asked of nobody, so it never counts as a question.

    ``clearance`` is the printed reason, physician and time by which a stop was lifted; the flag stays
    present.
    """

    question: str
    text: LocalText
    level: FlagLevel
    present: bool
    answered: bool
    clearance: str = ""
    rule: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """An open act that would change the summary, with its burden (minutes) and expected change.

    Attributes:
        question: the first thing that it asks; questions: all of them, asked or examined as one act.
        complaint: id of the complaint that it is for; empty for the red flags.
        side: the side that it is examined on, else the complaint's; None for neither.
        flags: it asks the red flags that nobody asked.
    """

    question: FindingKey
    text: LocalText
    gain: float
    burden: float
    complaint: str
    questions: tuple[FindingKey, ...] = ()
    side: Side | None = None
    flags: bool = False


@dataclass(frozen=True, slots=True)
class Differential:
    """The weighed conditions of an exam.

    Attributes:
        knowledge: id, version and hash of the knowledge base.
        red_flags: all flags of the vocabulary, asked or not.
        suspended: a stop-level flag is present: ``judgements`` is empty, ``withheld`` names the conditions.
        judgements: per complaint, best band first.
        leading: (complaint id, condition ids of the top band); empty ids mean undetermined.
        unexplained: ids of complaints that no condition supports.
        not_separated: pairs of condition ids, per complaint, whose order flips within the intervals.
        conflicts: findings that contradict each other or their side, said in both languages.
        next_steps: best first.
        setting: the clinical setting that the physician chose, or that none was.
    """

    knowledge: DataRef
    red_flags: tuple[RedFlag, ...]
    suspended: bool
    judgements: tuple[Judgement, ...] = ()
    withheld: tuple[str, ...] = ()
    leading: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unexplained: tuple[str, ...] = ()
    not_separated: tuple[tuple[str, str, str], ...] = ()
    conflicts: tuple[LocalText, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    setting: LocalText = LocalText("", "")

    @property
    def coexisting(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Conditions supported at least, each with the complaints it explains; parts are left out."""
        supported = (Band.STRONGLY_SUPPORTED, Band.SUPPORTED)
        pairs = [(j.condition, j.complaint) for j in self.judgements if j.band in supported and not j.parent]
        conditions = dict.fromkeys(c for c, _ in pairs)
        return tuple((c, tuple(dict.fromkeys(k for d, k in pairs if d == c))) for c in conditions)

    @property
    def unsupported(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Per complaint, the conditions that nothing recorded speaks for, in the order of the judgements.

        A condition of which another segment or side is better placed is left out.
        """
        better = {(j.complaint, j.condition) for j in self.judgements if j.band is not Band.NOT_ASSESSABLE}
        pairs = [(j.complaint, j.condition) for j in self.judgements if j.unsupported]
        complaints = dict.fromkeys(c for c, _ in self.leading)
        return tuple(
            (c, tuple(dict.fromkeys(d for k, d in pairs if k == c and (k, d) not in better)))
            for c in complaints
        )

    @property
    def flags_present(self) -> tuple[RedFlag, ...]:
        """The flags that are present."""
        return tuple(f for f in self.red_flags if f.present)

    @property
    def flags_asked(self) -> int:
        """How many flags were asked; rules, which are not asked, do not count."""
        return sum(f.answered and not f.rule for f in self.red_flags)

    @property
    def flags_unclear(self) -> tuple[RedFlag, ...]:
        """The flags that were asked and cannot be told."""
        return tuple(f for f in self.red_flags if f.unclear)

    @property
    def flags_unasked(self) -> tuple[RedFlag, ...]:
        """The flags without an answer; an open rule is open by these."""
        return tuple(f for f in self.red_flags if not (f.answered or f.rule))
