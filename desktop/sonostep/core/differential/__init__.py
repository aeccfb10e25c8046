"""Weigh what the physician recorded: knowledge, weighing, ranking, next best step."""
