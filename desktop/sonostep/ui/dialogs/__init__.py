"""Small windows that never block the work: palette, key map, settings."""
