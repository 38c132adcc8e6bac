"""Decisions, bulk decisions, undo and redo."""
