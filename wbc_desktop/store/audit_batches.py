"""Audit entries about many rows: files of a folder with their cells, and preclassifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, Actor, AuditEntry, Subject, spans
from wbc_desktop.store import audit, audit_rows
from wbc_desktop.store.chunks import chunks


def preclassified(
    s: Session, slide_id: int, ids: Sequence[int], details: Mapping[str, Any], *, who: Actor, now: datetime
) -> None:
    """Write the entry about these preclassifications of a slide; ``details`` (plain JSON) applies to all of them."""
    s.flush()
    audit.chain(s, [preclassifications(s, slide_id, ids, details, act="preclassify", who=who, now=now)])


def files_changed(
    s: Session, slide_id: int, file_ids: Sequence[int], cell_ids: Sequence[int] = (), *, act: str, now: datetime
) -> None:
    """Write entries about the current rows of these files of a slide, and about the cells added with them."""
    s.flush()
    batches = zip_longest(chunks(sorted(file_ids)), chunks(sorted(cell_ids)), fillvalue=())
    audit.chain(s, [files(s, slide_id, *batch, act=act, now=now) for batch in batches])


def preclassifications(
    s: Session,
    slide_id: int,
    ids: Sequence[int],
    details: Mapping[str, Any],
    *,
    act: str,
    who: str,
    now: datetime,
    form: int = audit_rows.NEWEST_FORM,
    why: str = "",
) -> AuditEntry:
    """Return the entry about these preclassifications without number and hashes.

    Raises LookupError when one of them is missing.
    """
    content = audit_rows.content_of_preclassifications(s, ids, form)
    if content is None:
        raise LookupError("one of the preclassifications is missing")
    after = {**details, "rows": spans(ids), **({} if form == 1 else {"form": form})}
    subject = Subject.PRECLASSIFICATIONS
    return audit.draft(subject, min(ids), content, act=act, who=who, now=now, slide_id=slide_id, after=after, why=why)


def files(
    s: Session,
    slide_id: int,
    file_ids: Sequence[int],
    cell_ids: Sequence[int],
    *,
    act: str,
    now: datetime,
    form: int = audit_rows.NEWEST_CELL_FORM,
    why: str = "",
) -> AuditEntry:
    """Return the entry about the current rows of these files and cells without number and hashes.

    Raises LookupError when one of them is missing.
    """
    digests, content = audit_rows.file_digests(s, file_ids), audit_rows.content_of_cells(s, cell_ids, form)
    if content is None or len(digests) != len(file_ids):
        raise LookupError("one of the files or cells is missing")
    after: dict[str, Any] = {
        "cells": spans(cell_ids),
        "files": spans(file_ids),
        "digests": "".join(digests.values()),
        **({"form": form} if cell_ids and form != 1 else {}),
    }
    return audit.draft(
        Subject.FILES, slide_id, content, act=act, who=PROGRAM, now=now, slide_id=slide_id, after=after, why=why
    )
