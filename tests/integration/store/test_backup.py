"""Backups of a large slide during bulk acts, and processes that are killed while they back up or restore."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wbc_desktop.domain.cells import NewPreclassification, ScannedImage
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import review
from wbc_desktop.services.backup import back_up
from wbc_desktop.services.backup_file import look_safely
from wbc_desktop.services.restore import prepare, replace
from wbc_desktop.services.trail import verify
from wbc_desktop.store import backup, cells, files, models, preclassifications, slides
from wbc_desktop.store.engine import Database, open_database

ADA = Identity("Ada")
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CELLS = 10_000
Child = subprocess.Popen[str]


def fill(db: Database, count: int) -> tuple[int, list[int]]:
    """Store a slide of ``count`` preclassified cells, and return its id and theirs."""
    with db.write() as s:
        slide = slides.create(s, "/slides/large", "large", NOW)
        images = [
            ScannedImage(f"{n:05}.png", 9, 1, hashlib.sha256(b"%d" % n).hexdigest(), 80, 80) for n in range(count)
        ]
        ids = files.record_images(s, slide.id, images, NOW)
        model = models.register(
            s,
            name="test-model",
            sha256="ab" * 32,
            path="/models/test-model.safetensors",
            classes=[("NEU", "Neutrophil"), ("LYM", "Lymphocyte")],
            threshold=0.5,
            architecture="resnet50-cbam",
            trained_at="2026-01-01T00:00:00+00:00",
            summary={},
            now=NOW,
        )
        new = [NewPreclassification(i, "NEU", 0.75, {"NEU": 0.75, "LYM": 0.25}, False, None) for i in ids]
        preclassifications.add_many(s, model.id, "cpu", new, NOW)
    return slide.id, ids


def counts(db: Database, slide_id: int) -> Counter[str]:
    with db.read() as s:
        return Counter(cells.class_counts(s, slide_id)[0])


@pytest.mark.slow
def test_backup_during_a_bulk_act_of_10000_cells_is_one_sound_state(data_dir: DataDir, tmp_path: Path) -> None:
    """Each act classifies all cells alike, so that a backup which saw a half of one would have two classes."""
    db = open_database(data_dir.database_url)
    slide_id, ids = fill(db, CELLS)
    ended = threading.Event()
    acts: list[str] = []

    def decide() -> None:
        while not ended.is_set():
            acts.append("MON" if len(acts) % 2 else "LYM")
            review.reclassify(db, slide_id, ids, acts[-1], ADA)

    thread = threading.Thread(target=decide)
    thread.start()
    try:
        while not acts:
            time.sleep(0.01)
        made = []
        for number in range(2):
            made.append(back_up(db, data_dir, tmp_path / f"{number}.zip"))
            assert made[-1].manifest.contents.decided in (0, CELLS)
            assert thread.is_alive()
    finally:
        ended.set()
        thread.join()
    db.close()
    for one in made:
        replace(prepare(data_dir, data_dir.database_file, one.file))
        assert backup.integrity(data_dir.database_file) == "ok"
        db = open_database(data_dir.database_url)
        found = verify(db)
        assert (found.sound, found.entries) == (True, one.manifest.contents.entries + 1)
        assert len(counts(db, slide_id)) == 1
        db.close()


@pytest.fixture
def stored(data_dir: DataDir, tmp_path: Path) -> Path:
    """A backup of 2,000 cells in the data directory, after which all were decided."""
    db = open_database(data_dir.database_url)
    slide_id, ids = fill(db, 2000)
    back_up(db, data_dir, tmp_path / "x.zip")
    review.reclassify(db, slide_id, ids, "LYM", ADA)
    db.close()
    return tmp_path / "x.zip"


@pytest.fixture
def begun(repository: Path, data_dir: DataDir, stored: Path, request: pytest.FixtureRequest) -> Iterator[Child]:
    """A process that backs up or restores again and again; its first one has ended."""
    child = subprocess.Popen(
        [sys.executable, Path(__file__).parent / "backup_worker.py", request.param, data_dir.root, stored],
        cwd=repository,
        env={"PYTHONPATH": str(repository), "PATH": "", "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "1\n"
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


@pytest.mark.slow
@pytest.mark.parametrize("begun", ["backup"], indirect=True)
@pytest.mark.parametrize("seed", range(4))
def test_killed_backup_leaves_a_whole_file(begun: Child, stored: Path, data_dir: DataDir, seed: int) -> None:
    time.sleep(random.Random(seed).uniform(0, 0.5))
    begun.kill()
    begun.wait()
    assert look_safely(stored).fault == ""
    replace(prepare(data_dir, data_dir.database_file, stored))
    db = open_database(data_dir.database_url)
    assert verify(db).sound
    db.close()


@pytest.mark.slow
@pytest.mark.parametrize("begun", ["restore"], indirect=True)
@pytest.mark.parametrize("seed", range(4))
def test_killed_restore_leaves_one_of_the_two_databases(begun: Child, data_dir: DataDir, seed: int) -> None:
    time.sleep(random.Random(seed).uniform(0, 2))
    begun.kill()
    begun.wait()
    db = open_database(data_dir.database_url)
    assert db.health() == "ok"
    assert verify(db).sound
    with db.read() as s:
        (slide,) = slides.all_slides(s)
    assert counts(db, slide.id) == {"NEU": 2000}  # one restore had ended
    db.close()
    kept = backup.copies_beside(data_dir.database_file)
    assert kept
    assert all(backup.integrity(path) == "ok" for path in kept)
