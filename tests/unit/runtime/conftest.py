"""A data directory for the test, and a folder in which permissions are enforced."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def unprivileged_folder() -> Iterator[Path]:
    """A folder in which permissions are enforced; root becomes another account while it is in use."""
    folder = Path(tempfile.mkdtemp(prefix="wbc-unprivileged-"))
    if not hasattr(os, "geteuid"):
        shutil.rmtree(folder)
        pytest.skip("permissions are tested on POSIX")
    root = os.geteuid() == 0
    if root:
        os.chown(folder, NOBODY, -1)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
