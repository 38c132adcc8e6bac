"""The data directory: the folder with database, thumbnails, models, runs, logs and backups of one installation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import platformdirs

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime import private
from wbc_desktop.runtime.faults import why_not_written

APP_NAME = "WBC Desktop"
ENVIRONMENT_VARIABLE = "WBC_DATA_DIR"
_OWN_FILES = ("wbc.sqlite3", "settings", "drafts", "window.", "backup.")
"""Beginnings of the names of the program's files in the data directory."""


@dataclass(frozen=True, slots=True)
class DataDir:
    """The folder with the program's state; ``root`` is absolute. Nothing is created before ``create``."""

    root: Path

    @property
    def database_file(self) -> Path:
        """The SQLite database."""
        return self.root / "wbc.sqlite3"

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the database file. Raises StorageError when the folder's name is no valid Unicode."""
        return database_url(self.database_file)

    @property
    def settings_file(self) -> Path:
        """The settings file."""
        return self.root / "settings.json"

    @property
    def drafts_file(self) -> Path:
        """The file of drafts of comments."""
        return self.root / "drafts.json"

    @property
    def thumbnails(self) -> Path:
        """The folder of thumbnails; may be deleted at any time."""
        return self.root / "thumbnails"

    @property
    def models(self) -> Path:
        """The folder of model files of this installation."""
        return self.root / "models"

    @property
    def logs(self) -> Path:
        """The folder of log files and crash reports."""
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        """The folder of copies of the database."""
        return self.root / "backups"

    @property
    def backup_state_file(self) -> Path:
        """The file that remembers the last backup, and the last failure."""
        return self.root / "backup.json"

    @property
    def learning(self) -> Path:
        """The folder of fine-tuning runs, each in a folder of its own."""
        return self.root / "learning"

    @property
    def folders(self) -> tuple[Path, ...]:
        """The program's own folders in it."""
        return (self.thumbnails, self.models, self.logs, self.backups, self.learning)

    def create(self) -> None:
        """Create the missing folders, and remove the rights of other accounts from existing files and folders.

        Raises StorageError if a folder cannot be created.
        """
        for folder in (self.root, *self.folders):
            try:
                private.make_folder(folder)
            except FileExistsError as error:
                raise StorageError(
                    tr("The data folder {folder} cannot be made: a file of that name is in the way.", folder=folder)
                ) from error
            except (OSError, ValueError) as error:
                raise StorageError(
                    tr(
                        "The data folder {folder} cannot be made: {why}. Name another with --data-dir.",
                        folder=folder,
                        why=why_not_written(error),
                    )
                ) from error
        self._tighten()

    def _tighten(self) -> None:
        """Remove others' rights from the program's files only: the person's folder may contain other files too."""
        try:
            paths = list(self.root.iterdir())
        except OSError:
            return
        own = [path for path in paths if path.name.startswith(_OWN_FILES) or path in self.folders]
        if own == paths or self.database_file in own:
            private.tighten_folder(self.root)
        private.tighten(own)


def database_url(file: Path) -> str:
    """Return the SQLAlchemy URL of a database file. Raises StorageError when its folder's name is no valid Unicode."""
    try:
        return "sqlite:///" + quote(str(file), safe="/\\: +")
    except UnicodeEncodeError as error:
        raise StorageError(
            tr(
                "The name of the data folder {root!a} cannot be written as text: choose another folder.",
                root=str(file.parent),
            )
        ) from error


def resolve_data_dir(option: str | None, environ: Mapping[str, str] = os.environ) -> DataDir:
    """Return the data directory: ``option`` (``--data-dir``), else ``WBC_DATA_DIR``, else the user data folder."""
    named = option or environ.get(ENVIRONMENT_VARIABLE)
    if not named:
        return DataDir(platformdirs.user_data_path(APP_NAME, appauthor=False))
    try:
        return DataDir(Path(named).expanduser().absolute())
    except RuntimeError:  # "~name" of an unknown account
        return DataDir(Path(named).absolute())
