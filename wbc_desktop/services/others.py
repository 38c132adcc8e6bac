"""What other programs committed to the database, as the audit trail tells: it has an entry for each act."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.cells import REGION_ACTS
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import audit, others
from wbc_desktop.store.engine import Database
from wbc_desktop.store.others import Written

_OF_CELLS = {Subject.ACT, Subject.PRECLASSIFICATIONS}
_OF_ACCOUNTS = {Subject.REVIEWER, Subject.ACCOUNT}


@dataclass(frozen=True, slots=True)
class News:
    """What others committed up to the entry ``newest`` of the audit trail.

    ``changes``: one for each slide. ``accounts``: an account was added or changed; ``laboratory``: classes, ranges or
    rules of the laboratory; ``model``: the active model.
    """

    newest: int
    changes: tuple[Changes, ...] = ()
    accounts: bool = False
    laboratory: bool = False
    model: bool = False

    @property
    def any(self) -> bool:
        """Whether there is something to show."""
        return bool(self.changes) or self.accounts or self.laboratory or self.model


def newest_entry(db: Database) -> int:
    """Return the number of the newest entry of the audit trail."""
    with db.read() as s:
        return audit.head(s)[0]


def news_since(db: Database, number: int) -> News:
    """Return what other programs committed after the entry ``number``. Reads one row if there is nothing new."""
    with db.read() as s:
        newest = audit.head(s)[0]
        if newest == number:
            return News(newest)
        written = [entry for entry in others.written_since(s, number) if entry.id not in db.own_entries]
        of_slides = sorted((entry for entry in written if entry.slide_id is not None), key=attrgetter("slide_id"))
        changes = []
        for slide_id, entries in groupby(of_slides, key=attrgetter("slide_id")):
            some = list(entries)
            whole = any(_is_of_whole_slide(entry) for entry in some)
            changes.append(Changes(slide_id, tuple(sorted(others.cells_of(s, some))), cells_added=whole, slides=whole))
    return News(
        newest,
        tuple(changes),
        accounts=any(entry.subject in _OF_ACCOUNTS for entry in written),
        laboratory=any(entry.subject == Subject.ENTRY and entry.slide_id is None for entry in written),
        model=any(entry.subject == Subject.ACTIVE_MODEL for entry in written),
    )


def _is_of_whole_slide(entry: Written) -> bool:
    return entry.subject not in _OF_CELLS or entry.act in REGION_ACTS
