"""What one step of the work has read is handed over to the next one, for the same file only."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from wbc_desktop.inference import content
from wbc_desktop.inference.content import ContentChanged, content_of_file, handing_over, read_content

BYTES = b"\x89PNG\r\n\x1a\n" + bytes(2000)
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cell.png"
    path.write_bytes(BYTES)
    return path


def scanned(path: Path) -> None:
    """Read the file as the scan does."""
    with path.open("rb") as opened:
        assert content_of_file(str(path), opened) == (BYTES, SHA256)


class Reads:
    """Counts how often the content of a file is read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        read = content.content_of_file

        def counted(path: str, file: object, *rest: object) -> object:
            self.count += 1
            return read(path, file, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(content, "content_of_file", counted)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    return Reads(monkeypatch)


def test_file_that_was_scanned_is_not_read_again(file: Path, reads: Reads) -> None:
    with handing_over():
        scanned(file)
        assert read_content(file, SHA256, again=True) == BYTES
        assert read_content(file, SHA256) == BYTES
        assert reads.count == 0
        assert read_content(file, SHA256) == BYTES
        assert reads.count == 1, "a content that was taken is gone"


def test_nothing_is_kept_without_or_after_the_work(file: Path, reads: Reads) -> None:
    scanned(file)
    with handing_over():
        read_content(file, SHA256)
        assert reads.count == 1
        with handing_over():
            scanned(file)
    with handing_over():
        read_content(file, SHA256)
        assert reads.count == 2


def test_changed_file_is_read_and_refused(file: Path, reads: Reads) -> None:
    with handing_over():
        scanned(file)
        about = file.stat()
        file.write_bytes(BYTES[:-1] + b"x")
        os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns + 1_000_000))
        with pytest.raises(ContentChanged):
            read_content(file, SHA256)
        assert reads.count == 1


def test_content_of_another_file_is_refused(file: Path, tmp_path: Path) -> None:
    with handing_over():
        scanned(file)
        with pytest.raises(ContentChanged):
            read_content(file, "0" * 64)
        file.unlink()
        with pytest.raises(FileNotFoundError):
            read_content(file, SHA256)


def test_only_so_much_is_kept(tmp_path: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_HANDED_BYTES", 2 * len(BYTES))
    files = [tmp_path / f"{number}.png" for number in range(3)]
    with handing_over():
        for path in files:
            path.write_bytes(BYTES)
            scanned(path)
        for path in files:
            read_content(path, SHA256)
        assert reads.count == 1, "the first two were kept"
        scanned(files[2])
        read_content(files[2], SHA256)
        assert reads.count == 1, "there is room again"
