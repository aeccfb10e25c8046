"""Pictures out of an exam: a frame or a cine with its marks."""
