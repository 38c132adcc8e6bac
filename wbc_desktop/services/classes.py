"""The classes of the laboratory: list, add and change them. A class is never removed, only deactivated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from wbc_desktop.domain import classes
from wbc_desktop.domain.cells import ModelVersion
from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass, built_in, class_order
from wbc_desktop.domain.classes_rules import check_new_code, checked, every_class, from_json, offered, to_json
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import entries, models
from wbc_desktop.store.engine import Database
from wbc_desktop.store.laboratory_classes import Mark, codes_used, database_of, mark

_STANDARD = {c.code for c in STANDARD_CLASSES}


def use_classes(db: Database) -> None:
    """Put the classes of this database in force, for window and reports. Called after a database was opened."""
    with db.read() as s:
        classes.set_laboratory_classes(laboratory_classes(s))


def laboratory_classes(s: Session) -> list[CellClass]:
    """Return the classes that the laboratory added or changed, in the order of their first entry."""
    return list(_known(s).laboratory)


def class_list(s: Session) -> list[CellClass]:
    """Return every class that a cell can have, without Unidentified and Not classed, with the laboratory's changes."""
    return list(_known(s).every)


def additional_classes(s: Session) -> list[CellClass]:
    """Return the classes that models or the laboratory added, and the standard ones that the laboratory changed."""
    known = _known(s)
    changed = {c.code for c in known.laboratory}
    return [c for c in known.every if c.code not in _STANDARD or c.code in changed]


def offered_classes(version: ModelVersion | None) -> list[CellClass]:
    """Return the classes in force that a reviewer can choose with this model (None: the standard ones), in order."""
    known = STANDARD_CLASSES if version is None else [built_in(code, name) for code, name in version.classes]
    return sorted(offered(known, classes.current_laboratory_classes()), key=lambda c: class_order(c.code))


def add_class(db: Database, wanted: CellClass, by: Identity, keymap: Keymap | None = None) -> CellClass:
    """Add a class of the laboratory, put it in force and return it.

    Raises :class:`UsageError` if a class, a model or a cell ever used its code, or if code, name, colour or key are
    invalid or taken (keys also by ``keymap``); and as ``guard.check_may_manage``. Then nothing is stored.
    """
    with db.write(durable=True) as s:
        check_new_code(wanted.code, {*codes_used(s), *(c.code for c in class_list(s))})
        new = checked(wanted, class_list(s), keymap)
        entries.record(s, EntryKind.CLASS, {new.code: to_json(new)}, by, datetime.now(UTC))
    use_classes(db)
    return new


def change_class(db: Database, wanted: CellClass, by: Identity, keymap: Keymap | None = None) -> bool:
    """Change name, colour, key or flags of a class, put that in force, and return whether anything changed.

    Whether a standard class counts as a white cell never changes. Raises as :func:`add_class`, and UsageError if there
    is no such class.
    """
    with db.write(durable=True) as s:
        every = class_list(s)
        before = next((c for c in every if c.code == wanted.code), None)
        if before is None:
            raise UsageError(tr("There is no class {code}: add it first.", code=wanted.code))
        if wanted.code in _STANDARD:
            wanted = replace(wanted, white=before.white)
        after = checked(wanted, every, keymap)
        if after != before:
            entries.record(s, EntryKind.CLASS, {after.code: to_json(after)}, by, datetime.now(UTC))
    use_classes(db)
    return after != before


@dataclass(frozen=True, slots=True)
class _Known:
    """The classes of a database, read when its change mark was ``mark``."""

    mark: Mark
    laboratory: tuple[CellClass, ...]
    every: tuple[CellClass, ...]


_cache: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def _known(s: Session) -> _Known:
    """Return the classes, from the cache unless this or another program changed the database since.

    Called at each decision, so checking the mark must be quick. Uncommitted changes are never cached.
    """
    engine, writes = database_of(s)
    now, cached = mark(s), _cache.get(engine)
    if cached is not None and cached.mark == now:
        return cached
    named = {code: name for model in models.all_models(s) for code, name in model.classes}
    laboratory = tuple(
        from_json(code, entry.value if isinstance(entry.value, dict) else {}, built_in(code, named.get(code)))
        for code, entry in entries.latest(s, EntryKind.CLASS).items()
    )
    every = tuple(every_class([built_in(code, name) for code, name in named.items()], laboratory))
    known = _Known(now, laboratory, every)
    if not writes:
        _cache[engine] = known
    return known
