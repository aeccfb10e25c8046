"""Finds the tables over closed sets, and says which have no answer for a member: run it as a script.

A closed set is an enumeration of ``SETS``. A table is a mapping at the top of a module of the program whose
keys are members of one. The names of a kind of shape in ``resources/messages`` are a table, too.
"""

import ast
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from enum import Enum

SETS = {
    "ShapeKind": "sonostep.core.annotation",
    "Dimension": "sonostep.core.measure.formulas",
    "Unit": "sonostep.core.measure.quantity",
    "StrokeForm": "sonostep.core.shapes",
    "ScreenForm": "sonostep.core.shapes",
    "HandleMarker": "sonostep.core.shapes",
    "SrGraphic": "sonostep.core.shapes",
    "EdgeOffer": "sonostep.core.shapes",
    "ShapeWords": "sonostep.core.shapes",
}

PARTIAL = {"sonostep.reporting.sr.codes.TOOLS"}
"""Taken from the rows by a comprehension: only the kinds for which Cornerstone has a tool."""


def sets() -> dict[str, type[Enum]]:
    """Return the closed sets by name."""
    return {name: getattr(importlib.import_module(module), name) for name, module in SETS.items()}


def tables() -> Iterator[tuple[str, type[Enum], Mapping[Enum, object]]]:
    """Yield every table of the program with the set of its keys."""
    import sonostep

    known, seen = tuple(sets().values()), set()
    for info in pkgutil.walk_packages(sonostep.__path__, "sonostep."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, Mapping) and value and f"{info.name}.{name}" not in PARTIAL:
                if id(value) in seen:
                    continue
                seen.add(id(value))
                kinds = {type(key) for key in value}
                if len(kinds) == 1 and (kind := kinds.pop()) in known:
                    yield f"{info.name}.{name}", kind, value


def unanswered() -> list[str]:
    """Return each table with each member for which it has no answer."""
    from sonostep.core.annotation import ShapeKind
    from sonostep.core.shapes import SHAPES
    from sonostep.messages import codes

    missing = {
        f"{name}: {member.name}" for name, kind, table in tables() for member in kind if member not in table
    }
    names = {f"{start}{kind.value}" for kind in ShapeKind for start in ("shape.", "report.kind.")}
    names |= {f"value.{rule.name}" for row in SHAPES.values() for rule in row.rules}
    return sorted(missing | {f"resources/messages: {name}" for name in names - codes()})


STRICT = ("ShapeKind", "Dimension", "Unit")
"""Sets whose members are never singled out by a comparison: what holds for one of them is said in its row."""


def loose_dispatches(source: str, members: Mapping[str, set[str]]) -> list[str]:
    """Return what in a source text would let a new member of a closed set through without a word.

    That is: a comparison with a member of a strict set; a default or an ``else`` that is one; a ``match``
    over members that does not end in ``assert_never``; a dictionary of members that is not whole, or is
    asked by ``get``.
    """
    tree = ast.parse(source)
    found = [
        f"{getattr(node, 'lineno', '?')}: {said}" for node in ast.walk(tree) for said in _loose(node, members)
    ]
    return found + [f"{n.lineno}: {said}" for n in ast.walk(tree) for said in _defaulted(n, tree, members)]


def _loose(node: ast.AST, members: Mapping[str, set[str]]) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        if any(_member(part, members)[0] in STRICT for side in sides for part in _parts(side)):
            yield "compares with a member"
        if _attribute(node.left) == "kind" and any(
            _text(s) in members["ShapeKind"] for s in node.comparators
        ):
            yield "compares a kind with its text"
    if isinstance(node, ast.Match):
        over = {_member(p, members)[0] for case in node.cases for p in ast.walk(case.pattern)} - {""}
        if over and not _ends_in_assert_never(node):
            yield f"match over {', '.join(sorted(over))} without assert_never"
    defaults = [*node.defaults, *node.kw_defaults] if isinstance(node, ast.arguments) else []
    defaults += [node.value] if isinstance(node, ast.AnnAssign) else []
    defaults += [node.orelse] if isinstance(node, ast.IfExp) else []
    if any(_member(d, members)[0] in STRICT for d in defaults if d is not None):
        yield "falls back on a member"
    if isinstance(node, ast.Dict):
        keys = [_member(key, members) for key in node.keys if key is not None]
        kinds = {kind for kind, _ in keys if kind}
        for kind in kinds if len(keys) > 1 else ():
            if {name for k, name in keys if k == kind} != members[kind]:
                yield f"dictionary of {kind} that is not whole"


def _parts(side: ast.expr) -> list[ast.expr]:
    return list(side.elts) if isinstance(side, ast.Tuple | ast.Set | ast.List) else [side]


def _member(node: ast.AST, members: Mapping[str, set[str]]) -> tuple[str, str]:
    """The set and the name of a member, such as ``Unit.MM``; empty for everything else."""
    value = node.value if isinstance(node, ast.MatchValue) else node
    if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id in members:
        return (value.value.id, value.attr) if value.attr in members[value.value.id] else ("", "")
    return "", ""


def _attribute(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.expr) -> str:
    return node.value.upper() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _ends_in_assert_never(node: ast.Match) -> bool:
    last = node.cases[-1]
    return (
        isinstance(last.pattern, ast.MatchAs)
        and last.pattern.pattern is None
        and any(
            isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "assert_never"
            for n in ast.walk(last)
        )
    )


def _defaulted(node: ast.AST, tree: ast.Module, members: Mapping[str, set[str]]) -> Iterator[str]:
    """A table of a closed set, here or known by name, that is asked by ``get``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"):
        return
    table = node.func.value
    imported = {a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}
    if isinstance(table, ast.Name) and table.id in _keyed(tree, members) | SHARED & imported:
        yield f"{table.id}.get gives a new member what it happens to give"


SHARED = {"SHAPES", "UCUM", "UNIT_WORDS", "UNITS", "PAINTERS"}
"""Tables of closed sets that other modules import."""


def _keyed(tree: ast.Module, members: Mapping[str, set[str]]) -> set[str]:
    """Names that are given a dictionary of members, or are annotated as one."""
    named = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(key is not None and _member(key, members)[0] for key in node.value.keys):
                named |= {t.id for t in targets if isinstance(t, ast.Name)}
    return named


def members_of_sets() -> dict[str, set[str]]:
    """Return the names of the members of each closed set."""
    return {name: set(kind.__members__) for name, kind in sets().items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(unanswered()))
