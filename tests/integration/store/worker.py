"""Work of the tests' child processes: ``worker.py DATABASE WHAT …``; prints a line after each commit."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.errors import SignInNeeded
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import review as services_review
from wbc_desktop.store import cells, classifications, files, models, preclassifications, slides
from wbc_desktop.store.engine import Database, open_database

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MAPS = HeatMaps(7, 7, dict.fromkeys(("NEU", "LYM", "MON"), (0.5,) * 49), (1.0,) * 49)


def report(what: object) -> None:
    print(what, flush=True)


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
    report("ready")
    sys.stdin.readline()
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


def lock(db: Database) -> None:
    """Hold the write lock until killed."""
    with db.write() as s:
        slides.create(s, "/held", "held", NOW)
        report("locked")
        sys.stdin.read()


if __name__ == "__main__":
    work = {"review": review, "batches": batches, "share": share, "decide": decide, "lock": lock}[sys.argv[2]]
    work(open_database(f"sqlite:///{sys.argv[1]}", busy_seconds=60), *sys.argv[3:])
