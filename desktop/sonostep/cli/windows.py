"""``open`` and ``demo``: the window."""

from argparse import Namespace
from dataclasses import replace

from sonostep.cli.out import Out
from sonostep.core.problem import ProblemError
from sonostep.settings import load_settings, save_settings


def open(options: Namespace, out: Out) -> int:  # noqa: A001 - named as the command
    """Open the window on what was given; one missing path among several is said in the window.

    Raises:
        ProblemError: when nothing that was given exists, or there is no display to open a window on.
    """
    if options.paths and not any(path.exists() for path in options.paths):
        raise ProblemError.of("imaging.not_found", path=options.paths[0])
    from sonostep.app import has_display, run

    if not has_display():
        raise ProblemError.of("cli.no_display")
    _remember_language(options, out)
    return run(options.paths)


def demo(options: Namespace, out: Out) -> int:
    """Open the sample exam; headless, go through the main job and leave its files."""
    from sonostep.app import demo as journey

    _remember_language(options, out)
    return journey(options.out, options.headless)


def _remember_language(options: Namespace, out: Out) -> None:
    """``--lang`` means to the window what choosing a language in it does."""
    if options.lang is None:
        return
    try:
        save_settings(replace(load_settings()[0], language=options.lang))
    except ProblemError as error:
        # the window still opens, in the language it would have had
        out.problem(error.problem)
