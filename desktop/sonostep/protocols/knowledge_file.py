"""Read the knowledge base and check it against the vocabulary and the sources."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import Vocabulary
from sonostep.protocols.references import Names, duplicates, mappings, operator_problems, unknown
from sonostep.protocols.schema.knowledge import Citer, KnowledgeFile, SourcesFile
from sonostep.protocols.validation import problems_of, read_tree
from sonostep.protocols.yaml_source import Path_, Tree

FOUNDING_H = "Founding article on combined lumbar and hip pain, statement"
FOUNDING_F = "Founding article on the lumbar facet joints, statement"


def read_knowledge(path: Path, sources: Path, vocabulary: Vocabulary) -> Knowledge:
    """Return the knowledge base.

    Raises:
        ProblemError: on the first thing that is wrong.
    """
    tree, sha = read_tree(path)
    citations, sources_sha = read_sources(sources)
    file = problems_of(KnowledgeFile, tree)
    if isinstance(file, tuple):
        raise ProblemError(file[0])
    for problem in knowledge_problems(tree, vocabulary, citations):
        raise ProblemError(problem)
    tuning, cite = file.tuning.core(), Citer(citations)
    return Knowledge(
        file.knowledge, file.version, hashlib.sha256((sha + sources_sha).encode()).hexdigest(), tuning,
        tuple(c.core(tuning, cite) for c in file.conditions),
        tuple(s.core(cite) for s in file.settings),
        tuple(b.core() for b in file.burdens),
        tuple(r.core(cite) for r in file.flag_rules),
        tuple(c.core() for c in file.contradictions),
        acts=tuple(a.core() for a in file.acts),
    )  # fmt: skip


def read_sources(path: Path) -> tuple[dict[str, str], str]:
    """Return the citations by id, and the hash of their file.

    Raises:
        ProblemError: on the first thing that is wrong.
    """
    tree, sha = read_tree(path)
    file = problems_of(SourcesFile, tree)
    if isinstance(file, tuple):
        raise ProblemError(file[0])
    return {s.id: s.cite for s in file.sources}, sha


def knowledge_problems(tree: Tree, vocabulary: Vocabulary, citations: dict[str, str]) -> Iterator[Problem]:
    """Yield everything in a knowledge file that refers to nothing, stands twice or has no source."""
    value, names = tree.value, Names.of(vocabulary)
    yield from operator_problems(tree, names)
    yield from _condition_problems(tree, value["conditions"], names.sites)
    for index, setting in enumerate(value["settings"]):
        for n, prior in enumerate(setting["priors"]):
            path: Path_ = ("settings", index, "priors", n, "condition")
            yield from unknown(tree, path, "condition", prior["condition"], _ids(value["conditions"]))
    yield from source_problems(tree, citations)
    yield from _burden_problems(tree, names)
    for index, act in enumerate(value.get("acts", [])):
        for n, id_ in enumerate(act["questions"]):
            where: Path_ = ("acts", index, "questions", n)
            yield from unknown(tree, where, "finding", id_, names.questions | names.features)
        for n, id_ in enumerate(act.get("conditions", [])):
            where = ("acts", index, "conditions", n)
            yield from unknown(tree, where, "condition", id_, _ids(value["conditions"]))


def _ids(items: list[dict[str, Any]]) -> set[str]:
    return {i["id"] for i in items}


def _condition_problems(
    tree: Tree, conditions: list[dict[str, Any]], sites: frozenset[str]
) -> Iterator[Problem]:
    yield from duplicates(tree, conditions, ("conditions",), "condition")
    parents = {c["id"]: c.get("parent") for c in conditions}
    for index, condition in enumerate(conditions):
        path = ("conditions", index)
        yield from duplicates(tree, condition["evidence"], (*path, "evidence"), "evidence")
        parent = condition.get("parent")
        if parent:
            yield from unknown(tree, (*path, "parent"), "condition", parent, parents)
        for n, site in enumerate(condition.get("sites", [])):
            yield from unknown(tree, (*path, "sites", n), "site", site, sites)
        for n, effect in enumerate(condition.get("causes", [])):
            yield from unknown(tree, (*path, "causes", n), "condition", effect, parents)
        if parent and parents.get(parent):
            yield tree.place((*path, "parent")).problem("protocol.cycle", name=condition["id"])
        for n, item in enumerate(condition["evidence"]):
            for segment in item.get("segments", []):
                known = condition.get("segments", [])
                yield from unknown(tree, (*path, "evidence", n, "segments"), "segment", segment, known)


def source_problems(tree: Tree, citations: dict[str, str]) -> Iterator[Problem]:
    """Yield every source of a number that cannot be looked up."""
    for path, mapping in mappings(tree.value):
        for id_ in mapping.get("source", []):
            if id_ == "GK":
                yield tree.place((*path, "source")).problem("protocol.no_source")
            elif id_[0] in "RL":
                yield from unknown(tree, (*path, "source"), "source", id_, citations)


def _burden_problems(tree: Tree, names: Names) -> Iterator[Problem]:
    burdened: set[str] = set()
    for index, burden in enumerate(tree.value["burdens"]):
        for n, id_ in enumerate(burden["questions"]):
            path: Path_ = ("burdens", index, "questions", n)
            yield from unknown(tree, path, "finding", id_, names.questions | names.features)
            if id_ in burdened:
                yield tree.place(path).problem("protocol.duplicate_id", what="burden", name=id_)
            burdened.add(id_)
    for where, mapping in mappings(tree.value["conditions"], ("conditions",)):
        for key in ("finding", "choice", "concordant", "feature"):
            if key in mapping and mapping[key] not in burdened:
                yield tree.place(where).problem("protocol.no_burden", name=mapping[key])
