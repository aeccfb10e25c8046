"""The command line: thin; each command asks a room and prints the answer. Contract: docs/cli.md."""

from sonostep.cli.dispatch import main

__all__ = ["main"]
