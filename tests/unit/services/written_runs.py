"""Folders of ended fine-tuning runs, without a process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wbc_desktop.domain.runs import RunOptions
from wbc_desktop.services.run_files import MANIFEST, OPTIONS, PROGRESS, RESULT

START: dict[str, Any] = {"event": "start", "strength": "quick", "device": "cpu", "train": 71, "test": 34}
CURVE: list[dict[str, Any]] = [
    {"event": "curve", "step": step, "of": 20, "loss": 2 / step, "accuracy": 1 - 0.4 / step} for step in range(1, 21)
]


def write_run(
    learning: Path, stamp: str, result: dict[str, Any] | None, *events: dict[str, Any], resumable: bool = False
) -> Path:
    """Write the files of an ended run, and return its folder."""
    folder = learning / stamp
    folder.mkdir()
    options = RunOptions(
        model="/models/wbc8.safetensors",
        model_sha256="a" * 64,
        model_name="wbc8",
        strength="quick",
        device="cpu",
        name="our stain",
        laboratory="Ours",
        started_at="2026-11-28T10:00:00+00:00",
        program_version="1",
    )
    (folder / OPTIONS).write_bytes(options.to_json())
    lines = [json.dumps({"at": "2026-11-28T10:00:01+00:00", **event}) + "\n" for event in events]
    (folder / PROGRESS).write_text("".join(lines), encoding="utf-8")
    if resumable:
        (folder / MANIFEST).write_bytes(b"")
    if result is not None:
        (folder / RESULT).write_text(json.dumps(result), encoding="utf-8")
    return folder
