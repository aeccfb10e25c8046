"""What was read behind every published or derived number of the knowledge: the table and its check."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sonostep.core.differential.knowledge import Knowledge, Prior, Ratio
from sonostep.core.differential.result import SourceKind
from sonostep.paths import exam_protocols
from sonostep.protocols.schema.base import Id, Model, SourceId, Words
from sonostep.protocols.validation import read_tree, validate

ROUNDED = 0.05
"""Share by which a derived number may differ from what it is computed from; both have two digits."""

Answer = Literal["present", "absent", "prior"]
Share = Annotated[float, Field(ge=0, le=1)]


class FromModel(Model):
    """What a derived number is computed from, as it was read.

    Attributes:
        sensitivity, specificity: of the test; ``sensitivity_low``: the lower end of the first.
        reversed: read for the other of the two conditions that the study tells apart.
        answer: "absent" where an item of its own weighs the negative answer.
        before, after_present, after_absent: probabilities before and after the test.
        false_positive: rate of false positives, full sensitivity being assumed.
    """

    sensitivity: Share | None = None
    specificity: Share | None = None
    sensitivity_low: Share | None = None
    reversed: bool = False
    answer: Literal["absent"] | None = None
    before: Share | None = None
    after_present: Share | None = None
    after_absent: Share | None = None
    false_positive: Share | None = None

    def ratio(self, answer: Answer) -> float:
        """Return the likelihood ratio of an answer; for a lower end alone the upper end of the interval.

        Raises:
            ValueError: when nothing can be computed from what was read.
        """
        present = answer == "present" and self.answer is None
        if self.false_positive:
            return 1 / self.false_positive
        if self.before is not None:
            after = self.after_present if present else self.after_absent
            if after is not None:
                return _odds(after) / _odds(self.before)
        if self.specificity is not None and self.sensitivity_low is not None:
            return (1 - self.sensitivity_low) / self.specificity
        if self.specificity is None or self.sensitivity is None:
            raise ValueError("nothing to compute from")
        hit, right = self.sensitivity, self.specificity
        if self.reversed:
            hit, right = right, hit
        return hit / (1 - right) if present else (1 - hit) / right


class NumberModel(Model):
    """One number: of which items or priors, what was read, of whom, and where."""

    items: Annotated[list[Id], Field(min_length=1)]
    answer: Answer
    setting: Id | None = None
    value: Annotated[float, Field(ge=0)]
    low: float | None
    high: float | None
    from_: Annotated[FromModel | None, Field(alias="from")] = None
    sample: int | None
    read: Words
    population: Words
    place: Words
    source: SourceId

    @property
    def holds(self) -> tuple[float, float | None, float | None]:
        """The number with its ends."""
        return self.value, self.low, self.high


class NumbersFile(Model):
    """The whole file."""

    numbers: list[NumberModel]


def load_numbers() -> tuple[NumberModel, ...]:
    """Read the table.

    Raises:
        ProblemError: when it is broken.
    """
    tree, _ = read_tree(exam_protocols() / "common" / "numbers.yaml")
    return tuple(validate(NumbersFile, tree).numbers)


def unproved(knowledge: Knowledge, numbers: tuple[NumberModel, ...]) -> tuple[str, ...]:
    """Return in words each number without a row, each row without a number, and each that differ."""
    used = _used(knowledge)
    rows = {(item, n.setting or "", n.answer): n for n in numbers for item in n.items}
    found = [f"{' '.join(k)}: nothing says where it was read" for k in used if k not in rows]
    found += [f"{' '.join(k)}: the knowledge has no such number" for k in rows if k not in used]
    for key, row in rows.items():
        if key in used and row.holds != used[key][:3]:
            found.append(f"{' '.join(key)}: {used[key][:3]} in the knowledge, {row.holds} was read")
        if key in used and f"[{row.source}]" not in used[key][3]:
            found.append(f"{' '.join(key)}: the knowledge does not cite {row.source}")
    return (*found, *_miscomputed(numbers))


Used = dict[tuple[str, str, str], tuple[float, float | None, float | None, str]]


def _used(knowledge: Knowledge) -> Used:
    read = (SourceKind.PUBLISHED, SourceKind.DERIVED)
    used: Used = {}
    for item in (e for c in knowledge.conditions for e in c.evidence if e.kind in read):
        pairs: tuple[tuple[str, Ratio | None], ...] = (("present", item.present), ("absent", item.absent))
        used |= {(item.id, "", a): (r.value, r.low, r.high, item.source) for a, r in pairs if r}
    for setting in knowledge.settings:
        used |= {(p.condition, setting.id, "prior"): _prior(p) for p in setting.priors if p.kind in read}
    return used


def _prior(prior: Prior) -> tuple[float, float | None, float | None, str]:
    return prior.probability, prior.low, prior.high, prior.source


def _miscomputed(numbers: tuple[NumberModel, ...]) -> Iterator[str]:
    for row in numbers:
        if row.from_ is None:
            continue
        made = row.from_.ratio(row.answer)
        given = row.high if row.from_.sensitivity_low is not None else row.value
        if given is None or abs(made - given) > ROUNDED * max(made, given):
            yield f"{row.items[0]} {row.answer}: {given}, computed {made:.3g}"


def _odds(probability: float) -> float:
    return probability / (1 - probability)
