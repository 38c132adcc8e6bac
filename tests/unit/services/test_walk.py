"""Every file is listed once and in order, also with links, pipes and unreadable folders."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.errors import FolderError
from wbc_desktop.services.walk import NOT_DOWNLOADED, FoundFile, NotAFile, folder_identity, printable_path, walk

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such links, pipes and names")


def put(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"x")


def paths(folder: Path) -> list[str]:
    return [f.path for f in walk(str(folder)) if isinstance(f, FoundFile)]


def refusals(folder: Path) -> dict[str, str]:
    return {printable_path(f.path): f.reason for f in walk(str(folder)) if isinstance(f, NotAFile)}


def test_files_are_sorted_by_path(tmp_path: Path) -> None:
    put(tmp_path, "b.png", "a/z.png", "a.png", "a-1.png", "c/d/e.png", "c.d.png")
    assert paths(tmp_path) == sorted(["b.png", "a/z.png", "a.png", "a-1.png", "c/d/e.png", "c.d.png"])


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12
)


@pytest.mark.slow
@needs_posix
@given(names=st.sets(NAMES, max_size=8))
def test_names_in_any_script(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    folder = tmp_path_factory.mktemp("names")
    visible = {n for n in names if not n.startswith(".")}
    for name in visible:
        (folder / name).write_bytes(b"x")
    assert paths(folder) == sorted(visible)


def test_folder_named_like_an_image_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "cell.jpg/inner.png")
    assert paths(tmp_path) == ["cell.jpg/inner.png"]


def test_files_that_are_only_in_a_cloud_are_named(tmp_path: Path) -> None:
    put(tmp_path, ".a.png.icloud", "sub/.b c.tif.iCloud", "d.jpg.nextcloud", "e.png.owncloud", "f.png")
    put(tmp_path, ".icloud", "icloud", ".x.icloud/g.png")
    assert paths(tmp_path) == ["f.png", "icloud"]
    assert refusals(tmp_path) == dict.fromkeys(["a.png", "d.jpg", "e.png", "sub/b c.tif"], NOT_DOWNLOADED)


def test_hidden_and_system_folders_are_skipped(tmp_path: Path) -> None:
    put(tmp_path, ".git/a.png", "__MACOSX/b.png", ".hidden.png", "@eaDir/c.png", "d.png")
    assert paths(tmp_path) == ["d.png"]
    assert refusals(tmp_path) == {}


def test_data_directory_of_the_program_is_skipped(tmp_path: Path) -> None:
    put(tmp_path, "state/wbc.sqlite3", "state/thumbnails/1.png", "d.png")
    assert paths(tmp_path) == ["d.png"]


def test_files_have_size_and_time(tmp_path: Path) -> None:
    put(tmp_path, "a.png")
    os.utime(tmp_path / "a.png", ns=(5, 7_000_000_000))
    (found,) = walk(str(tmp_path))
    assert isinstance(found, FoundFile)
    assert (found.size, found.mtime_ns, found.full) == (1, 7_000_000_000, str(tmp_path / "a.png"))


def two_folders_that_lead_to_each_other(folder: Path) -> None:
    (folder / "sub" / "one").symlink_to("../other")
    (folder / "other").mkdir()
    (folder / "other" / "two").symlink_to("../sub")


LINKS: dict[str, Callable[[Path], None]] = {
    "to itself as a folder": lambda f: (f / "loop").symlink_to("."),
    "to the parent": lambda f: (f / "loop").symlink_to(".."),
    "to the root of all": lambda f: (f / "loop").symlink_to("/"),
    "from a subfolder upwards": lambda f: (f / "sub" / "loop").symlink_to(".."),
    "from a subfolder to itself": lambda f: (f / "sub" / "loop").symlink_to("../sub"),
    "to a subfolder that is listed anyway": lambda f: (f / "a_link").symlink_to("sub"),
    "two folders that lead to each other": two_folders_that_lead_to_each_other,
}


@needs_posix
@pytest.mark.parametrize("kind", LINKS)
def test_loops_of_links_give_each_file_once(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "slide"
    put(folder, "a.png", "sub/b.png")
    put(tmp_path, "outside.png")
    LINKS[kind](folder)
    assert paths(folder) == ["a.png", "sub/b.png"]
    assert refusals(folder) == {}


@needs_posix
def test_links_to_files_and_folders_elsewhere_are_followed_once(tmp_path: Path) -> None:
    folder = tmp_path / "slide"
    put(folder, "b.png")
    put(tmp_path, "elsewhere/c.png", "single.png")
    (folder / "a").symlink_to(tmp_path / "elsewhere")
    (folder / "z").symlink_to(tmp_path / "elsewhere")
    (folder / "link.png").symlink_to(tmp_path / "single.png")
    assert paths(folder) == ["b.png", "link.png", "a/c.png"]


@needs_posix
def test_broken_links_are_listed(tmp_path: Path) -> None:
    (tmp_path / "self.png").symlink_to("self.png")
    (tmp_path / "x.png").symlink_to("y.png")
    (tmp_path / "y.png").symlink_to("x.png")
    (tmp_path / "broken.png").symlink_to("nothing.png")
    assert refusals(tmp_path) == {
        "self.png": "is a link that leads back to itself",
        "x.png": "is a link that leads back to itself",
        "y.png": "is a link that leads back to itself",
        "broken.png": "is a link to something that is not there",
    }


@needs_posix
def test_pipes_sockets_and_devices_are_listed_and_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "null.png").symlink_to("/dev/null")
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as ours:
        ours.bind("socket.png")
        found = refusals(tmp_path)
    assert found == {
        "pipe.png": "is a pipe and not a file",
        "socket.png": "is a socket and not a file",
        "null.png": "is a device and not a file",
    }


@needs_posix
def test_invalid_bytes_do_not_stop_the_walk(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    try:
        put(odd, os.fsdecode(b"\xff.png"))
    except OSError:
        pytest.skip("this file system allows text names only")
    (found,) = walk(str(tmp_path))
    assert isinstance(found, FoundFile)
    assert printable_path(found.path) == "caf\\xe9/\\xff.png"


def test_missing_subfolder_is_listed_and_the_walk_continues(tmp_path: Path) -> None:
    put(tmp_path, "a.png", "b/c.png", "d.png")
    found = []
    for entry in walk(str(tmp_path)):
        if not found:
            (tmp_path / "b" / "c.png").unlink()
            (tmp_path / "b").rmdir()
        found.append(entry)
    assert [f.path for f in found] == ["a.png", "b", "d.png"]
    assert found[1] == NotAFile(
        "b", "is a folder that went away before it could be read", folder=True, disappeared=True
    )


def test_missing_file_is_listed(tmp_path: Path) -> None:
    put(tmp_path, "a.png", "b.png")
    entries = walk(str(tmp_path))
    next(entries)
    (tmp_path / "b.png").unlink()
    assert list(entries) == [NotAFile("b.png", "went away before it could be read", disappeared=True)]


def test_missing_root_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(walk(str(tmp_path / "gone")))


def test_invalid_folder_raises_an_error(tmp_path: Path) -> None:
    put(tmp_path, "a.png")
    with pytest.raises(FolderError, match="There is no folder"):
        folder_identity(str(tmp_path / "gone"))
    with pytest.raises(FolderError, match="is a file and not a folder"):
        folder_identity(str(tmp_path / "a.png"))
    with pytest.raises(FolderError, match="cannot be read"):
        folder_identity("nul\0byte")
    assert folder_identity(str(tmp_path)) == folder_identity(str(tmp_path / "."))
