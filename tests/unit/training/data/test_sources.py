"""Sources are found by content: copies together, all other images apart."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from smears import Picture, copies, smear

from training.data import certainty
from training.data.groups import nearest
from training.data.leakage import METHOD, report, shared_sources, write_pairs
from training.data.links import JOIN, SURE, Links
from training.data.manifest import Sample
from training.data.matching import Features
from training.data.sources import find_sources


def write(folder: Path, pictures: list[Picture]) -> list[Path]:
    paths = []
    for number, picture in enumerate(pictures):
        paths.append(folder / f"{number:03d}.png")
        Image.fromarray(picture).save(paths[-1])
    return paths


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], list[int]]:
    """Eight originals with five copies each, shuffled: paths and indices of the originals."""
    true = np.random.default_rng(2).permutation(np.repeat(np.arange(8), 5)).tolist()
    made = {n: copies(smear(n), 5, seed=n) for n in range(8)}
    return write(tmp_path_factory.mktemp("copied"), [made[n].pop() for n in true]), true


@pytest.mark.slow
def test_copies_share_a_group_and_originals_do_not(copied: tuple[list[Path], list[int]]) -> None:
    paths, true = copied
    read: list[int] = []
    sources = find_sources(paths, read.append)
    assert read == list(range(1, 41))
    assert len({(g, t) for g, t in zip(sources.group.tolist(), true, strict=True)}) == 8
    assert set(sources.group.tolist()) == set(range(8))
    assert sources.described.failed == {}


@pytest.mark.slow
def test_folder_without_copies_is_not_joined(tmp_path: Path) -> None:
    paths = write(tmp_path, [smear(seed) for seed in range(30)])
    sources = find_sources(paths)
    assert len(set(sources.group.tolist())) == 30
    known = certainty.certainty(sources, paths)
    assert known["alone"] == 30
    assert known["wrong_pairs"]["made"] == 0
    assert known["joined_strangers"]["wrong"] == 0
    assert known["missed_copies"]["wrong"] <= 2


@pytest.mark.slow
def test_unreadable_and_plain_images_are_their_own_groups(tmp_path: Path) -> None:
    black = np.zeros((60, 80, 3), np.uint8)
    paths = write(tmp_path, [smear(1), smear(1), black, black, np.zeros((50, 80, 3), np.uint8), smear(2)])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"no" * 40)
    sources = find_sources([*paths, tmp_path / "broken.png", tmp_path / "gone.png"])
    group = sources.group.tolist()
    assert group[0] == group[1], "the same pixels"
    assert group[2] == group[3], "the same pixels, even black ones"
    assert len({group[0], group[2], group[4], group[5], group[6], group[7]}) == 6
    assert set(sources.described.failed) == {6, 7}


def test_one_image_and_none(tmp_path: Path) -> None:
    (path,) = write(tmp_path, [smear(1)])
    assert find_sources([path]).group.tolist() == [0]
    assert find_sources([]).group.tolist() == []
    assert certainty.certainty(find_sources([path]), [path])["sources"] == 1


@pytest.mark.slow
def test_evidence_for_sources_is_written(copied: tuple[list[Path], list[int]], tmp_path: Path) -> None:
    paths, _ = copied
    sources = find_sources(paths)
    known = certainty.certainty(sources, paths)
    assert known["sources"] == known["sure"] + known["fair"] == 8
    assert known["largest"] == 5
    assert known["wrong_pairs"]["made"] > 0
    assert known["wrong_pairs"]["share_ci95"][1] < 0.2
    assert "8 sources were found" in certainty.sentence(known)
    samples = {i: Sample(p, "NEU", "train", f"source-{sources.group[i]:05d}") for i, p in enumerate(paths)}
    certainty.write_sources(sources, samples, known, tmp_path)
    with (tmp_path / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == certainty.SOURCE_COLUMNS
    assert [row["images"] for row in rows] == ["5"] * 8
    assert all(int(row["weakest"]) >= JOIN and int(row["pairs"]) >= 4 for row in rows)
    assert json.loads((tmp_path / "sources.json").read_text(encoding="utf-8")) == known


@pytest.mark.slow
def test_leakage_names_the_images_that_share_an_original(copied: tuple[list[Path], list[int]], tmp_path: Path) -> None:
    paths, true = copied
    learned = [i for i, t in enumerate(true) if t < 4]
    tested = [i for i, t in enumerate(true) if t >= 4]
    tested.append(learned.pop())  # one copy on the wrong side
    found = shared_sources([paths[i] for i in learned], [paths[i] for i in tested])
    assert found.images == (len(tested) - 1,)
    assert found.groups_shared == 1
    assert found.pairs_checked == len(learned) * len(tested)
    assert found.method == METHOD
    (pair,) = found.pairs
    assert pair.tested == paths[tested[-1]]
    assert true[paths.index(pair.learned)] == true[tested[-1]]
    assert pair.score >= JOIN

    sides = dict.fromkeys(learned, "train") | dict.fromkeys(tested, "test")
    told, pairs = report([Sample(paths[i], "NEU", side, "own-group") for i, side in sides.items()])
    assert told["sides"]["train-test"]["test_images"] == 1
    assert told["sides"]["train-test"]["pairs_of_one_source"] == 4
    assert told["sides"]["train-val"]["groups_shared"] == 0
    assert f"1 of {len(tested)} test images" in told["sentence"]
    write_pairs(pairs, tmp_path / "pairs.csv")
    assert (tmp_path / "pairs.csv").read_text(encoding="utf-8").count("\n") == 2


def test_leakage_without_images() -> None:
    assert shared_sources([], []).images == ()


def test_share_has_an_interval() -> None:
    trial = certainty.Trial(1000, 3).to_dict()
    low, high = trial["share_ci95"]
    assert 0 < low < trial["share"] < high < 0.01
    assert certainty.Trial(100, 0).to_dict()["share_ci95"][0] == 0
    assert certainty.Trial(0, 0).to_dict()["share"] is None


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(2, 40), st.integers(1, 6), st.integers(0, 3))
def test_nearest_equals_sorting(total: int, count: int, groups: int) -> None:
    points = np.random.default_rng(total * 7 + count).integers(0, 1000, (total, 3)).astype(np.float32)
    group = np.arange(total) % (groups + 1) if groups else None
    found = nearest(points, count, group)
    for i, row in enumerate(found):
        allowed = [j for j in range(total) if j != i and (group is None or group[j] != group[i])]
        distances = sorted(float(((points[i] - points[j]) ** 2).sum()) for j in allowed)[: found.shape[1]]
        assert [float(((points[i] - points[j]) ** 2).sum()) for j in row if j >= 0] == pytest.approx(distances)


def groups_of(monkeypatch: pytest.MonkeyPatch, common: dict[tuple[int, int], int], count: int) -> list[list[int]]:
    """Return the groups after all pairs were compared; ``common``: features in common of a pair (else 0)."""
    features = [Features(np.full((1, 2), i, np.float32), np.zeros((1, 128), np.uint8)) for i in range(count)]

    def weigh(self: Links, work: tuple[int, list[int]]) -> list[int]:
        return [common.get((min(work[0], o), max(work[0], o)), 0) for o in work[1]]

    monkeypatch.setattr(Links, "_weigh", weigh)
    links = Links(features)
    links.try_pairs(sorted(((i, j) for i in range(count) for j in range(i)), key=lambda p: p[0] // 4 != p[1] // 4))
    return sorted(sorted(g) for g in links.groups())


def test_one_wrong_pair_does_not_join_two_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    within = {(i, j): 40 for side in (range(4), range(4, 8)) for i in side for j in side if i < j}
    assert groups_of(monkeypatch, within | {(3, 4): 60}, 8) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    across = {(i, j): 60 for i in range(4) for j in range(4, 8)}
    assert groups_of(monkeypatch, within | across, 8) == [list(range(8))]


def test_single_fair_pair_does_not_join(monkeypatch: pytest.MonkeyPatch) -> None:
    assert groups_of(monkeypatch, {(0, 1): SURE - 1}, 2) == [[0], [1]]
    assert groups_of(monkeypatch, {(0, 1): SURE}, 2) == [[0, 1]]
    assert groups_of(monkeypatch, {(0, 1): SURE, (0, 2): JOIN, (1, 2): JOIN}, 3) == [[0, 1, 2]]
    assert groups_of(monkeypatch, {(0, 1): SURE, (0, 2): JOIN}, 3) == [[0, 1], [2]]
