"""What the data directory remembers of its backups: the last one, and why the last daily copy failed."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.paths import DataDir

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupState:
    """``file`` is the last backup ("": none), ``fault`` why the last daily copy failed ("": it did not)."""

    file: str = ""
    fault: str = ""

    @classmethod
    def load(cls, data_dir: DataDir) -> Self:
        """Return the saved state; an empty one if it cannot be read."""
        try:
            saved = json.loads(data_dir.backup_state_file.read_bytes())
            return cls(str(saved["file"]), str(saved["fault"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def save(self, data_dir: DataDir) -> None:
        """Write the state; a failure is only logged."""
        try:
            with atomic_write(data_dir.backup_state_file, private=True) as file:
                file.write(json.dumps(asdict(self)).encode("ascii") + b"\n")
        except StorageError as error:
            _log.warning("state of the backups not saved: %s", error)


def remember_backup(data_dir: DataDir, file: Path) -> None:
    """Remember the file of the last backup."""
    replace(BackupState.load(data_dir), file=str(file)).save(data_dir)


def remember_fault(data_dir: DataDir, fault: str) -> None:
    """Remember why the daily copy failed; "": it was made, or none was due."""
    before = BackupState.load(data_dir)
    if fault != before.fault:
        replace(before, fault=fault).save(data_dir)
