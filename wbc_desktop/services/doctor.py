"""Check what the program needs on this computer: versions, files, device, database, models, disk space, clock, Qt."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.inference.cards import model_sha256, read_model_card
from wbc_desktop.inference.device import choose_device, first_line
from wbc_desktop.inference.engine_choice import choose_engine
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import is_open_to_others
from wbc_desktop.runtime.resources import default_model
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.runtime.version import version
from wbc_desktop.services.daily_backup import plan_of, protection
from wbc_desktop.services.doctor_checks import check_clock, check_installation, check_room
from wbc_desktop.services.models import model_path
from wbc_desktop.services.qt_check import QtState, check_qt
from wbc_desktop.services.restore import missing_sentence, unexplained_reports
from wbc_desktop.store.engine import Database, open_database

MIN_FREE_BYTES = 1_000_000_000
"""Least free space for the data directory; with less the disk will soon be full."""

TRAINING_PACKAGES = ("torch", "torchvision")
"""Only training and GPUs need them."""

MOST_EXPOSED = timedelta(days=2)
"""Work that is older than this should be in a backup."""

PACKAGES = (
    *TRAINING_PACKAGES,
    "onnxruntime",
    "PySide6-Essentials",
    "SQLAlchemy",
    "alembic",
    "opencv-python-headless",
    "numpy",
    "scipy",
    "pillow",
    "safetensors",
    "reportlab",
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Plain values for ``doctor --json``; ``findings`` are sentences about faults."""

    versions: dict[str, str | None]
    platform: str
    device: dict[str, str | None]
    engine: dict[str, str | None]
    database: dict[str, str]
    model: dict[str, object]
    data_dir: dict[str, object]
    qt: dict[str, object]
    backup: dict[str, object]
    installation: dict[str, object] = field(default_factory=dict)
    room: dict[str, object] = field(default_factory=dict)
    clock: dict[str, object] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    @property
    def healthy(self) -> bool:
        """Whether no fault was found."""
        return not self.findings


def examine(data_dir: DataDir, database_url: str, device: str = "auto") -> Diagnosis:
    """Check all that the program needs; faults are not raised but listed in ``findings``.

    A missing database is not created. An older one is upgraded, as by any other command.
    """
    findings: list[str] = []
    disk = _data_dir(data_dir, findings)
    backup: dict[str, object] = {}
    clock: dict[str, object] = {}
    plan = plan_of(Settings.load(data_dir, set_aside=False), data_dir)
    health, path = _database(data_dir, database_url, findings, backup, clock)
    chosen = _device(device, findings)
    return Diagnosis(
        versions=_versions(findings),
        platform=platform.platform(),
        device=chosen,
        engine=_engine(chosen["device"], findings),
        database=health,
        model=_model(path, findings),
        data_dir=disk,
        qt=_qt(check_qt(), findings),
        backup=backup,
        installation=check_installation(findings),
        room=check_room(plan, data_dir, findings),
        clock=clock or check_clock(None, datetime.now(UTC), findings),
        findings=findings,
    )


def _versions(findings: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {"wbc-desktop": version(), "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = None
            if package not in TRAINING_PACKAGES:
                findings.append(f"The package {package} is not installed: install the program again.")
    return found


def _device(asked: str, findings: list[str]) -> dict[str, str | None]:
    try:
        choice = choose_device(asked)
    except WbcError as error:
        findings.append(str(error))
        return {"device": None, "reason": str(error)}
    except Exception as error:  # torch that cannot be imported fails in many ways
        findings.append(f"torch does not work here ({first_line(error)}): install the program again.")
        return {"device": None, "reason": first_line(error)}
    return {"device": choice.device, "reason": choice.reason}


def _engine(device: str | None, findings: list[str]) -> dict[str, str | None]:
    """Return the engine that would run the network on the device, and why."""
    if device is None:
        return {"engine": None, "reason": None}
    try:
        choice = choose_engine(device)
    except WbcError as error:
        findings.append(str(error))
        return {"engine": None, "reason": str(error)}
    return {"engine": choice.name, "reason": choice.reason}


def _database(
    data_dir: DataDir, url: str, findings: list[str], backup: dict[str, object], clock: dict[str, object]
) -> tuple[dict[str, str], Path | None]:
    """Return the health of the database, and the model file in use (None: not found); fill ``backup`` and ``clock``."""
    if url == data_dir.database_url and not data_dir.database_file.exists():
        return {"url": url, "health": "not made yet"}, default_model()
    try:
        database = open_database(url)
    except WbcError as error:
        findings.append(str(error))
        return {"url": _without_password(url), "health": str(error)}, default_model()
    try:
        health = database.health()
        if health != "ok":
            findings.append(f"The database is damaged ({health}): restore a backup.")
        else:
            backup |= backup_state(database, data_dir, datetime.now(UTC), findings)
            clock |= check_clock(database, datetime.now(UTC), findings)
        return {"url": database.url, "health": health}, _model_in_use(database, findings)
    finally:
        database.close()


def backup_state(database: Database, data_dir: DataDir, now: datetime, findings: list[str]) -> dict[str, object]:
    """Return folder, time and age of the last backup; {} for a database on a server, which has its own tools."""
    if database.file is None:
        return {}
    plan = plan_of(Settings.load(data_dir, set_aside=False), data_dir)
    found = protection(database, data_dir, plan)
    if found.fault:
        findings.append(f"The last daily backup failed: {found.fault}")
    if plan.daily and found.exposed_since is not None and now - found.exposed_since > MOST_EXPOSED:
        days = (now - found.exposed_since).days
        findings.append(
            f"The work of {days} days is in no backup in {plan.folder}: open File, Backups in the window, or run "
            "“wbc-desktop backup FILE”."
        )
    if missing := unexplained_reports(database):
        findings.append(
            f"{missing_sentence(missing)} The database file was replaced without “wbc-desktop restore”: put the newer "
            "one back, or restore the newest backup."
        )
    return {
        "folder": str(plan.folder),
        "daily": plan.daily,
        "last": None if found.last is None else found.last.isoformat(timespec="seconds"),
        "age_hours": None if found.last is None else round((now - found.last).total_seconds() / 3600, 1),
        "fault": found.fault or None,
    }


def _model_in_use(database: Database, findings: list[str]) -> Path | None:
    try:
        return model_path(database)
    except WbcError as error:
        findings.append(str(error))
        return None


def _model(path: Path | None, findings: list[str]) -> dict[str, object]:
    """Return name, SHA-256 and card of the model file in use."""
    if path is None:
        return {"path": None}
    try:
        card, sha256 = read_model_card(path), model_sha256(path)
    except WbcError as error:
        findings.append(str(error))
        return {"path": str(path)}
    return {
        "path": str(path),
        "name": card.name,
        "sha256": sha256,
        "architecture": card.architecture,
        "classes": [code for code, _ in card.classes],
        "input_size": card.input_size,
        "threshold": card.threshold,
        "trained_at": card.trained_at,
        "evaluation": dict(card.evaluation),
    }


def _data_dir(data_dir: DataDir, findings: list[str]) -> dict[str, object]:
    """Return the free bytes where the data directory is or would be, and whether others can read it."""
    root = data_dir.root
    there = next((p for p in (root, *root.parents) if p.exists()), root)
    state: dict[str, object] = {"path": str(root), "exists": root.is_dir()}
    state["open_to_others"] = is_open_to_others(root)
    if is_open_to_others(root):
        findings.append(
            f"Other users of this computer can read the data directory {root}: restrict it to yours (chmod 700), "
            "or name another with --data-dir, on a disk that supports permissions."
        )
    if not there.is_dir() or not os.access(there, os.W_OK):
        findings.append(
            f"The data directory {root} cannot be written to: change its permissions or name another with --data-dir."
        )
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        findings.append(f"The free space for the data directory {root} cannot be read: {error.strerror}.")
        return {**state, "free_bytes": None}
    if free < MIN_FREE_BYTES:
        findings.append(f"Only {free / 1e6:,.0f} MB are free for the data directory {root}: free some space.")
    return {**state, "free_bytes": free}


def _qt(qt: QtState, findings: list[str]) -> dict[str, object]:
    if qt.missing and (qt.error or qt.display):  # without a display, libraries that only a display needs are not missed
        install = f"on Debian or Ubuntu: sudo apt-get install {' '.join(qt.packages)}"
        findings.append(f"Qt lacks system libraries ({', '.join(qt.missing)}): install them ({install}).")
    elif qt.error:
        findings.append(f"No window can be opened: Qt does not load ({qt.error}).")
    return {
        "ok": not qt.error,
        "error": qt.error or None,
        "missing": list(qt.missing),
        "packages": qt.packages,
        "display": qt.display,
    }


def _without_password(url: str) -> str:
    from sqlalchemy import exc, make_url

    try:
        return make_url(url).render_as_string(hide_password=True)
    except (exc.ArgumentError, ValueError):
        return url
