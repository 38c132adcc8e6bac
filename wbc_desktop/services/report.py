"""Collect the data of a slide's report, and write it as a PDF."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.reports.agreement import agreement
from wbc_desktop.reports.data import EmptyField, Interval, Picture, ReportData
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.runtime.version import program_and_version
from wbc_desktop.services.changes import Cancel, Progress, raise_if_cancelled
from wbc_desktop.services.classes import use_classes
from wbc_desktop.services.counting import cut_cells_counted
from wbc_desktop.services.differentials import findings_of, interval
from wbc_desktop.services.exports import check_target, used_models
from wbc_desktop.services.pictures import SlidePictures
from wbc_desktop.services.signed_reports import open_signing, signed_data
from wbc_desktop.store import cells, classifications, comments, files, foreign, preclassifications, regions
from wbc_desktop.store.engine import Database


def write_report(
    db: Database,
    slide: Slide,
    path: Path,
    settings: Settings,
    *,
    cancel: Cancel = lambda: False,
    progress: Progress = lambda done, total: None,
) -> int:
    """Write the report of the stored slide to ``path``, completely or not at all, and return its number of cells.

    Laboratory, address, page size and opacity of the heatmaps come from ``settings``. A cell whose image is missing is
    reported without picture. Raises :class:`StorageError` if the file cannot be written, :class:`UsageError` if it is
    an image or a folder, and Cancelled; then no file is left.
    """
    check_target(path)
    data = report_data(db, slide, settings, datetime.now().astimezone())
    from wbc_desktop.reports.pdf import write_pdf  # slow to import, and not needed to open the window

    write_pdf(_with_progress(data, cancel, progress), path)
    return len(data.cells)


def _with_progress(data: ReportData, cancel: Cancel, progress: Progress) -> ReportData:
    """Return the same data; each picture that is read reports progress, or raises Cancelled."""
    done, total = itertools.count(1), len({(cell.sha256, cell.page) for cell in data.cells})

    def picture(cell: Cell) -> Picture:
        raise_if_cancelled(cancel)
        progress(min(next(done), total), total)
        return data.read_picture(cell)

    return replace(data, read_picture=picture)


def report_data(db: Database, slide: Slide, settings: Settings, now: datetime) -> ReportData:
    """Return the data of the report; ``now`` is the time of the report, in the time zone to print.

    For a signed slide they are exactly the signed data, else those stored now.
    """
    signed = signed_data(db, slide, now)
    if signed is not None:
        return signed
    with db.read() as s:
        return replace(current_data(db, slide, settings, now), signing=open_signing(s, slide.id))


def current_data(db: Database, slide: Slide, settings: Settings, now: datetime) -> ReportData:
    """Return the data stored now, as for a preliminary report."""
    use_classes(db)
    with db.read() as s:  # in one transaction, because others may decide meanwhile
        found = findings_of(s, slide.id)
        shown = cells.get_many(s, cells.ids(s, slide.id))
        models = used_models(s, [c.preclassification.model_id for c in shown if c.preclassification is not None])
        reviewers = classifications.reviewers(s, slide.id)
        refused = files.refused(s, slide.id)
        remarks = comments.current(s, slide.id)
        cut_cells = cut_cells_counted(s)
        empty = _empty_fields(s, slide.id, shown)
        judged = foreign.of_slide(s, slide.id)
        images = sum(known.reason is None for known in files.known(s, slide.id).values())

    def maps(cell_ids: Sequence[int]) -> Mapping[int, HeatMaps]:
        with db.read() as s:
            return preclassifications.maps_many(s, cell_ids)

    return ReportData(
        slide=slide.name,
        differential=found.differential,
        reported_at=now,
        program_version=program_and_version(),
        cells=tuple(shown),
        read_picture=SlidePictures(slide).read,
        read_maps=maps,
        intervals=_intervals(found),
        findings=found,
        **_typed(found.fields),
        laboratory=settings.laboratory,
        address=settings.address,
        folder="; ".join((slide.folder, *slide.others)),
        reviewers=tuple(reviewers),
        agreement=agreement(shown, interval),
        models=tuple(models),
        device=", ".join(sorted({c.preclassification.device for c in shown if c.preclassification is not None})),
        images=images,
        not_counted=0 if cut_cells else sum(cell.is_cut for cell in shown),
        empty_fields=tuple(empty),
        refused=tuple(refused),
        cell_comments=tuple(one for of_cell in remarks.values() for one in of_cell),
        foreign=judged,
        page_size=settings.page_size,
        heatmap_opacity=settings.heatmap_opacity,
    )


def _empty_fields(s: Session, slide_id: int, shown: Sequence[Cell]) -> list[EmptyField]:
    """Return the searched fields of the slide that show none of these cells; none if its pictures are single cells."""
    if regions.kind(s, slide_id) is not PictureKind.FIELDS:
        return []
    with_cells = {(cell.sha256, cell.page) for cell in shown}
    every = [EmptyField(one.path, one.sha256, one.page) for one in regions.pictures(s, slide_id) if one.searched]
    return [field for field in every if field[1:] not in with_cells]


def _typed(fields: SlideFields) -> dict[str, Any]:
    """Return the slide's fields by their names in the report."""
    names = ("sample", "patient", "age", "sex", "stain", "white_count", "comments", "collected_at")
    return {name: getattr(fields, name) for name in names}


def _intervals(found: Findings) -> dict[str, Interval]:
    """Return the exact interval of the share of each white-cell class by its code; empty without white cells."""
    white = (one for one in found.rows if one.row.cell_class.white)
    return {one.row.cell_class.code: one.interval for one in white if one.interval is not None}
