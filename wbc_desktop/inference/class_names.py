"""The names and short forms of cell classes, shared with training: one table for labels, manifests and folders."""

from __future__ import annotations

from training.core.class_names import code_of_name

__all__ = ["code_of_name"]
