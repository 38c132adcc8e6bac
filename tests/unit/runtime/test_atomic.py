"""A file is written completely or not at all, and every failure is a sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.runtime.atomic import atomic_write, remove_leftovers, temporary_folder
from wbc_desktop.runtime.private import is_open_to_others


def write(path: Path, data: bytes = b"new") -> None:
    with atomic_write(path) as file:
        file.write(data)


def test_a_new_file_and_one_in_place_of_another(tmp_path: Path) -> None:
    target = tmp_path / "Befund ä.csv"
    for data in (b"first", b"second"):
        write(target, data)
        assert target.read_bytes() == data
    assert list(tmp_path.iterdir()) == [target]


def test_the_old_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    with atomic_write(target) as file:
        file.write(b"new")
        file.flush()
        assert target.read_bytes() == b"old"
        assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == ["a"]
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("error", [KeyboardInterrupt, LookupError])
def test_an_error_of_the_block_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")

    def fail() -> None:
        with atomic_write(target) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_file_that_the_block_reads_is_not_called_a_failed_write(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "a") as file:
        file.write((tmp_path / "missing.png").read_bytes())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_permissions_are_those_of_any_new_file_or_of_the_old_one(tmp_path: Path) -> None:
    plain, target = tmp_path / "plain", tmp_path / "a"
    plain.touch()
    write(target)
    assert target.stat().st_mode == plain.stat().st_mode
    target.chmod(0o640)
    write(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link")
    assert (tmp_path / "real").read_bytes() == b"new"
    assert (tmp_path / "link").is_symlink()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_is_reported() -> None:
    with pytest.raises(StorageError, match="The disk is full: /dev/full was not written"):
        write(Path("/dev/full"))
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs /dev/null")
def test_a_device_is_written_and_not_replaced() -> None:
    write(Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/a.csv", "its folder does not exist"),
        ("file/a.csv", "part of its path is a file, not a folder"),
        ("folder", "there is a folder of that name"),
        ("x" * 300, "its name is too long"),
        ("nul\0", "its name is not valid"),
        ("loop", "its path is a loop of links"),
    ],
)
def test_reason_of_a_failed_write_is_reported(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StorageError, match=rf"cannot be written: {reason}\."):
        write(tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


def test_read_only_folder_is_reported(unprivileged_folder: Path) -> None:
    unprivileged_folder.chmod(0o555)
    with pytest.raises(StorageError, match="writing there is not allowed"):
        write(unprivileged_folder / "a.csv")
    assert list(unprivileged_folder.iterdir()) == []


def test_name_with_invalid_unicode_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / os.fsdecode(b"\xff.csv")
    write(target)
    assert target.read_bytes() == b"new"


def test_leftovers_of_killed_processes_are_removed_after_a_day(tmp_path: Path) -> None:
    old, new = temporary_folder(tmp_path), temporary_folder(tmp_path)
    (old / "half").write_bytes(b"half")
    half = tmp_path / ".wbc-0123.tmp"
    half.write_bytes(b"half")
    (tmp_path / "result.csv").write_bytes(b"whole")
    for path in (old, half, tmp_path / "result.csv"):
        os.utime(path, (1, 1))
    remove_leftovers(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([new, tmp_path / "result.csv"])
    assert not is_open_to_others(new)
