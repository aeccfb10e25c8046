"""Cine: playback, timeline, transport buttons and frame requests."""
