"""What tests share: builders of files and exams, a window, strategies. Nothing here is a fixture."""
