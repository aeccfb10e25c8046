"""What every part of the interface uses: theme, widgets, translation, formatting, background tasks."""
