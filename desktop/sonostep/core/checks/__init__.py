"""Checks: what in an exam needs a second look before it is signed."""
