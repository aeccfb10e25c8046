"""How much of the program one release of the caliper visits: what somebody has to read who follows it."""

from collections.abc import Iterator

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.result import Figure


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of files and of moves, counted in a fresh process with a protocol begun."""
    path = bench.clips.jpeg(bench.a)
    try:
        answer = child("visits", path, seconds=90)
    except ChildFailed as error:
        yield from (
            Figure(goal, bench.a.name, None, note=str(error)) for goal in (goals.VISITED, goals.MOVES)
        )
        return
    often = ", ".join(f"{where or 'event loop'} to {to} {count}" for where, to, count in answer["often"][:3])
    rooms = sorted({name.rpartition("/")[0] for name in answer["visited"]})
    yield Figure(goals.VISITED, bench.a.name, answer["files"], note=f"in {len(rooms)} folders")
    yield Figure(goals.MOVES, bench.a.name, answer["moves"], note=f"most often {often}")
