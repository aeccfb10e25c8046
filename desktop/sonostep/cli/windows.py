"""``open`` and ``demo``: the window."""

from argparse import Namespace

from sonostep.cli.out import Out


def open(options: Namespace, out: Out) -> int:  # noqa: A001 - named as the command
    """Open the window on what was given."""
    from sonostep.app import run

    return run(options.paths)


def demo(options: Namespace, out: Out) -> int:
    """Open the sample exam; headless, go through the main job and leave its files."""
    from sonostep.app import demo as journey

    return journey(options.out, options.headless)
