"""A large file is hashed once, and what is read of it later is what was hashed."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.training.core.reading.drawn import cell, tiff_pages
from training.core.reading import content, special, tiff_file
from training.core.reading.content import BLOCK, HashedFile, HashedStream, hashed
from training.core.reading.types import ContentChanged, ImageError

MOST = 10**12
BYTES = np.random.default_rng(0).integers(0, 256, 3 * BLOCK + 1000, np.uint8).tobytes()


def hashed_file(path: Path, data: bytes | None = None) -> HashedFile:
    if data is not None:
        path.write_bytes(data)
    with path.open("rb") as file:
        return hashed(str(path), file, MOST)


@pytest.fixture
def known(tmp_path: Path) -> HashedFile:
    return hashed_file(tmp_path / "large.tif", BYTES)


def change(file: HashedFile, place: int) -> None:
    with Path(file.path).open("r+b") as opened:
        opened.seek(place)
        opened.write(b"another")


def test_file_is_hashed_as_a_whole_and_in_blocks(known: HashedFile) -> None:
    assert (known.size, known.sha256) == (len(BYTES), hashlib.sha256(BYTES).hexdigest())
    blocks = [hashlib.sha256(BYTES[n : n + BLOCK]).digest() for n in range(0, len(BYTES), BLOCK)]
    assert known.blocks == b"".join(blocks)


def test_hashing_can_be_limited_and_broken_off(known: HashedFile) -> None:
    steps: list[None] = []
    assert hashed("", io.BytesIO(BYTES), 1000, lambda: steps.append(None)).sha256 == (
        hashlib.sha256(BYTES[:1000]).hexdigest()
    )
    assert len(steps) == 1

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hashed("", io.BytesIO(BYTES), MOST, stop)


@given(
    moves=st.lists(
        st.tuples(st.integers(-10, len(BYTES) + 10), st.sampled_from([-1, 0, 1, 7, BLOCK, 3 * BLOCK])), max_size=6
    )
)
def test_stream_reads_like_the_file(moves: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "read.tif"
    stream, plain = HashedStream(hashed_file(path, None if path.exists() else BYTES)), io.BytesIO(BYTES)
    assert stream.seek(0, os.SEEK_END) == len(BYTES)
    assert stream.seek(-3, os.SEEK_CUR) == len(BYTES) - 3
    for place, count in moves:
        if place < 0:
            with pytest.raises(ValueError, match="no place"):
                stream.seek(place)
            continue
        stream.seek(place)
        plain.seek(place)
        assert stream.read(count) == plain.read(count)
        assert stream.tell() == plain.tell()
        stream.rest()
    stream.close()


def test_changed_part_is_refused_and_the_others_are_read(known: HashedFile) -> None:
    change(known, BLOCK + 5)
    with HashedStream(known) as stream:
        assert stream.read(BLOCK) == BYTES[:BLOCK]
        with pytest.raises(ContentChanged):
            stream.read(1)
        assert isinstance(stream.fault, ContentChanged)
        stream.seek(3 * BLOCK)
        assert stream.read() == BYTES[3 * BLOCK :]


@pytest.mark.parametrize("size", [0, BLOCK, len(BYTES) - 1])
def test_file_that_became_shorter_is_refused(known: HashedFile, size: int) -> None:
    os.truncate(known.path, size)
    with HashedStream(known) as stream, pytest.raises(ContentChanged):
        stream.read()


def test_missing_file_is_an_os_error(known: HashedFile) -> None:
    Path(known.path).unlink()
    with HashedStream(known) as stream, pytest.raises(FileNotFoundError):
        stream.read(1)


PAGES = [cell(n) for n in range(4)]
STACK = tiff_pages(*[(page, {}) for page in PAGES])


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HashedFile:
    """Four pages, each in more than one block, as a file that is read in parts."""
    monkeypatch.setattr(content, "BLOCK", 4096)
    tiff_file._last.clear()
    return hashed_file(tmp_path / "stack.tif", STACK)


def test_pages_of_a_stack_are_read_one_by_one(stack: HashedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks: list[int] = []
    checked, find, found = HashedStream._checked, tiff_file.pictures_of, []

    def count(self: HashedStream, number: int) -> bytes:
        blocks.append(number)
        return checked(self, number)

    monkeypatch.setattr(HashedStream, "_checked", count)
    monkeypatch.setattr(tiff_file, "pictures_of", lambda *args: found.append(1) or find(*args))
    assert special.pages(stack, measure=True) == special.pages(STACK, measure=True)
    assert special.size(stack, 3) == (60, 72)
    found.clear()
    for n in (2, 0, 3, 1):
        blocks.clear()
        assert (special.decode(stack, n, ()) == PAGES[n]).all()
        assert len(blocks) <= PAGES[n].nbytes // 4096 + 2
    assert found == []


def test_file_that_was_read_whole_does_not_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """tifffile's objects refer to each other, so that only a collection of garbage removes them."""
    opened: list[io.BytesIO] = []
    find = tiff_file.pictures_of

    def note(tif: Any, decode: Any) -> Any:
        opened.append(tif.filehandle._fh)
        return find(tif, decode)

    monkeypatch.setattr(tiff_file, "pictures_of", note)
    special.decode(STACK, 1, ())
    assert [file.closed for file in opened] == [True]


def test_stream_is_closed_between_pages(stack: HashedFile) -> None:
    special.decode(stack, 1, ())
    ((_, stream, _),) = tiff_file._last
    assert stream._file is None


def test_page_after_a_damaged_one_is_read(stack: HashedFile) -> None:
    with pytest.raises(ImageError, match="has no picture 5"):
        special.decode(stack, 4, ())
    assert (special.decode(stack, 1, ()) == PAGES[1]).all()


@pytest.mark.parametrize("before", [True, False], ids=["after a page", "at the first page"])
def test_page_that_changed_is_refused(stack: HashedFile, before: bool) -> None:
    if before:
        special.decode(stack, 1, ())
    place = STACK.index(PAGES[2].tobytes())
    change(stack, place + 6000)
    with pytest.raises(ContentChanged):
        special.decode(stack, 2, ())
    if before:
        assert (special.decode(stack, 0, ()) == PAGES[0]).all()


def test_change_is_not_taken_for_a_page_that_cannot_be_compared(tmp_path: Path) -> None:
    """A smaller page is compared with the larger ones, and damaged pages are no copies; a changed file is refused."""
    small, large = cell(), np.kron(cell(1), np.ones((2, 2, 1), np.uint8))
    data = tiff_pages((large, {}), (small, {}))
    file = hashed_file(tmp_path / "stack.tif", data + bytes(2 * BLOCK))
    change(file, data.index(small.tobytes()) + 100)
    with pytest.raises(ContentChanged):
        special.pages(file, measure=False)


def test_stack_that_is_gone_is_an_os_error(stack: HashedFile) -> None:
    special.decode(stack, 1, ())
    Path(stack.path).unlink()
    with pytest.raises(FileNotFoundError):
        special.decode(stack, 3, ())


def test_work_on_a_stack_is_announced(stack: HashedFile) -> None:
    steps: list[None] = []
    special.pages(stack, True, lambda: steps.append(None))
    assert len(steps) == len(PAGES)


def test_each_page_is_decoded_once_to_find_copies() -> None:
    """Pages of many sizes are compared with each other; decoding them for each comparison would take minutes."""
    random = np.random.default_rng(0)
    patterns = [random.integers(0, 255, (6, 6, 3)).astype(np.uint8) for _ in range(5)]
    crops = [np.kron(pattern, np.ones((8 * n, 8 * n, 1), np.uint8)) for n, pattern in enumerate(patterns, start=1)]
    steps: list[None] = []
    found = special.pages(tiff_pages(*[(crop, {}) for crop in crops]), False, lambda: steps.append(None))
    assert len(found) == len(crops)
    assert len(steps) == len(crops) + len(crops)
