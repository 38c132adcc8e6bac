"""``audit``: whether the audit trail is sound."""

from __future__ import annotations

import argparse

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import print_json, print_message
from wbc_desktop.cli.place import Place


def run(args: argparse.Namespace, place: Place, _interrupt: Interrupt) -> int:
    """Check the chain and every audited row. Return 0 if all is sound; else print the first fault and return 1."""
    from wbc_desktop.services.trail import verify

    with place.database(must_exist=True) as db:
        found = verify(db, args.head)
    for table in found.unguarded:
        print_message(f"The table {table} is not protected: its triggers were removed.")
    if found.broken is not None:
        print_message(f"The audit trail is not sound: {found.broken.reason}.")
    if args.json:
        broken = found.broken
        print_json(
            {
                "sound": found.sound,
                "entries": found.entries,
                "head": found.head,
                "broken": None if broken is None else {"entry": broken.entry, "reason": broken.reason},
                "unguarded": list(found.unguarded),
            }
        )
    elif found.sound:
        print(f"The audit trail is sound: {found.entries:,} entries, head {found.head}")
    return 0 if found.sound else 1
