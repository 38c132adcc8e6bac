"""Manifests: written and read back; refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.data.manifest import (
    ManifestError,
    Sample,
    manifest_sha256,
    read_for_training,
    read_manifest,
    write_manifest,
)

HEADER = "path,label,split,group\n"


def test_written_manifest_is_read_back(tmp_path: Path) -> None:
    inside, outside = tmp_path / "home" / "images" / "ä, b.png", tmp_path / "elsewhere.png"
    (tmp_path / "home").mkdir()
    samples = [Sample(inside, "NEU", "train", "g1"), Sample(outside, "LYM", "test", "")]
    file = tmp_path / "home" / "manifest.csv"
    write_manifest(samples, file)
    assert read_manifest(file) == samples
    assert "images/ä, b.png" in file.read_text(encoding="utf-8")
    assert len(manifest_sha256([file])) == 64


def test_short_line_has_no_group(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("path,label,split,group\na.png,NEU,train\n")
    assert read_manifest(tmp_path / "m.csv")[0].group == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("path,label\na,b\n", "no manifest"),
        ("path,label,split,group\na.png,NEU,training,\n", "line 2"),
        ("path,label,split,group\na.png,,train,\n", "line 2"),
        ("path,label,split,group\n", "no image"),
        ("path,label,split,group\na.png,NC,train,\n", "no class of cell"),
        ("path,label,split,group\na.png,UNI,train,\n", "no class of cell"),
    ],
)
def test_wrong_manifest_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "m.csv"
    file.write_text(text)
    with pytest.raises(ManifestError, match=reason):
        read_manifest(file)


def test_missing_or_binary_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "none.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ManifestError):
        read_manifest(tmp_path / "b.csv")


@pytest.mark.parametrize("label", ["neu", "NEU ", " Neu", "neutrophil", "Neutrophils"])
def test_class_in_another_spelling_is_the_same_class(tmp_path: Path, label: str) -> None:
    (tmp_path / "m.csv").write_text(f"{HEADER}a.png,NEU,train,\nb.png,{label},train,\n")
    assert [s.label for s in read_manifest(tmp_path / "m.csv")] == ["NEU", "NEU"]


def test_class_of_the_laboratory_has_one_spelling_too(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(f"{HEADER}a.png,Blast,train,\nb.png, BLAST ,val,\nc.png,band,train,\n")
    assert [s.label for s in read_manifest(tmp_path / "m.csv")] == ["BLAST", "BLAST", "BAND"]


def test_one_path_with_two_labels_is_refused_with_both_lines(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(f"{HEADER}a.png,NEU,train,\nb.png,NEU,train,\na.png,LYM,val,\n")
    with pytest.raises(ManifestError, match=r"line 4: a\.png is labelled LYM here and NEU in line 2"):
        read_manifest(tmp_path / "m.csv")


def test_files_of_one_content_with_two_labels_are_named_and_refused(tmp_path: Path) -> None:
    for name, content in (("a.png", b"one"), ("b.png", b"two"), ("c.png", b"one")):
        (tmp_path / name).write_bytes(content)
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text(f"{HEADER}a.png,NEU,train,\nb.png,LYM,train,\n")
    second.write_text(f"{HEADER}c.png,NEU,val,\n")
    assert len(read_for_training([first, second])) == 3
    second.write_text(f"{HEADER}c.png,LYM,val,\n")
    with pytest.raises(ManifestError, match=r"a\.png and .*c\.png hold the same image with two labels, NEU and LYM"):
        read_for_training([first, second])


def test_file_in_two_parts_is_refused_for_training(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text(f"{HEADER}a.png,NEU,train,\nb.png,LYM,train,\n")
    (tmp_path / "2.csv").write_text(f"{HEADER}b.png,LYM,train,\nx/../a.png,NEU,val,\n")
    with pytest.raises(ManifestError, match=r"a\.png is in the part train and in val: keep it in one of them"):
        read_for_training([tmp_path / "1.csv", tmp_path / "2.csv"])


@pytest.mark.parametrize("split", ["val", "test"])
def test_class_without_training_images_is_named_and_refused(tmp_path: Path, split: str) -> None:
    (tmp_path / "m.csv").write_text(f"{HEADER}a.png,NEU,train,\nb.png,LYM,train,\nc.png,BAS,{split},\n")
    with pytest.raises(ManifestError, match=rf"BAS \(1 in {split}\)"):
        read_for_training([tmp_path / "m.csv"])
