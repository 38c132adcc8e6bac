"""A run folder as the desktop program makes it, without corrections."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from unit.services.model_files import model_file

from training.core.model_card import file_sha256


def run_folder(parent: Path, **changes: Any) -> Path:
    """Return a new folder with options; ``changes`` replace some of them, None takes one away."""
    model = model_file(parent / "active.safetensors", "active")
    folder = parent / "20260504T120000Z"
    folder.mkdir()
    values = {
        "version": 1,
        "model": str(model),
        "model_sha256": file_sha256(model),
        "model_name": "active",
        "strength": "quick",
        "device": "cpu",
        "name": "active-20260504",
        "laboratory": "",
        "started_at": "2026-05-04T12:00:00+00:00",
        "program_version": "0.1.0",
        **changes,
    }
    kept = {name: value for name, value in values.items() if value is not None}
    (folder / "options.json").write_text(json.dumps(kept), encoding="ascii")
    return folder


def lines_of(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of progress that are whole."""
    found = []
    for line in (folder / "progress.jsonl").read_bytes().splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
