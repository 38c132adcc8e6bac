"""Fixtures of the training: a model that knows one laboratory, and the corrections of another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from integration.training.laboratories import Ground, Lab, prepare_ground


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """A small model that was trained on drawn cells of one stain, with its replay file."""
    return prepare_ground(tmp_path_factory.mktemp("home"))


@pytest.fixture
def lab(ground: Ground, tmp_path: Path) -> Lab:
    """A laboratory without corrections."""
    return Lab(ground, tmp_path)
