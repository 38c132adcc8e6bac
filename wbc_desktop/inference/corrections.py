"""The file in which training gets the corrections: the door to ``training.core.corrections`` (no torch)."""

from __future__ import annotations

from training.core.corrections import Correction, to_csv

__all__ = ["Correction", "to_csv"]
