"""Synthetic clips as files: DICOM and video."""
