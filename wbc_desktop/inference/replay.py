"""The replay file of a model, which says what it knows of other laboratories (``training/core/replay.py``)."""

from __future__ import annotations

from training.core.replay import find_replay, root_of

__all__ = ["find_replay", "root_of"]
