"""The files of ``resources/``, found alike from a source tree, an editable install and a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_INSTALLED = _PACKAGE / "_resources"
_SOURCE = _PACKAGE.parent / "resources"

MODEL_SUFFIX = ".safetensors"


def resource(*parts: str) -> Path:
    """The path of a resource, such as ``resource("icons", "app.svg")``. It is not looked whether it is there."""
    root = _INSTALLED if _INSTALLED.is_dir() else _SOURCE
    return root.joinpath(*parts)


def bundled_models() -> list[Path]:
    """The model files that came with the program, by name."""
    return sorted(resource("models").glob(f"*{MODEL_SUFFIX}"))


def default_model() -> Path:
    """The model file that is used where no other was chosen."""
    return resource("models", f"wbc8{MODEL_SUFFIX}")
