"""Results of comparisons are cached until something changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.data.leakage import Leakage
from training.data.manifest import Sample
from training.recipes import copies as room


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts comparisons; the first test image is always a copy."""
    times: list[int] = []

    def found(learned: list[Path], tested: list[Path], progress: Any = None) -> Leakage:
        times.append(len(tested))
        return Leakage(len(learned) * len(tested), 1, (0,), (), "by eye")

    monkeypatch.setattr(room, "shared_sources", found)
    return times


def sides(folder: Path) -> tuple[list[Sample], list[Sample]]:
    """Two training and two test files."""
    made = []
    for n in range(4):
        path = folder / f"{n}.png"
        path.write_bytes(bytes([n]) * 10)
        made.append(Sample(path, "NEU", "train" if n < 2 else "test", ""))
    return made[:2], made[2:]


def test_result_is_cached_beside_the_manifest(tmp_path: Path, asked: list[int]) -> None:
    learned, tested = sides(tmp_path)
    first = room.copies(learned, tested, tmp_path)
    assert room.copies(learned, tested, tmp_path) == first == room.Copies(4, 1, (0,), "by eye")
    assert len(asked) == 1
    assert not list(tmp_path.glob("*.part"))


def test_other_files_or_roles_are_compared_again(tmp_path: Path, asked: list[int]) -> None:
    learned, tested = sides(tmp_path)
    room.copies(learned, tested, tmp_path)
    room.copies(tested, learned, tmp_path)
    assert len(asked) == 2
    tested[0].path.write_bytes(b"another picture")
    room.copies(learned, tested, tmp_path)
    assert len(asked) == 3


@pytest.mark.parametrize("damage", ["", "{}", '{"images": [99], "pairs_checked": 4, "groups_shared": 1, "method": ""}'])
def test_damaged_cache_is_computed_again(tmp_path: Path, asked: list[int], damage: str) -> None:
    learned, tested = sides(tmp_path)
    right = room.copies(learned, tested, tmp_path)
    (kept,) = tmp_path.glob("copies-*.json")
    kept.write_text(damage)
    assert room.copies(learned, tested, tmp_path) == right
    assert len(asked) == 2


def test_read_only_folder_is_accepted(tmp_path: Path, asked: list[int]) -> None:
    learned, tested = sides(tmp_path)
    assert room.copies(learned, tested, tmp_path / "nowhere").images == (0,)
    assert room.copies(learned, tested, tmp_path / "nowhere").images == (0,)
    assert len(asked) == 2
