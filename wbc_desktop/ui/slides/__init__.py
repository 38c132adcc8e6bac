"""The list of slides, opening, watched folders and export."""
