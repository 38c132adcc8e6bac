"""General widgets, which know nothing about cells."""
