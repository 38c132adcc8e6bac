"""Options of a fine-tuning run."""

from __future__ import annotations

from wbc_desktop.domain.runs import RunOptions

OPTIONS = RunOptions(
    model="/m.safetensors",
    model_sha256="ab" * 32,
    model_name="wbc8",
    strength="quick",
    device="auto",
    name="wbc8-20260504",
    laboratory="",
    started_at="2026-05-04T12:00:00+00:00",
    program_version="0.1.0",
)
