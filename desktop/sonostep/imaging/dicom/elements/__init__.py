"""Elements of a header, read tolerantly: numbers, functional groups."""
