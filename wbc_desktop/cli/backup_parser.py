"""The parsers of ``backup`` and ``restore``."""

from __future__ import annotations

from wbc_desktop.cli.parser_parts import Commands, add_command, not_empty

BACKUP = """\
Writes one file with a consistent copy of the database, the files of the models that were trained or
imported here, and a manifest with version, counts and SHA-256 of each part. The program may be in use
meanwhile. The file is read again before it takes its name, so FILE is complete or is not changed.
Settings, thumbnails, the images of the slides, and the models that come with the program are not in it.

A database on PostgreSQL is not backed up here: use pg_dump.
"""

RESTORE = """\
Replaces the database of the data directory by a backup. First everything in FILE is checked: the SHA-256
of each part, the database and its audit trail. The backup of an older version is upgraded. Then the
database is replaced in one step. The one before it is kept beside it under another name, which is
printed; it can be restored, too. Restoring is refused while a window or another command uses the data
directory, and for the backup of a newer version.

If reports were signed after the backup was made, a message says so. The restored audit trail records
the restore, the head of the replaced trail and the signatures that are missing.

--look only prints what is in FILE.
"""

KEYS = """\
--json prints one object with:
  file            the backup
  made_at         when it was made, ISO 8601 in UTC
  program_version the version that made it; "" for a plain copy of the database
  bytes           size of the file
  contents        {"schema", "slides", "cells", "decided", "signed", "models", "entries", "head"}: revision of the
                  tables; numbers of slides, of cells, of cells with a reviewer's decision, of signed results,
                  of models, of entries of the audit trail; hash of the newest entry
  left_out        models without a file in it
"""

RESTORE_KEYS = (
    KEYS
    + """\
  restored        whether the database was replaced; false with --look
  kept            the file with the replaced database, or null
  missing         [{"hash", "at", "slide", "version"}], known signatures that are not in the backup
  sound           whether its audit trail is sound; null with --look
"""
)


def add_backup(commands: Commands) -> None:
    """Add the command ``backup``."""
    parser = add_command(commands, "backup", "write a backup of the database and the models", BACKUP, KEYS)
    parser.add_argument("file", type=not_empty, metavar="FILE")


def add_restore(commands: Commands) -> None:
    """Add the command ``restore``."""
    parser = add_command(commands, "restore", "replace the database by a backup", RESTORE, RESTORE_KEYS)
    parser.add_argument("file", type=not_empty, metavar="FILE")
    parser.add_argument("--look", action="store_true", help="only print what is in FILE")
