"""``import-labels``: import labels from another system."""

from __future__ import annotations

import argparse
from pathlib import Path

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import one_line, print_json, print_message, progress_bar
from wbc_desktop.cli.place import Place
from wbc_desktop.cli.sign_in import identity


def run(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Store the labels of a table as the reviewer's classifications. Return 1 if rows were refused, else 0."""
    from wbc_desktop.services.labels import import_labels

    with place.database() as db:
        who = identity(db, args.reviewer, args.password_stdin)
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
