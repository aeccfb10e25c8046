"""The views (prescribed pictures) of a step."""
