"""Find the files of ``resources/`` in a source tree, an editable install or a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_INSTALLED = _PACKAGE / "_resources"
_SOURCE = _PACKAGE.parent / "resources"

MODEL_SUFFIX = ".safetensors"


def resource(*parts: str) -> Path:
    """Return the path of a resource, such as ``resource("icons", "app.svg")``. The file may be missing."""
    root = _INSTALLED if _INSTALLED.is_dir() else _SOURCE
    return root.joinpath(*parts)


def bundled_models() -> list[Path]:
    """Return the model files that come with the program, sorted by name."""
    return sorted(resource("models").glob(f"*{MODEL_SUFFIX}"))


def default_model() -> Path:
    """Return the model file to use if no other is chosen."""
    return resource("models", f"wbc8{MODEL_SUFFIX}")
