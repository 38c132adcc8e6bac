"""PDF, charts and CSV."""
