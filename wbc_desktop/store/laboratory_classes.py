"""Which class codes were ever used of a cell, so that none of them is given to another class."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbc_desktop.store.tables import CellRow, ClassificationRow, PreclassificationRow


def codes_used(s: Session) -> set[str]:
    """The codes in which cells stand or stood, and those that a model said of one."""
    columns = (ClassificationRow.label, PreclassificationRow.predicted, CellRow.current)
    found = {code for column in columns for code in s.scalars(select(column).distinct())}
    return {code for code in found if code is not None}
