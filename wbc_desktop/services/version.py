"""Which version of the program this is."""

from __future__ import annotations

DISTRIBUTION = "wbc-desktop"


def version() -> str:
    """The number of the installed version, or "from source" where the program is run without being installed."""
    from importlib import metadata  # not needed for --help, and it takes a while to import

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "from source"


def program_and_version() -> str:
    """The program's name with its version, as reports and the command line give it."""
    return f"WBC Desktop {version()}"
