"""Checks of ``doctor`` that need no other part of the program: free space of several folders, and the clock."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.inference.cards import read_model_card
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.runtime.version import version
from wbc_desktop.services import installation
from wbc_desktop.services.daily_backup import Plan
from wbc_desktop.store.engine import Database
from wbc_desktop.store.trust_tables import AuditRow

MIN_TEMPORARY_BYTES = 500_000_000
"""Least free space for temporary files."""

MIN_BACKUP_BYTES = 1_000_000_000
"""Least free space for backups."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""The clocks of several benches on one database differ by less."""


def check_installation(findings: list[str]) -> dict[str, object]:
    """Return how the program is installed, and which of its files are missing or damaged."""
    found = list(installation.faults())
    if found:
        findings.append(
            f"The installation is damaged ({installation.first_names(found)}): install the program again. "
            "The data directory is not part of it and stays as it is."
        )
    faults: Sequence[dict[str, str]] = [{"file": name, "fault": fault} for name, fault in found]
    return {"kind": installation.kind(), "version": version(), "faults": faults}


def check_room(plan: Plan, data_dir: DataDir, findings: list[str]) -> dict[str, object]:
    """Return the free bytes for temporary files and for backups."""
    found: dict[str, object] = {}
    backups = plan.folder
    if backups == data_dir.backups and not backups.exists():  # it is created when the program starts
        backups = next((folder for folder in backups.parents if folder.exists()), backups)
    for name, folder, least in (
        ("temporary", Path(tempfile.gettempdir()), MIN_TEMPORARY_BYTES),
        ("backups", backups, MIN_BACKUP_BYTES),
    ):
        what = "temporary files" if name == "temporary" else "backups"
        free = free_bytes(folder)
        found[name] = {"path": str(folder), "free_bytes": free, "least_bytes": least}
        if free is None:
            findings.append(f"The folder for {what} {folder} cannot be reached: connect its disk, or choose another.")
        elif free < least:
            findings.append(f"Only {free / 1e6:,.0f} MB are free for {what} in {folder}: free some space.")
    return found


def free_bytes(folder: Path) -> int | None:
    """Return the free bytes where the folder is; None if it cannot be reached."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def check_clock(database: Database | None, now: datetime, findings: list[str]) -> dict[str, object]:
    """Compare the clock with times that must be in the past: the training of the model, and the newest audit entry."""
    earliest = {"the training of the program’s model": _trained_at(), "the newest entry of the audit trail": None}
    if database is not None:
        with database.read() as s:
            earliest["the newest entry of the audit trail"] = _time(s.scalar(select(func.max(AuditRow.at))))
    known = {what: at for what, at in earliest.items() if at is not None}
    wrong = [what for what, at in known.items() if now + CLOCK_TOLERANCE < at]
    for what in wrong:
        findings.append(
            f"The clock shows {_shown(now)}, which is before {what} ({_shown(known[what])}): set the clock of this "
            "computer. If it is right, it was wrong at that time."
        )
    newest = max(known.values(), default=None)
    return {"now": _iso(now), "not_before": None if newest is None else _iso(newest), "ok": not wrong}


def _trained_at() -> datetime | None:
    try:
        return _time(read_model_card(default_model()).trained_at)
    except WbcError:  # reported as a damaged installation
        return None


def _time(text: str | None) -> datetime | None:
    try:
        found = None if not text else datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found is None or found.tzinfo is not None else found.replace(tzinfo=UTC)


def _shown(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
