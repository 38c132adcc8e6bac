"""The differential panel and the reference ranges."""
