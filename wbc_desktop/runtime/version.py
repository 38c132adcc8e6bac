"""The version of the program, from the metadata of the installed distribution, which come from ``pyproject.toml``."""

from __future__ import annotations

DISTRIBUTION = "wbc-desktop"


def version() -> str:
    """Return the installed version, or "from source" if the program is not installed."""
    from importlib import metadata  # slow to import, and not needed for --help

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "from source"


def program_and_version() -> str:
    """Return the program's name with its version, as reports show it."""
    return f"WBC Desktop {version()}"
