"""A process killed at any moment leaves a sound database with every finished commit."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wbc_desktop.domain.errors import DatabaseError
from wbc_desktop.services import scan as module
from wbc_desktop.services.examine import examine
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.walk import FoundFile
from wbc_desktop.store import cells, classifications, files, preclassifications, slides
from wbc_desktop.store.engine import open_database

Start = Callable[..., subprocess.Popen[str]]


def lines_until_killed(child: subprocess.Popen[str], lines: int, then_wait: float = 0.0) -> list[int]:
    """Read ``lines`` numbers from the process, wait, kill it (SIGKILL), and return all numbers that it printed."""
    assert child.stdout is not None
    printed = [int(child.stdout.readline()) for _ in range(lines)]
    time.sleep(then_wait)
    child.kill()
    rest = child.communicate()[0]
    whole = [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return printed + [int(line) for line in whole]


@pytest.mark.parametrize("acts", [1, 2, 9])
def test_finished_commits_survive_a_kill(start: Start, file: Path, acts: int) -> None:
    printed = lines_until_killed(start("review"), acts)
    db = open_database(f"sqlite:///{file}")
    with db.read() as s:
        slide = slides.all_slides(s)[0]
        stored = classifications.acts(s, slide.id)
        assert {act.id for act in stored} >= set(printed)
        assert len(stored) - len(printed) in (0, 1)  # the last commit may have finished before it was printed
        counts, undecided = cells.class_counts(s, slide.id)
        decided = {c.cell_id for act in stored for c in classifications.of_act(s, act.id)}
        assert (counts.total(), undecided) == (50, 50 - len(decided))
    assert db.health() == "ok"
    db.close()


@pytest.mark.parametrize("seed", range(3))
def test_kill_between_batches_leaves_a_sound_database(start: Start, file: Path, seed: int) -> None:
    child = start("batches")
    printed = lines_until_killed(child, 3, then_wait=random.Random(seed).uniform(0, 0.1))
    db = open_database(f"sqlite:///{file}")
    assert db.health() == "ok"
    with db.read() as s:
        slide = slides.all_slides(s)[0]
        ids = cells.ids(s, slide.id)
        assert len(ids) % 64 == 0
        assert len(ids) >= 64 * len(printed)
        classified = [c.id for c in cells.get_many(s, ids) if c.preclassification]
        assert len(classified) in (len(ids), len(ids) - 64)
        assert set(preclassifications.maps_many(s, ids)) == set(classified)
        assert cells.class_counts(s, slide.id)[0]["NEU"] == len(classified)
    with db.write() as s:
        files.mark_missing(s, slide.id, ["cell000000"])
    db.close()


def test_scan_continues_after_a_kill_without_reading_stored_files(
    start: Start, file: Path, slide_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = slide_folder(1)
    picture = (folder / "cell_0000.png").read_bytes()
    for number in range(1, 600):
        (folder / f"cell_{number:04}.png").write_bytes(picture + f"{number}".encode())
    lines_until_killed(start("scan_folder", str(folder)), 3)
    db = open_database(f"sqlite:///{file}")
    slide = open_slide(db, folder)
    with db.read() as s:
        stored = {path: known.sha256 for path, known in files.known(s, slide.id).items()}
        ids = cells.ids(s, slide.id)
    assert 8 + 2 * 64 <= len(stored) < 600
    read: list[str] = []

    def examined(found: FoundFile, working: Callable[[], None]) -> object:
        read.append(found.path)
        return examine(found, working)

    monkeypatch.setattr(module, "examine", examined)
    outcome = module.scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    assert (outcome.images, outcome.added) == (600, 600 - len(stored))
    assert sorted([*read, *stored]) == [f"cell_{number:04}.png" for number in range(600)]
    with db.read() as s:
        now = {path: known.sha256 for path, known in files.known(s, slide.id).items()}
        assert now.items() >= stored.items()
        assert set(cells.ids(s, slide.id)) >= set(ids)
        assert len(cells.ids(s, slide.id)) == 600
    db.close()


@pytest.mark.parametrize("after", [0.0, 0.03, 0.1])
def test_kill_during_creation_of_the_database(start: Start, file: Path, after: float) -> None:
    child = start("review")
    while not file.exists() and child.poll() is None:
        time.sleep(0.001)
    time.sleep(after)
    child.kill()
    child.communicate()
    db = open_database(f"sqlite:///{file}")
    with db.read() as s:
        assert len(slides.all_slides(s)) <= 1
    assert db.health() == "ok"
    db.close()


def test_concurrent_processes_lose_nothing(start: Start, file: Path) -> None:
    names = ["one", "two"]
    children = [start("share", name) for name in names]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    assert [child.communicate()[0] for child in children] == ["done\n", "done\n"]
    db = open_database(f"sqlite:///{file}")
    with db.read() as s:
        (slide,) = slides.all_slides(s)
        shown = cells.get_many(s, cells.ids(s, slide.id))
        assert sorted(c.path for c in shown) == sorted(
            f"{prefix}{number:06d}" for prefix in (*names, "common") for number in range(100)
        )
        assert len(classifications.acts(s, slide.id)) == 50
        assert cells.class_counts(s, slide.id) == ({"NEU": 300}, 0)
        assert sorted(classifications.reviewers(s, slide.id)) == names
    assert db.health() == "ok"
    db.close()


def test_lock_of_another_process_is_an_error_until_it_ends(start: Start, file: Path) -> None:
    child = start("lock")
    assert child.stdout is not None
    assert child.stdout.readline() == "locked\n"
    with pytest.raises(DatabaseError, match="in use by another program"):
        open_database(f"sqlite:///{file}", busy_seconds=0.1)
    child.kill()
    child.wait()
    db = open_database(f"sqlite:///{file}", busy_seconds=0.1)
    with db.read() as s:
        assert slides.all_slides(s) == []
    assert db.health() == "ok"
    db.close()
