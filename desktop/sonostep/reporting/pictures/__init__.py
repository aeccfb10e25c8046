"""Pictures out: a frame or a cine with its marks, for people and programs that know no exam."""
