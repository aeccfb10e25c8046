"""The questions of a step and what belongs to an answer."""
