"""How tests are laid out: what several share stands in tests/helpers, never in a conftest."""

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def imported(path: Path) -> set[str]:
    """Every module that a file imports from."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}


def test_nothing_is_imported_from_a_conftest():
    found = {
        f"{path.relative_to(TESTS)}: {module}"
        for path in TESTS.rglob("*.py")
        for module in imported(path)
        if module.split(".")[-1] == "conftest"
    }
    assert found == set()


def test_helpers_hold_no_fixture_and_no_test():
    found = [
        f"{path.name}: {node.name}"
        for path in (TESTS / "helpers").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and (node.name.startswith("test_") or any("fixture" in ast.unparse(d) for d in node.decorator_list))
    ]
    assert found == []


UNNAMED = {
    "ui/shell/test_export_card.py _choose_base": "gives the folder that the system's own dialog would return",
    "ui/shell/test_deidentify.py _put": "puts the review of a clip in place as the background task does",
    "ui/shell/test_exporting.py _Far": "a note of the task's thread, which nobody sees",
    "ui/shell/test_safety.py _pedal": "forgets where the pedal stands; a person cannot",
    "ui/shell/test_settings_dialog.py _keep": "settings as another start has left them",
    "ui/shell/test_window.py _change": "what the settings dialog tells the program",
    "ui/shell/test_window.py _unexpected": "an error that no act of a person makes",
    "ui/shell/test_worker_loss.py _limits": "limits of a worker process, which nobody sets in the window",
    "ui/shell/test_worker_loss.py _on_notice": "what a worker tells the program",
    "ui/viewer/test_looking.py _clock": "time is given by hand",
    "ui/viewer/test_looking.py _look": "time is given by hand",
    "ui/viewer/test_offers.py _flow": "reads the clip again after its picture was changed below it",
    "ui/viewer/test_offers.py _shapes": "what the canvas paints; it has no words of its own to read",
    "ui/viewer/test_overlay_planes.py _pool": "asks the decoder itself",
    "ui/viewer/test_pane_machine.py _edited": "Qt tells it of a changed row later, within the next act",
    "journeys/test_casebook.py _page": "the maker of the casebook, no widget",
    "xvfb/child.py _mark_pedal": "writes down what the pedal marks",
    "xvfb/child.py _Call": "writes down which actions were called",
}
"""Private members that tests of the window call or set, each with the reason why no name can be pressed."""


def private_parts(node: ast.expr) -> set[str]:
    """The private members on the way to what a test calls or sets; a test's own are its own."""
    found = set()
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) not in ("self", "cls"):
            found |= {node.attr} if node.attr.startswith("_") and not node.attr.startswith("__") else set()
        node = node.func if isinstance(node, ast.Call) else node.value
    return found - {"_replace"}


def unnamed(tree: ast.AST) -> set[str]:
    """What a test presses, types into or sets by a private member."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    targets = [t for n in ast.walk(tree) if isinstance(n, ast.Assign) for t in n.targets]
    given = [a for c in calls if ast.unparse(c.func).startswith(("QTest.", "qtbot.")) for a in c.args]
    pressed = [c.func for c in calls] + given + targets
    return {name for node in pressed for name in private_parts(node)}


def test_the_window_is_pressed_by_what_a_person_can_name():
    rooms = [p for room in ("ui", "journeys", "xvfb") for p in (TESTS / room).rglob("*.py")]
    found = {
        f"{path.relative_to(TESTS).as_posix()} {name}"
        for path in rooms
        for name in unnamed(ast.parse(path.read_text("utf-8")))
    }
    assert found - set(UNNAMED) == set(), "press it by its name: helpers/named.py"
    assert set(UNNAMED) - found == set(), "a reason that is no longer needed"


def test_a_press_by_a_private_name_is_found():
    pressed = "w._a.click(); w.b._c['x'].setText(1); w._d = 2; QTest.keyClick(w._e, 1); self._f(); w._g(1)"
    assert unnamed(ast.parse(pressed)) == {"_a", "_c", "_d", "_e", "_g"}
    assert unnamed(ast.parse("w.a.click(); assert w._state == 1")) == set()
