"""Fails on a circle of imports, a public class name with two meanings, a full folder, Chinese in the core.

`python .ci/structure.py` prints one line for each fault. Imports count wherever they stand, inside functions
too; what only a type checker reads does not.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "desktop"
MOST_MODULES = 15
"""At the top of a folder, the package's own file aside; beyond that nobody finds anything by its name."""

PLUG_INS = {"sonostep.tools"}
"""Shelves that hold one small file for each plug-in, as many as there are."""

KNOWN_NAMES: Mapping[str, str] = {}
"""Public class names that mean more than one thing, each with the reason; at most three."""

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Han characters, and the punctuation that Chinese is written with."""

READ_NOT_SAID: Mapping[str, str] = {
    "sonostep.core.character_sets.surnames": "surnames, to tell in which character set a name is written",
    "sonostep.core.measure.number_entry": "units and commas as people type them",
    "sonostep.core.progress.view_match": "sides as scanners write them on a clip",
}
"""Modules of the core that know Chinese words because they read them, each with what they read."""


def module_of(path: Path) -> str:
    """The dotted name of a source file."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_tree() -> dict[str, ast.Module]:
    """Every module of the program, parsed."""
    return {module_of(p): ast.parse(p.read_text("utf-8")) for p in sorted(SOURCE.rglob("*.py"))}


def nodes_at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below one, without what stands under ``if TYPE_CHECKING``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from nodes_at_run_time(child)


def imports(tree: ast.Module, known: Mapping[str, ast.Module]) -> set[str]:
    """The modules of the program that one of them imports by name."""
    found: set[str] = set()
    for node in nodes_at_run_time(tree):
        if isinstance(node, ast.Import):
            found.update(a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{a.name}" for a in node.names]
            found.update(m if m in known else node.module for m in inner)
    return {m for m in found if m in known}


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other: Tarjan's strongly connected components of more than one."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in graph:
        if name not in number:
            visit(name)
    return found


def public_classes(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """Each public class name with the modules that define it."""
    places: dict[str, list[str]] = defaultdict(list)
    for module, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    return places


def full_folders() -> Iterator[tuple[str, int]]:
    """Folders with too many modules at their top."""
    for folder in sorted({p.parent for p in SOURCE.rglob("*.py")}):
        count = sum(p.name != "__init__.py" for p in folder.glob("*.py"))
        name = module_of(folder / "__init__.py")
        if count > MOST_MODULES and name not in PLUG_INS:
            yield name, count


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every string of a module that is no docstring."""
    notes = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node


def chinese_texts(trees: Mapping[str, ast.Module]) -> Iterator[str]:
    """What the core says in Chinese outside resources/messages, and reasons that are no longer needed."""
    for module, tree in trees.items():
        if not module.startswith("sonostep.core"):
            continue
        lines = [n.lineno for n in texts(tree) if CHINESE.search(str(n.value))]
        if module in READ_NOT_SAID and not lines:
            yield f"{module} is in READ_NOT_SAID and reads no Chinese"
        if module not in READ_NOT_SAID:
            yield from (
                f"{module}:{n} says something in Chinese; file it in resources/messages/core.json"
                for n in lines
            )


def problems() -> Iterator[str]:
    """What is wrong, one line each."""
    trees = read_tree()
    for group in circles({name: imports(tree, trees) - {name} for name, tree in trees.items()}):
        yield "these modules import each other in a circle: " + ", ".join(group)
    for name, modules in public_classes(trees).items():
        if len(modules) > 1 and name not in KNOWN_NAMES:
            yield f"the class name {name} means {len(modules)} things: " + ", ".join(modules)
    for folder, count in full_folders():
        yield f"{folder} holds {count} modules at its top; {MOST_MODULES} are the most"
    yield from chinese_texts(trees)


if __name__ == "__main__":
    lines = list(problems())
    print(
        "\n".join(lines)
        or "No circle, no name with two meanings, no folder too full, no Chinese in the core."
    )
    sys.exit(bool(lines))
