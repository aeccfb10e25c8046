"""Arguments: which commands there are and what they take."""

import argparse
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from sonostep import __version__
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import LANGUAGES

if TYPE_CHECKING:
    # A window does without.
    from sonostep.core.measure.geometry import Point

COMMANDS: Final = (
    "open",
    "demo",
    "info",
    "frame",
    "measure",
    "protocol",
    "findings",
    "knowledge",
    "differential",
    "report",
    "finalise",
    "verify",
    "amend",
    "deidentify",
    "doctor",
)

BOTH: Final = "both"
"""``--lang both``: reports print both languages; sentences of the command are in the user's own."""

_REPLACE: Final = "write over another exam's report that is there, if it is not sealed"

PRINTS: Final = ("report", "finalise")
"""The commands that print what a patient or a colleague reads, and so may print it in both languages."""

SHAPES: Final = {"line": "distance", "ellipse": "ellipse", "polygon": "polygon", "angle": "angle"}
"""Option: kind of shape (``core.annotation.ShapeKind``)."""


class WrongUsage(ProblemError):
    """The arguments do not fit; exit code 2."""


class Parser(argparse.ArgumentParser):
    """The argument parser. Speaks of wrong arguments by a problem instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage with argparse's words."""
        raise WrongUsage.of("cli.usage", message=message, command=self.prog)


def globals_parser() -> argparse.ArgumentParser:
    """Return the parser of what may stand anywhere on the line."""
    parser = Parser(prog="sonostep", add_help=False, allow_abbrev=False)
    parser.add_argument(
        "--lang", choices=(*LANGUAGES, BOTH), help="language of all output (default: the system's)"
    )
    return parser


def parser() -> argparse.ArgumentParser:
    """Return the parser of the commands."""
    top = Parser(
        prog="sonostep",
        description="A companion for the musculoskeletal ultrasound visit. It supports a physician; "
        "it does not diagnose.",
        epilog="`sonostep PATH...` opens the window on files, folders or a DICOMDIR. "
        "--lang en|zh-TW may stand anywhere. docs/cli.md describes every command and its JSON.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"sonostep {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for add in (_windows, _images, _data, _exams, _privacy):
        add(commands)
    return top


_Commands = argparse._SubParsersAction  # argparse has no public name for it


def _add(commands: "_Commands[Parser]", name: str, help_: str, *, json: bool = False) -> Parser:
    command = commands.add_parser(name, help=help_, description=help_, allow_abbrev=False)
    if json:
        command.add_argument("--json", action="store_true", help="print one JSON value (docs/cli.md)")
    return command


def _windows(commands: "_Commands[Parser]") -> None:
    window = _add(commands, "open", "open the window; `sonostep PATH...` does the same")
    window.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    demo = _add(commands, "demo", "open the sample exam and go through the main job")
    demo.add_argument("--headless", action="store_true", help="without a display, leaving the files in --out")
    demo.add_argument("--out", type=Path, default=Path("sonostep-demo"), metavar="DIR")


def _images(commands: "_Commands[Parser]") -> None:
    info = _add(commands, "info", "what can be opened, and what cannot and why", json=True)
    info.add_argument("path", type=Path, metavar="PATH")
    frame = _add(commands, "frame", "write one frame as PNG; frames count from 1")
    frame.add_argument("path", type=Path, metavar="PATH")
    frame.add_argument("--frame", type=_number, required=True, metavar="N")
    frame.add_argument("--out", type=Path, required=True, metavar="F.png")
    measure = _add(commands, "measure", "measure on a frame, or say why there is no millimetre", json=True)
    measure.add_argument("path", type=Path, metavar="PATH")
    measure.add_argument("--frame", type=_number, required=True, metavar="N")
    shapes = measure.add_mutually_exclusive_group(required=True)
    for name, kind in SHAPES.items():
        shapes.add_argument(f"--{name}", type=_points(kind), metavar="x1,y1,...", help=_SHAPE_HELP[name])
    measure.add_argument(
        "--region", type=_number, metavar="R", help="the region to use where several disagree"
    )


_SHAPE_HELP: Final = {
    "line": "the two ends",
    "ellipse": "both ends of one axis and a point at the height of the other",
    "polygon": "three corners or more",
    "angle": "arm, vertex, arm",
}


def _data(commands: "_Commands[Parser]") -> None:
    protocol = _add(commands, "protocol", "list, show or check exam protocols")
    verbs = protocol.add_subparsers(
        dest="verb", required=True, metavar="list|show|check|facts", parser_class=Parser
    )
    _add(verbs, "list", "the protocols at hand", json=True)
    show = _add(verbs, "show", "one protocol with its steps", json=True)
    show.add_argument("id", metavar="ID")
    check = _add(verbs, "check", "check a protocol file", json=True)
    check.add_argument("file", type=Path, metavar="FILE")
    _add(verbs, "facts", "every founding fact with what carries it, or why nothing does", json=True)
    _add(commands, "findings", "the vocabulary of findings", json=True)
    knowledge = _add(commands, "knowledge", "the evidence behind a condition")
    verbs = knowledge.add_subparsers(dest="verb", required=True, metavar="list|show", parser_class=Parser)
    _add(verbs, "list", "the conditions at hand", json=True)
    show = _add(verbs, "show", "one condition with its evidence and sources", json=True)
    show.add_argument("condition", metavar="CONDITION")


def _exams(commands: "_Commands[Parser]") -> None:
    differential = _add(commands, "differential", "weigh the findings of an exam file", json=True)
    differential.add_argument("exam", type=Path, metavar="EXAM.json")
    report = _add(commands, "report", "write the report of an exam file", json=True)
    report.add_argument("exam", type=Path, metavar="EXAM.json")
    report.add_argument("--out", type=Path, required=True, metavar="DIR|F.zip")
    report.add_argument("--replace", action="store_true", help=_REPLACE)
    report.add_argument("--formats", type=_formats, metavar="pdf,sr,json")
    _finals(commands)
    _add(commands, "doctor", "check that everything SonoStep needs is here", json=True)


def _finals(commands: "_Commands[Parser]") -> None:
    finalise = _add(commands, "finalise", "sign an exam, render its report once and seal it", json=True)
    finalise.add_argument("exam", type=Path, metavar="EXAM.json")
    finalise.add_argument("--physician", metavar="NAME", help="who signs (default: the exam's physician)")
    finalise.add_argument("--operator", metavar="NAME", help="who scanned (default: the exam's operator)")
    finalise.add_argument(
        "--certificate", type=Path, metavar="F.p12", help="sign the PDF with it; its passphrase is asked for"
    )
    finalise.add_argument("--out", type=Path, required=True, metavar="DIR|F.zip")
    finalise.add_argument("--replace", action="store_true", help=_REPLACE)
    finalise.add_argument("--formats", type=_formats, metavar="pdf,sr")
    finalise.add_argument(
        "--done",
        metavar="TEXT",
        help="what was done about every danger that stands; printed on the report's first page",
    )
    finalise.add_argument(
        "--all-the-same",
        action="store_true",
        help="sign although what is usually forgotten, such as the impression, is as it is",
    )
    verify = _add(commands, "verify", "check that no byte of a final report was altered", json=True)
    verify.add_argument("path", type=Path, metavar="DIR|F.zip|F.pdf")
    verify.add_argument("--sha256", default="", metavar="HEX", help="the seal as it was told to you")
    amend = _add(commands, "amend", "begin a new version of a final exam, which names it", json=True)
    amend.add_argument("path", type=Path, metavar="DIR|F.zip")
    amend.add_argument("--reason", required=True, metavar="TEXT")
    amend.add_argument("--out", type=Path, required=True, metavar="EXAM.json")


def _privacy(commands: "_Commands[Parser]") -> None:
    out = _add(commands, "deidentify", "write clips without anything that names anybody", json=True)
    out.add_argument("path", type=Path, metavar="IN")
    out.add_argument("--out", type=Path, required=True, metavar="DIR")
    out.add_argument("--dates", choices=("remove", "keep", "shift"), default="remove")
    for name, help_ in (("keep", "what to keep of a clip that states no region"), ("blank", "what to blank")):
        out.add_argument(
            f"--{name}-box", type=_box, action="append", default=[], metavar="x0,y0,x1,y1", help=help_
        )
    out.add_argument("--assume-reviewed", action="store_true", help="nobody looks; the log says so")


def _box(text: str) -> Sequence[int]:
    values = tuple(int(v) for v in _numbers(text) if isinstance(v, float) and v.is_integer())
    if len(values) != 4 or len(_numbers(text)) != 4 or any(not 0 <= v < 10**6 for v in values):
        raise argparse.ArgumentTypeError(f"{text!r} is not a box x0,y0,x1,y1 of whole pixels from 0")
    return values


def _number(text: str) -> int:
    from sonostep.core.measure.number_entry import parse_number

    value = parse_number(text)
    if not isinstance(value, float) or not value.is_integer() or not 1 <= value <= 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(value)


def _numbers(text: str) -> "list[float | Problem]":
    """Numbers between commas; between blanks or semicolons a comma is a decimal one."""
    from sonostep.core.measure.number_entry import parse_number

    said = unicodedata.normalize("NFKC", text).strip()
    blanks = re.search(r"[0-9]\s*;|[0-9]\s+[-+0-9.]", said)
    return [parse_number(part) for part in (re.split(r"[;\s]+", said) if blanks else said.split(","))]


def _points(kind: str) -> "Callable[[str], tuple[Point, ...]]":
    def read(text: str) -> "tuple[Point, ...]":
        from sonostep.core.annotation import ShapeKind
        from sonostep.core.measure.geometry import Point
        from sonostep.core.shapes import shape_row

        low, high = shape_row(ShapeKind(kind)).least, shape_row(ShapeKind(kind)).most
        values = [v for v in _numbers(text) if isinstance(v, float)]
        if len(values) != len(_numbers(text)):
            raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers x1,y1,x2,y2,...")
        if len(values) % 2 or len(values) < 2 * low or (high is not None and len(values) > 2 * high):
            wanted = f"{low}" if high == low else f"{low} or more"
            raise argparse.ArgumentTypeError(f"{wanted} points are needed, as x1,y1,x2,y2,...")
        return tuple(Point(x, y) for x, y in zip(values[::2], values[1::2], strict=True))

    return read


def _formats(text: str) -> Sequence[str]:
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not names:
        raise argparse.ArgumentTypeError("name a format, such as pdf,sr,json")
    return names
