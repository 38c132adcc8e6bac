"""Lists of files with their SHA-256: of a release, and of a bundle."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "installer"))

import file_list  # noqa: E402


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "ä file.bin").write_bytes(b"one")
    (tmp_path / "a.txt").write_bytes(b"two")
    return tmp_path


def test_every_file_is_listed_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):  # the list itself is not in it
        assert file_list.main([str(folder)]) == 0
    sums = [hashlib.sha256(content).hexdigest() for content in (b"two", b"one")]
    expected = f"{sums[0]}  a.txt\n{sums[1]}  b/ä file.bin\n"
    assert (folder / "SHA256SUMS").read_text(encoding="utf-8") == expected
    assert capsys.readouterr().out == expected * 2


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_accepts_the_list_and_finds_a_change(folder: Path) -> None:
    file_list.write_file_list(folder, "SHA256SUMS")
    check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    (folder / "a.txt").write_bytes(b"changed")
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1


def test_a_folder_without_files_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        assert file_list.main([str(folder)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
