"""Splits: no origin on two sides with ``folders``; the paper's split with ``paper``; safe unpacking."""

from __future__ import annotations

import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from training.cli import main
from training.core.class_names import code_of_folder
from training.data.class_folders import Found, find
from training.data.manifest import ManifestError
from training.data.prepare import plan, split


def picture(path: Path, colour: tuple[int, int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (32, 24), colour).save(path)


@pytest.fixture
def data_set(tmp_path: Path) -> Path:
    """Twelve origins (colours) with three copies each in TRAIN, three more origins in TEST, one of them in both."""
    root = tmp_path / "set"
    for origin in range(12):
        label = ("NEUTROPHIL", "LYMPHOCYTE")[origin % 2]
        for n in range(3):
            picture(root / "TRAIN" / label / f"_{n}_{origin}.png", (20 * origin, 255 - 20 * origin, 99))
    for origin in (11, 12, 13):
        picture(root / "TEST" / "LYMPHOCYTE" / f"t{origin}.png", (20 * origin % 256, abs(255 - 20 * origin), 99))
    picture(root / "TEST_SIMPLE" / "LYMPHOCYTE" / "s.png", (1, 2, 3))
    return root


def images(folder: Path) -> list[Found]:
    return find(folder, folder.parent / "out").found


def test_folders_keeps_every_origin_on_one_side(data_set: Path) -> None:
    found = images(data_set)
    assert Counter(f.part for f in found) == {"train": 36, "test": 3}
    samples = split(found, "folders", seed=3)
    sides = defaultdict(set)
    for sample in samples:
        sides[sample.group].add(sample.split)
    assert all(len(s) == 1 for s in sides.values())
    assert {s.split for s in samples} == {"train", "val", "test"}
    assert sum(s.split == "test" for s in samples) == 3
    assert len(samples) == 36  # the three TRAIN copies of an origin that TEST shows are left out


def test_paper_splits_each_class_at_random() -> None:
    found = [Found(Path(f"{label}/{i}.png"), label, None) for label in ("NEU", "LYM") for i in range(100)]
    samples = split(found, "paper", seed=1)
    assert Counter((s.label, s.split) for s in samples) == {
        (label, side): n for label in ("NEU", "LYM") for side, n in (("train", 70), ("val", 15), ("test", 15))
    }
    assert samples == split(found, "paper", seed=1)
    assert samples != split(found, "paper", seed=2)


def test_paper_split_has_the_counts_of_table_1(shared_data: Callable[[str], Path]) -> None:
    """The counts of its Table 1, from the archive's listing: no image is read."""
    with zipfile.ZipFile(shared_data("blood-cells.zip")) as bundle:
        names = [Path(n) for n in bundle.namelist() if n.endswith(".jpeg") and "dataset2-master" in n]
    kept = [n for n in names if n.parts[-3] in ("TRAIN", "TEST")]
    codes = [code_of_folder(n.parent.name) for n in kept]
    samples = split([Found(n, code, None) for n, code in zip(kept, codes, strict=True) if code], "paper")
    counts = Counter((s.label, s.split) for s in samples)
    table = {"EOS": (2184, 468, 468), "LYM": (2172, 465, 466), "MON": (2168, 464, 466), "NEU": (2186, 468, 469)}
    assert {c: tuple(counts[c, side] for side in ("train", "val", "test")) for c in table} == table
    assert Counter(s.split for s in samples) == {"train": 8710, "val": 1865, "test": 1869}


def test_source_merges_the_folders_and_keeps_every_origin_on_one_side(data_set: Path) -> None:
    found = images(data_set)
    done = plan(found, "source", seed=1)
    assert len(done.samples) == len(found) == 39
    assert done.failed == []
    sides, origins = defaultdict(set), defaultdict(set)
    for i, sample in done.samples.items():
        sides[sample.group].add(sample.split)
        with Image.open(found[i].path) as image:
            origins[image.getpixel((0, 0))].add(sample.group)
    assert all(len(s) == 1 for s in sides.values())
    assert all(len(g) == 1 for g in origins.values())
    assert {s.split for s in done.samples.values()} == {"train", "val", "test"}


def test_slides_keeps_every_slide_on_one_side() -> None:
    names = [f"95-8-{slide}-1_{n}" for slide in range(20) for n in range(3 + slide)]
    found = [Found(Path(f"{label}/{name}.png"), label, None) for label in ("NEU", "LYM") for name in names]
    samples = split(found, "slides")
    sides = defaultdict(set)
    for sample in samples:
        assert sample.group == f"slide-{sample.path.stem.partition('_')[0]}"
        sides[sample.group].add(sample.split)
    assert len(sides) == 20
    assert all(len(s) == 1 for s in sides.values())
    shares = Counter(s.split for s in samples)
    assert shares["train"] / len(samples) == pytest.approx(0.7, abs=0.05)
    assert shares["test"] / len(samples) == pytest.approx(0.15, abs=0.05)


def test_copy_on_another_side_under_another_name_is_left_out_and_named(tmp_path: Path) -> None:
    """The PBC set has such files in distant blocks of numbers."""
    for folder, name in (("slides", "{block}x_{n}.png"), ("folders", "BA_{block}500{n}.jpg")):
        found = [
            Found(tmp_path / folder / name.format(block=block, n=n), "BAS", None)
            for block in range(20)
            for n in range(3)
        ]
        for number, one in enumerate(found):
            one.path.parent.mkdir(exist_ok=True)
            one.path.write_bytes(f"{number:03}".encode())
        side = {s.path: s.split for s in split(found, folder)}
        train, val, test = (next(path for path in side if side[path] == part) for part in ("train", "val", "test"))
        other = next(path for path in side if side[path] == "test" and path.stem[:5] != test.stem[:5])
        train.write_bytes(val.read_bytes())
        other.write_bytes(test.read_bytes())
        again = plan(found, folder)
        assert {s.path: s.split for s in again.samples.values()} == {p: s for p, s in side.items() if p != train}
        assert again.failed == [(train, f"has the same content as {val}, which is in val")]
        val.write_bytes(test.read_bytes())
        assert {path for path, _ in plan(found, folder).failed} == {val}


@pytest.mark.parametrize("name", ["12", "_12", "95-8-27-1"])
def test_slides_refuses_names_without_a_slide(name: str) -> None:
    found = [Found(Path(f"NEU/{n}_1.png"), "NEU", None) for n in range(5)] + [Found(Path(f"{name}.png"), "NEU", None)]
    with pytest.raises(ManifestError, match="begin with the slide"):
        split(found, "slides")
    with pytest.raises(ManifestError, match="3 slides or more"):
        split(found[:2], "slides")


def test_image_that_cannot_be_decoded_is_named_and_left_out(data_set: Path) -> None:
    good = data_set / "TRAIN" / "NEUTROPHIL" / "_0_0.png"
    cut_short = good.with_name("cut_short.png")
    cut_short.write_bytes(good.read_bytes()[:60])
    done = plan(images(data_set), "source")
    assert [path for path, _ in done.failed] == [cut_short]
    assert len(done.samples) == 39


def test_neighbouring_pbc_pictures_stay_together(tmp_path: Path) -> None:
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


@pytest.mark.slow
def test_image_that_cannot_be_opened_is_named(
    tmp_path: Path, data_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = data_set / "TRAIN" / "NEUTROPHIL" / "broken.png"
    broken.write_bytes(b"no picture at all")
    for protocol in ("paper", "folders"):
        command = ["prepare", str(data_set), "--out", str(tmp_path / protocol), "--protocol", protocol, "--json"]
        assert main(command) == 1
        told = capsys.readouterr()
        result = json.loads(told.out)
        assert [failed["path"] for failed in result["failed"]] == [str(broken)]
        assert "broken.png" in told.err
        assert result["found"] == 40


def test_numbered_names_of_other_sets_are_not_taken_for_pbc(tmp_path: Path, data_set: Path) -> None:
    """A folder with img_1 to img_39 is not PBC: its TEST must not empty its TRAIN."""
    for number, file in enumerate(sorted(data_set.rglob("*.png"))):
        file.rename(file.with_name(f"img_{number}.png"))
    samples = split(images(data_set), "folders")
    assert {s.split for s in samples} == {"train", "val", "test"}
    assert not any(s.group.startswith("block") for s in samples)


def test_archive_is_unpacked_only_below_its_folder(tmp_path: Path, data_set: Path) -> None:
    good = tmp_path / "good.zip"
    with zipfile.ZipFile(good, "w") as bundle:
        for file in data_set.rglob("*.png"):
            bundle.write(file, file.relative_to(data_set))
    assert len(find(good, tmp_path / "out").found) == 39
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(evil, "w") as bundle:
        bundle.writestr("../NEU/escaped.png", b"x")
    with pytest.raises(ManifestError, match="not taken"):
        find(evil, tmp_path / "out2")
    assert not list(tmp_path.rglob("escaped.png"))
    (tmp_path / "no.zip").write_bytes(b"no zip")
    with pytest.raises(ManifestError, match="cannot be unpacked"):
        find(tmp_path / "no.zip", tmp_path / "out3")


def test_folder_without_classes_and_an_unknown_protocol_are_refused(tmp_path: Path, data_set: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ManifestError, match="no images in folders"):
        images(tmp_path / "empty")
    with pytest.raises(ManifestError, match="no protocol"):
        split(images(data_set), "hope")
