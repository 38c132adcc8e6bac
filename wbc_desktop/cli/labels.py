"""``import-labels``: labels from another system."""

from __future__ import annotations

import argparse
from pathlib import Path

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import one_line, print_json, progress_bar, say
from wbc_desktop.cli.place import Place


def run(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Store the labels of a table as the reviewer's classifications. 1 when rows were refused, else 0."""
    from wbc_desktop.services.labels import import_labels

    with place.database() as db, progress_bar("Scanning", "images") as tell:
        outcome = import_labels(
            db,
            Path(args.folder),
            Path(args.table),
            args.reviewer,
            cancel=interrupt,
            progress=lambda found: tell(found.found + found.refused, None),
        )
    for row, path, reason in outcome.failed:
        say(f"Refused: row {row} ({one_line(path)}): {reason}.")
    if args.json:
        print_json(
            {
                "folder": outcome.slide.folder,
                "reviewer": args.reviewer,
                "imported": outcome.imported,
                "unchanged": outcome.unchanged,
                "failed": [{"row": row, "path": path, "reason": reason} for row, path, reason in outcome.failed],
            }
        )
    else:
        refused = len(outcome.failed)
        print(f"{outcome.imported:,} labels imported, {outcome.unchanged:,} were there before, {refused:,} refused.")
    return 1 if outcome.failed else 0
