"""Decoded frames in memory: cache, prefetch, packed and mapped stores."""
