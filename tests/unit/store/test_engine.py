"""Opening, units of work, and errors that are not damage of the file."""

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
    """Return the message after checking that it is one plain sentence about the file."""
    message = str(error.value)
    assert str(file) in message
    assert message.endswith(".")
    assert "\n" not in message
    assert "sqlite3.Op" not in message
    return message


def test_new_database_is_created_and_opened_again(file: Path, now: datetime) -> None:
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


def test_error_rolls_back_the_unit_of_work(db: Database, now: datetime) -> None:
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


def test_units_of_work_cannot_be_nested(db: Database, now: datetime) -> None:
    with db.write() as s:
        slides.create(s, "/f", "f", now)
        with pytest.raises(RuntimeError, match="cannot be nested"), db.write():
            pass
    with db.read() as s:
        assert len(slides.all_slides(s)) == 1


@pytest.mark.slow
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


def test_writer_that_waits_too_long_gets_an_error(file: Path, now: datetime) -> None:
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


@pytest.mark.slow
def test_thread_that_waits_too_long_gets_an_error(file: Path) -> None:
    db = open_database(url(file), busy_seconds=0.05)
    with db.write():
        messages: list[str] = []

        def other() -> None:
            try:
                with db.write():
                    messages.append("no error")
            except StorageError as error:
                messages.append(str(error))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    db.close()
    assert len(messages) == 1
    assert "busy" in messages[0]


def set_pages_left(db: Database, pages: int) -> None:
    """Limit the database to ``pages`` more pages on the connection that all units of work of this test use."""
    with db.write() as s:
        count = s.execute(text("PRAGMA page_count")).scalar_one()
        s.execute(text(f"PRAGMA max_page_count = {count + pages}"))


@pytest.mark.slow
def test_full_disk_loses_only_the_last_unit_of_work(
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
def test_wrong_address(wrong: str) -> None:
    with pytest.raises(DatabaseError) as error:
        open_database(wrong)
    assert str(error.value).endswith(".")


def test_folder_instead_of_the_file(file: Path) -> None:
    file.mkdir()
    with pytest.raises(DatabaseError, match="is a folder") as error:
        open_database(url(file))
    sentence(error, file)
    assert list(file.iterdir()) == []


def test_missing_folder(tmp_path: Path) -> None:
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


@pytest.mark.slow
def test_an_unreadable_file(unprivileged_folder: Path) -> None:
    file = unprivileged_folder / "wbc.sqlite3"
    open_database(url(file)).close()
    file.chmod(0)
    with pytest.raises(DatabaseError, match="cannot be read") as error:
        open_database(url(file))
    sentence(error, file)


@pytest.mark.slow
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
def test_database_locked_by_another_program(file: Path, lock: str) -> None:
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
    again = open_database(url(link))  # the log of the first one is in the folder of the real file
    with again.read() as s:
        assert slides.all_slides(s) == [made]
    again.close()
    db.close()
    assert sorted(tmp_path.iterdir()) == [link, file]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_files_of_the_database_are_private(file: Path, now: datetime) -> None:
    before = os.umask(0)
    try:
        db = open_database(url(file))
        with db.write() as s:
            slides.create(s, "/f", "f", now)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
        db.close()
    finally:
        os.umask(before)
    assert modes == {file.name: 0o600, f"{file.name}-wal": 0o600, f"{file.name}-shm": 0o600}
