"""Run one command: from arguments to exit code. Nothing that goes wrong shows a traceback."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Final, TextIO

from sonostep.cli.crash import log_crash
from sonostep.cli.output import Out, prepare
from sonostep.cli.parser import BOTH, COMMANDS, PRINTS, WrongUsage, globals_parser, parser
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import Language
from sonostep.settings import load_settings

OK, FAILED, USAGE = 0, 1, 2

_MODULES: Final = {
    "open": "window",
    "demo": "window",
    "info": "images",
    "frame": "images",
    "measure": "images",
    "protocol": "protocols",
    "findings": "protocols",
    "knowledge": "knowledge",
    "differential": "exam",
    "report": "exam",
    "finalise": "finalise",
    "verify": "finalise",
    "amend": "finalise",
    "deidentify": "privacy",
    "doctor": "doctor",
}
"""Command to its module; each is imported only for its own command, so that a window opens fast."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``sonostep`` with ``arguments`` and return its exit code.

    0 when it did what was asked, 2 for wrong usage, 1 otherwise.
    """
    for stream in (sys.stdout, sys.stderr):
        prepare(stream)
    words = list(sys.argv[1:] if arguments is None else arguments)
    out = Out(system_language())
    try:
        return _run(words, out)
    except BrokenPipeError:
        # whoever read us has gone
        _mute(sys.stdout)
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _mute(stream: TextIO) -> None:
    """Keep the interpreter's own last flush quiet, where what is buffered can go nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(words: list[str], out: Out) -> int:
    try:
        given, rest = globals_parser().parse_known_args(words)
        both = given.lang == BOTH
        language = None if both else given.lang
        out = Out(language or preferred_language())
        code = _command(_with_command(rest), Namespace(lang=language, both=both), out)
        sys.stdout.flush()
        return code
    except WrongUsage as error:
        out.problem(error.problem)
        return USAGE
    except ProblemError as error:
        out.problem(error.problem)
        return FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        out.problem(Problem.of("cli.system", reason=error.strerror or type(error).__name__))
        _mute(sys.stdout)
        return FAILED
    except Exception as error:  # noqa: BLE001 - the edge of the program
        out.problem(log_crash(error))
        return FAILED


def _command(words: list[str], given: Namespace, out: Out) -> int:
    try:
        options = parser().parse_args(words, given)
    except SystemExit as end:
        # --help and --version have said all
        return OK if not end.code else USAGE
    if options.both and options.command not in PRINTS:
        raise WrongUsage.of("cli.not_both", commands=", ".join(PRINTS))
    return run_command(options, out)


def run_command(options: Namespace, out: Out) -> int:
    """Run a parsed command."""
    module = import_module(f"sonostep.cli.{_MODULES[options.command]}")
    answered = Out(out.language, as_json=bool(getattr(options, "json", False)))
    code: int = getattr(module, options.command)(options, answered)
    return code


def _with_command(words: list[str]) -> list[str]:
    """``sonostep PATH...`` means ``sonostep open PATH...``; a file that is called like a command is ./so."""
    if words and (words[0] in COMMANDS or words[0] in ("-h", "--help", "--version")):
        return words
    return ["open", *words]


def preferred_language() -> Language:
    """Return the user's language: as set, else as the system's locale says, else English."""
    try:
        chosen = load_settings()[0].language
    except OSError:
        chosen = None
    return chosen or system_language()


def system_language() -> Language:
    """Return Traditional Chinese where the locale asks for it, else English."""
    names = (os.environ.get(n, "") for n in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((n for n in names if n), "")
    traditional = ("zh_TW", "zh-TW", "zh_HK", "zh-HK", "zh_MO", "zh-MO", "zh_Hant", "zh-Hant")
    return "zh-TW" if locale.startswith(traditional) else "en"
