"""The data directory: where the database, thumbnails, models, logs and backups of one installation lie."""

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
_OWN_FILES = ("wbc.sqlite3", "settings", "drafts", "window.")
"""How the names of the program's files in the data directory begin."""


@dataclass(frozen=True, slots=True)
class DataDir:
    """The folder that holds the program's state; ``root`` is absolute. Nothing is made before ``create``."""

    root: Path

    @property
    def database_file(self) -> Path:
        """The SQLite database."""
        return self.root / "wbc.sqlite3"

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the database file. Raises StorageError when the folder's name is no valid Unicode."""
        try:
            return "sqlite:///" + quote(str(self.database_file), safe="/\\: +")
        except UnicodeEncodeError as error:
            raise StorageError(
                tr(
                    "The name of the data folder {root!a} cannot be written as text: choose another folder.",
                    root=str(self.root),
                )
            ) from error

    @property
    def settings_file(self) -> Path:
        """The settings."""
        return self.root / "settings.json"

    @property
    def drafts_file(self) -> Path:
        """Comments that were typed and not stored yet."""
        return self.root / "drafts.json"

    @property
    def thumbnails(self) -> Path:
        """Thumbnails kept on disk; may be deleted at any time."""
        return self.root / "thumbnails"

    @property
    def models(self) -> Path:
        """Model files of this installation."""
        return self.root / "models"

    @property
    def logs(self) -> Path:
        """Log files and crash reports."""
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def folders(self) -> tuple[Path, ...]:
        """The program's own folders in it."""
        return (self.thumbnails, self.models, self.logs, self.backups)

    def create(self) -> None:
        """Make the folders that are not there yet, and take the rights of other accounts from what is there.

        Raises StorageError when a folder cannot be made.
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
        """Only what the program makes: a person may have named a folder that holds other things as well."""
        try:
            paths = list(self.root.iterdir())
        except OSError:
            return
        own = [path for path in paths if path.name.startswith(_OWN_FILES) or path in self.folders]
        if own == paths or self.database_file in own:
            private.tighten_folder(self.root)
        private.tighten(own)


def resolve_data_dir(option: str | None, environ: Mapping[str, str] = os.environ) -> DataDir:
    """The data directory: ``option`` (``--data-dir``), else ``WBC_DATA_DIR``, else the platform's user data folder."""
    named = option or environ.get(ENVIRONMENT_VARIABLE)
    if not named:
        return DataDir(platformdirs.user_data_path(APP_NAME, appauthor=False))
    try:
        return DataDir(Path(named).expanduser().absolute())
    except RuntimeError:  # "~name" of nobody
        return DataDir(Path(named).absolute())
