"""What a file names must exist: questions, features, sites, options, conditions, sources."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sonostep.core.problem import Problem
from sonostep.core.protocol import Vocabulary
from sonostep.protocols.yaml_source import Path_, Tree

_SITES_OF_SEGMENT = "@segment"


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a file may refer to.

    ``placed``: appearances on ultrasound at a facet, which weigh only with the familiar pain there.
    """

    questions: frozenset[str]
    features: frozenset[str]
    sites: frozenset[str]
    ultrasound: frozenset[str]
    placed: frozenset[str]
    options: dict[str, frozenset[str]]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> "Names":
        """Collect the names of a vocabulary."""
        return cls(
            frozenset(q.id for q in vocabulary.questions),
            frozenset(i for g in vocabulary.feature_groups for i, _ in g.features),
            frozenset(s.id for s in vocabulary.sites) | {_SITES_OF_SEGMENT},
            frozenset(q.id for q in vocabulary.questions if q.ultrasound),
            frozenset(q.id for q in vocabulary.questions if q.ultrasound and q.sites),
            {q.id: frozenset(o.id for o in q.options) for q in vocabulary.questions},
        )


def mappings(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Yield every mapping in a tree with its path, outer ones first."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from mappings(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from mappings(inner, (*path, index))


def unknown(tree: Tree, path: Path_, what: str, name: str, known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem where a name is not among the known ones."""
    if name not in known:
        yield tree.place(path).problem("protocol.unknown_reference", what=what, name=name)


def operator_problems(tree: Tree, names: Names) -> Iterator[Problem]:
    """Yield what the operators of a file name wrongly."""
    for path, mapping in mappings(tree.value):
        for key in ("finding", "choice", "concordant", "pressed"):
            if key in mapping:
                yield from unknown(tree, (*path, key), "finding", mapping[key], names.questions)
        if "feature" in mapping:
            yield from unknown(tree, (*path, "feature"), "feature", mapping["feature"], names.features)
        for key in ("route", "at_one_of"):
            for site in mapping.get(key, []):
                yield from unknown(tree, (*path, key), "site", site, names.sites)
        if {"finding", "choice", "concordant"} & set(mapping):
            yield from _operator_details(tree, path, mapping, names)


def _operator_details(tree: Tree, path: Path_, mapping: dict[str, Any], names: Names) -> Iterator[Problem]:
    for site in mapping.get("sites", []):
        yield from unknown(tree, (*path, "sites"), "site", site, names.sites)
    options = names.options.get(mapping.get("choice", ""), frozenset())
    for option in mapping.get("options", []):
        yield from unknown(tree, (*path, "options"), "option", option, options)
    named = mapping.get("finding") or mapping.get("choice")
    if named in names.placed and path[0] == "conditions":
        yield tree.place(path).problem("protocol.ultrasound_alone", name=named)
    if "concordant" in mapping and mapping["concordant"] not in names.ultrasound:
        yield tree.place(path).problem("protocol.not_ultrasound", name=mapping["concordant"])


def step_problems(tree: Tree, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield what the steps of a protocol or of the shared steps name wrongly."""
    names = Names.of(vocabulary)
    yield from operator_problems(tree, names)
    yield from _cell_problems(tree, names)
    slots = {m["id"] for _, m in mappings(tree.value) if "tool" in m and "id" in m}
    for path, mapping in mappings(tree.value):
        if "tool" in mapping and "compares" in mapping:
            yield from unknown(tree, (*path, "compares"), "slot", mapping["compares"], slots)
        for at, slot in enumerate(mapping.get("slots", [])):
            views = {v["id"] for v in mapping.get("views", [])}
            for n, view in enumerate(slot.get("views", [])):
                yield from unknown(tree, (*path, "slots", at, "views", n), "view", view, views)
        for n, question in enumerate(mapping.get("questions", [])):
            yield from unknown(tree, (*path, "questions", n), "finding", question, names.questions)
        for n, question in enumerate(mapping.get("further", [])):
            yield from unknown(tree, (*path, "further", n), "finding", question, names.questions)
        for n, site in enumerate(mapping.get("sites", [])):
            yield from unknown(tree, (*path, "sites", n), "site", site, names.sites)
        for part in ("views", "slots"):
            yield from duplicates(tree, mapping.get(part, []), (*path, part), part)


def _cell_problems(tree: Tree, names: Names) -> Iterator[Problem]:
    """Yield what the cells of a step's table name wrongly; their routes are checked as operators are."""
    known = {"features": names.features, "without": names.features, "findings": names.questions}
    for path, mapping in mappings(tree.value):
        if "text" in mapping:
            for key, ids in known.items():
                for n, id_ in enumerate(mapping.get(key, [])):
                    yield from unknown(tree, (*path, key, n), key, id_, ids)


def duplicates(tree: Tree, items: list[Any], path: Path_, what: str) -> Iterator[Problem]:
    """Yield a problem for each id of a list that stands there twice."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        id_ = item.get("id") if isinstance(item, dict) else None
        if id_ in seen:
            yield tree.place((*path, index)).problem("protocol.duplicate_id", what=what, name=id_)
        seen.add(str(id_))
