"""Bad files do not stop the work: ten good files among thirty bad ones, with a real scan and network."""

from __future__ import annotations

import io
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from wbc_desktop.domain.cells import RefusedFile
from wbc_desktop.inference.engine import Engine, load_engine
from wbc_desktop.services.classify import ClassifyOutcome, classify
from wbc_desktop.services.scan import ScanOutcome, scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such links, pipes and names")


@pytest.fixture(scope="module")
def engine(tiny_model: Path) -> Engine:
    return load_engine(tiny_model, "cpu")


def cell(seed: int, width: int = 96, height: int = 80) -> NDArray[np.uint8]:
    """Return a picture, H x W x 3: a violet disc on pink, with noise so that it does not compress well."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    inside = (rows - height / 2) ** 2 + (columns - width / 2 - seed) ** 2 < (height / 3) ** 2
    colours = np.where(inside[:, :, None], (105, 60, 150), (235, 205, 215))
    return np.clip(colours + random.integers(-20, 21, (height, width, 3)), 0, 255).astype(np.uint8)


def encoded(kind: str, seed: int = 99, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(cell(seed)).save(buffer, kind, **options)
    return buffer.getvalue()


def put_good_files(folder: Path) -> set[str]:
    """Write ten pictures of cells in ten formats; return their paths."""
    pictures = [Image.fromarray(cell(seed)) for seed in range(10)]
    pictures[0].save(folder / "plain.jpg")
    pictures[1].convert("L").save(folder / "grey.png")
    grey = np.asarray(pictures[2].convert("L")).astype(np.uint16) * 257
    Image.fromarray(grey).save(folder / "sixteen bits.png")
    alpha = pictures[3].copy()
    alpha.putalpha(Image.linear_gradient("L").resize(alpha.size))
    alpha.save(folder / "alpha.png")
    pictures[4].convert("CMYK").save(folder / "cmyk.jpg")
    pictures[5].convert("P").save(folder / "palette.png", transparency=3)
    turned = Image.Exif()
    turned[0x0112] = 6
    pictures[6].save(folder / "turned.jpg", exif=turned)
    (folder / "Проба 検体 دم").mkdir()
    pictures[7].save(folder / "Проба 検体 دم" / "Größe ‘5’ 白血球 🩸.webp")
    pictures[8].save(folder / "a bitmap.jpg", "BMP")
    deep = cv2.imencode(".tif", cell(9).astype(np.uint16) * 257)[1].tobytes()
    (folder / "deep.tiff").write_bytes(deep)
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def damaged_in_the_middle(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(b ^ 0xFF for b in data[middle : middle + 40]) + data[middle + 40 :]


def bad_contents() -> dict[str, bytes]:
    """Return contents of files that are no picture of a cell, by file name."""
    picture = io.BytesIO()
    Image.fromarray(np.full((40, 40), np.nan, np.float32)).save(picture, "TIFF")
    wide = bytearray(encoded("BMP"))
    wide[18:26] = (60_000).to_bytes(4, "little") * 2
    scan_of_all = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(scan_of_all, "PNG")
    dot = io.BytesIO()
    Image.new("RGB", (1, 1)).save(dot, "PNG")
    return {
        "zero.jpg": b"",
        "letter.jpg": b"Sehr geehrte Frau Kollegin, anbei die Bilder.",
        "page.png": b"<!DOCTYPE html><title>404 Not Found</title>",
        "report.tif": b"%PDF-1.7\n" + b"x" * 200,
        "archive.jpg": b"PK\x03\x04" + b"\x00" * 200,
        "noise.png": np.random.default_rng(1).bytes(5000),
        "program.exe": b"MZ" + b"\x00" * 200,
        "model.safetensors": b"\x10\x00\x00\x00\x00\x00\x00\x00{}" + b"\x00" * 100,
        "animation.gif": encoded("GIF"),
        "only the start.jpg": encoded("JPEG")[:20],
        "only the start.png": encoded("PNG")[:20],
        "half.jpg": encoded("JPEG")[:1500],
        "half.png": encoded("PNG")[:9000],
        "half.tif": encoded("TIFF")[:9000],
        "half, packed.tif": encoded("TIFF", compression="tiff_lzw")[:9000],
        "half.bmp": encoded("BMP")[:9000],
        "half.webp": encoded("WEBP")[:700],
        "scratched.png": damaged_in_the_middle(encoded("PNG")),
        "dot.png": dot.getvalue(),
        "scan of all.png": scan_of_all.getvalue(),
        "claims to be wide.bmp": bytes(wide),
        "no numbers.tif": picture.getvalue(),
    }


def put_bad_files(folder: Path) -> set[str]:
    """Write more than twenty kinds of files that cannot be cells; return their names as the report shows them."""
    names = set()
    for name, content in bad_contents().items():
        (folder / name).write_bytes(content)
        names.add(name)
    (folder / "hole of 9 GB.jpg").write_bytes(encoded("JPEG"))
    os.truncate(folder / "hole of 9 GB.jpg", 9 * 1024**3)
    (folder / "broken link.png").symlink_to("nothing.png")
    (folder / "own tail.png").symlink_to("own tail.png")
    (folder / "null.png").symlink_to("/dev/null")
    os.mkfifo(folder / "pipe.jpg")
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("socket.jpg")
    finally:
        os.chdir(here)
    names |= {"hole of 9 GB.jpg", "broken link.png", "own tail.png", "null.png", "pipe.jpg", "socket.jpg"}
    try:
        (folder / os.fsdecode(b"latin \xe9.png")).write_bytes(encoded("PNG", 98))
        names.add("latin \\xe9.png")
    except OSError:  # the file system allows only text as names
        pass
    if os.geteuid() != 0:  # root may read everything
        (folder / "closed.png").write_bytes(encoded("PNG", 97))
        (folder / "closed.png").chmod(0)
        names.add("closed.png")
    return names


def put_ignored_files(folder: Path) -> None:
    """Write files and folders that the scan ignores without a message."""
    (folder / "notes.txt").write_text("slide 7, Tuesday")
    (folder / "results.csv").touch()
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0" * 30)
    (folder / ".hidden.jpg").write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.png").write_bytes(b"x")
    (folder / "folder.jpg").mkdir()
    (folder / "loop").symlink_to(".")
    (folder / "folder.jpg" / "up").symlink_to("../..")


def state(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Return size, time, mode and (for small readable files) content of everything in the folder."""
    found = {}
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(place) / name
            about = path.lstat()
            content = (
                path.read_bytes() if path.is_file() and about.st_size < 10**8 and os.access(path, os.R_OK) else b""
            )
            found[str(path)] = (about.st_size, about.st_mtime_ns, about.st_mode, content)
    return found


def run(db: Database, folder: Path, engine: Engine) -> tuple[ScanOutcome, ClassifyOutcome]:
    slide = open_slide(db, folder)
    scanned = scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    done = classify(db, slide, engine, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    return scanned, done


def refused(*outcomes: ScanOutcome | ClassifyOutcome) -> dict[str, str]:
    files: list[RefusedFile] = [r for o in outcomes for r in o.refused]
    assert len({r.path for r in files}) == len(files), "a file is refused once"
    return {r.path: r.reason for r in files}


def test_ten_good_files_among_thirty_bad_ones(db: Database, tmp_path: Path, engine: Engine) -> None:
    folder = tmp_path / "slide"
    folder.mkdir()
    good = put_good_files(folder)
    bad = put_bad_files(folder)
    put_ignored_files(folder)
    before = state(folder)

    scanned, done = run(db, folder, engine)

    assert len(good) == 10
    assert len(bad) >= 20
    assert (done.classified, done.unchanged) == (10, 0)
    reasons = refused(scanned, done)
    assert set(reasons) == bad
    assert all(reason and "\n" not in reason and "Error" not in reason for reason in reasons.values())
    with db.read() as s:
        slide = open_slide(db, folder)
        stored = cells.get_many(s, cells.ids(s, slide.id))
    assert {c.path for c in stored} == good
    assert all(c.predicted for c in stored)
    sizes = {c.path: (c.width, c.height) for c in stored}
    assert sizes.pop("turned.jpg") == (80, 96)
    assert set(sizes.values()) == {(96, 80)}
    assert state(folder) == before

    scanned, done = run(db, folder, engine)
    assert (done.classified, done.unchanged) == (0, 10)
    assert refused(scanned, done) == reasons


def test_reasons_say_what_is_wrong(db: Database, tmp_path: Path, engine: Engine) -> None:
    folder = tmp_path / "slide"
    folder.mkdir()
    put_bad_files(folder)
    reasons = refused(*run(db, folder, engine))
    expected = {
        "zero.jpg": "is empty",
        "letter.jpg": "is not an image, although it is named .jpg",
        "program.exe": "is not an image",
        "half.jpg": "is cut short (truncated)",
        "half.png": "is cut short (truncated)",
        "half.tif": "is cut short (truncated)",
        "half.bmp": "is cut short (truncated)",
        "half.webp": "is cut short (truncated)",
        "dot.png": "is too small to show a cell (1 x 1 pixels)",
        "scan of all.png": "is too large to be the picture of one cell",
        "hole of 9 GB.jpg": "is too large to be the picture of one cell (9,664 MB)",
        "broken link.png": "is a link to something that is not there",
        "own tail.png": "is a link that leads back to itself",
        "pipe.jpg": "is a pipe and not a file",
        "socket.jpg": "is a socket and not a file",
        "null.png": "is a device and not a file",
    }
    assert {name: reasons[name][: len(words)] for name, words in expected.items()} == expected


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "tiff_adobe_deflate"}),
        ("BMP", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_file_cut_anywhere_is_refused(
    db: Database, tmp_path: Path, engine: Engine, kind: str, options: dict[str, object]
) -> None:
    sound = encoded(kind, **options)
    folder = tmp_path / "slide"
    folder.mkdir()
    (folder / "sound").write_bytes(sound)
    for percent in (1, 5, 20, 50, 80, 95, 99):
        (folder / f"cut at {percent:02} %").write_bytes(sound[: len(sound) * percent // 100])
    scanned, done = run(db, folder, engine)
    assert done.classified == 1
    assert len(refused(scanned, done)) == 7


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP", "WEBP"])
def test_damage_anywhere_does_not_stop_the_work(db: Database, tmp_path: Path, engine: Engine, kind: str) -> None:
    """Some damage is not visible (a pixel of another colour): each file is either refused or a cell."""
    random = np.random.default_rng(5)
    folder = tmp_path / "slide"
    folder.mkdir()
    sound = encoded(kind)
    for number in range(25):
        data = bytearray(sound)
        end = 200 if number % 2 else len(data)  # damage of headers has the largest effect
        for place in random.integers(0, end, 1 + number // 3):
            data[place] = random.integers(256)
        (folder / f"{number:02}.{kind.lower()}").write_bytes(data)
    scanned, done = run(db, folder, engine)
    assert done.classified + len(refused(scanned, done)) == 25


def test_read_only_folder_is_classified(db: Database, slide_folder: Callable[..., Path], engine: Engine) -> None:
    folder = slide_folder(3)
    folder.chmod(0o555)
    try:
        _, done = run(db, folder, engine)
    finally:
        folder.chmod(0o755)
    assert done.classified == 3


def test_image_missing_after_the_scan_is_refused(
    db: Database, slide_folder: Callable[..., Path], engine: Engine
) -> None:
    """An image deleted between scan and classification is refused, and classified when it is back."""
    folder = slide_folder(4)
    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    shutil.move(folder / "cell_0002.png", folder.parent / "away.png")
    done = classify(db, slide, engine, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    assert done.classified == 3
    assert [r.path for r in done.refused] == ["cell_0002.png"]
    shutil.move(folder.parent / "away.png", folder / "cell_0002.png")
    scanned, done = run(db, folder, engine)
    assert (scanned.refused, done.classified, done.unchanged) == ([], 1, 3)
