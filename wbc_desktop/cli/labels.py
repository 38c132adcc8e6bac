"""``import-labels``: labels from another system."""

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
    """Store the labels of a table as the reviewer's classifications. 1 when rows were refused, else 0."""
    from wbc_desktop.services.labels import import_labels

    with place.database() as db:
        who = _who(db, args)
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
            f"{outcome.imported:,} labels imported, {outcome.unchanged:,} were there before, "
            f"{outcome.without_label:,} rows without a label passed over, {len(outcome.failed):,} refused."
        )
    return 1 if outcome.failed else 0


def _who(db: Database, args: argparse.Namespace) -> Identity:
    """The reviewer; where there are accounts, one whose password was given. Raises WrongPassword and UsageError."""
    from wbc_desktop.services import accounts

    if not accounts.in_use(db):
        return Identity(args.reviewer)
    return accounts.sign_in(db, args.reviewer, _password(args))


def _password(args: argparse.Namespace) -> str:
    """From the first line of stdin where that was asked for, else from the terminal, where it is not shown."""
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError(
            f"Reviewers have accounts here, so the password of “{args.reviewer}” is needed: run this in a terminal, "
            "or give the password as the first line of the input with --password-stdin."
        )
    return getpass.getpass(f"Password of {args.reviewer}: ")
