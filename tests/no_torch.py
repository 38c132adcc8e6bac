"""Lets child processes run as on a computer without torch: importing it, or torchvision, fails."""

from __future__ import annotations

from pathlib import Path

_HOOK = '''"""Refuses torch, as if it were not installed."""
import sys


class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "torchvision", "lightning_fabric"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Refusing())
'''


def without_torch(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """Return the environment of a child process that cannot import torch; ``folder`` gets the hook."""
    import os

    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_HOOK, encoding="utf-8")
    return {**environment, "PYTHONPATH": os.pathsep.join([str(folder), environment["PYTHONPATH"]])}
