"""Qt models over the store: ids, lazy rows."""
