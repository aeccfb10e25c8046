"""``open`` and ``demo``: the window."""

import gc
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sonostep.cli.output import Out
from sonostep.core.problem import ProblemError
from sonostep.settings import load_settings, save_settings

if TYPE_CHECKING:
    from sonostep.imaging.worker.first_frame import FirstLook

_WHILE_STARTING: Final = 50_000
"""New containers between two searches for garbage; Python's own 700 are right for a program at work."""


def open(options: Namespace, out: Out) -> int:  # noqa: A001 - named as the command
    """Open the window on what was given; one missing path among several is said in the window.

    Raises:
        ProblemError: when nothing that was given exists, or there is no display to open a window on.
    """
    hasten()
    if options.paths and not any(path.exists() for path in options.paths):
        raise ProblemError.of("imaging.not_found", path=options.paths[0])
    look = early_look(options.paths)
    try:
        from sonostep.app import has_display, run

        if not has_display():
            raise ProblemError.of("cli.no_display")
        _remember_language(options, out)
        return run(options.paths, look)
    finally:
        if look is not None:
            look.close()


def hasten() -> None:
    """Put the search for cyclic garbage off while modules are imported: a tenth of that time is spent on it.

    The program takes it up again when its parts are there.
    """
    gc.set_threshold(_WHILE_STARTING)


def early_look(paths: Sequence[Path]) -> "FirstLook | None":
    """Start the process that will read ``paths``: it draws the first picture while this one imports Qt."""
    if not paths:
        return None
    from sonostep.imaging.limits import keep_store_within
    from sonostep.imaging.worker.client import Worker
    from sonostep.imaging.worker.first_frame import FirstLook

    keep_store_within(load_settings()[0].store_mib)
    worker = Worker("sonostep-viewer", first=str(paths[0]))
    with suppress(ProblemError):
        # the loader tries again, and says what is wrong
        worker.start()
    look = FirstLook(worker, str(paths[0]))
    look.start()
    return look


def demo(options: Namespace, out: Out) -> int:
    """Open the sample exam; headless, go through the main job and leave its files."""
    from sonostep.app import demo as journey
    from sonostep.workflows.export_target import refuse_in_sealed

    refuse_in_sealed(options.out / "report.pdf")
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
