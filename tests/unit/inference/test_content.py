"""The content of a cell's file is checked once, and of a stack only what a page needs is read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from training.core.images import ContentChanged, HashedFile
from wbc_desktop.inference import content
from wbc_desktop.inference.content import MAX_BYTES, MAX_STACK_BYTES, most_bytes, read_content

TIFF_HEAD, PNG_HEAD = b"II*\0" + bytes(128), b"\x89PNG\r\n\x1a\n" + bytes(124)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    with tifffile.TiffWriter(tmp_path / "stack.tif") as writer:
        for n in range(3):
            writer.write(np.full((32, 32, 3), 40 * n, np.uint8), photometric="rgb", metadata=None)
    return tmp_path / "stack.tif"


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were hashed."""
    found: list[str] = []
    real = content.hashed

    def hashed(path: str, *args: object) -> HashedFile:
        found.append(path)
        return real(path, *args)

    monkeypatch.setattr(content, "hashed", hashed)
    monkeypatch.setattr(content, "_hashed", content._HashedFiles())
    return found


def test_file_of_one_picture_is_read_whole(stack: Path, tmp_path: Path) -> None:
    assert read_content(stack, digest(stack)) == stack.read_bytes()
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    path = tmp_path / "a.png"
    assert read_content(path, digest(path)) == path.read_bytes()
    assert read_content(path, digest(path), 1) == path.read_bytes()  # has no page 1, as the decoder will say


def test_stack_is_hashed_once_for_all_its_pages(stack: Path, hashings: list[str]) -> None:
    found = [read_content(stack, digest(stack), page) for page in (1, 2, 1)]
    assert all(isinstance(one, HashedFile) and one == found[0] for one in found)
    assert hashings == [str(stack)]


def test_large_file_of_one_page_is_read_in_parts(
    stack: Path, hashings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "WHOLE_BYTES", 100)
    assert isinstance(read_content(stack, digest(stack)), HashedFile)


def test_changed_stack_is_hashed_again_and_refused(stack: Path, hashings: list[str]) -> None:
    before = digest(stack)
    read_content(stack, before, 1)
    stack.write_bytes(stack.read_bytes()[:-1] + b"x")
    os.utime(stack, ns=(1, 1))
    with pytest.raises(ContentChanged):
        read_content(stack, before, 1)
    assert isinstance(read_content(stack, digest(stack), 1), HashedFile)
    assert len(hashings) == 2


def test_few_stacks_are_remembered(tmp_path: Path, stack: Path, hashings: list[str]) -> None:
    data = stack.read_bytes()
    for n in range(content._KEPT + 1):
        (tmp_path / f"{n}.tif").write_bytes(data)
        read_content(tmp_path / f"{n}.tif", digest(stack), 1)
    assert len(content._hashed._kept) == content._KEPT


def test_other_content_and_missing_files_are_refused(stack: Path, tmp_path: Path) -> None:
    for page in (0, 1):
        with pytest.raises(ContentChanged):
            read_content(stack, "0" * 64, page)
        with pytest.raises(FileNotFoundError):
            read_content(tmp_path / "none.tif", "0" * 64, page)


def test_stack_can_be_larger_than_one_picture() -> None:
    assert (most_bytes(TIFF_HEAD), most_bytes(PNG_HEAD)) == (MAX_STACK_BYTES, MAX_BYTES)
