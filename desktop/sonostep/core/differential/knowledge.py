"""The knowledge base: conditions, their evidence with sources, priors, burdens and rules. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.differential.conditions import Condition
from sonostep.core.differential.operators import Operator
from sonostep.core.differential.result import EvidenceRole, SourceKind
from sonostep.core.protocol import FlagLevel
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class Ratio:
    """A likelihood ratio as its source states it; ``low`` and ``high`` are None where not published."""

    value: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if not self.value >= 0:
            raise ValueError("a likelihood ratio is zero or more")
        if (self.low is None) is not (self.high is None):
            raise ValueError("an interval has both ends or none")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError("an interval holds its ratio")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What one answer says about one condition. Compared by identity, so that it can index caches.

    Attributes:
        when: the condition under which the item is present; its opposite is absent.
        absent_when: where absence is not simply the opposite (both tests negative), the condition for it.
        given: the item only speaks where this holds, else it is neutral for the complaint.
        present, absent: ratios; None where nothing is said.
        group: items of one group are correlated and count once.
        segments: the segments that it speaks to; empty for all.
        kind, source, sample, quality: what stands behind the number.
        role: whether it carries, or only goes with what carries.
    """

    id: str
    text: LocalText
    when: Operator
    present: Ratio | None
    absent: Ratio | None
    kind: SourceKind
    source: str
    sample: int | None = None
    quality: str = ""
    absent_when: Operator | None = None
    given: Operator | None = None
    group: str = ""
    segments: tuple[str, ...] = ()
    role: EvidenceRole = EvidenceRole.EVIDENCE


class ConditionKind(StrEnum):
    """Why a condition is in the list."""

    MAIN = "main"
    PART = "part"
    ALTERNATIVE = "alternative"
    RED_FLAG = "red_flag"


@dataclass(frozen=True, slots=True, eq=False)
class ConditionDef:
    """Something that could explain a complaint.

    Attributes:
        parent: for a part, the condition that it belongs to.
        segments: the segments that are weighed one by one; empty for none.
        per_side: it is weighed for each side that a complaint hears by itself.
        codes: (scheme, code) pairs that were verified.
        own: groups of which one has to weigh before anything is said: the part's own examination.
        names_itself: a part that leads beside its whole once it is strongly supported.
        causes: conditions that it brings about; the two are no rivals.
        sites: where it can hurt; a pain drawn elsewhere asks for it only once something speaks for it.
    """

    id: str
    name: LocalText
    kind: ConditionKind
    evidence: tuple[Evidence, ...]
    parent: str = ""
    segments: tuple[str, ...] = ()
    note: LocalText | None = None
    codes: tuple[tuple[str, str], ...] = ()
    per_side: bool = False
    own: tuple[str, ...] = ()
    names_itself: bool = False
    causes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prior:
    """A published pre-test probability of a condition in a setting, for complaints where ``given`` holds.

    Attributes:
        low, high: its published range; None where none is published.
        kind, source, sample, quality: what stands behind the number.
        survey: of people who were not seen for a pain; it counts in full. That of a clinic never takes the
            word "supported" from what the evidence supports (docs/adr/0052).
    """

    condition: str
    probability: float
    low: float | None
    high: float | None
    source: str
    given: Operator | None = None
    kind: SourceKind = SourceKind.PUBLISHED
    sample: int | None = None
    quality: str = ""
    survey: bool = False

    def __post_init__(self) -> None:
        if (self.low is None) is not (self.high is None):
            raise ValueError("a range has both ends or none")
        if self.low is not None and self.high is not None and not self.low <= self.probability <= self.high:
            raise ValueError("the range holds the probability")


@dataclass(frozen=True, slots=True)
class Setting:
    """A clinical setting that the physician can choose."""

    id: str
    text: LocalText
    priors: tuple[Prior, ...]


@dataclass(frozen=True, slots=True)
class Burden:
    """What asking costs: minutes that stand for time, discomfort and equipment, for a class of questions.

    ``minutes`` None: never proposed as a next step (an injection is not a test to complete a list).
    """

    id: str
    minutes: float | None
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Questions that are one act: asked or examined together, with one burden.

    Attributes:
        questions: ids of findings and features, at every site that they have.
        minutes: burden of the whole act, even where parts of it are known already.
        when: it is proposed only where this holds for the complaint; None for always.
        conditions: ids of conditions that it asks for even while nothing speaks for them.
        offered: it is named last even where no answer of it moves a band: it says what could be told by it.
        due: something recorded calls for it, so it stands before what would change more for its burden.
        text: what it is called.
    """

    id: str
    text: LocalText
    questions: tuple[str, ...]
    minutes: float
    when: Operator | None = None
    conditions: tuple[str, ...] = ()
    offered: bool = False
    due: bool = False


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A red flag made of several findings."""

    id: str
    text: LocalText
    level: FlagLevel
    when: Operator | Condition
    source: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot both be right, of one complaint."""

    id: str
    text: LocalText
    when: Operator


@dataclass(frozen=True, slots=True)
class Tuning:
    """The design choices of the arithmetic, each with its ADR (docs/adr/0020 to 0022).

    Attributes:
        cap: no single ratio above it, nor below its inverse.
        full_sample: studies with fewer subjects are shrunk by ``sample / full_sample`` on the log scale.
        founding: the one weight of a founding statement without a number.
        strongly, supported, possible: lower odds limits of the bands.
    """

    cap: float = 10.0
    full_sample: int = 100
    founding: float = 1.5
    strongly: float = 10.0
    supported: float = 3.0
    possible: float = 1 / 3


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All of it, with version and hash of the files it came from."""

    id: str
    version: str
    sha256: str
    tuning: Tuning
    conditions: tuple[ConditionDef, ...]
    settings: tuple[Setting, ...]
    burdens: tuple[Burden, ...]
    flag_rules: tuple[FlagRule, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    layers: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()

    def condition(self, id_: str) -> ConditionDef:
        """Return a condition; raises KeyError for an unknown one."""
        return {c.id: c for c in self.conditions}[id_]

    def setting(self, id_: str) -> Setting:
        """Return a setting; raises KeyError for an unknown one."""
        return {s.id: s for s in self.settings}[id_]

    def burden(self, question: str) -> float | None:
        """Return the minutes that asking costs, None where it is never proposed.

        Raises:
            KeyError: for a question without a burden; a missing item is an error, not zero.
        """
        return {q: b.minutes for b in self.burdens for q in b.questions}[question]
