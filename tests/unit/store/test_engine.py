"""Opening, units of work, and what goes wrong with a sound database file."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from wbc_desktop.domain.cells import ScannedImage, Slide
from wbc_desktop.domain.errors import DatabaseError, StorageError
from wbc_desktop.store import cells, files, slides
from wbc_desktop.store.engine import Database, open_database


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def sentence(error: pytest.ExceptionInfo[Exception], file: Path) -> str:
    """The message, after a look whether it is one plain sentence about the file."""
    said = str(error.value)
    assert str(file) in said
    assert said.endswith(".")
    assert "\n" not in said
    assert "sqlite3.Op" not in said
    return said


def test_a_new_database_is_made_and_found_again(file: Path, now: datetime) -> None:
    first = open_database(url(file))
    with first.write() as s:
        made = slides.create(s, "/f", "f", now)
    first.close()
    second = open_database(url(file))
    with second.read() as s:
        assert slides.all_slides(s) == [made]
    assert second.health() == "ok"
    second.close()


def test_an_empty_file_becomes_a_database(file: Path) -> None:
    file.touch()
    db = open_database(url(file))
    assert db.health() == "ok"
    db.close()


def test_a_database_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "Blut äöü 血 #1 50% a+b"
    folder.mkdir()
    db = open_database(url(folder / "wbc.sqlite3".replace("%", "%25")).replace("50%", "50%25"))
    db.close()
    assert (folder / "wbc.sqlite3").stat().st_size > 0


def test_an_error_undoes_the_whole_unit_of_work(db: Database, now: datetime) -> None:
    with pytest.raises(LookupError), db.write() as s:
        slides.get(s, slides.create(s, "/f", "f", now).id + 1)
    with db.read() as s:
        assert slides.all_slides(s) == []


def test_a_reader_cannot_write(db: Database, now: datetime) -> None:
    with pytest.raises(StorageError), db.read() as s:
        slides.create(s, "/f", "f", now)
    with db.write() as s:
        slides.create(s, "/f", "f", now)


def test_a_reader_sees_one_state(db: Database, slide: Slide, now: datetime) -> None:
    with db.read() as s:
        assert len(slides.all_slides(s)) == 1
        with db.write() as w:
            slides.create(w, "/later", "later", now)
        assert len(slides.all_slides(s)) == 1
    with db.read() as s:
        assert len(slides.all_slides(s)) == 2


def test_units_of_work_do_not_nest(db: Database, now: datetime) -> None:
    with db.write() as s:
        slides.create(s, "/f", "f", now)
        with pytest.raises(RuntimeError, match="inside another"), db.write():
            pass
    with db.read() as s:
        assert len(slides.all_slides(s)) == 1


def test_threads_that_write_at_once_lose_nothing(
    db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for n in range(15):
                with db.write(durable=n % 5 == 0) as s:
                    files.record_images(s, slide.id, [image(f"{number}-{n}"), image(f"all-{n}")], now)
                with db.read() as s:
                    cells.ids(s, slide.id)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with db.read() as s:
        assert len(cells.ids(s, slide.id)) == 4 * 15 + 15
    assert db.health() == "ok"


def test_a_writer_that_waits_too_long_is_told(file: Path, now: datetime) -> None:
    db = open_database(url(file), busy_seconds=0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="in use by another program") as error, db.write() as s:
            slides.create(s, "/f", "f", now)
        sentence(error, file)
        other.execute("ROLLBACK")
    with db.write() as s:
        slides.create(s, "/f", "f", now)
    db.close()


def test_a_thread_that_waits_too_long_is_told(file: Path) -> None:
    db = open_database(url(file), busy_seconds=0.05)
    with db.write():
        told: list[str] = []

        def other() -> None:
            try:
                with db.write():
                    told.append("was let in")
            except StorageError as error:
                told.append(str(error))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    db.close()
    assert len(told) == 1
    assert "busy" in told[0]


def set_pages_left(db: Database, pages: int) -> None:
    """SQLite itself then finds no room, for the one connection that this test's units of work take in turn."""
    with db.write() as s:
        count = s.execute(text("PRAGMA page_count")).scalar_one()
        s.execute(text(f"PRAGMA max_page_count = {count + pages}"))


def test_a_full_disk_is_said_and_costs_only_the_last_unit_of_work(
    db: Database, file: Path, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    with db.write() as s:
        files.record_images(s, slide.id, [image("kept")], now)
    images = [image(str(n)) for n in range(3000)]
    set_pages_left(db, 2)
    with pytest.raises(StorageError, match="disk is full") as error, db.write(durable=True) as s:
        files.record_images(s, slide.id, images, now)
    sentence(error, file)
    set_pages_left(db, 100_000)
    with db.write() as s:
        files.record_images(s, slide.id, [image("later")], now)
    with db.read() as s:
        assert [c.path for c in cells.get_many(s, cells.ids(s, slide.id))] == ["kept", "later"]
    assert db.health() == "ok"


@pytest.mark.parametrize("wrong", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "no-such-dialect://x/y"])
def test_an_address_that_is_none(wrong: str) -> None:
    with pytest.raises(DatabaseError) as error:
        open_database(wrong)
    assert str(error.value).endswith(".")


def test_a_folder_in_the_place_of_the_file(file: Path) -> None:
    file.mkdir()
    with pytest.raises(DatabaseError, match="is a folder") as error:
        open_database(url(file))
    sentence(error, file)
    assert list(file.iterdir()) == []


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    file = tmp_path / "not" / "there.sqlite3"
    with pytest.raises(DatabaseError, match="does not exist") as error:
        open_database(url(file))
    sentence(error, file)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_file(unprivileged_folder: Path) -> None:
    file = unprivileged_folder / "wbc.sqlite3"
    open_database(url(file)).close()
    file.chmod(0o444)
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match="cannot be written") as error:
        open_database(url(file))
    sentence(error, file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("exists", [True, False])
def test_a_read_only_folder(unprivileged_folder: Path, exists: bool) -> None:
    file = unprivileged_folder / "wbc.sqlite3"
    before = b""
    if exists:
        open_database(url(file)).close()
        before = file.read_bytes()
    unprivileged_folder.chmod(0o555)
    with pytest.raises(DatabaseError, match=r"cannot be (written|opened)") as error:
        open_database(url(file))
    sentence(error, file)
    assert not exists or file.read_bytes() == before


def test_an_unreadable_file(unprivileged_folder: Path) -> None:
    file = unprivileged_folder / "wbc.sqlite3"
    open_database(url(file)).close()
    file.chmod(0)
    with pytest.raises(DatabaseError, match="cannot be read") as error:
        open_database(url(file))
    sentence(error, file)


def test_a_folder_that_turns_read_only_while_open(unprivileged_folder: Path, now: datetime) -> None:
    file = unprivileged_folder / "wbc.sqlite3"
    db = open_database(url(file))
    file.chmod(0o444)
    unprivileged_folder.chmod(0o555)
    db.close()
    with pytest.raises(StorageError) as error, db.write() as s:
        slides.create(s, "/f", "f", now)
    sentence(error, file)
    db.close()


@pytest.mark.parametrize("lock", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_a_database_that_another_program_holds(file: Path, lock: str) -> None:
    open_database(url(file)).close()
    before = file.read_bytes()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        if lock == "BEGIN EXCLUSIVE":
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute(lock)
        with pytest.raises(DatabaseError, match="in use by another program") as error:
            open_database(url(file), busy_seconds=0.05)
        assert file.read_bytes() == before
        other.execute("ROLLBACK")
    sentence(error, file)
    open_database(url(file)).close()


def test_a_link_to_a_database_is_followed(file: Path, tmp_path: Path, now: datetime) -> None:
    open_database(url(file)).close()
    link = tmp_path / "link.sqlite3"
    link.symlink_to(file)
    db = open_database(url(link))
    with db.write() as s:
        made = slides.create(s, "/f", "f", now)
    again = open_database(url(link))  # while the first one's log lies beside the real file
    with again.read() as s:
        assert slides.all_slides(s) == [made]
    again.close()
    db.close()
    assert sorted(tmp_path.iterdir()) == [link, file]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_the_database_and_the_files_beside_it_are_private(file: Path, now: datetime) -> None:
    before = os.umask(0)
    try:
        db = open_database(url(file))
        with db.write() as s:
            slides.create(s, "/f", "f", now)
            beside = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
        db.close()
    finally:
        os.umask(before)
    assert beside == {file.name: 0o600, f"{file.name}-wal": 0o600, f"{file.name}-shm": 0o600}
