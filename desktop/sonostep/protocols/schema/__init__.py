"""Pydantic schemas of the data files, and their JSON Schema."""
