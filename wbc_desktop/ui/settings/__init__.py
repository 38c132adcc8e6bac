"""The dialogs of the settings, the keys and the classes."""
