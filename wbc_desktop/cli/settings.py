"""``settings``: export the settings to a file, and import them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from wbc_desktop.cli import sign_in
from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import one_line, print_json, print_message
from wbc_desktop.cli.place import Place


def run(args: argparse.Namespace, place: Place, _interrupt: Interrupt) -> int:
    """Export or import. Return 0."""
    return (_export if args.act == "export" else _import)(args, place)


def _export(args: argparse.Namespace, place: Place) -> int:
    from wbc_desktop.runtime.settings import Settings
    from wbc_desktop.services.settings_file import export_settings

    target = Path(args.file).absolute()
    settings = Settings.load(place.data_dir, set_aside=False)
    if place.has_database():
        with place.database() as db, db.read() as s:
            export_settings(target, settings, s)
    else:
        export_settings(target, settings, None)
    if args.json:
        print_json({"file": str(target)})
    else:
        print(f"Written: {one_line(str(target))}")
    return 0


def _import(args: argparse.Namespace, place: Place) -> int:
    from wbc_desktop.runtime.instance import window_lock
    from wbc_desktop.runtime.settings import Settings
    from wbc_desktop.services.settings_changes import differences
    from wbc_desktop.services.settings_file import import_settings, keep_copy, read_settings_file

    file = read_settings_file(Path(args.file).absolute())
    place.data_dir.create()
    kept: Path | None = None
    with window_lock(place.data_dir), place.database() as db:
        settings = Settings.load(place.data_dir)
        with db.read() as s:
            changes = differences(file, settings, s)

        def save(values: Mapping[str, object]) -> None:
            nonlocal kept
            kept = keep_copy(place.data_dir)
            replace(settings, **values).save(place.data_dir)  # type: ignore[arg-type]

        if changes and not args.look:
            import_settings(db, file, sign_in.person(args, place, db), save)
    if args.json:
        found = [asdict(change) for change in changes]
        about = {"file": str(Path(args.file).absolute()), "version": file.version, "made_at": file.made_at}
        print_json({**about, "changes": found, "imported": not args.look, "kept": None if kept is None else str(kept)})
        return 0
    for change in changes:
        print(one_line(f"{change.name}: {change.before} → {change.after}"))
    if not changes:
        print("All settings are as in the file.")
    if kept is not None:
        print_message(f"The settings before are kept in {one_line(str(kept))}.")
    return 0
