"""Manifests: written and read back alike, refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.data.manifest import ManifestError, Sample, manifest_sha256, read_manifest, write_manifest


def test_what_is_written_is_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "home" / "images" / "ä, b.png", tmp_path / "elsewhere.png"
    (tmp_path / "home").mkdir()
    samples = [Sample(inside, "NEU", "train", "g1"), Sample(outside, "LYM", "test", "")]
    file = tmp_path / "home" / "manifest.csv"
    write_manifest(samples, file)
    assert read_manifest(file) == samples
    assert "images/ä, b.png" in file.read_text(encoding="utf-8")
    assert len(manifest_sha256([file])) == 64


def test_a_line_that_ends_early_has_no_group(tmp_path: Path) -> None:
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
def test_a_wrong_manifest_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "m.csv"
    file.write_text(text)
    with pytest.raises(ManifestError, match=reason):
        read_manifest(file)


def test_a_missing_or_binary_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "none.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ManifestError):
        read_manifest(tmp_path / "b.csv")
