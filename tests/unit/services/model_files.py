"""Model files with a card and without weights, for tests that do not load them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def model_file(path: Path, name: str = "starter", **values: Any) -> Path:
    """Write a model file with a card; ``values`` replace or add some of its values."""
    card = {
        "name": name,
        "architecture": "resnet50-cbam",
        "options": {},
        "classes": [["NEU", "Neutrophil"], ["BLA", "Blast"]],
        "input_size": 64,
        "channel_order": "BGR",
        "mean": [1, 2, 3],
        "std": [1, 2, 3],
        "temperature": 1,
        "threshold": 0.625,
        "trained_at": "2026-01-01T00:00:00+00:00",
        "training_data": {},
        "evaluation": {"accuracy": 0.9},
        "parent_sha256": "",
        "program_version": "",
        **values,
    }
    header = json.dumps({"__metadata__": {"format": "wbc-model-1", "card": json.dumps(card)}}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return path
