"""``backup`` and ``restore``: one file with the database and the models, and back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import one_line, print_json, print_message, progress_bar
from wbc_desktop.cli.place import Place
from wbc_desktop.domain.backups import SignedReport, size_text

if TYPE_CHECKING:
    from wbc_desktop.services.backup_file import Copy


def run_backup(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Write a backup. Return 1 if models are missing in it, else 0."""
    from wbc_desktop.services.backup import back_up
    from wbc_desktop.services.backup_file import look

    place.database_file()  # a database on a server is refused before it is reached
    with place.database(must_exist=True) as db, progress_bar("Backing up", "kB") as report_progress:
        made = back_up(db, place.data_dir, Path(args.file).absolute(), cancel=interrupt, progress=report_progress)
    for name in made.manifest.left_out:
        print_message(f"The file of the model “{one_line(name)}” is missing or changed, so it is not in the backup.")
    copy = look(made.file)
    if args.json:
        print_json(_described(copy))
    else:
        print(f"Backed up to {one_line(str(made.file))}: {_contents(copy)}")
    return 1 if made.manifest.left_out else 0


def run_restore(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Replace the database by a backup, or only look into it. Return 0."""
    from wbc_desktop.runtime.instance import window_lock
    from wbc_desktop.services.backup_file import look
    from wbc_desktop.services.restore import missing_from, missing_sentence, prepare, replace

    file, current = Path(args.file).absolute(), place.database_file()
    if args.look:
        copy = look(file)
        missing = missing_from(copy, current)
        if args.json:
            print_json({**_described(copy), **_outcome(False, None, missing, None)})
        else:
            print(f"{_made(copy)}: {_contents(copy)}")
        for sentence in [copy.fault] if copy.fault else []:
            print_message(sentence)
        if missing:
            print_message(missing_sentence(missing))
        return 0
    place.data_dir.create()
    place.start_log()
    with window_lock(place.data_dir), progress_bar("Checking", "kB") as report_progress:
        prepared = prepare(place.data_dir, current, file, cancel=interrupt, progress=report_progress)
        done = replace(prepared)
    if args.json:
        outcome = _outcome(True, done.kept, prepared.missing, not prepared.unsound)
        print_json({**_described(prepared.copy), **outcome, "left_out": list(prepared.left_out)})
        return 0
    first, *others = done.sentences()
    print(first)
    for sentence in others:
        print_message(one_line(sentence))
    return 0


def _described(copy: Copy) -> dict[str, object]:
    assert copy.contents is not None
    contents = copy.contents.to_json()
    return {
        "file": str(copy.file),
        "made_at": copy.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "program_version": copy.program_version,
        "bytes": copy.size,
        "contents": {key: value for key, value in contents.items() if key not in ("signatures", "trail")},
        "left_out": list(copy.left_out),
    }


def _outcome(
    restored: bool, kept: Path | None, missing: Sequence[SignedReport], sound: bool | None
) -> dict[str, object]:
    return {
        "restored": restored,
        "kept": None if kept is None else str(kept),
        "missing": [asdict(report) for report in missing],
        "sound": sound,
    }


def _made(copy: Copy) -> str:
    by = f" by version {one_line(copy.program_version)}" if copy.program_version else ""
    return f"Made {copy.made_at.astimezone():%Y-%m-%d %H:%M}{by}"


def _contents(copy: Copy) -> str:
    assert copy.contents is not None
    found = copy.contents
    return (
        f"{found.slides:,} slides, {found.cells:,} cells, {found.decided:,} of them decided, {found.signed:,} signed "
        f"results, {found.models:,} models, {size_text(copy.size)}"
    )
