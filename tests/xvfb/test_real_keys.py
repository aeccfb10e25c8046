"""Real keys under a real X server: the whole key map, and the three keys of a pedal.

Offscreen tests missed that a key fired twice under X, so these press keys where a person's would arrive.
"""

import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonostep.ui.shell.actions import ACTIONS

CHILD = Path(__file__).with_name("child.py")
_MISSING = [name for name in ("Xvfb", "xdotool", "xkbcomp") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(_MISSING), reason=f"needs {' and '.join(_MISSING)}, which are not installed"),
    pytest.mark.skipif(sys.platform != "linux", reason="X11 is Linux's"),
]

_KEYSYMS = {
    "enter": "KP_Enter", "backspace": "BackSpace", "pgdown": "Next", "pgup": "Prior", "+": "plus",
    "-": "minus", ",": "comma", "[": "bracketleft",
    "]": "bracketright", "return": "Return", "escape": "Escape", "delete": "Delete",
    "left": "Left", "right": "Right", "home": "Home", "end": "End", "space": "space",
}  # fmt: skip


def keysym(key: str) -> str:
    """Return xdotool's name of a key in Qt's portable notation."""
    parts = key.replace("++", "+plus").split("+") if key != "+" else ["plus"]
    *modifiers, last = [p.lower() for p in parts]
    last = _KEYSYMS.get(last, last)
    if last.startswith("f") and last[1:].isdigit():
        last = last.upper()
    return "+".join([*modifiers, last])


def _give_pedal_keys(display: str, map_: Path) -> None:
    """Put F13 to F15 on their keys: a key that the server does not have is mapped by xdotool for each press,
    and a press now and then is lost meanwhile."""
    subprocess.run(["xkbcomp", "-w0", display, str(map_)], check=True, timeout=20)
    words = map_.read_text(encoding="utf-8")
    for number in (13, 14, 15):
        words = re.sub(rf"(key <FK{number}> {{\s*\[)[^]]*(\])", rf"\g<1> F{number} \2", words)
    map_.write_text(words, encoding="utf-8")
    subprocess.run(["xkbcomp", "-w0", str(map_), display], check=True, timeout=20)


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    read, write = os.pipe()
    # Without -noreset the keys are forgotten when the one who set them has gone.
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        server.wait(10)
        pytest.skip("no X server could be started here")
    _give_pedal_keys(f":{number}", tmp_path_factory.mktemp("keys") / "map.xkb")
    yield f":{number}"
    server.terminate()
    server.wait(10)


class Running:
    """The program in its own process: what it says, and keys to press."""

    def __init__(self, display: str, mode: str, home: Path) -> None:
        self.env = {
            **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "SONOSTEP_HOME": str(home),
            "QT_LOGGING_RULES": "*=false",
        }  # fmt: skip
        command = [sys.executable, str(CHILD), mode]
        self.process = subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.said: queue.Queue[str] = queue.Queue()
        self.lines: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            window = self.wait_for("ready").split()[1]
            self.tool("windowfocus", "--sync", window)
        except BaseException:
            self.close()
            raise

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.put(line.strip())

    def wait_for(self, start: str, seconds: float = 40.0) -> str:
        """Return the next line that begins so."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                line = self.said.get(timeout=0.2)
            except queue.Empty:
                assert self.process.poll() is None, "the program has ended"
                continue
            self.lines.append(line)
            if line.startswith(start):
                return line
        raise AssertionError(f"it never said {start!r}, but {self.lines[-5:]}")

    def rest(self, seconds: float = 0.15) -> list[str]:
        """Return what else it says in a while."""
        time.sleep(seconds)
        more = []
        while not self.said.empty():
            more.append(self.said.get())
        self.lines += more
        return more

    def tool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self.env, check=True, timeout=20)

    def press(self, key: str) -> None:
        self.tool("key", "--clearmodifiers", keysym(key))

    def tread(self, key: str) -> None:
        """Press as a foot does; quicker, it would be taken for a key that is held."""
        time.sleep(0.1)
        self.press(key)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self._listener.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


def test_every_key_of_the_key_map_does_its_action_once(display, tmp_path):
    program = Running(display, "keys", tmp_path)
    try:
        wanted = [(key, a.id) for a in ACTIONS for key in a.keys]
        heard = {}
        for key, id_ in wanted:
            program.press(key)
            try:
                first = program.wait_for("action", 4.0)
            except AssertionError:
                first = "nothing"
            heard[key] = (id_, [first, *program.rest(0.03)])
        wrong = {k: said for k, (id_, said) in heard.items() if said != [f"action {id_}"]}
        assert wrong == {}
    finally:
        program.close()


HELD = [("s", "save_view", False), ("Right", "next_frame", True)]


@pytest.mark.parametrize(("key", "id_", "repeats"), HELD)
def test_a_held_key_repeats_only_what_is_meant_to(display, tmp_path, key, id_, repeats):
    program = Running(display, "keys", tmp_path)
    try:
        program.tool("keydown", key)
        program.wait_for(f"action {id_}", 4.0)
        more = program.rest(1.5)
        program.tool("keyup", key)
        assert bool([line for line in more if line.startswith("action")]) is repeats
    finally:
        program.close()


MOST = 400
"""Presses of the first key; a protocol has fewer items, and nothing may go round for ever."""


def test_a_whole_protocol_is_worked_through_on_three_keys(display, tmp_path):
    """Next, do, and play: every question is answered and every view saved, to the last step."""
    program = Running(display, "pedal", tmp_path)
    try:
        program.tread("F15")
        program.wait_for("playing True")
        # a second press at once would be taken for the first one held
        time.sleep(0.5)
        program.tread("F15")
        program.wait_for("playing False")
        for _ in range(MOST):
            program.tread("F13")
            item = program.wait_for("item").split()[1]
            # the first tread says absent; a number is typed, not trodden
            for _ in range({"none": 0, "number": 0, "view": 1, "question": 1}[item]):
                program.tread("F14")
                program.wait_for("open")
            if item == "none" and "step summary" in program.lines:
                break
        assert [line for line in program.lines if line.startswith("open")][-1] == "open 0"
        assert "item number" in program.lines
        assert len({line for line in program.lines if line.startswith("step ")}) > 10
        answers, saved = [line for line in program.lines if line.startswith("exam")][-1].split()[1:]
        assert int(answers) > 50 and int(saved) > 8
    finally:
        program.close()


FAST = {"n": ("step", 18), "Right": ("frame", 10)}
"""Keys that are pressed many times in a row, what the program says of each press, and how often."""


@pytest.mark.parametrize("between", [60, 90, 150])
@pytest.mark.parametrize("key", FAST)
def test_no_press_of_a_fast_hand_is_lost(display, tmp_path, key, between):
    """While a step is built the keys wait; each is done in its turn, and none is taken for a held one.

    xdotool holds a key for half of the time between two presses: 60 ms are faster than a finger is.
    """
    program = Running(display, "pedal", tmp_path)
    try:
        said, count = FAST[key]
        program.rest(0.5)
        program.tool("key", "--delay", str(between), *[key] * count)
        told = [program.wait_for(f"{said} ", 20.0) for _ in range(count)]
        assert len(set(told)) == count, "each press goes on by one"
        assert [line for line in program.rest(1.0) if line.startswith(f"{said} ")] == []
    finally:
        program.close()
