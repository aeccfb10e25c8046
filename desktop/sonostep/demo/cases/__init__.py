"""The clinical cases that the demonstration enters."""
