"""Reads what entries of the audit trail are about, to show what other programs committed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, Subject
from wbc_desktop.store.audit_rows import rows_in
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import ActRow, ClassificationRow, CommentRow, PreclassificationRow
from wbc_desktop.store.trust_tables import AuditRow


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of the audit trail, without its hashes."""

    id: int
    subject: str
    subject_id: int
    slide_id: int | None
    act: str


def acted_since(s: Session, slide_id: int, number: int) -> list[int]:
    """Return the entries after the entry ``number`` about what people did on the slide."""
    of_people = (AuditRow.subject.in_((Subject.ACT.value, Subject.ENTRY.value)), AuditRow.who != PROGRAM)
    return list(s.scalars(select(AuditRow.id).where(AuditRow.slide_id == slide_id, AuditRow.id > number, *of_people)))


def written_since(s: Session, number: int) -> list[Written]:
    """Return the entries after the entry ``number``, oldest first."""
    columns = (AuditRow.id, AuditRow.subject, AuditRow.subject_id, AuditRow.slide_id, AuditRow.act)
    return [Written(*row) for row in s.execute(select(*columns).where(AuditRow.id > number).order_by(AuditRow.id))]


def cells_of(s: Session, entries: Iterable[Written]) -> set[int]:
    """Return the cells that these entries about acts and predictions concern."""
    acts, predictions = list[int](), list[int]()
    for entry in entries:
        if entry.subject == Subject.ACT:
            acts.append(entry.subject_id)
        elif entry.subject == Subject.PRECLASSIFICATIONS:
            predictions.append(entry.id)
    found = set[int]()
    for some in chunks(sorted({*acts, *_targets(s, acts)})):
        for table in (ClassificationRow, CommentRow):
            found.update(s.scalars(select(table.cell_id).where(table.act_id.in_(some))))
    for some in chunks(_predictions(s, predictions)):
        found.update(s.scalars(select(PreclassificationRow.cell_id).where(PreclassificationRow.id.in_(some))))
    return found


def _targets(s: Session, acts: Sequence[int]) -> set[int]:
    """Return the acts that these acts undid or redid: undoing a comment writes no row about its cell."""
    found = set[int]()
    for some in chunks(acts):
        found.update(filter(None, s.scalars(select(ActRow.target_id).where(ActRow.id.in_(some)))))
    return found


def _predictions(s: Session, entries: Sequence[int]) -> list[int]:
    """Return the numbers of the predictions that these entries name."""
    found = list[int]()
    for some in chunks(entries):
        for after in s.scalars(select(AuditRow.after).where(AuditRow.id.in_(some))):
            found += rows_in(after)
    return found
