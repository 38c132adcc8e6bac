"""One file is a cell, refused, or ignored."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from wbc_desktop.domain.cells import RefusedFile, ScannedImage
from wbc_desktop.domain.depths import all_bits
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.inference import content
from wbc_desktop.inference.images import ImageError, PageInfo
from wbc_desktop.services import examine as module
from wbc_desktop.services.examine import FileDisappeared, Ignored, examine, is_document
from wbc_desktop.services.walk import FoundFile

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files and names")


def found(path: Path, name: str | None = None) -> FoundFile:
    about = path.stat()
    return FoundFile(name or path.name, str(path), about.st_size, about.st_mtime_ns)


def picture(path: Path, width: int = 40, height: int = 30) -> Path:
    Image.new("RGB", (width, height), (200, 100, 150)).save(path, format="PNG")
    return path


def reason(path: Path) -> str:
    result = examine(found(path))
    assert isinstance(result, RefusedFile)
    assert result.path == path.name
    return result.reason


def test_image_has_size_and_hash(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    about = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert examine(found(path)) == ScannedImage("a.png", about.st_size, about.st_mtime_ns, digest, 40, 30)


def test_bits_and_remark_come_from_the_values(tmp_path: Path) -> None:
    deep = np.full((30, 40, 3), 4000, np.uint16)
    tifffile.imwrite(tmp_path / "deep.tif", deep, photometric="rgb")
    tifffile.imwrite(tmp_path / "float.tif", np.linspace(-3, 9, 1200).reshape(30, 40).astype("f4"))
    result = [examine(found(tmp_path / name)) for name in ("deep.tif", "float.tif")]
    assert [(all_bits(r.bits), r.remark) for r in result if isinstance(r, ScannedImage)] == [
        ([12], ""),
        ([], "holds values from -3 to 9: the lowest is shown black and the highest white"),
    ]


def test_further_pictures_of_a_file_are_found(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    with tifffile.TiffWriter(tmp_path / "stack.tif") as writer:
        for height, shift in ((30, 0), (30, 4), (44, 6)):
            page = random.integers(0, 255, (height, 40, 3)).astype(np.uint16) << shift
            writer.write(page, photometric="rgb", metadata=None)
    result = examine(found(tmp_path / "stack.tif"))
    assert isinstance(result, ScannedImage)
    assert (result.width, result.height, result.more_pages) == (40, 30, ((40, 30), (40, 44)))
    assert all_bits(result.bits) == [8, 12, 14]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.jpg", "a.pdf", "日本語.dat", "Thumbs.db"])
def test_image_is_recognised_by_content_not_name(tmp_path: Path, name: str) -> None:
    assert isinstance(examine(found(picture(tmp_path / name))), ScannedImage)


def test_sizes_are_those_after_rotation(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40)).save(tmp_path / "a.jpg", exif=exif)
    result = examine(found(tmp_path / "a.jpg"))
    assert isinstance(result, ScannedImage)
    assert (result.width, result.height) == (40, 60)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("zero.png", b"", "is empty"),
        ("letter.jpg", b"Dear colleague, here are the images", "is not an image, although it is named .jpg"),
        ("LETTER.TIFF", b"Dear colleague, here are the images", "is not an image, although it is named .tiff"),
        ("program.exe", b"MZ\x90\x00" * 20, "is not an image"),
        ("no_suffix", b"\x00" * 50, "is not an image"),
        ("animation.gif", b"GIF89a" + b"\x00" * 60, "is a picture of a kind that is not read (GIF)"),
        ("phone.jpg", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 60, "is damaged or cut short"),
        ("layers.psd", b"8BPS" + b"\x00" * 60, "is a picture of a kind that is not read (Photoshop)"),
        ("header.jpg", b"\xff\xd8\xff\xe0", "is damaged"),
        ("header.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "is damaged"),
        ("header.bmp", b"BM" + b"\xff" * 60, "is"),
    ],
)
def test_refused_file_has_a_reason(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert reason(tmp_path / name).startswith(words)


def test_refusal_of_content_has_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "letter.jpg"
    path.write_bytes(b"Dear colleague, here are the images")
    result = examine(found(path))
    assert isinstance(result, RefusedFile)
    assert (result.size, result.mtime_ns) == (35, path.stat().st_mtime_ns)


@pytest.mark.parametrize("name", ["a.txt", "A.CSV", "b.pdf", "c.xlsx", "d.sqlite3", "desktop.ini", "Thumbs.db"])
@pytest.mark.parametrize("content", [b"", b"path,label\n", b"%PDF-1.7"])
def test_documents_are_ignored(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert examine(found(tmp_path / name)) is Ignored.IGNORED
    assert is_document(f"sub/{name}")


@pytest.mark.slow
def test_image_with_too_few_or_too_many_pixels_is_refused(tmp_path: Path) -> None:
    assert reason(picture(tmp_path / "dot.png", 4, 4)).startswith("is too small to show a cell")
    Image.new("1", (9000, 9000)).save(tmp_path / "scan.tif", compression="group4")
    assert reason(tmp_path / "scan.tif").startswith("is too large to be the picture of one cell (9000 x 9000")


@needs_posix
def test_huge_file_is_refused_without_reading(tmp_path: Path) -> None:
    path = picture(tmp_path / "huge.png")
    os.truncate(path, 40 * 1024**3)  # a sparse file of 40 GB, which would take minutes to read
    assert reason(path) == "is too large to be the picture of one cell (42,950 MB)"
    blank = tmp_path / "blank.png"
    blank.touch()
    os.truncate(blank, 40 * 1024**3)
    assert reason(blank) == "is not an image, although it is named .png"


def test_missing_file_raises(tmp_path: Path) -> None:
    file = found(picture(tmp_path / "a.png"))
    (tmp_path / "a.png").unlink()
    with pytest.raises(FileDisappeared):
        examine(file)


@needs_posix
def test_file_that_became_a_pipe_does_not_block(tmp_path: Path) -> None:
    file = found(picture(tmp_path / "a.png"))
    (tmp_path / "a.png").unlink()
    os.mkfifo(tmp_path / "a.png")
    assert examine(file) == RefusedFile("a.png", "is not a file")


@pytest.mark.parametrize("lasting", [True, False])
def test_refusal_for_want_of_time_is_tried_again_at_the_next_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    def slow(data: bytes, working: Callable[[], None]) -> tuple[PageInfo, ...]:
        raise ImageError("is damaged (its decoder does not end)", lasting)

    monkeypatch.setattr(module, "pages", slow)
    result = examine(found(picture(tmp_path / "slow.png")))
    assert isinstance(result, RefusedFile)
    assert (result.size > 0) is lasting


def test_file_growing_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = picture(tmp_path / "a.png")
    measure = module.pages

    def grow(data: bytes, working: Callable[[], None]) -> tuple[PageInfo, ...]:
        with path.open("ab") as file:
            file.write(b"more")
        return measure(data, working)

    monkeypatch.setattr(module, "pages", grow)
    result = examine(found(path))
    assert result == RefusedFile("a.png", "was changed while it was read: open the folder again")


@pytest.mark.parametrize("most", [0, 10**9], ids=["in parts", "whole"])
def test_reading_of_a_stack_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(content, "WHOLE_BYTES", most)
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, np.zeros((3, 32, 32, 3), np.uint8), photometric="rgb")

    def cancel() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        examine(found(path), cancel)
    assert isinstance(examine(found(path)), ScannedImage)


@needs_posix
def test_name_with_invalid_bytes_is_refused_with_a_printable_path(tmp_path: Path) -> None:
    try:
        odd = picture(tmp_path / os.fsdecode(b"\xff.png"))
    except OSError:
        pytest.skip("this file system allows text names only")
    result = examine(found(odd))
    assert result == RefusedFile("\\xff.png", "has a name that is no text: give it another name")


@pytest.fixture
def closed_file() -> Iterator[Path]:
    """A file that this process may not read; root becomes an unprivileged user for the test."""
    if not hasattr(os, "geteuid"):
        pytest.skip("Windows keeps permissions in another way")
    with tempfile.TemporaryDirectory() as folder:  # the unprivileged user cannot read pytest's folders
        Path(folder).chmod(0o777)
        path = Path(folder) / "a.png"
        picture(path)
        path.chmod(0)
        was = os.geteuid()
        if was == 0:
            os.seteuid(65534)
        try:
            yield path
        finally:
            os.seteuid(was)
            path.chmod(stat.S_IRWXU)


def test_unreadable_file_is_refused(closed_file: Path) -> None:
    assert reason(closed_file) == "may not be read (no permission)"
    assert examine(found(closed_file, "notes.txt")) is Ignored.IGNORED
