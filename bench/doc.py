"""Keeps the measured part of docs/performance.md what was measured last."""

from collections.abc import Sequence
from pathlib import Path

from bench.result import Figure, as_markdown

BEGIN = "<!-- measured: begin -->"
END = "<!-- measured: end -->"


def measured(figures: Sequence[Figure], machine: dict[str, str]) -> str:
    """Return the block between the markers."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    met = sum(f.verdict == "met" for f in figures)
    missed = sum(f.verdict == "not met" for f in figures)
    absent = sum(f.verdict == "not measured" for f in figures)
    summary = f"{met} goals met, {missed} not met, {absent} not measured."
    return f"{BEGIN}\n\n{summary}\n\n{as_markdown(figures)}\n\nMeasured on:\n\n{facts}\n\n{END}"


def rewrite(document: Path, figures: Sequence[Figure], machine: dict[str, str]) -> None:
    """Put the figures between the markers.

    Raises:
        ValueError: when the document has not exactly one block.
    """
    text = document.read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{document.name} has no single block to write into")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    document.write_text(head + measured(figures, machine) + tail, "utf-8", newline="\n")
