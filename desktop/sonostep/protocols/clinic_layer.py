"""A clinic's own knowledge on top of ours: it adds, never replaces, and every item says where it is from."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sonostep.core.differential.knowledge import ConditionDef, Evidence, Knowledge
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import Vocabulary
from sonostep.protocols.knowledge_file import source_problems
from sonostep.protocols.references import Names, operator_problems, unknown
from sonostep.protocols.schema.base import Id, Model, Words
from sonostep.protocols.schema.knowledge import (
    BurdenModel,
    Citer,
    ConditionModel,
    EvidenceModel,
    SourceModel,
)
from sonostep.protocols.validation import problems_of, read_tree
from sonostep.protocols.yaml_source import Tree


class AdditionModel(Model):
    """More evidence for a condition that is there."""

    condition: Id
    evidence: list[EvidenceModel]


class LayerFile(Model):
    """The whole file."""

    layer: Id
    version: Words
    sources: list[SourceModel] = []
    conditions: list[ConditionModel] = []
    additions: list[AdditionModel] = []
    burdens: list[BurdenModel] = []


def add_layer(base: Knowledge, path: Path, vocabulary: Vocabulary, citations: dict[str, str]) -> Knowledge:
    """Return the knowledge with a clinic's file on top; version, hash and layers say so.

    Raises:
        ProblemError: on the first thing that is wrong; then nothing of the file is used.
    """
    tree, sha = read_tree(path)
    file = problems_of(LayerFile, tree)
    if isinstance(file, tuple):
        raise ProblemError(file[0])
    for problem in layer_problems(tree, file, base, vocabulary, citations):
        raise ProblemError(problem)
    return _joined(base, file, sha, Citer(citations | _own(file)))


def _own(file: LayerFile) -> dict[str, str]:
    return {s.id: s.cite for s in file.sources}


def layer_problems(
    tree: Tree, file: LayerFile, base: Knowledge, vocabulary: Vocabulary, citations: dict[str, str]
) -> Iterator[Problem]:
    """Yield what a layer names wrongly, or names as something that is there already."""
    yield from operator_problems(tree, Names.of(vocabulary))
    yield from source_problems(tree, citations | _own(file))
    for index, source in enumerate(file.sources):
        if source.id in citations:
            place = tree.place(("sources", index))
            yield place.problem("protocol.duplicate_id", what="source", name=source.id)
    known = {c.id for c in base.conditions}
    items = {e.id for c in base.conditions for e in c.evidence}
    for index, condition in enumerate(file.conditions):
        if condition.id in known:
            place = tree.place(("conditions", index))
            yield place.problem("protocol.duplicate_id", what="condition", name=condition.id)
    for index, addition in enumerate(file.additions):
        path = ("additions", index, "condition")
        yield from unknown(tree, path, "condition", addition.condition, known)
        for n, item in enumerate(addition.evidence):
            if item.id in items:
                place = tree.place(("additions", index, "evidence", n))
                yield place.problem("protocol.duplicate_id", what="evidence", name=item.id)


def _joined(base: Knowledge, file: LayerFile, sha: str, cite: Citer) -> Knowledge:
    def marked(item: EvidenceModel) -> Evidence:
        made = item.core(base.tuning, cite)
        return replace(made, source=f"{made.source} ({file.layer} {file.version})")

    def grown(condition: ConditionDef) -> ConditionDef:
        more = [marked(e) for a in file.additions if a.condition == condition.id for e in a.evidence]
        return replace(condition, evidence=(*condition.evidence, *more)) if more else condition

    own = [c.core(base.tuning, cite) for c in file.conditions]
    own = [
        replace(c, evidence=tuple(marked(e) for e in m.evidence))
        for c, m in zip(own, file.conditions, strict=True)
    ]
    return replace(
        base,
        version=f"{base.version}+{file.layer}.{file.version}",
        sha256=hashlib.sha256((base.sha256 + sha).encode()).hexdigest(),
        conditions=(*(grown(c) for c in base.conditions), *own),
        burdens=(*base.burdens, *(b.core() for b in file.burdens)),
        layers=(*base.layers, f"{file.layer} {file.version}"),
    )
