"""How the program starts its own modules in child processes, from a source tree, an installation or a bundle."""

from __future__ import annotations

import os
from pathlib import Path

from training.core.bundle import is_bundled, module_command

__all__ = ["child_environment", "is_bundled", "module_command"]

_ROOT = Path(__file__).resolve().parents[2]
"""Where this program and ``training`` are, in a source tree as well as installed."""


def child_environment() -> dict[str, str]:
    """Return the environment in which a child process finds the same modules as this one, wherever it starts."""
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}
