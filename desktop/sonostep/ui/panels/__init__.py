"""Panels around the viewer; each shows the session and changes it by edits."""
