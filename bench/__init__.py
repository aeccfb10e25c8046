"""Measures SonoStep against the goals of docs/performance.md: `python3 tasks.py bench`."""
