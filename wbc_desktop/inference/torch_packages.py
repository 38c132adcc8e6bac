"""The packages that only training and GPUs need: whether they are installed, and how to install them. No torch."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from wbc_desktop.domain.language import tr
from wbc_desktop.inference.children import is_bundled

PACKAGES = ("torch", "torchvision")


def missing_packages() -> list[str]:
    """Return the packages that are not installed, without importing any."""
    return [name for name in PACKAGES if not _is_installed(name)]


def install_advice() -> str:
    """Return the sentence that says how they are installed. Nothing can be added to a bundle."""
    if is_bundled():
        return tr("install the full version of WBC Desktop.")
    return tr("install it with “{command}”.", command=f"{sys.executable} -m pip install {' '.join(PACKAGES)}")


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
