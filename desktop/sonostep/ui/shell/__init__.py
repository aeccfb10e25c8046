"""The main window around the exam: actions, toolbar, status bar, notifications, start page, opening."""
