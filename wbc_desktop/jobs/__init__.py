"""Running services off the thread of the window: runner, cancel, progress."""
