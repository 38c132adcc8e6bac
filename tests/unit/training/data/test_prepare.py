"""Splits: no origin on two sides under ``folders``; the paper's cut under ``paper``; archives can't write elsewhere."""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from PIL import Image

from training.data.manifest import ManifestError
from training.data.prepare import Found, find, split, unpack


def picture(path: Path, colour: tuple[int, int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (32, 24), colour).save(path)


@pytest.fixture
def archive_folder(tmp_path: Path) -> Path:
    """Twelve origins (colours) with three copies each in TRAIN, three more origins in TEST, one of them in both."""
    root = tmp_path / "set"
    for origin in range(12):
        label = ("NEUTROPHIL", "LYMPHOCYTE")[origin % 2]
        for n in range(3):
            picture(root / "TRAIN" / label / f"_{n}_{origin}.png", (20 * origin, 255 - 20 * origin, 99))
    for origin in (11, 12, 13):
        picture(root / "TEST" / "LYMPHOCYTE" / f"t{origin}.png", (20 * origin % 256, abs(255 - 20 * origin), 99))
    picture(root / "TEST_SIMPLE" / "LYMPHOCYTE" / "s.png", (1, 2, 3))
    picture(root / "other" / "x.png", (1, 2, 3))
    return root


def test_folders_keeps_every_origin_on_one_side(archive_folder: Path) -> None:
    found = find(archive_folder)
    assert Counter(f.part for f in found) == {"train": 36, "test": 3}
    samples = split(found, "folders", seed=3)
    sides = defaultdict(set)
    for sample in samples:
        sides[sample.group].add(sample.split)
    assert all(len(s) == 1 for s in sides.values())
    assert {s.split for s in samples} == {"train", "val", "test"}
    assert sum(s.split == "test" for s in samples) == 3
    assert len(samples) == 36  # the three TRAIN copies of an origin that TEST shows are left out


def test_paper_cuts_each_class_by_chance() -> None:
    found = [Found(Path(f"{label}/{i}.png"), label, None) for label in ("NEU", "LYM") for i in range(100)]
    samples = split(found, "paper", seed=1)
    assert Counter((s.label, s.split) for s in samples) == {
        (label, side): n for label in ("NEU", "LYM") for side, n in (("train", 70), ("val", 15), ("test", 15))
    }
    assert samples == split(found, "paper", seed=1)
    assert samples != split(found, "paper", seed=2)


def test_pictures_of_the_pbc_set_stay_with_their_neighbours(tmp_path: Path) -> None:
    found = [
        Found(tmp_path / f"BA_{block * 5000 + i}.jpg", "BAS" if i % 2 else "EOS", None)
        for block in range(20)
        for i in range(6)
    ]
    samples = split(found, "folders")
    by_group = defaultdict(set)
    for sample in samples:
        by_group[sample.group].add(sample.split)
    assert len(by_group) == 20
    assert all(len(s) == 1 for s in by_group.values())
    assert {s.split for s in samples} == {"train", "val", "test"}


def test_an_archive_is_unpacked_and_never_leaves_its_folder(tmp_path: Path, archive_folder: Path) -> None:
    good = tmp_path / "good.zip"
    with zipfile.ZipFile(good, "w") as bundle:
        for file in archive_folder.rglob("*.png"):
            bundle.write(file, file.relative_to(archive_folder))
    assert len(find(unpack(good, tmp_path / "out"))) == 39
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(evil, "w") as bundle:
        bundle.writestr("../NEU/escaped.png", b"x")
    with pytest.raises(ManifestError, match="not taken"):
        unpack(evil, tmp_path / "out2")
    assert not list(tmp_path.rglob("escaped.png"))
    (tmp_path / "no.zip").write_bytes(b"no zip")
    with pytest.raises(ManifestError, match="cannot be unpacked"):
        unpack(tmp_path / "no.zip", tmp_path / "out3")


def test_a_folder_without_classes_and_a_strange_protocol_are_refused(tmp_path: Path, archive_folder: Path) -> None:
    with pytest.raises(ManifestError, match="no images in folders"):
        find(tmp_path / "empty")
    with pytest.raises(ManifestError, match="no protocol"):
        split(find(archive_folder), "hope")
