"""Pictures of a camera with more than 8 bits are scaled alike in a slide, whatever the order in which they come."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import tifffile

from tests.unit.services.folders import Bench, ColourEngine
from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.images import read_source
from wbc_desktop.services import merging, review, second_read
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, entries
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

DARK, BRIGHT = 900, 4000
ADA = Identity("Ada")


def deep(path: Path, *brightness: int, camera: str = "") -> None:
    """Write a file with one page for each brightness (of red; green and blue are a tenth of it)."""
    tags = [(272, "s", 0, camera, True)] if camera else []
    with tifffile.TiffWriter(path) as writer:
        for most in brightness:
            page = np.zeros((32, 32, 3), np.uint16)
            page[:, :, 0] = most
            page[:, :16] //= 10
            writer.write(page, photometric="rgb", metadata=None, extratags=tags)


@pytest.fixture
def bench(db: Database, tmp_path: Path) -> Bench:
    return Bench(db, tmp_path / "slide")


def stored(bench: Bench, slide_id: int | None = None) -> dict[str, Cell]:
    with bench.db.read() as s:
        found = cells.get_many(s, cells.ids(s, slide_id or bench.slide.id))
    return {f"{cell.path} {cell.page}": cell for cell in found}


def brightest(bench: Bench, slide_id: int | None = None) -> dict[str, int]:
    return {name: int(read_source(c.source(bench.folder)).max()) for name, c in stored(bench, slide_id).items()}


@pytest.mark.parametrize("names", [("a.tif", "z.tif"), ("z.tif", "a.tif")], ids=["dark first", "bright first"])
def test_pictures_of_a_slide_are_scaled_alike(bench: Bench, names: tuple[str, str]) -> None:
    dark, bright = names
    deep(bench.folder / dark, DARK, DARK)
    deep(bench.folder / bright, BRIGHT)
    outcome = bench.scan()
    shown = brightest(bench)
    assert (shown[f"{dark} 0"], shown[f"{dark} 1"], shown[f"{bright} 0"]) == (DARK >> 4, DARK >> 4, BRIGHT >> 4)
    assert shown["n1.bmp 0"] == 240
    sentence = "The values of these pictures have 12 bits: 4095 is shown white in all of them."
    assert outcome.remark_sentences() == [sentence]
    assert bench.scan().remark_sentences() == [sentence]
    assert verify(bench.db).broken is None


def test_pictures_of_several_cameras_keep_their_own_brightness(bench: Bench) -> None:
    for name, most in {"a.tif": DARK, "b.tif": BRIGHT, "c.tif": 60_000}.items():
        deep(bench.folder / name, most)
    outcome = bench.scan()
    assert {n: v for n, v in brightest(bench).items() if ".tif" in n} == {
        "a.tif 0": DARK >> 2,
        "b.tif 0": BRIGHT >> 4,
        "c.tif 0": 60_000 >> 8,
    }
    sentence = "The values of these pictures have 10, 12, 16 bits: each picture is scaled by its own."
    assert outcome.remark_sentences() == [sentence]


@pytest.mark.parametrize("names", [("a.tif", "z.tif"), ("z.tif", "a.tif")], ids=["dark first", "bright first"])
def test_pictures_of_named_cameras_are_scaled_apart(bench: Bench, names: tuple[str, str]) -> None:
    """A camera of 10 bits and one of 12 look like dark and bright pictures of one camera; the files name them."""
    ten, twelve = names
    deep(bench.folder / ten, 1000, 300, camera="A")
    deep(bench.folder / twelve, BRIGHT, DARK, camera="B")
    outcome = bench.scan()
    assert {n: v for n, v in brightest(bench).items() if ".tif" in n} == {
        f"{ten} 0": 1000 >> 2,
        f"{ten} 1": 300 >> 2,
        f"{twelve} 0": BRIGHT >> 4,
        f"{twelve} 1": DARK >> 4,
    }
    sentence = "The values of these pictures have 10, 12 bits: the pictures of each camera are scaled alike."
    assert outcome.remark_sentences() == [sentence]
    assert bench.scan().remark_sentences() == [sentence]
    assert verify(bench.db).broken is None


def test_cameras_of_one_depth_are_one_sentence(bench: Bench) -> None:
    deep(bench.folder / "a.tif", BRIGHT, camera="A")
    deep(bench.folder / "b.tif", BRIGHT, camera="B")
    sentence = "The values of these pictures have 12 bits: 4095 is shown white in all of them."
    assert bench.scan().remark_sentences() == [sentence]


def test_slide_of_an_earlier_version_keeps_its_brightness(bench: Bench) -> None:
    """It stored numbers without cameras, which hold for all pictures of the slide."""
    deep(bench.folder / "a.tif", DARK, camera="A")
    bench.scan()
    with bench.db.write() as s:
        entries.record_by_program(s, EntryKind.BITS, {"": "10 12"}, datetime.now(UTC), bench.slide.id)
    assert brightest(bench)["a.tif 0"] == DARK >> 4
    deep(bench.folder / "b.tif", 60_000, camera="B")
    bench.scan()
    assert stored(bench)["a.tif 0"].bits == ("10", "12", "16")


def test_ordinary_pictures_have_no_bits(bench: Bench) -> None:
    assert bench.scan().remark_sentences() == []
    assert {cell.bits for cell in stored(bench).values()} == {()}
    assert all(cell.crop_content == cell.sha256 for cell in stored(bench).values())


def test_more_bits_classify_the_pictures_again(bench: Bench) -> None:
    deep(bench.folder / "dark.tif", DARK)
    assert bench.classify().classified == 4
    assert bench.classify().classified == 0
    before = stored(bench)["dark.tif 0"]
    assert read_source(before.source(bench.folder)).max() == DARK >> 2
    deep(bench.folder / "bright.tif", BRIGHT)
    assert bench.classify().classified == 5
    after = stored(bench)["dark.tif 0"]
    assert read_source(after.source(bench.folder)).max() == DARK >> 4
    assert (after.id, after.content) == (before.id, before.content)
    assert after.crop_content != before.crop_content  # no thumbnail of the former brightness
    (bench.folder / "bright.tif").unlink()
    assert bench.classify().classified == 0
    assert read_source(stored(bench)["dark.tif 0"].source(bench.folder)).max() == DARK >> 4


def test_second_reads_and_merged_folders_show_the_same(bench: Bench, tmp_path: Path, db: Database) -> None:
    deep(bench.folder / "dark.tif", DARK)
    bench.classify(ColourEngine())
    review.confirm(db, bench.slide.id, [cell.id for cell in stored(bench).values()], ADA)
    other = Bench(db, tmp_path / "other")
    deep(other.folder / "bright.tif", BRIGHT)
    other.classify(ColourEngine())
    merging.merge(db, bench.slide.id, other.slide.id, ADA)
    shown = brightest(bench)
    assert shown["dark.tif 0"] == DARK >> 4
    read = second_read.begin(db, bench.slide.id, Identity("Bo"))
    copied = brightest(bench, read.id)
    assert copied == shown
    assert verify(db).broken is None


def test_merged_pictures_that_are_scaled_otherwise_are_classified_again(
    bench: Bench, tmp_path: Path, db: Database
) -> None:
    deep(bench.folder / "bright.tif", BRIGHT)
    deep(bench.folder / "dim.tif", DARK + 1)
    bench.classify()
    other = Bench(db, tmp_path / "other")
    deep(other.folder / "dark.tif", DARK)
    other.classify()
    review.reclassify(db, other.slide.id, [stored(other)["dark.tif 0"].id], "EOS", ADA)
    seen = brightest(other)["dark.tif 0"]
    merging.merge(db, bench.slide.id, other.slide.id, ADA)
    whole, name = Bench(db, bench.folder), f"{other.folder}/dark.tif 0"
    assert (seen, brightest(whole)[name]) == (DARK >> 2, DARK >> 4)
    assert (stored(whole)[name].label, stored(whole)[name].preclassification) == ("EOS", None)
    assert whole.classify().classified == 1
    assert (stored(whole)[name].label, stored(whole)[name].preclassification is None) == ("EOS", False)
    assert whole.classify().classified == 0
    assert verify(db).broken is None


def test_merged_pictures_that_are_scaled_alike_keep_their_predictions(
    bench: Bench, tmp_path: Path, db: Database
) -> None:
    deep(bench.folder / "bright.tif", BRIGHT)
    bench.classify()
    other = Bench(db, tmp_path / "other")
    deep(other.folder / "bright too.tif", BRIGHT - 1)
    other.classify()
    merging.merge(db, bench.slide.id, other.slide.id, ADA)
    assert Bench(db, bench.folder).classify().classified == 0
