"""The data directory, database and log of a command."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from wbc_desktop.runtime.paths import DataDir
    from wbc_desktop.store.engine import Database


@dataclass(frozen=True, slots=True)
class Place:
    """The data directory and the URL of the database that a command uses."""

    data_dir: DataDir
    database_url: str

    @contextmanager
    def database(self, must_exist: bool = False) -> Iterator[Database]:
        """Open the database, after creating the data directory and starting the log.

        ``must_exist``: a missing file is an error, not a new database. Raises StorageError and DatabaseError.
        """
        from wbc_desktop.store.engine import open_database, refuse_missing

        if must_exist:
            refuse_missing(self.database_url)
        self.data_dir.create()
        self.start_log()
        database = open_database(self.database_url)
        try:
            yield database
        finally:
            database.close()

    def has_database(self) -> bool:
        """Return whether the database exists; one on a server does if it can be reached."""
        from wbc_desktop.store.engine import file_of_url

        file, _ = file_of_url(self.database_url)
        return file is None or file.exists()

    def database_file(self) -> Path:
        """Return the file of the database. Raises BackupError for one on a server."""
        from wbc_desktop.services.backup import on_server
        from wbc_desktop.store.engine import file_of_url

        file, place = file_of_url(self.database_url)
        if file is None:
            raise on_server(place)
        return file

    def start_log(self) -> None:
        """Log to the data directory if it exists, and warnings to stderr."""
        from wbc_desktop.runtime.logs import set_up_logging

        set_up_logging(self.data_dir if self.data_dir.logs.is_dir() else None)

    def report_crash(self, error: Exception) -> str:
        """Write a crash report with the traceback, and return a sentence that names its file."""
        from wbc_desktop.runtime.crash import write_crash_report

        return write_crash_report(self.data_dir, error).sentence


def place_of(args: argparse.Namespace) -> Place:
    """Return the place from ``--data-dir`` and ``--database``, else from the environment, else the default."""
    from wbc_desktop.runtime.paths import resolve_data_dir

    data_dir = resolve_data_dir(getattr(args, "data_dir", None))
    url = getattr(args, "database", None) or os.environ.get("WBC_DATABASE_URL")
    return Place(data_dir, url or data_dir.database_url)
