"""``python -m sonostep`` and the ``sonostep`` command."""

import sys

from sonostep.cli import main as run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
