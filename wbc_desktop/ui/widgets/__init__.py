"""Parts that know nothing of cells."""
