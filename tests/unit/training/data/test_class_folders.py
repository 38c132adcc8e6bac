"""``prepare`` finds the images in class folders, whatever the folders are called, and names all that it leaves out."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from training.cli import main
from training.data.class_folders import find

Printed = pytest.CaptureFixture[str]


def picture(path: Path, seed: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (24, 24), (seed % 256, seed // 256, 99)).save(path)


@pytest.fixture
def data_set(tmp_path: Path) -> Path:
    """Four folders that name a class in different ways, one that names none, and a loose file."""
    root = tmp_path / "set"
    for place, folder in enumerate(("03_eosinophil", "Basophile", "NRBC", "immature-granulocyte", "blast")):
        for n in range(6):
            picture(root / folder / f"{n}.png", 20 * place + n)
    picture(root / "loose.png", 200)
    (root / "NRBC" / ".hidden.png").write_bytes(b"x")
    (root / "README.txt").write_text("about the set")
    return root


def zipped(folder: Path) -> Path:
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as bundle:
        for file in sorted(folder.rglob("*")):
            bundle.write(file, file.relative_to(folder))
    return archive


def prepare(source: Path, out: Path, printed: Printed) -> tuple[int, dict[str, object], str]:
    status = main(["prepare", str(source), "--out", str(out), "--protocol", "paper", "--json"])
    told = printed.readouterr()
    return status, json.loads(told.out), told.err


@pytest.mark.parametrize("as_zip", [False, True])
def test_every_image_is_taken_or_named(data_set: Path, tmp_path: Path, capsys: Printed, as_zip: bool) -> None:
    source = zipped(data_set) if as_zip else data_set
    status, result, err = prepare(source, tmp_path / "out", capsys)
    assert status == 1
    assert result["classes"] == {"BAS": 6, "EOS": 6, "ERB": 6, "IG": 6}
    assert result["folders"] == {
        "03_eosinophil": "EOS",
        "Basophile": "BAS",
        "NRBC": "ERB",
        "immature-granulocyte": "IG",
    }
    assert (result["found"], result["images"], result["left_out"]) == (31, 24, 7)
    refused = {Path(one["path"]).name: one["reason"] for one in result["failed"]}  # type: ignore[attr-defined]
    assert refused.keys() == {"blast", "loose.png"}
    assert "6 images in it are left out" in refused["blast"]
    assert str(source / "blast") in err
    assert str(source / "loose.png") in err


def test_unsupported_and_damaged_images_are_named(tmp_path: Path, capsys: Printed) -> None:
    root = tmp_path / "set"
    for n in range(8):
        picture(root / ("NEU", "LYM")[n % 2] / f"{n}.png", n)
    (root / "NEU" / "0.png").rename(root / "NEU" / "noname")
    (root / "NEU" / "x.gif").write_bytes(b"GIF89a")
    (root / "NEU" / "broken.png").write_bytes(b"")
    status, result, err = prepare(root, tmp_path / "out", capsys)
    assert status == 1
    assert result["images"] == 8
    assert {Path(one["path"]).name for one in result["failed"]} == {"x.gif", "broken.png"}  # type: ignore[attr-defined]
    assert "x.gif" in err


def test_folders_of_the_known_archive_that_no_protocol_uses_are_named_in_a_note(
    tmp_path: Path, capsys: Printed
) -> None:
    root = tmp_path / "set"
    for n in range(8):
        picture(root / "TRAIN" / ("NEUTROPHIL", "LYMPHOCYTE")[n % 2] / f"{n}.png", n)
    picture(root / "TEST_SIMPLE" / "NEUTROPHIL" / "s.png", 50)
    picture(root / "dataset-master" / "JPEGImages" / "f.jpg", 60)
    status, result, err = prepare(root, tmp_path / "out", capsys)
    assert status == 0
    assert result["images"] == 8
    passed = {Path(one["path"]).name: one["reason"] for one in result["passed_over"]}  # type: ignore[attr-defined]
    assert passed.keys() == {"TEST_SIMPLE", "JPEGImages"}
    assert all("1 image in it is not used" in reason for reason in passed.values())
    notes = [line for line in err.splitlines() if line.startswith("Note: ")]
    assert len(notes) == 2
    assert result["failed"] == []


def test_folders_of_these_names_elsewhere_are_like_any_folder(tmp_path: Path, capsys: Printed) -> None:
    root = tmp_path / "set"
    for n in range(8):
        picture(root / "TEST_SIMPLE" / ("NEUTROPHIL", "LYMPHOCYTE")[n % 2] / f"{n}.png", n)
    picture(root / "JPEGImages" / "f.jpg", 60)
    status, result, err = prepare(root, tmp_path / "out", capsys)
    assert status == 1
    assert result["images"] == 8
    assert [Path(one["path"]).name for one in result["failed"]] == ["JPEGImages"]  # type: ignore[attr-defined]
    assert "JPEGImages" in err


def test_one_content_in_the_folders_of_two_classes_is_named_and_left_out(tmp_path: Path, capsys: Printed) -> None:
    root = tmp_path / "set"
    for n in range(8):
        picture(root / ("NEU", "LYM")[n % 2] / f"{n}.png", n)
    for name in ("NEU/again.png", "LYM/again.png"):
        (root / name).write_bytes((root / "NEU" / "0.png").read_bytes())
    status, result, _ = prepare(root, tmp_path / "out", capsys)
    assert status == 1
    assert result["classes"] == {"LYM": 4, "NEU": 3}
    refused = {Path(one["path"]).relative_to(root).as_posix() for one in result["failed"]}  # type: ignore[attr-defined]
    assert refused == {"NEU/0.png", "NEU/again.png", "LYM/again.png"}


def test_folder_named_for_a_class_can_be_given_itself(tmp_path: Path) -> None:
    picture(tmp_path / "NEU" / "a.png")
    assert Counter(f.label for f in find(tmp_path / "NEU", tmp_path / "out").found) == {"NEU": 1}
