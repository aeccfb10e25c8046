"""Fails where a string of the interface is not in the translations, not translated, or not compiled."""

import ast
import shutil
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parent))

import update  # noqa: E402


def messages(path: Path) -> set[tuple[str, str]]:
    """The strings of a .ts file, each with its context."""
    contexts = ElementTree.parse(path).getroot().findall("context")
    return {
        (context.findtext("name") or "", message.findtext("source") or "")
        for context in contexts
        for message in context.findall("message")
    }


MARKERS = {"tr": 0, "translate": 1, "N": 1}
"""What marks a text for translation, and which of its arguments the text is."""


def unseen(tree: ast.AST, known: set[str]) -> list[str]:
    """The texts that the code marks and the extraction does not see, as inside an f-string."""
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    found = []
    for call in calls:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        said = call.args[MARKERS[name]] if name in MARKERS and len(call.args) > MARKERS[name] else None
        if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value not in known:
            found.append(said.value)
    return found


def problems(folder: Path) -> list[str]:
    """What is wrong, one line each; works on copies in ``folder``."""
    written = (update.CHINESE, update.ENGLISH)
    copies = [Path(shutil.copy(path, folder)) for path in written]
    compiled = update.compile_all(folder)
    found = [
        f"{made.name} is not what its .ts says"
        for made in compiled
        if made.read_bytes() != (update.HERE / made.name).read_bytes()
    ]
    update.CHINESE, update.ENGLISH = copies
    update.extract()
    for path, copy in zip(written, copies, strict=True):
        for context, source in sorted(messages(path) ^ messages(copy)):
            found.append(f"{path.name}: {context}: {source!r} is new or gone")
    known = {source for _, source in messages(written[0])}
    for path in sorted((update.ROOT / "desktop").rglob("*.py")):
        for said in unseen(ast.parse(path.read_text(encoding="utf-8")), known):
            found.append(f"{path.name}: {said!r} is not extracted: it stands in an f-string")
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        lines = problems(Path(name))
    print("\n".join(lines) or "The translations are complete and compiled.")
    if lines:
        sys.exit("Run: python resources/translations/update.py")
