"""The window that reviews and exports de-identified copies."""
