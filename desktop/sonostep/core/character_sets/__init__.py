"""Bytes of a text to the text: DICOM's character sets (PS3.3 C.12.1.1.2, PS3.5 6.1), and what to do where
the label is missing, wrong or odd.
"""
