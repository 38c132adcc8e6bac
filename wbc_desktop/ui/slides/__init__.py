"""Slide list, opening, watched folders and export."""
