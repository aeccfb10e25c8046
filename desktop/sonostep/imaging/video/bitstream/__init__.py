"""What the packets of a video say of themselves, before anything is decoded."""
