"""Annotations on the picture: painting, labels, hit shapes, read-out and editing."""
