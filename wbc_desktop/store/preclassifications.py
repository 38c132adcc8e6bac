"""What models said of cells, and the small maps behind the heatmaps. Append-only; the highest id counts."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import HeatMaps, NewPreclassification, Preclassification
from wbc_desktop.store import derived
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import MapsRow, PreclassificationRow


def add_many(s: Session, model_id: int, device: str, new: Sequence[NewPreclassification], now: datetime) -> None:
    """Store what the model found on ``device``; each cell's newest preclassification counts from now on.

    Raises ValueError when a map has not ``width * height`` values; nothing is stored then.
    """
    encoded = [None if n.maps is None else _encode(n.maps) for n in new]
    rows = [
        PreclassificationRow(
            cell_id=n.cell_id,
            model_id=model_id,
            predicted=n.predicted,
            confidence=n.confidence,
            probabilities=dict(n.probabilities),
            unidentified=n.unidentified,
            device=device,
            created_at=now,
        )
        for n in new
    ]
    s.add_all(rows)
    s.flush()
    maps = [
        {
            "preclassification_id": row.id,
            "width": n.maps.width,
            "height": n.maps.height,
            "classes": list(n.maps.by_class),
            "maps": blob,
        }
        for row, n, blob in zip(rows, new, encoded, strict=True)
        if n.maps is not None
    ]
    if maps:
        s.execute(insert(MapsRow), maps)
    derived.refresh(s, [n.cell_id for n in new])


def maps(s: Session, cell_id: int) -> HeatMaps | None:
    """The maps of the cell's latest preclassification, if it has any."""
    return maps_many(s, [cell_id]).get(cell_id)


def maps_many(s: Session, cell_ids: Sequence[int]) -> dict[int, HeatMaps]:
    """The maps of the latest preclassification of each cell that has any."""
    found: dict[int, HeatMaps] = {}
    for some in chunks(list(dict.fromkeys(cell_ids))):
        latest = (
            select(PreclassificationRow.cell_id, func.max(PreclassificationRow.id).label("latest_id"))
            .where(PreclassificationRow.cell_id.in_(some))
            .group_by(PreclassificationRow.cell_id)
            .subquery()
        )
        rows = s.execute(
            select(latest.c.cell_id, MapsRow.width, MapsRow.height, MapsRow.classes, MapsRow.maps).join(
                MapsRow, MapsRow.preclassification_id == latest.c.latest_id
            )
        )
        found.update({cell_id: _decode(width, height, codes, blob) for cell_id, width, height, codes, blob in rows})
    return found


def history(s: Session, cell_id: int) -> list[Preclassification]:
    """All that models said of the cell, oldest first."""
    rows = s.scalars(
        select(PreclassificationRow).where(PreclassificationRow.cell_id == cell_id).order_by(PreclassificationRow.id)
    )
    return [
        Preclassification(
            id=row.id,
            cell_id=row.cell_id,
            model_id=row.model_id,
            predicted=row.predicted,
            confidence=row.confidence,
            probabilities=row.probabilities,
            unidentified=row.unidentified,
            created_at=row.created_at,
        )
        for row in rows
    ]


def _encode(maps: HeatMaps) -> bytes:
    """The class maps in their order, then the attention, as little-endian half floats (0 to 1 keeps three digits)."""
    cells = maps.width * maps.height
    values: list[float] = []
    for one in (*maps.by_class.values(), maps.attention):
        if len(one) != cells:
            raise ValueError(f"a map of {len(one)} values is not {maps.width} x {maps.height}")
        values.extend(one)
    return struct.pack(f"<{len(values)}e", *values)


def _decode(width: int, height: int, codes: Sequence[str], blob: bytes) -> HeatMaps:
    cells = width * height
    values = struct.unpack(f"<{(len(codes) + 1) * cells}e", blob)
    by_class = {code: values[place * cells : (place + 1) * cells] for place, code in enumerate(codes)}
    return HeatMaps(width, height, by_class, values[len(codes) * cells :])
