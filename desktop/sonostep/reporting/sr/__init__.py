"""DICOM structured report (TID 1500): written, and read back."""
