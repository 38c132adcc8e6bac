"""Daily copies of the database in a folder of choice: make them, remove old ones, and say how old the last one is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from wbc_desktop.domain.backups import SUFFIX, SignedReport, daily_name, daily_time, is_due, not_among, superfluous
from wbc_desktop.domain.errors import BackupError, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.backup_state import BackupState, remember_fault
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.nameless import Plain
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.backup import Backup, Progress, back_up, database_file
from wbc_desktop.services.backup_file import Copy, look, look_safely
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.restore import known_reports
from wbc_desktop.store import audit, backup
from wbc_desktop.store.engine import Database
from wbc_desktop.store.trust_tables import AuditRow

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """Whether and where daily copies are made, and how many are kept."""

    folder: Path
    daily: bool
    days: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Protection:
    """How well a database is backed up. ``last`` is the time of the newest backup, or None.

    ``exposed_since`` is the time of the oldest act that is in no backup, or None. ``fault``: why the last daily
    copy failed ("": it did not).
    """

    last: datetime | None
    exposed_since: datetime | None
    fault: str


@dataclass(frozen=True, slots=True)
class ListedCopy:
    """A copy, the known signatures that it lacks, and whether it is of another database."""

    copy: Copy
    missing: tuple[SignedReport, ...]
    of_another: bool


def plan_of(settings: Settings, data_dir: DataDir) -> Plan:
    """Return the plan in the settings."""
    folder = Path(settings.backup_folder) if settings.backup_folder else data_dir.backups
    return Plan(folder, settings.backup_daily, settings.backup_days, settings.backup_weeks)


def make_due(
    db: Database,
    data_dir: DataDir,
    plan: Plan,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
    now: datetime | None = None,
) -> Backup | None:
    """Make today's copy unless there is one, or nothing to copy; then remove those that rotation no longer keeps.

    A failure is recorded for ``doctor`` until a copy succeeds. Raises as :func:`back_up`, and BackupError if the folder
    is missing.
    """
    if not plan.daily or db.file is None:
        return None
    at = now or datetime.now(UTC)
    trail, entries = _trail(db)
    try:
        made = _times(plan.folder, trail)
        if entries < 2 or not is_due(made, at):
            remember_fault(data_dir, "")
            return None
        name = daily_name(trail, at)
        done = back_up(db, data_dir, plan.folder / name, cancel=cancel, progress=progress, now=at)
    except WbcError as error:
        remember_fault(data_dir, str(error))
        raise
    remember_fault(data_dir, "")
    for old in superfluous([*made, daily_time(name, trail) or at], plan.days, plan.weeks):
        _remove(plan.folder / daily_name(trail, old))
    return done


def copies(plan: Plan, database: Path) -> list[Copy]:
    """Return all copies in the folder and beside the database, the newest first."""
    try:
        found = [path for path in plan.folder.iterdir() if path.suffix == SUFFIX and not path.name.startswith(".")]
    except OSError:
        found = []
    every = [look_safely(path) for path in [*found, *backup.copies_beside(database)]]
    return sorted(every, key=lambda copy: copy.made_at, reverse=True)


def listed(plan: Plan, db: Database) -> list[ListedCopy]:
    """Return the same copies for a person who chooses one, with what each lacks. Raises as :func:`database_file`."""
    file = database_file(db)
    known, (trail, _) = known_reports(file), _trail(db)
    return [listed_copy(copy, known, trail) for copy in copies(plan, file)]


def listed_file(file: Path, db: Database) -> ListedCopy:
    """Return the same of one file. Raises BackupError if it is no backup."""
    return listed_copy(look(file), known_reports(database_file(db)), _trail(db)[0])


def listed_copy(copy: Copy, known: Sequence[SignedReport], trail: str) -> ListedCopy:
    """Return a copy with the known signatures that it lacks; ``trail`` begins the trail of the present database."""
    found = copy.contents
    if found is None:
        return ListedCopy(copy, (), False)
    return ListedCopy(copy, tuple(not_among(known, found.signatures)), bool(found.trail) and found.trail != trail)


def protection(db: Database, data_dir: DataDir, plan: Plan) -> Protection:
    """Return how well the database is backed up in the folder of the plan, and where the last backup was made."""
    trail, _ = _trail(db)
    state = BackupState.load(data_dir)
    elsewhere = [look_safely(Path(state.file))] if state.file else []
    own = [
        (copy.contents, copy.made_at)
        for copy in [*elsewhere, *copies(plan, db.file or data_dir.database_file)]
        if copy.is_archive and not copy.fault and copy.contents is not None and copy.contents.trail == trail
    ]
    with db.read() as s:
        entries = [found.entries for found, _ in own if audit.has(s, found.entries, found.head)]
        since = s.scalar(select(func.min(AuditRow.at)).where(AuditRow.id > max(entries, default=1)))
    exposed = None if since is None else datetime.fromisoformat(since)
    return Protection(max((made_at for _, made_at in own), default=None), exposed, state.fault)


def _trail(db: Database) -> tuple[str, int]:
    """Return the hash of the first audit entry, which tells databases apart, and the number of the newest one."""
    with db.read() as s:
        first = s.scalar(select(AuditRow.hash).where(AuditRow.id == 1)) or ""
        return first, s.scalar(select(func.max(AuditRow.id))) or 0


def _times(folder: Path, trail: str) -> list[datetime]:
    """Return the times of the daily copies of this database. Raises BackupError if the folder cannot be read."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise BackupError(
            tr(
                "The folder of backups {folder} cannot be used: {why}. Connect its disk, or choose another folder.",
                folder=folder,
                why=why_not_written(error),
            )
        ) from error
    found = [daily_time(name, trail) for name in names]
    return [one for one in found if one is not None]


def _remove(path: Path) -> None:
    try:
        path.unlink()
        _log.info("old backup %s removed", Plain(path.name))
    except OSError as error:
        _log.warning("old backup %s could not be removed: %s", Plain(path.name), error)
