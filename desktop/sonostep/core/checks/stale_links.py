"""Stale links: findings of which a linked annotation was removed."""

from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey


def lost_annotations(finding: Finding, exam: Exam) -> tuple[str, ...]:
    """Return the ids of linked annotations that are no longer in the exam."""
    there = {a.id for a in exam.annotations}
    return tuple(a for a in finding.annotations if a not in there)


def stale_keys(exam: Exam) -> frozenset[FindingKey]:
    """Return the findings of which a linked annotation was removed; stale until they are linked anew."""
    there = {a.id for a in exam.annotations}
    return frozenset(f.key for f in exam.findings if not there.issuperset(f.annotations))
