"""``python -m sonostep`` and the ``sonostep`` command."""

import multiprocessing
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # a frozen program starts its workers through this very function
    multiprocessing.freeze_support()
    # imported here: spawned workers import this module, and must not import the command line with it
    from sonostep.cli import main as run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
