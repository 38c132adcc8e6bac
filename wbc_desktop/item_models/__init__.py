"""Qt models over the store: lists of ids whose rows are read when they are shown."""
