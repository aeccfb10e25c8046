"""DICOM files: header, pixels, timing, fragments, decoders."""
