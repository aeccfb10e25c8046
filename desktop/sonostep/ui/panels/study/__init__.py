"""The left side: study browser, frame list and annotation list."""
