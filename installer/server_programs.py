"""Finds the programs of a PostgreSQL server, on which the tests run the store, too."""

from __future__ import annotations

import shutil
from pathlib import Path

NEEDED = ("initdb", "pg_ctl", "postgres")
DEBIAN = Path("/usr/lib/postgresql")
"""Debian and Ubuntu have a folder for each version here, which is not on the path."""


def server_programs() -> Path | None:
    """Return the folder with the programs of the newest server, or None when none is installed."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    return next((folder for folder in folders if all((folder / name).exists() for name in NEEDED)), None)
