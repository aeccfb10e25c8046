"""Pictures out of the viewer: clipboard, file, printer."""
