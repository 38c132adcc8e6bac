"""The classes of the laboratory: what there is, adding one, changing one. A class is never removed, only set aside."""

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
    """Put the classes of this database in force: for what paints and prints. Called when a database was opened."""
    with db.read() as s:
        classes.set_laboratory_classes(laboratory_classes(s))


def laboratory_classes(s: Session) -> list[CellClass]:
    """The laboratory's own classes and those that it changed, in the order in which they were first entered."""
    return list(_known(s).laboratory)


def class_list(s: Session) -> list[CellClass]:
    """Every class that a cell can stand in but Unidentified and Not classed, as the laboratory has them, in order."""
    return list(_known(s).every)


def beside_the_standard(s: Session) -> list[CellClass]:
    """Classes of models and of the laboratory, the standard ones that it changed among them."""
    known = _known(s)
    changed = {c.code for c in known.laboratory}
    return [c for c in known.every if c.code not in _STANDARD or c.code in changed]


def offered_classes(version: ModelVersion | None) -> list[CellClass]:
    """The classes that a reviewer can choose with this model (None: the standard ones), as those in force say."""
    known = STANDARD_CLASSES if version is None else [built_in(code, name) for code, name in version.classes]
    return sorted(offered(known, classes.current_laboratory_classes()), key=lambda c: class_order(c.code))


def add_class(db: Database, wanted: CellClass, by: Identity, keymap: Keymap | None = None) -> CellClass:
    """Enter a new class of the laboratory and put it in force.

    Raises :class:`UsageError` when its code was ever used, by a class, a model or a cell, or when code, name, colour
    or key (beside those of ``keymap``) are not possible, and as ``guard.managing``; nothing is stored then.
    """
    with db.write(durable=True) as s:
        check_new_code(wanted.code, {*codes_used(s), *(c.code for c in class_list(s))})
        new = checked(wanted, class_list(s), keymap)
        entries.record(s, EntryKind.CLASS, {new.code: to_json(new)}, by, datetime.now(UTC))
    use_classes(db)
    return new


def change_class(db: Database, wanted: CellClass, by: Identity, keymap: Keymap | None = None) -> bool:
    """Give a class another name, colour, key or flag, or (de)activate it, and put that in force; False: nothing new.

    A standard class stays white or other. Raises as :func:`add_class`, and when there is no such class.
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
    """The classes that a database tells of, as of a mark of its."""

    mark: Mark
    laboratory: tuple[CellClass, ...]
    every: tuple[CellClass, ...]


_kept: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def _known(s: Session) -> _Known:
    """One small look tells whether what was read last still holds, also when another program wrote meanwhile.

    Asked at each decision. What a unit of work has not yet committed is never kept.
    """
    engine, writes = database_of(s)
    now, kept = mark(s), _kept.get(engine)
    if kept is not None and kept.mark == now:
        return kept
    named = {code: name for model in models.all_models(s) for code, name in model.classes}
    laboratory = tuple(
        from_json(code, entry.value if isinstance(entry.value, dict) else {}, built_in(code, named.get(code)))
        for code, entry in entries.latest(s, EntryKind.CLASS).items()
    )
    every = tuple(every_class([built_in(code, name) for code, name in named.items()], laboratory))
    known = _Known(now, laboratory, every)
    if not writes:
        _kept[engine] = known
    return known
