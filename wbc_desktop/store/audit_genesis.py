"""The beginning of the trail: what was stored before there was one is taken into the chain, by the migration.

The first entry says that the trail begins and how much was there. After it comes one entry for each model, slide, act
and entry of the time before (act ``adopt``, who: as the row says), and one for each 500 preclassifications of a slide.
From then on the chain is checked alike for old rows and new ones; that nobody changed an old row *before* the trail
began, no chain can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from sqlalchemy import text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, AuditEntry, Subject, json_text, spans, time_text
from wbc_desktop.store import audit, audit_rows
from wbc_desktop.store.chunks import chunks

_BATCH = 500
_LATER = frozenset({"comments"})
"""Tables that came after the trail."""
_OLD = (
    (Subject.MODEL, "SELECT id, '' AS who, NULL AS slide_id FROM models ORDER BY id"),
    (Subject.ACTIVE_MODEL, "SELECT id, '' AS who, NULL AS slide_id FROM models WHERE active"),
    (Subject.SLIDE, "SELECT id, '' AS who, id AS slide_id FROM slides ORDER BY id"),
    (Subject.ENTRY, "SELECT id, reviewer AS who, slide_id FROM entries ORDER BY id"),
    (Subject.ACT, "SELECT id, reviewer AS who, slide_id FROM acts ORDER BY id"),
)
_OLD_PRECLASSIFICATIONS = (
    "SELECT p.id, c.slide_id, m.name FROM preclassifications p JOIN cells c ON c.id = p.cell_id "
    "JOIN models m ON m.id = p.model_id ORDER BY c.slide_id, m.name, p.id"
)


def begin(s: Session, now: datetime) -> None:
    """Write the first entry, and take what is there into the chain."""
    found = {name: s.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in _tables()}
    first = _entry(Subject.TRAIL, 0, "genesis", PROGRAM, now, None, audit.EMPTY, json_text(found))
    audit.chain(s, [first])
    for subject, query in _OLD:
        rows = s.execute(text(query)).all()
        for some in chunks(rows, _BATCH):
            hashes = audit_rows.contents(s, subject, [row.id for row in some], _LATER)
            audit.chain(
                s,
                [
                    _entry(subject, row.id, "adopt", row.who or PROGRAM, now, row.slide_id, hashes[row.id])
                    for row in some
                ],
            )
    audit.chain(s, list(_preclassifications(s, now)))


def _preclassifications(s: Session, now: datetime) -> Iterator[AuditEntry]:
    rows = s.execute(text(_OLD_PRECLASSIFICATIONS)).all()
    for (slide_id, model), group in groupby(rows, key=lambda row: (row.slide_id, row.name)):
        for some in chunks([row.id for row in group], _BATCH):
            content = audit_rows.content_of_rows(s, some)
            assert content is not None
            after = json_text({"model": model, "rows": spans(some)})
            yield _entry(Subject.PRECLASSIFICATIONS, some[0], "adopt", f"model {model}", now, slide_id, content, after)


def _entry(
    subject: Subject,
    subject_id: int,
    act: str,
    who: str,
    now: datetime,
    slide_id: int | None,
    content: str,
    after: str = "",
) -> AuditEntry:
    return AuditEntry(
        id=0,
        at=time_text(now),
        who=audit.plain(who),
        act=act,
        subject=subject.value,
        subject_id=subject_id,
        slide_id=slide_id,
        before="",
        after=after,
        why="stored before the trail began" if act == "adopt" else "",
        content=content,
        previous="",
    )


def _tables() -> tuple[str, ...]:
    return ("models", "slides", "entries", "acts", "preclassifications")
