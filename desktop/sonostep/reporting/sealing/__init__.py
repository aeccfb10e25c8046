"""Finalising: the frozen report, its seal, signatures and certificates."""
