"""`python3 tasks.py bench`: measure, print the table, keep docs/performance.md true."""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import platformdirs

from bench import doc, machine
from bench.bench import ROOT, Bench
from bench.clips import SMALL, A, B, Clips
from bench.display import screen
from bench.result import Figure, as_json, as_text

ROOMS = (
    "start", "first", "decode", "worker", "scrub", "video", "wrong", "memory", "growth", "paint", "exam",
    "visits", "peers",
)  # fmt: skip
DOCUMENT = ROOT / "docs" / "performance.md"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the options. Ends the program with 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="tasks.py bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=ROOMS, metavar="NAME", help=", ".join(ROOMS))
    parser.add_argument(
        "--peers", action="store_true", help="install napari and pyqtgraph apart, and run them"
    )
    parser.add_argument("--quick", action="store_true", help="clip A only, fewer rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    parser.add_argument("--cache", type=Path, help="where clips are kept (default: the user's cache folder)")
    parser.add_argument("--tiny", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for; the exit code says only whether it could be measured."""
    options = parse(arguments)
    cache = options.cache or platformdirs.user_cache_path("sonostep-bench", appauthor=False)
    sizes = (SMALL, SMALL) if options.tiny else (A, B)
    bench = Bench(Clips(cache, _say), *sizes, cache, options.quick, options.peers, _say)
    # the checkout's own folders may not be written to, and compiling is no part of any figure
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(cache).resolve() / "bytecode")
    with screen() as platform:
        facts = machine.describe(platform)
        figures = list(_measured(bench, options.only or ROOMS))
    print(as_text(figures))
    if options.json:
        options.json.write_text(as_json(figures, facts), "utf-8")
    if options.only or options.quick or options.tiny:
        _say(f"{DOCUMENT.name} keeps its figures: only a whole run is written there.")
    else:
        doc.rewrite(DOCUMENT, figures, facts)
    return 0


def _measured(bench: Bench, names: Sequence[str]) -> Iterator[Figure]:
    for name in names:
        bench.say(f"measuring: {name}")
        yield from importlib.import_module(f"bench.rooms.{name}").measure(bench)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
