"""The unlike score: its distance, its rate, and its storage in the model file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import write_cell_image
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps
from safetensors.torch import load_file

from training.cli import main
from training.core import foreign
from training.core.images import read_image
from training.core.model_card import CENTRE_CLASSES, KNOWN_VERSION
from training.core.model_file import ModelFileError, load_model, read_card, save_model
from training.core.slide_stain import trained_stain
from training.core.torch_backbone import torch_predictor
from training.core.unlike import MOST, UnlikeScore
from training.data.manifest import Sample, write_manifest
from training.recipes.unlike import SHRINKAGE, SLIDE_MARGIN, chosen, fit_unlike_score


def cells(seed: int, count: int = 90, width: int = 40) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Two classes with a few strong directions and noise, and as many held-out cells."""
    random = np.random.default_rng(seed)
    mixing = random.normal(size=(6, width))
    labels = ["NEU" if n % 2 else "LYM" for n in range(2 * count)]
    middles = {"NEU": random.normal(size=width), "LYM": random.normal(size=width)}
    found = np.stack(
        [middles[code] + random.normal(size=6) @ mixing + 0.2 * random.normal(size=width) for code in labels]
    )
    return found[:count], labels[:count], found[count:]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_distance_is_that_of_one_gaussian_per_class_with_shared_covariance(seed: int) -> None:
    """Against the whole inverse covariance, written out."""
    learned, labels, held_out = cells(seed)
    known = fit_unlike_score(learned, labels, held_out)
    directions = known.directions
    count, mean = len(directions), learned.mean(axis=0)
    centres = {code: learned[[one == code for one in labels]].mean(axis=0) for code in ("NEU", "LYM")}
    off = np.stack([row - centres[code] for row, code in zip(learned, labels, strict=True)]) @ directions.T
    inner = off.T @ off / len(off)
    inner = (1 - SHRINKAGE) * inner + SHRINKAGE * np.trace(inner) / count * np.eye(count)
    beside = np.eye(len(mean)) - directions.T @ directions
    rest = (learned - mean) @ beside
    weight = count / np.mean((rest**2).sum(axis=1))
    expected = []
    for row in held_out:
        near = min(float(d @ np.linalg.solve(inner, d)) for c in centres.values() for d in [directions @ (row - c)])
        expected.append(np.sqrt(near + weight * float((row - mean) @ beside @ (row - mean))))
    np.testing.assert_allclose(known.distance(held_out), expected, rtol=2e-3)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.9, 0.99]))
def test_stated_share_of_held_out_cells_is_below_the_limit(seed: int, rate: float) -> None:
    learned, labels, held_out = cells(seed)
    scores = fit_unlike_score(learned, labels, held_out, rate)(held_out)
    assert (scores <= 1 + 1e-6).mean() >= rate
    assert (scores > 1 + 1e-6).mean() >= 1 - rate - 1.5 / len(held_out)


def test_score_grows_in_every_direction() -> None:
    learned, labels, held_out = cells(3)
    known = fit_unlike_score(learned, labels, held_out)
    for direction in np.random.default_rng(4).normal(size=(20, learned.shape[1])):
        far = np.stack([learned.mean(axis=0) + step * direction for step in (20, 40, 80)])
        one, two, three = known(far).tolist()
        assert 1 < one < two < three


def test_few_or_equal_cells_still_give_a_score() -> None:
    random = np.random.default_rng(1)
    two = fit_unlike_score(random.normal(size=(2, 8)), ["A", "B"], random.normal(size=(1, 8)))
    same = fit_unlike_score(np.ones((5, 8)), ["A"] * 5, np.ones((2, 8)))
    strange = np.full((1, 8), 50.0)
    assert two(strange).item() > 1
    assert same(strange).item() > 1
    assert same(np.ones((1, 8))).item() <= 1
    with pytest.raises(ValueError, match="too few"):
        fit_unlike_score(np.ones((1, 8)), ["A"], np.ones((1, 8)))


def test_nan_gets_the_highest_score() -> None:
    known = UnlikeScore(np.zeros(4), np.zeros((2, 4)), np.eye(2), np.zeros((1, 2)), limit=0.0)
    with np.errstate(invalid="ignore"):
        assert known(np.array([[np.nan] * 4, [np.inf] * 4])).tolist() == [MOST, MOST]


def test_coordinates_give_the_part_of_the_distance_along_the_main_directions() -> None:
    learned, labels, held_out = cells(5)
    known = fit_unlike_score(learned, labels, held_out)
    coordinates, distances = known.coordinates_and_distance(held_out)
    assert np.array_equal(distances, known.distance(held_out))
    nearest = np.linalg.norm(coordinates[:, None] - known.centres[None], axis=2).min(axis=1)
    assert (nearest <= distances + 1e-6).all()
    found = foreign.shift_of(coordinates, known.centres)
    assert found.squared < 1
    moved = held_out + 3 * learned.std(axis=0)
    there = foreign.shift_of(known.coordinates_and_distance(moved)[0], known.centres)
    assert there.low > found.squared


def test_laboratories_share_the_number_of_a_class() -> None:
    cells = [Sample(Path(f"{code}{n}"), code, "train", "") for n in range(9) for code in ("NEU", "LYM")]
    found = chosen(cells, 5, {"NEU": 2, "LYM": 1})
    assert Counter(s.label for s in found) == {"NEU": 3, "LYM": 5}


def test_cells_are_taken_from_the_groups_in_turns() -> None:
    many = [Sample(Path(f"{n}"), "NEU", "train", "copies") for n in range(50)]
    few = [Sample(Path(f"a{n}"), "NEU", "train", f"g{n}") for n in range(4)]
    found = chosen([*many, *few, Sample(Path("l"), "LYM", "train", "")], 6)
    assert sum(s.group == "copies" for s in found) == 2
    assert {s.group for s in found if s.label == "NEU"} == {"copies", "g0", "g1", "g2", "g3"}
    assert sum(s.label == "LYM" for s in found) == 1
    assert found == chosen([*many, *few, Sample(Path("l"), "LYM", "train", "")], 6)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cells")
    samples = []
    for n in range(18):
        write_cell_image(folder / f"{n}.png", seed=n)
        part = "val" if n % 3 == 0 else "train"
        samples.append(Sample(folder / f"{n}.png", ("NEU", "LYM")[n % 2], part, f"g{n}"))
    write_manifest(samples, folder / "manifest.csv")
    return folder / "manifest.csv"


def test_command_adds_the_score_and_keeps_the_weights(tiny_model: Path, manifest: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    out = tmp_path / "knows.safetensors"
    assert main(["unlike", str(tiny_model), str(manifest), "--out", str(out), "--device", "cpu"]) == 0
    card = read_card(out)
    assert (card.known["version"], card.known["images"], card.known["validation_images"]) == (KNOWN_VERSION, 12, 6)
    assert (card.evaluation, read_card(tiny_model).known) == ({}, {})
    before, after = load_file(tiny_model), load_file(out)
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert after["known.directions"].dtype == torch.float32
    assert out.stat().st_size - tiny_model.stat().st_size < 400_000

    model, _ = load_model(out)
    predictor = torch_predictor(model, card)
    like = np.stack([predictor.prepare(read_image(manifest.parent / f"{n}.png")) for n in (0, 3, 6)])
    unlike = np.random.default_rng(1).normal(0, 2, like.shape).astype(np.float32)
    known, strange = predictor.predict(like), predictor.predict(unlike)
    assert known.unlike is not None
    assert strange.unlike is not None
    assert known.unlike.max() <= 1 + 1e-5
    assert strange.unlike.min() > 1
    plain = torch_predictor(*load_model(tiny_model)).predict(like)
    assert plain.unlike is None
    np.testing.assert_array_equal(plain.probabilities, known.probabilities)


def test_each_class_of_each_laboratory_has_a_centre(tiny_model: Path, manifest: Path, tmp_path: Path) -> None:
    """The second laboratory has one class only, and a darker light."""
    other = tmp_path / "other"
    other.mkdir()
    for n in range(4):
        write_cell_image(other / f"{n}.png", seed=100 + n)
        Image.open(other / f"{n}.png").point(lambda value: value // 2).save(other / f"{n}.png")
    write_manifest([Sample(other / f"{n}.png", "NEU", "train", f"o{n}") for n in range(4)], other / "manifest.csv")
    out = tmp_path / "knows.safetensors"
    manifests = [str(manifest), str(other / "manifest.csv")]
    assert main(["unlike", str(tiny_model), *manifests, "--out", str(out), "--device", "cpu"]) == 0
    card = read_card(out)
    assert card.known[CENTRE_CLASSES] == ["LYM", "NEU", "NEU"]
    assert len(load_file(out)["known.centres"]) == 3
    both = trained_stain(card)
    assert main(["unlike", str(tiny_model), manifests[0], "--out", str(out), "--device", "cpu"]) == 0
    one = trained_stain(read_card(out))
    assert both is not None
    assert one is not None
    assert both.mean[0] < one.mean[0] - 10, "the average of the laboratories is darker"


@pytest.mark.parametrize("classes", [("NEU", "LYM"), ("NEU",)])
def test_limit_for_slides_is_above_those_that_were_held_out(
    tiny_model: Path, manifest: Path, tmp_path: Path, classes: tuple[str, ...]
) -> None:
    """Copies of one cell in one class are no slide."""
    slide = tmp_path / "slide"
    slide.mkdir()
    samples = []
    for n in range(24):
        write_cell_image(slide / f"{n}.png", seed=200 + n)
        ImageOps.invert(Image.open(slide / f"{n}.png")).save(slide / f"{n}.png")
        samples.append(Sample(slide / f"{n}.png", classes[n % len(classes)], "val", "slide"))
    write_manifest(samples, slide / "manifest.csv")
    out = tmp_path / "knows.safetensors"
    manifests = [str(manifest), str(slide / "manifest.csv")]
    assert main(["unlike", str(tiny_model), *manifests, "--out", str(out), "--device", "cpu"]) == 0
    model, card = load_model(out)
    assert model.known is not None
    predictor = torch_predictor(model, card)
    found = predictor.predict(np.stack([predictor.prepare(read_image(s.path)) for s in samples])).features
    assert found is not None
    low = foreign.shift_of(found.astype(np.float64), model.known.centres).low
    assert low > foreign.SLIDE_LIMIT
    expected = SLIDE_MARGIN * low if len(classes) > 1 else foreign.SLIDE_LIMIT
    assert card.known["slide_limit"] == pytest.approx(expected, rel=0.01)


def test_later_versions_are_ignored_and_damaged_numbers_refused(tiny_model: Path, tmp_path: Path) -> None:
    model, card = load_model(tiny_model)
    model.known = UnlikeScore(np.zeros(1536), np.zeros((4, 1536)), np.eye(4), np.zeros((2, 4)))
    later = tmp_path / "later.safetensors"
    save_model(model, replace(card, known={"version": KNOWN_VERSION + 1}), later)
    assert load_model(later)[0].known is None
    save_model(model, replace(card, known={"version": KNOWN_VERSION}), later)
    assert isinstance(load_model(later)[0].known, UnlikeScore)
    model.known = replace(model.known, mean=np.zeros(7))
    save_model(model, replace(card, known={"version": KNOWN_VERSION}), later)
    with pytest.raises(ModelFileError, match="do not fit"):
        load_model(later)
