"""The table of PS3.15's basic profile: what is done to which attribute."""

import csv
from dataclasses import dataclass
from functools import cache

from sonostep.paths import resources


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """One row of Table E.1-1.

    Attributes:
        action: as the table writes it, such as ``X`` or ``X/Z/D``.
        is_date: the options that retain dates keep or shift it.
    """

    action: str
    is_date: bool


@cache
def _table() -> tuple[dict[int, AttributeRule], tuple[tuple[str, AttributeRule], ...]]:
    """Rules by tag, and those for repeating groups by pattern."""
    single: dict[int, AttributeRule] = {}
    repeating = []
    path = resources() / "privacy" / "basic_profile.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rule = AttributeRule(row["action"], row["dates"] == "K")
            digits = row["tag"].replace(",", "").lower()
            if "x" in digits:
                repeating.append((digits, rule))
            else:
                single[int(digits, 16)] = rule
    return single, tuple(repeating)


def rule_for(tag: int) -> AttributeRule | None:
    """Return the rule of an attribute, None where the table has none."""
    single, repeating = _table()
    if tag in single:
        return single[tag]
    digits = f"{tag:08x}"
    for pattern, rule in repeating:
        if all(p in ("x", d) for p, d in zip(pattern, digits, strict=True)):
            return rule
    return None


def size() -> int:
    """Return the number of rows."""
    single, repeating = _table()
    return len(single) + len(repeating)
