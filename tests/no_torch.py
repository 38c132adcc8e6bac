"""Lets child processes run as on a computer without some packages, for instance torch: importing them fails."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_HOOK = '''"""Hides modules, as if they were not installed."""
from importlib.machinery import PathFinder

real = PathFinder.find_spec


def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in {names!r} else real(name, path, target)


PathFinder.find_spec = find_spec
'''


def without_modules(names: Iterable[str], environment: dict[str, str], folder: Path) -> dict[str, str]:
    """Return the environment of a child process that cannot import these modules; ``folder`` gets the hook."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_HOOK.format(names=tuple(names)), encoding="utf-8")
    return {**environment, "PYTHONPATH": os.pathsep.join([str(folder), environment["PYTHONPATH"]])}


def without_torch(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """Return the environment of a child process that cannot import torch and what needs it."""
    return without_modules(("torch", "torchvision", "lightning_fabric"), environment, folder)
