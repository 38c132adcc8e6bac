"""The window of learning: what reviewers corrected, training runs, models and how they do over time."""
