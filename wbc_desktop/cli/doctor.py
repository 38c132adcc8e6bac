"""``doctor``: check whether the program can work on this computer."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import print_json, print_message
from wbc_desktop.cli.place import Place

if TYPE_CHECKING:
    from wbc_desktop.services.doctor import Diagnosis


def run(args: argparse.Namespace, place: Place, _interrupt: Interrupt) -> int:
    """Check everything. Return 1 if a fault was found, else 0."""
    from wbc_desktop.services.doctor import examine

    place.start_log()
    found = examine(place.data_dir, place.database_url, args.device)
    for finding in found.findings:
        print_message(finding)
    if args.json:
        print_json({"healthy": found.healthy, **asdict(found)})
    else:
        print(_summary(found))
    return 0 if found.healthy else 1


def _summary(found: Diagnosis) -> str:
    """Return the result as text, with a line per check."""
    free = found.data_dir["free_bytes"]
    space = f"{free / 1e9:,.1f} GB free" if isinstance(free, int) else "free space unknown"
    model = found.model.get("name") or "none"
    age = found.backup.get("age_hours")
    backup = f"last {age:,.1f} hours ago, {found.backup['folder']}" if age is not None else "none"
    lines = [
        *(f"{name:<24}{number or _missing(name)}" for name, number in found.versions.items()),
        f"{'platform':<24}{found.platform}",
        f"{'device':<24}{found.device['device'] or 'none'}: {found.device['reason']}",
        f"{'engine':<24}{found.engine['engine'] or 'none'}: {found.engine['reason'] or 'no device'}",
        f"{'database':<24}{found.database['url']}: {found.database['health']}",
        f"{'model':<24}{model} {str(found.model.get('sha256') or '')[:12]}".rstrip(),
        f"{'data directory':<24}{found.data_dir['path']}: {space}",
        f"{'backup':<24}{backup}",
        *_further(found),
        f"{'Qt':<24}{'works' if found.qt['ok'] else found.qt['error']}",
        "",
        "No fault found." if found.healthy else f"Faults: {len(found.findings)}, listed on stderr.",
    ]
    return "\n".join(lines)


def _further(found: Diagnosis) -> list[str]:
    """Return the lines about the installation, the room for other files, and the clock."""
    faults = found.installation.get("faults")
    damaged = f"{len(faults)} files missing or damaged" if isinstance(faults, list) and faults else "complete"
    lines = [f"{'installation':<24}{found.installation.get('kind')}: {damaged}"]
    for name, room in found.room.items():
        if isinstance(room, dict):
            free = room["free_bytes"]
            space = f"{free / 1e9:,.1f} GB free" if isinstance(free, int) else "cannot be reached"
            lines.append(f"{name:<24}{room['path']}: {space}")
    clock = "plausible" if found.clock.get("ok") else "wrong"
    return [*lines, f"{'clock':<24}{found.clock.get('now')}: {clock}"]


def _missing(package: str) -> str:
    from wbc_desktop.services.doctor import TRAINING_PACKAGES

    return "not installed: only training and GPUs need it" if package in TRAINING_PACKAGES else "missing"
