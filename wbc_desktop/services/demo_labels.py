"""The table of the cells in the fields of a demo: classes and boxes, as ``import-labels`` reads them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.regions import Box
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.services.label_file import read_labels
from wbc_desktop.services.smear_field import DrawnCell

LABELS = "labels.csv"
"""The name of the table, beside the fields."""


def write_drawn(file: Path, shown: Mapping[str, Sequence[DrawnCell]]) -> None:
    """Write one row for each cell (``path,label,box``), and one without label for each field without cells."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("path", "label", "box"))
    for name, cells in shown.items():
        writer.writerows([(name, cell.code, cell.box) for cell in cells] or [(name, "", "")])
    with atomic_write(file) as out:
        out.write(text.getvalue().encode())


def read_drawn(file: Path) -> dict[str, list[DrawnCell]]:
    """Return the cells by field as :func:`write_drawn` wrote them; nothing if the file is missing or damaged."""
    shown: dict[str, list[DrawnCell]] = defaultdict(list)
    try:
        for row in read_labels(file):
            shown[row.path] += [DrawnCell(row.label, Box.parse(row.box))] if row.label else []
    except (UsageError, ValueError):
        return {}
    return dict(shown)
