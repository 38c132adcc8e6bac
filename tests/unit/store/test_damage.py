"""Damaged and foreign database files: each is refused with one sentence and stays unchanged."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from wbc_desktop.domain.cells import ActKind, ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.errors import DatabaseError, WbcError
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import backup, cells, classifications, files, models, preclassifications, slides, sqlite
from wbc_desktop.store.engine import Database, open_database


def refused(file: Path, match: str) -> None:
    """Check that the file is refused in one sentence that names it, and that its folder stays unchanged."""
    before, names = file.read_bytes(), sorted(file.parent.iterdir())
    with pytest.raises(DatabaseError, match=match) as error:
        open_database(f"sqlite:///{file}", busy_seconds=0.1)
    assert str(file) in str(error.value)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)
    assert file.read_bytes() == before
    assert sorted(file.parent.iterdir()) == names


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the database of :func:`filled`, which is made once and copied for each test."""
    return tmp_path_factory.mktemp("filled") / "wbc.sqlite3"


@pytest.fixture
def filled(
    filled_once: Path,
    db: Database,
    slide: Slide,
    now: datetime,
    image: Callable[..., ScannedImage],
    make_model: Callable[[str], ModelVersion],
    make_prediction: Callable[..., NewPreclassification],
    file: Path,
) -> Path:
    """A closed database of 300 cells."""
    if filled_once.exists():
        db.close()
        shutil.copyfile(filled_once, file)
        return file
    model = make_model("m")
    maps = HeatMaps(7, 7, {"NEU": (0.5,) * 49, "LYM": (0.25,) * 49}, (1.0,) * 49)
    with db.write() as s:
        ids = files.record_images(s, slide.id, [image(f"{n}.png") for n in range(300)], now)
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(i, maps=maps) for i in ids], now)
        classifications.record(s, slide.id, ActKind.CONFIRM, dict.fromkeys(ids[:100], "NEU"), Identity("Ada"), now)
    db.close()
    shutil.copyfile(file, filled_once)
    return file


def overwrite(file: Path, offset: int, data: bytes) -> None:
    with file.open("r+b") as f:
        f.seek(offset)
        f.write(data)


@pytest.mark.parametrize(
    "content",
    [
        b"path,label\na.png,NEU\n",
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        b"S",
        bytes(5000),
        random.Random(1).randbytes(9000),
    ],
    ids=["csv", "png", "one byte", "zeros", "random"],
)
def test_file_that_is_no_database(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    refused(file, "not a database")


def test_database_of_another_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE photos (id INTEGER)")
        other.execute("CREATE TABLE alembic_version (version_num TEXT)")
        other.commit()
    refused(file, "another program")


def test_database_of_a_newer_version(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()
    refused(filled, "newer version")


@pytest.mark.parametrize("change", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_database_without_version(filled: Path, change: str) -> None:
    with closing(sqlite3.connect(filled)) as other:
        other.execute(change)
        other.commit()
    refused(filled, "damaged")


def test_a_wrong_header(filled: Path) -> None:
    overwrite(filled, 0, b"SQLite format 9\0")
    refused(filled, "not a database")


def test_header_with_wrong_page_size(filled: Path) -> None:
    overwrite(filled, 16, b"\x00\x03")
    refused(filled, "damaged")


@pytest.mark.parametrize("size_left", [17, 100, 4096, 0.3, 0.9, -1])
def test_a_truncated_database(filled: Path, size_left: float) -> None:
    size = filled.stat().st_size
    with filled.open("r+b") as f:
        f.truncate(int(size_left if size_left > 1 else size * size_left if size_left > 0 else size - 4096))
    refused(filled, "damaged")


def test_a_schema_of_random_bytes(filled: Path) -> None:
    overwrite(filled, 100, random.Random(2).randbytes(3996))
    refused(filled, "damaged")


def test_pages_of_random_bytes(filled: Path) -> None:
    pages = filled.stat().st_size // 4096
    for page in range(2, pages, 2):
        overwrite(filled, page * 4096, random.Random(page).randbytes(4096))
    refused(filled, "damaged")


@pytest.mark.parametrize("seed", range(25))
def test_random_damage_is_one_sentence(filled: Path, seed: int) -> None:
    """Damage that is not visible at opening is one sentence when it is found later."""
    rng = random.Random(seed)
    size = filled.stat().st_size
    for _ in range(rng.choice([1, 3, 10, 40])):
        overwrite(filled, rng.randrange(100, size), rng.randbytes(rng.choice([1, 8, 64, 700])))
    before = filled.read_bytes()
    sentences: list[str] = []
    try:
        db = open_database(f"sqlite:///{filled}", busy_seconds=0.1)
    except DatabaseError as error:
        sentences.append(str(error))
        assert filled.read_bytes() == before
        assert all(str(filled) in sentence for sentence in sentences)
        return
    try:
        for query in (
            lambda s: cells.image_rows(s, 1),
            lambda s: preclassifications.maps_many(s, range(1, 301)),
            lambda s: (cells.class_counts(s, 1), files.known(s, 1), slides.all_slides(s), models.all_models(s)),
            lambda s: (classifications.acts(s, 1), [classifications.history(s, n) for n in range(1, 301)]),
        ):
            try:
                with db.read() as s:
                    query(s)
            except WbcError as error:
                sentences.append(str(error))
        assert db.health() != ""
    finally:
        db.close()
    assert all(sentence.endswith(".") for sentence in sentences)


def test_opening_checks_only_the_small_tables_of_a_large_file(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checking a million cells takes a second at each start; a backup finds the damage."""
    with closing(sqlite3.connect(filled)) as connection:
        query = "SELECT name, rootpage FROM sqlite_schema WHERE name IN ('ix_cells_sure', 'acts')"
        pages = dict(connection.execute(query).fetchall())
    monkeypatch.setattr(sqlite, "_WHOLE_CHECK_BYTES", 0)
    monkeypatch.setattr(sqlite, "MANY_ROWS", 200)
    overwrite(filled, (pages["ix_cells_sure"] - 1) * 4096, bytes(4096))  # 300 cells
    open_database(f"sqlite:///{filled}").close()
    with pytest.raises(DatabaseError, match="damaged"):
        backup.copy(filled, filled.with_name("copy.sqlite3"))
    overwrite(filled, (pages["acts"] - 1) * 4096, bytes(4096))  # one act
    with pytest.raises(DatabaseError, match="damaged"):
        open_database(f"sqlite:///{filled}")


def test_damage_while_the_database_is_open(filled: Path) -> None:
    db = open_database(f"sqlite:///{filled}")
    for page in range(1, filled.stat().st_size // 4096):
        overwrite(filled, page * 4096, random.Random(page).randbytes(4096))
    with pytest.raises(DatabaseError, match="damaged"), db.read() as s:
        cells.image_rows(s, 1)
    assert db.health() != "ok"
    db.close()


def test_health_finds_a_reference_to_a_missing_row(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as other:
        other.execute("INSERT INTO acts (slide_id, kind, reviewer, created_at) VALUES (9, 'undo', 'x', '2026-01-01')")
        other.commit()
    db = open_database(f"sqlite:///{filled}")
    assert "acts" in db.health()
    db.close()


def test_database_restored_from_a_dump_opens(filled: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored.sqlite3"
    with closing(sqlite3.connect(filled)) as old, closing(sqlite3.connect(restored)) as new:
        new.executescript("\n".join(old.iterdump()))
    db = open_database(f"sqlite:///{restored}")
    with db.read() as s:
        assert len(cells.ids(s, 1)) == 300
        assert s.execute(text("PRAGMA application_id")).scalar() == 0x57424344
    db.close()
