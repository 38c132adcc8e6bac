"""Paths, settings, logs and the crash report."""
