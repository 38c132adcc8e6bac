"""Unit tests run in seconds and without torch: a test that brings torch in belongs under tests/integration."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_torch() -> Iterator[None]:
    """Fails a unit test during which torch was imported."""
    before = "torch" in sys.modules
    yield
    if not before and "torch" in sys.modules:
        pytest.fail("this test imports torch: move it to tests/integration", pytrace=False)
