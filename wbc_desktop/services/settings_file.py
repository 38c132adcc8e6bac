"""Settings in one file, to take them to another computer: write, read and check it, and put it in force.

In it are the settings, except those of one person or computer (``OF_ONE_COMPUTER``), and of the laboratory its
classes, reference ranges and the rule for cut cells. Accounts, signing rules, models and slides are not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from wbc_desktop.domain.classes import CellClass, built_in
from wbc_desktop.domain.classes_rules import check_new_code, checked, from_json, to_json
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import StorageError, UsageError
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.domain.reference_ranges import checked as checked_ranges
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings, accepts
from wbc_desktop.runtime.version import DISTRIBUTION, version
from wbc_desktop.services import ranges
from wbc_desktop.services.classes import class_list, laboratory_classes, use_classes
from wbc_desktop.services.exports import check_target
from wbc_desktop.store import counting, entries
from wbc_desktop.store.engine import Database
from wbc_desktop.store.laboratory_classes import codes_used

KIND, FORMAT = "settings", 1
OF_ONE_COMPUTER = frozenset({"reviewer", "device", "watched", "watch_each", "backup_folder", "notices"})
"""Settings that are not exported."""

_LONGEST = 4 * 1024 * 1024
_OWN = {"program": DISTRIBUTION, "kind": KIND}


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a file holds, checked. ``ranges`` is None if the laboratory had the program's; ``cut_cells`` if unknown."""

    made_at: str
    version: str
    settings: Mapping[str, object]
    classes: tuple[CellClass, ...] = ()
    ranges: tuple[RangeBand, ...] | None = None
    source: str = ""
    cut_cells: bool | None = None


def export_settings(path: Path, settings: Settings, s: Session | None) -> None:
    """Write the settings, and those of the laboratory in the database of ``s`` if there is one.

    Raises :class:`UsageError` and :class:`StorageError`; then an existing file is unchanged.
    """
    check_target(path)
    kept = {name: value for name, value in asdict(settings).items() if name not in OF_ONE_COMPUTER}
    content: dict[str, object] = {"settings": kept}
    if s is not None:
        in_force = ranges.ranges_in_force(s)
        content |= {
            "classes": {c.code: to_json(c) for c in laboratory_classes(s)},
            "ranges": ranges.stored_value(in_force.bands, in_force.source) if in_force.number else None,
            "cut_cells": counting.cut_cells_counted(s),
        }
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    head = {**_OWN, "format": FORMAT, "version": version(), "made_at": made_at}
    with atomic_write(path) as file:
        file.write(json.dumps({**head, "content": content, "sha256": _digest(content)}, indent=2).encode("ascii"))


def read_settings_file(path: Path) -> SettingsFile:
    """Read and check a file. Raises :class:`UsageError` if it is damaged, newer, or of another program."""
    found = _read(path)
    if not isinstance(found, dict) or {name: found.get(name) for name in _OWN} != _OWN:
        raise UsageError(tr("“{path}” is no file with settings of WBC Desktop: choose another file.", path=path))
    number = found.get("format")
    if not isinstance(number, int) or number > FORMAT:
        raise UsageError(
            tr(
                "“{path}” was written by a newer version of WBC Desktop ({version}): install that version first.",
                path=path,
                version=str(found.get("version", "?"))[:40],
            )
        )
    content = found.get("content")
    try:
        if not isinstance(content, dict) or found.get("sha256") != _digest(content):
            raise ValueError
        return _parsed(content, str(found["made_at"]), str(found["version"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            tr("“{path}” is damaged or was changed by hand: export the settings again.", path=path)
        ) from error


def keep_copy(data_dir: DataDir) -> Path | None:
    """Copy the file of the present settings beside itself, and return the copy; None if there is no file.

    Raises :class:`StorageError`.
    """
    file = data_dir.settings_file
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(
            tr("The settings {file} cannot be read: {why}.", file=file, why=why_not_written(error))
        ) from error
    copy = file.with_name(f"settings-before-import-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.json")
    with atomic_write(copy, private=True) as opened:
        opened.write(content)
    return copy


def import_settings(
    db: Database, file: SettingsFile, by: Identity, save: Callable[[Mapping[str, object]], object]
) -> None:
    """Put the settings of a file in force: first those of the laboratory, then ``save`` gets the others.

    Classes that the file does not name stay as they are. All of the laboratory is one transaction with audit entries,
    and each kind can be undone in its dialog. Raises :class:`UsageError` if a class or a range does not fit those here,
    what ``save`` raises, and as ``guard.check_may_manage``; then nothing is stored.
    """
    keymap, _ = Keymap.read(_keys(file.settings))
    with db.write(durable=True) as s:
        _store_classes(s, file, by, keymap)
        now = datetime.now(UTC)
        in_force = ranges.ranges_in_force(s)
        if file.ranges is not None and (file.ranges, file.source) != (in_force.bands, in_force.source):
            valid = checked_ranges(file.ranges, class_list(s))
            entries.record(s, EntryKind.RANGES, {"": ranges.stored_value(valid, file.source)}, by, now)
        if file.cut_cells is not None and file.cut_cells != counting.cut_cells_counted(s):
            entries.record(s, EntryKind.COUNTING, {counting.CUT_CELLS: file.cut_cells}, by, now)
        save(file.settings)
    use_classes(db)


def _store_classes(s: Session, file: SettingsFile, by: Identity, keymap: Keymap) -> None:
    """Store the classes that differ from those here, as one step that can be undone."""
    every = {c.code: c for c in class_list(s)}
    before = dict(every)
    for wanted in file.classes:
        if wanted.code not in before:
            check_new_code(wanted.code, codes_used(s))
    every |= {c.code: c for c in file.classes}
    new = {c.code: checked(c, every.values(), keymap) for c in file.classes if before.get(c.code) != c}
    if new:
        entries.record(s, EntryKind.CLASS, {code: to_json(c) for code, c in new.items()}, by, datetime.now(UTC))


def _read(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise UsageError(
            tr("“{path}” cannot be read: {why}.", path=path, why=error.strerror or type(error).__name__)
        ) from error
    try:
        return json.loads(content) if len(content) <= _LONGEST else None
    except (ValueError, RecursionError):
        return None


def _parsed(content: Mapping[str, Any], made_at: str, made_by: str) -> SettingsFile:
    """Return the checked content; raises ValueError, or another error of :func:`read_settings_file`."""
    settings = {name: value for name, value in content["settings"].items() if name not in OF_ONE_COMPUTER}
    known = {name: value for name, value in settings.items() if accepts(name, value) is not None}
    if not all(accepts(name, value) for name, value in known.items()) or Keymap.read(_keys(known))[1]:
        raise ValueError
    classes = tuple(_class(code, value) for code, value in content.get("classes", {}).items())
    bands: tuple[RangeBand, ...] | None = None
    source: object = ""
    if content.get("ranges") is not None:
        source = content["ranges"]["source"]
        bands = tuple(_band(band) for band in content["ranges"]["bands"])
    cut_cells = content.get("cut_cells")
    if not isinstance(source, str) or not isinstance(cut_cells, bool | None):
        raise ValueError
    return SettingsFile(made_at, made_by, known, classes, bands, source, cut_cells)


def _class(code: str, value: Mapping[str, object]) -> CellClass:
    found = from_json(code, value, built_in(code))
    if to_json(found) != value:
        raise ValueError
    return found


def _band(value: Mapping[str, Any]) -> RangeBand:
    numbers = (value["low"], value["high"], value["to_years"])
    if not isinstance(value["code"], str) or not isinstance(value["from_years"], int | float):
        raise ValueError
    if not all(isinstance(one, int | float | None) for one in numbers):
        raise ValueError
    return ranges.band_of(value)


def _keys(settings: Mapping[str, object]) -> Mapping[str, list[str]]:
    keys = settings.get("keys")
    return keys if isinstance(keys, dict) else {}


def _digest(content: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()
