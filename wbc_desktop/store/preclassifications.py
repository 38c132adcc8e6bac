"""Predictions stored for cells, and the small maps behind the heatmaps. Append-only; the highest id counts."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import model_actor
from wbc_desktop.domain.cells import NewPreclassification, Preclassification
from wbc_desktop.domain.errors import DatabaseError
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.domain.language import tr
from wbc_desktop.store import audit_batches, derived, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import CellRow, MapsRow, ModelRow, PreclassificationRow

_INSERT = insert(cast(Table, PreclassificationRow.__table__)).returning(
    PreclassificationRow.cell_id, PreclassificationRow.id
)
_INSERT_MAPS = insert(cast(Table, MapsRow.__table__))
_SLIDES = select(CellRow.id, CellRow.slide_id).where(CellRow.id.in_(bindparam("ids", expanding=True)))
_MODEL = select(ModelRow.name, ModelRow.sha256).where(ModelRow.id == bindparam("model_id"))
_HISTORY = (
    select(
        *(getattr(PreclassificationRow, part.name) for part in fields(Preclassification) if part.name != "adapted"),
        func.coalesce(PreclassificationRow.adapted, "").label("adapted"),
    )
    .where(PreclassificationRow.cell_id == bindparam("cell_id"))
    .order_by(PreclassificationRow.id)
)
_PLACEMENT = (
    MapsRow.place_left,
    MapsRow.place_top,
    MapsRow.step_x,
    MapsRow.step_y,
    MapsRow.seen_left,
    MapsRow.seen_top,
    MapsRow.seen_right,
    MapsRow.seen_bottom,
)
"""In the order of :class:`Placement`."""
_PLACE = attrgetter(*(part.name for part in fields(Placement)))


def _maps_of_cells() -> Select[*tuple[Any, ...]]:
    latest = (
        select(PreclassificationRow.cell_id, func.max(PreclassificationRow.id).label("latest_id"))
        .where(PreclassificationRow.cell_id.in_(bindparam("ids", expanding=True)))
        .group_by(PreclassificationRow.cell_id)
        .subquery()
    )
    columns = (latest.c.cell_id, MapsRow.width, MapsRow.height, MapsRow.classes, MapsRow.maps, *_PLACEMENT)
    return select(*columns).join(MapsRow, MapsRow.preclassification_id == latest.c.latest_id)


_MAPS = _maps_of_cells()
_SHARES = (
    select(PreclassificationRow.model_id, PreclassificationRow.probabilities)
    .join(CellRow, CellRow.id == PreclassificationRow.cell_id)
    .where(CellRow.slide_id == bindparam("slide_id"), CellRow.shown.is_(True))
    .where(PreclassificationRow.id == derived.latest_preclassification())
    .order_by(CellRow.id)
)
_STREAMED = 1000
"""Rows that are read at a time."""
_FEATURES = (
    select(PreclassificationRow.cell_id, MapsRow.features)
    .join(MapsRow, MapsRow.preclassification_id == PreclassificationRow.id)
    .join(CellRow, CellRow.id == PreclassificationRow.cell_id)
    .where(CellRow.id.in_(bindparam("ids", expanding=True)), MapsRow.features.is_not(None))
    .where(PreclassificationRow.id == derived.latest_preclassification())
)


def add_many(s: Session, model_id: int, device: str, new: Sequence[NewPreclassification], now: datetime) -> None:
    """Store predictions that the model made on ``device``; each cell's newest preclassification counts.

    Raises ValueError when a cell is named twice, a map does not have ``width * height`` values, or there are features
    but no maps; then stores nothing.
    """
    if not new:
        return
    if len({n.cell_id for n in new}) != len(new):
        raise ValueError("a cell is named twice")
    if any(n.features is not None and n.maps is None for n in new):
        raise ValueError("features are stored beside the maps, and there are none")
    encoded = [None if n.maps is None else _encode(n.maps) for n in new]
    rows = [
        {
            "cell_id": n.cell_id,
            "model_id": model_id,
            "predicted": n.predicted,
            "confidence": n.confidence,
            "probabilities": dict(n.probabilities),
            "unidentified": n.unidentified,
            "device": device,
            "created_at": now,
            "unlike": n.unlike,
            "adapted": n.adapted or None,
        }
        for n in new
    ]
    slides = _slides_of(s, [n.cell_id for n in new])
    for slide_id in slides:
        guard.check_not_signed(s, slide_id)
    id_of: dict[int, int] = dict(s.connection().execute(_INSERT, rows).all())
    maps = [
        {
            "preclassification_id": id_of[n.cell_id],
            "width": n.maps.width,
            "height": n.maps.height,
            "classes": list(n.maps.by_class),
            "maps": blob,
            **_placed(n.maps.placement),
            "features": n.features,
        }
        for n, blob in zip(new, encoded, strict=True)
        if n.maps is not None
    ]
    if maps:
        s.connection().execute(_INSERT_MAPS, maps)
    derived.update_cells(s, [n.cell_id for n in new])
    for slide_id, of_slide in slides.items():
        _audit(s, model_id, device, slide_id, [id_of[cell_id] for cell_id in of_slide], now)


def any_on(s: Session, slide_id: int) -> bool:
    """Return whether any cell of the slide has a preclassification."""
    of_slide = select(CellRow.id).where(CellRow.slide_id == slide_id, CellRow.predicted.is_not(None))
    return s.scalar(of_slide.limit(1)) is not None


def models_and_classes(s: Session, slide_id: int) -> tuple[list[int], list[str]]:
    """Return the models and the class codes of the predictions that count on the slide's shown cells, each once."""
    rows = s.execute(_SHARES, {"slide_id": slide_id}, execution_options={"yield_per": _STREAMED})
    models, codes = dict[int, None](), dict[str, None]()
    for model_id, probabilities in rows:
        models[model_id] = None
        codes.update(dict.fromkeys(probabilities))
    return list(models), list(codes)


def maps(s: Session, cell_id: int) -> HeatMaps | None:
    """Return the maps of the cell's latest preclassification, or None."""
    return maps_many(s, [cell_id]).get(cell_id)


def maps_of(s: Session, preclassification_of: Mapping[int, int]) -> dict[int, HeatMaps]:
    """Return maps by cell id; ``preclassification_of`` maps each cell id to the preclassification id."""
    cell_of = {number: cell_id for cell_id, number in preclassification_of.items()}
    columns = (MapsRow.preclassification_id, MapsRow.width, MapsRow.height, MapsRow.classes, MapsRow.maps, *_PLACEMENT)
    found: dict[int, HeatMaps] = {}
    for some in chunks(list(cell_of)):
        for row in s.execute(select(*columns).where(MapsRow.preclassification_id.in_(some))):
            found[cell_of[row.preclassification_id]] = _decode(row)
    return found


def maps_many(s: Session, cell_ids: Sequence[int]) -> dict[int, HeatMaps]:
    """Return the maps of the latest preclassification of each cell that has any, by cell id."""
    found: dict[int, HeatMaps] = {}
    for some in chunks(list(dict.fromkeys(cell_ids))):
        rows = run(s, _MAPS, {"ids": some})
        found.update({row.cell_id: _decode(row) for row in rows})
    return found


def features_many(s: Session, cell_ids: Sequence[int]) -> dict[int, bytes]:
    """Return the features of the latest preclassification of each cell that has any, by cell id."""
    found: dict[int, bytes] = {}
    for some in chunks(list(dict.fromkeys(cell_ids))):
        found.update(run(s, _FEATURES, {"ids": some}).all())
    return found


def history(s: Session, cell_id: int) -> list[Preclassification]:
    """Return all preclassifications of the cell, oldest first."""
    return [Preclassification(**row._mapping) for row in run(s, _HISTORY, {"cell_id": cell_id})]


def _slides_of(s: Session, cell_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the cell ids by slide id."""
    slides: dict[int, list[int]] = {}
    for some in chunks(cell_ids):
        for cell_id, slide_id in run(s, _SLIDES, {"ids": some}):
            slides.setdefault(slide_id, []).append(cell_id)
    return slides


def _audit(s: Session, model_id: int, device: str, slide_id: int, ids: list[int], now: datetime) -> None:
    """Write one audit entry about new preclassifications of a slide."""
    name, sha256 = run(s, _MODEL, {"model_id": model_id}).one()
    details = {"model": sha256, "device": device}
    audit_batches.preclassified(s, slide_id, ids, details, who=model_actor(name), now=now)


def _encode(maps: HeatMaps) -> bytes:
    """Return the class maps in their order, then the attention, as little-endian half floats.

    Half floats keep three digits of values from 0 to 1. Raises ValueError for a map of another size.
    """
    cells = maps.width * maps.height
    values: list[float] = []
    for one in (*maps.by_class.values(), maps.attention):
        if len(one) != cells:
            raise ValueError(f"a map of {len(one)} values is not {maps.width} x {maps.height}")
        values.extend(one)
    return struct.pack(f"<{len(values)}e", *values)


def _placed(placement: Placement | None) -> dict[str, float | None]:
    """Return the columns of the placement: all set, or all None."""
    values = (None,) * len(_PLACEMENT) if placement is None else _PLACE(placement)
    return {column.key: value for column, value in zip(_PLACEMENT, values, strict=True)}


def _decode(row: Row[*tuple[Any, ...]]) -> HeatMaps:
    cells = row.width * row.height
    placed = [getattr(row, column.key) for column in _PLACEMENT]
    try:
        values = struct.unpack(f"<{(len(row.classes) + 1) * cells}e", row.maps)
        placement = None if None in placed else Placement(*placed)
    except (struct.error, ValueError) as error:
        raise DatabaseError(tr("The stored heatmap of a cell is damaged: classify the slide again.")) from error
    by_class = {code: values[place * cells : (place + 1) * cells] for place, code in enumerate(row.classes)}
    return HeatMaps(row.width, row.height, by_class, values[len(row.classes) * cells :], placement)
