"""One module per room of the goals table; each has ``measure(bench) -> Iterator[Figure]``."""
