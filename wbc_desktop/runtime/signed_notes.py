"""Notes of signatures in a file beside the database, which tell whether a restored database is older than a report.

The audit trail of a database can't tell that its end is missing. The notes can: each signature adds a line, and
restoring a backup leaves the file as it is.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path

from wbc_desktop.domain.backups import SignedReport
from wbc_desktop.runtime.private import open_text

_log = logging.getLogger(__name__)


def notes_file(database: Path) -> Path:
    """Return the file of the notes about this database."""
    return database.with_name(f"{database.name}.signed")


def add_note(database: Path, report: SignedReport) -> None:
    """Note a signature. It is stored already, so a failure is only logged."""
    try:
        with open_text(notes_file(database), "a") as file:
            file.write(json.dumps(asdict(report)) + "\n")
    except OSError as error:
        _log.warning("signature could not be noted beside the database: %s", error)


def read_notes(database: Path) -> list[SignedReport]:
    """Return the noted signatures; lines that cannot be read are passed over."""
    try:
        lines = notes_file(database).read_bytes().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            value = json.loads(line)
            found.append(SignedReport(str(value["hash"]), str(value["at"]), str(value["slide"]), int(value["version"])))
        except (ValueError, KeyError, TypeError):
            continue
    return found
