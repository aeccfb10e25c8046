"""Worker processes that parse and decode files, and the memory they share with the window."""
