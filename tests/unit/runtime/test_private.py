"""Only the own account may read the files in the data directory, whatever the umask."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from wbc_desktop.runtime import logs, private
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.crash import install_crash_reports, write_crash_report
from wbc_desktop.runtime.drafts import Drafts, Spot
from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")


@pytest.fixture(autouse=True)
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def open_paths(root: Path) -> list[str]:
    """Return the folder and its content to which other accounts have any right."""
    return sorted(str(path.relative_to(root)) for path in [root, *root.rglob("*")] if mode(path) & 0o077)


def test_every_file_that_the_runtime_writes_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir = DataDir(tmp_path / "above" / "data")
    data_dir.create()
    assert mode(tmp_path / "above") == 0o777  # not ours
    Settings(reviewer="Ada").save(data_dir)
    data_dir.drafts_file.write_text("damaged", encoding="utf-8")
    data_dir.drafts_file.chmod(0o600)
    drafts = Drafts(data_dir)  # which puts the damaged file aside
    drafts.set_text("Ada", Spot(1, 2, "f" * 64), "two cells touch")
    drafts.save()
    write_crash_report(data_dir, ValueError("of a patient"))
    stop_reports = install_crash_reports(data_dir)
    monkeypatch.setattr(logs, "_BYTES", 200)
    logs.set_up_logging(data_dir)
    for number in range(20):
        logging.getLogger("wbc_desktop.test").info("opened the slide of patient %d", number)
    logs.set_up_logging(None)
    with window_lock(data_dir):
        assert open_paths(data_dir.root) == []
        made = {path.name.partition("-2")[0] for path in data_dir.root.rglob("*") if path.is_file()}
    rotated = {f"{logs.LOG_NAME}{end}" for end in ("", ".1", ".2", ".3")}
    names = {"settings.json", "drafts.json", "drafts-damaged-1.json", "window.lock", "faults.log", "crash"}
    stop_reports()
    assert made == names | rotated


def test_an_export_is_private_until_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "differential.csv"
    for expected in (0o666, 0o640):
        with atomic_write(target) as file:
            file.write(b"patient")
            file.flush()
            (temporary,) = (path for path in tmp_path.iterdir() if path != target)
            assert mode(temporary) == 0o600
        assert mode(target) == expected
        target.chmod(0o640)  # a file that is there keeps its mode
    assert list(tmp_path.iterdir()) == [target]


def test_a_private_file_stays_private_whatever_was_there(tmp_path: Path) -> None:
    target = tmp_path / "settings.json"
    target.write_bytes(b"old")
    assert mode(target) == 0o666
    with atomic_write(target, private=True) as file:
        file.write(b"new")
    assert mode(target) == 0o600


def an_old_data_directory(root: Path) -> list[Path]:
    """A data directory as earlier versions made it, readable by everybody; gives its files."""
    names = ("wbc.sqlite3", "wbc.sqlite3-wal", "settings.json", "logs/wbc-desktop.log", "thumbnails/ab/ab.64.jpg")
    files = [root / name for name in (*names, "models/mine.safetensors", "backups/monday.sqlite3")]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("patient", encoding="utf-8")
    return files


def test_an_existing_data_directory_is_tightened_when_it_is_opened(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "data")
    files = an_old_data_directory(data_dir.root)
    outside = tmp_path / "outside.txt"
    outside.touch()
    (data_dir.logs / "link").symlink_to(outside)
    data_dir.create()
    assert {mode(file) for file in files} == {0o600}
    assert {mode(folder) for folder in (data_dir.root, *data_dir.folders, data_dir.thumbnails / "ab")} == {0o700}
    assert mode(outside) == 0o666


def test_a_folder_with_other_things_in_it_keeps_its_mode(tmp_path: Path) -> None:
    """A person gives her own folder as --data-dir: only the program's files become private."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "letter.txt").touch()
    DataDir(shared).create()
    assert open_paths(shared) == [".", "letter.txt"]


def test_a_folder_for_everybody_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    an_old_data_directory(shared)
    shared.chmod(0o1777)
    DataDir(shared).create()
    assert mode(shared) == 0o1777
    assert open_paths(shared) == ["."]


def test_content_of_a_private_folder_is_not_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    listed: list[Path] = []
    whole = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: listed.append(self) or whole(self))  # type: ignore[func-returns-value]
    data_dir.create()
    assert listed == [data_dir.root]


def test_a_file_system_without_rights_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of the mode is refused, or has no effect; ``doctor`` reports it."""
    data_dir = DataDir(tmp_path / "data")
    an_old_data_directory(data_dir.root)

    def refused(self: Path, mode: int) -> None:
        raise PermissionError

    for chmod in (refused, lambda self, mode: None):
        monkeypatch.setattr(Path, "chmod", chmod)
        data_dir.create()
        assert private.is_open_to_others(data_dir.root)
    monkeypatch.setattr(os, "fchmod", refused)
    with atomic_write(tmp_path / "a.csv") as file:
        file.write(b"x")
    assert (tmp_path / "a.csv").read_bytes() == b"x"


def test_folder_of_another_account_is_no_error(unprivileged_folder: Path) -> None:
    theirs = unprivileged_folder / "data"
    theirs.mkdir(0o755)
    before = os.geteuid()
    if before == os.getuid():
        pytest.skip("needs a second account")
    os.seteuid(0)
    os.chown(theirs, 0, 0)
    os.seteuid(before)
    private.tighten_folder(theirs)
    private.tighten([theirs])
    assert mode(theirs) == 0o755
