"""Modules of installer/, which is no package."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def installer(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Returns a module of installer/ by its name."""
    monkeypatch.syspath_prepend(str(repository / "installer"))
    return importlib.import_module
