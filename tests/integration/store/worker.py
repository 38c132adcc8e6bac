"""Work of the tests' child processes; prints a line after each commit.

``worker.py URL WHAT …`` does one work. ``worker.py`` reads one from each line of its input, as a list in JSON, and
prints "end" after it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.errors import NothingToUndo, SignInNeeded
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import file_version
from wbc_desktop.services import review as services_review
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, classifications, files, models, preclassifications, slides
from wbc_desktop.store.engine import Database, open_database

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MAPS = HeatMaps(7, 7, dict.fromkeys(("NEU", "LYM", "MON"), (0.5,) * 49), (1.0,) * 49)


def report(what: object) -> None:
    print(what, flush=True)


def wait_for_the_others() -> None:
    """Wait until all processes of the test are ready, so that they begin at the same time."""
    report("ready")
    sys.stdin.readline()


def the_slide(db: Database) -> Slide:
    with db.write() as s:
        return slides.by_folder(s, "/s") or slides.create(s, "/s", "s", NOW)


def images(prefix: str, n: int, first: int = 0) -> list[ScannedImage]:
    names = [f"{prefix}{number:06d}" for number in range(first, first + n)]
    return [ScannedImage(name, 1, 1, name.rjust(64, "0"), 30, 30) for name in names]


def review(db: Database) -> None:
    """Record acts without end; print the number of each after its commit."""
    slide = the_slide(db)
    with db.write() as s:
        ids = files.record_images(s, slide.id, images("cell", 50), NOW)
    for number in count():
        with db.write(durable=True) as s:
            label = "NEU" if number % 2 else "LYM"
            act = classifications.record(
                s, slide.id, ActKind.RECLASSIFY, {ids[number % 50]: label}, Identity("Ada"), NOW
            )
        report(act.id)


def batches(db: Database) -> None:
    """Scan and classify batches without end; print the number of each after its commit."""
    slide = the_slide(db)
    with db.write() as s:
        model = models.register(
            s,
            name="m",
            sha256="0" * 64,
            path="",
            classes=[],
            threshold=0.5,
            architecture="",
            trained_at="",
            summary={},
            now=NOW,
        )
    for batch in count():
        with db.write() as s:
            ids = files.record_images(s, slide.id, images("cell", 64, batch * 64), NOW)
        with db.write() as s:
            new = [NewPreclassification(i, "NEU", 0.9, {"NEU": 0.9}, False, MAPS) for i in ids]
            preclassifications.add_many(s, model.id, "cpu", new, NOW)
        report(batch)


def share(db: Database, name: str) -> None:
    """Write at the same time as another process: own images, common images, and acts."""
    wait_for_the_others()
    slide = the_slide(db)
    for number in range(25):
        with db.write(durable=number % 3 == 0) as s:
            found = [*images(name, 4, number * 4), *images("common", 4, number * 4)]
            ids = files.record_images(s, slide.id, found, NOW)
            classifications.record(s, slide.id, ActKind.RECLASSIFY, dict.fromkeys(ids, "NEU"), Identity(name), NOW)
        with db.read() as s:
            cells.class_counts(s, slide.id)
    report("done")


def decide(db: Database, name: str) -> None:
    """Record acts under a typed name until a sign-in is needed; print the number of cells after each commit."""
    slide = the_slide(db)
    with db.write() as s:
        ids = files.record_images(s, slide.id, images("cell", 2), NOW)
    for number in count():
        try:
            changes = services_review.reclassify(db, slide.id, ids, "NEU" if number % 2 else "LYM", Identity(name))
        except SignInNeeded:
            report("sign in")
            return
        report(len(changes.cells))


def decide_together(db: Database, name: str, *labels: str) -> None:
    """Decide 25 times on all cells of the slide, with each of the labels in turn; print the number of each act."""
    slide = the_slide(db)
    with db.read() as s:
        ids = cells.ids(s, slide.id)
    wait_for_the_others()
    for number in range(25):
        report(services_review.reclassify(db, slide.id, ids, labels[number % len(labels)], Identity(name)).act)


def undo_together(db: Database, name: str) -> None:
    """Undo until nothing is left; print a line for each act that was undone."""
    slide = the_slide(db)
    wait_for_the_others()
    while True:
        try:
            services_review.undo(db, slide.id, Identity(name))
        except NothingToUndo:
            return
        report("undone")


def open_together(db: Database, folder: str) -> None:
    """Open every folder in ``folder`` as a slide; print the number of each."""
    wait_for_the_others()
    for place in sorted(Path(folder).iterdir()):
        report(open_slide(db, place).id)


def scan_folder(db: Database, folder: str) -> None:
    """Scan a folder whose files count as old; print the number of cells of each batch after its commit."""
    file_version.CLOCK_STEP_NS = 0
    slide = open_slide(db, Path(folder))
    scan(
        db,
        slide,
        cancel=lambda: False,
        progress=lambda progress: None,
        announce=lambda changes: report(len(changes.cells)),
    )


def lock(db: Database) -> None:
    """Hold the write lock until killed."""
    with db.write() as s:
        slides.create(s, "/held", "held", NOW)
        report("locked")
        sys.stdin.read()


WORK = (review, batches, share, decide, decide_together, undo_together, open_together, scan_folder, lock)


def run(url: str, what: str, *arguments: str) -> None:
    """Do one work on the database at ``url``."""
    if what == "open_database_together":
        wait_for_the_others()
    db = open_database(url, busy_seconds=60)
    try:
        if what != "open_database_together":
            {work.__name__: work for work in WORK}[what](db, *arguments)
    finally:
        db.close()


if __name__ == "__main__":
    if sys.argv[1:]:
        run(*sys.argv[1:])
    else:
        for line in iter(sys.stdin.readline, ""):
            run(*json.loads(line))
            report("end")
