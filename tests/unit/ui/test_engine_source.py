"""The engine that loads when the first cell needs it; torch must not come in here, so the real one never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbc_desktop.domain.errors import ModelError
from wbc_desktop.ui.engine_source import EngineSource


def test_a_missing_model_is_a_sentence_at_once(tmp_path: Path) -> None:
    source = EngineSource(lambda: tmp_path / "none.safetensors", lambda: "auto")
    with pytest.raises(ModelError):
        source()
