"""``import-labels``: import labels from another system."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import one_line, print_json, print_message, progress_bar
from wbc_desktop.cli.place import Place
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reviewers import Identity

if TYPE_CHECKING:
    from wbc_desktop.store.engine import Database


def run(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Store the labels of a table as the reviewer's classifications. Return 1 if rows were refused, else 0."""
    from wbc_desktop.services.labels import import_labels

    with place.database() as db:
        who = _identity(db, args)
        with progress_bar("Scanning", "images") as report_progress:
            outcome = import_labels(
                db,
                Path(args.folder),
                Path(args.table),
                who,
                cancel=interrupt,
                progress=lambda found: report_progress(found.found + found.refused, None),
            )
    for row, path, reason in outcome.failed:
        print_message(f"Refused: row {row} ({one_line(path)}): {reason}.")
    if args.json:
        print_json(
            {
                "folder": outcome.slide.folder,
                "reviewer": who.name,
                "imported": outcome.imported,
                "unchanged": outcome.unchanged,
                "without_label": outcome.without_label,
                "failed": [{"row": row, "path": path, "reason": reason} for row, path, reason in outcome.failed],
            }
        )
    else:
        print(
            f"{outcome.imported:,} labels imported, {outcome.unchanged:,} unchanged, "
            f"{outcome.without_label:,} rows without a label skipped, {len(outcome.failed):,} refused."
        )
    return 1 if outcome.failed else 0


def _identity(db: Database, args: argparse.Namespace) -> Identity:
    """Return the reviewer; if there are accounts, after sign-in. Raises WrongPassword and UsageError."""
    from wbc_desktop.services import accounts

    if not accounts.in_use(db):
        return Identity(args.reviewer)
    return accounts.sign_in(db, args.reviewer, _password(args))


def _password(args: argparse.Namespace) -> str:
    """Return the password from the first line of stdin (``--password-stdin``) or from the terminal, without echo."""
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError(
            f"Reviewers have accounts here, so the password of “{args.reviewer}” is needed: run this in a terminal, "
            "or write the password to the first line of the input and use --password-stdin."
        )
    return getpass.getpass(f"Password of {args.reviewer}: ")
