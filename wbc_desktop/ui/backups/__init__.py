"""The room of the backups: daily copies, copies by hand, and restoring."""
