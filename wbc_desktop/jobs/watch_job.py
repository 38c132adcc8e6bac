"""Import a watched folder: scan it without files that are still being written, and classify."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import FolderError, WbcError
from wbc_desktop.jobs.runner import JobContext
from wbc_desktop.jobs.slide_job import NoticingEngine
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classify import classify
from wbc_desktop.services.exports import stored_slide
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.watching import ReadyFolder
from wbc_desktop.store.engine import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """New images of a slide, and how many of them were classified. ``fault``: why the rest was not."""

    slide: Slide
    added: int
    classified: int
    fault: str = ""


def import_ready(
    db: Database, ready: Sequence[ReadyFolder], load_engine: Callable[[], NoticingEngine], ctx: JobContext
) -> list[Arrived]:
    """Import each folder; one that disappears meanwhile is left to the next check. Raises as scan and classify."""
    arrived: list[Arrived] = []
    for one in ready:
        ctx.check()
        try:
            arrived.append(_import(db, one, load_engine, ctx))
        except FolderError as error:
            log.info("watching %s: %s", one.folder, error)
    return arrived


def _import(db: Database, one: ReadyFolder, load_engine: Callable[[], NoticingEngine], ctx: JobContext) -> Arrived:
    folder = Path(one.folder)
    try:
        slide = stored_slide(db, folder)  # nobody opened it: its place in the list stays
    except FolderError:
        slide = open_slide(db, folder)
    unfinished = _unfinished(slide, one)
    found = scan(
        db,
        slide,
        cancel=ctx.cancelled,
        progress=lambda _progress: None,
        announce=ctx.announce,
        unfinished=unfinished,
    )
    if found.added:
        slide = open_slide(db, folder)
        ctx.announce(Changes(slide.id, cells_added=True, slides=True))
    ctx.check()
    try:
        engine = load_engine()
        outcome = classify(
            db, slide, engine, cancel=ctx.cancelled, progress=lambda _progress: None, announce=ctx.announce
        )
    except FolderError:
        raise
    except WbcError as error:  # without a model the cells can still be reviewed by hand
        return Arrived(slide, found.added, 0, str(error))
    return Arrived(slide, found.added, outcome.classified)


def _unfinished(slide: Slide, one: ReadyFolder) -> frozenset[str]:
    """Return the unfinished files by their paths in the slide, into which the folder may have been merged."""
    if slide.folder == one.folder:
        return one.unfinished
    return frozenset(f"{one.folder}/{path}" for path in one.unfinished)
