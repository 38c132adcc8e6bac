"""Adds rows that are older than the audit trail to the chain; called by migrations.

``begin`` starts the trail: the first entry holds the number of rows per table. One entry follows for each existing
model, slide, act and entry (act ``adopt``, who: as in the row), and one for each 500 preclassifications of a slide.
``add_files_and_maps`` adds what the trail did not cover before revision 0009: files, cells, maps and ``unlike``. From
then on old and new rows are checked in the same way. A change of an old row *before* it was added cannot be detected.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, zip_longest

from sqlalchemy import text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, AuditEntry, Subject
from wbc_desktop.store import audit, audit_batches, audit_rows
from wbc_desktop.store.chunks import chunks

_BATCH = 500
_WHY = "stored before the trail began"
_WHY_ADDED = "stored before the trail covered it"
_LATER = frozenset({"comments"})
"""Tables that did not exist when the trail began."""
_OLD = (
    (Subject.MODEL, "SELECT id, '' AS who, NULL AS slide_id FROM models ORDER BY id"),
    (Subject.ACTIVE_MODEL, "SELECT id, '' AS who, NULL AS slide_id FROM models WHERE active"),
    (Subject.SLIDE, "SELECT id, '' AS who, id AS slide_id FROM slides ORDER BY id"),
    (Subject.ENTRY, "SELECT id, reviewer AS who, slide_id FROM entries ORDER BY id"),
    (Subject.ACT, "SELECT id, reviewer AS who, slide_id FROM acts ORDER BY id"),
)
_COUNTED = ("models", "slides", "entries", "acts", "preclassifications")
_OLD_PRECLASSIFICATIONS = (
    "SELECT p.id, c.slide_id, m.name FROM preclassifications p JOIN cells c ON c.id = p.cell_id "
    "JOIN models m ON m.id = p.model_id ORDER BY c.slide_id, m.name, p.id"
)


def begin(s: Session, now: datetime) -> None:
    """Write the first entry, and add the existing rows to the chain."""
    found = {name: s.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in _COUNTED}
    audit.chain(s, [audit.draft(Subject.TRAIL, 0, audit.EMPTY, act="genesis", who=PROGRAM, now=now, after=found)])
    for subject, query in _OLD:
        rows = s.execute(text(query)).all()
        for some in chunks(rows, _BATCH):
            hashes = audit_rows.contents(s, subject, [row.id for row in some], _LATER)
            drafts = [
                audit.draft(
                    subject,
                    row.id,
                    hashes[row.id],
                    act="adopt",
                    who=row.who or PROGRAM,
                    now=now,
                    slide_id=row.slide_id,
                    why=_WHY,
                )
                for row in some
            ]
            audit.chain(s, drafts)
    audit.chain(s, list(_preclassifications(s, now, 1, _WHY)))


def add_files_and_maps(s: Session, now: datetime) -> None:
    """Add the files and cells of every slide to the chain, and the preclassifications with their maps."""
    for (slide_id,) in s.execute(text("SELECT id FROM slides ORDER BY id")).all():
        files, cells = (
            [
                number
                for (number,) in s.execute(
                    text(f"SELECT id FROM {table} WHERE slide_id = :slide_id ORDER BY id"), {"slide_id": slide_id}
                )
            ]
            for table in ("files", "cells")
        )
        for batch in zip_longest(chunks(files, _BATCH), chunks(cells, _BATCH), fillvalue=()):
            audit.chain(s, [audit_batches.files(s, slide_id, *batch, act="adopt", now=now, form=1, why=_WHY_ADDED)])
    audit.chain(s, list(_preclassifications(s, now, 2, _WHY_ADDED)))


def _preclassifications(s: Session, now: datetime, form: int, why: str) -> Iterator[AuditEntry]:
    rows = s.execute(text(_OLD_PRECLASSIFICATIONS)).all()
    for (slide_id, model), group in groupby(rows, key=lambda row: (row.slide_id, row.name)):
        for some in chunks([row.id for row in group], _BATCH):
            who = f"model {model}"
            yield audit_batches.preclassifications(
                s, slide_id, some, {"model": model}, act="adopt", who=who, now=now, form=form, why=why
            )
