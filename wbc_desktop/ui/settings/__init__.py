"""Settings, keys and classes."""
