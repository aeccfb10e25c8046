"""The report as printed: PDF pages, their pictures on the screen, and the patient's handout."""
