"""Synthetic B-mode clips whose true dimensions are known: scenes are data, the renderer is code."""
