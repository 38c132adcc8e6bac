"""Which cells would teach the most: the door to ``training.core.teaching`` (no torch)."""

from __future__ import annotations

from training.core.teaching import teaching_order

__all__ = ["teaching_order"]
