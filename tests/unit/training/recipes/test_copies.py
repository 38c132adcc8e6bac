"""Which images count as used, what is said of copies, and how long results of comparisons are kept."""

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


def test_validation_images_are_used_ones_for_a_test_only(tmp_path: Path) -> None:
    parts = [Sample(tmp_path / f"{part}.png", "NEU", part, "") for part in ("train", "val", "test")]
    assert [s.split for s in room.used_before(parts, "test")] == ["train", "val"]
    assert [s.split for s in room.used_before(parts, "val")] == ["train"]
    assert [s.split for s in room.used_before(parts, "train")] == ["train"]


@pytest.mark.parametrize(
    ("shared", "pairs", "said"),
    [
        (0, 0, "5 test images; there are no training or validation images to compare them with"),
        (0, 50, "none of them shares an original with a training or validation image."),
        (1, 50, "5 test images; 1 of them shares an original with a training or validation image. And so on."),
        (3, 50, "3 of them share an original with a training or validation image. And so on."),
        (5, 50, "5 of them share an original with a training or validation image; without them no image is left"),
    ],
)
def test_sentence_on_copies(shared: int, pairs: int, said: str) -> None:
    assert said in room.copies_sentence(5, shared, pairs, "test", ". And so on.")


def test_copies_of_tuned_images_are_told_of_training_images_only() -> None:
    assert room.copies_sentence(1869, 0, 10, "val", "").endswith(
        "1,869 val images; none of them shares an original with a training image."
    )
