"""DICOM objects beside the structured report: presentation states, key objects, encapsulated PDF, stills."""
