"""The deep strength: stages of its own for a laboratory, trained on the corrected cells, stopped and resumed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from training.core.branch import Branch, scaled_to_one
from training.core.corrections import Correction
from training.core.model_file import load_model, save_model
from training.core.preprocess import scaled
from training.recipes import deepen
from training.recipes.correction_features import Reading, Seen
from training.recipes.features import features_of, views
from training.recipes.fit_branch import Cells
from training.recipes.run_folder import Run, Stopped

COUNT, CLASSES = 40, 2
STEPS = 6


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train for a few steps, with a checkpoint after each."""
    monkeypatch.setattr(deepen, "LEAST_STEPS", STEPS)
    monkeypatch.setattr(deepen, "MOST_STEPS", STEPS)
    monkeypatch.setattr(deepen, "_EVERY", 1)


def reading_of(model_file: Path, folder: Path, stopped: Callable[[], bool], lines: list[Any], resume: bool) -> Reading:
    model, card = load_model(model_file)
    run = Run(folder, model_file, "", "", "deep", "cpu", "", "", "", "", resume=resume)

    def report(event: str, /, **values: Any) -> None:
        lines.append((event, values))

    return Reading(run, model, card, "cpu", report, stopped, COUNT)


def lesson(reading: Reading) -> tuple[Seen, Cells]:
    """Return cells of two classes that differ in colour, from eight slides."""
    rng = np.random.default_rng(0)
    labels = np.arange(COUNT) % CLASSES
    tints = np.array([[200, 90, 200], [90, 90, 220]])[labels]
    images = np.clip(tints[:, None, None] + rng.integers(-30, 30, (COUNT, 64, 64, 3)), 0, 255).astype(np.uint8)
    prepared = np.stack([scaled(image, reading.card) for image in images])
    flips = tuple(features_of(reading.model, view, "cpu") for view in views(prepared, 2))
    cells = tuple(
        Correction("", "NEU", "train", f"slide {n % 8}", "lab", "", 0, (), None, None, n, f"{n}", confirmed=False)
        for n in range(COUNT)
    )
    both = np.concatenate([view.both for view in flips]).astype(np.float64)
    rows = Cells(both, np.tile(labels, 2), np.tile(np.arange(COUNT), 2), np.tile(np.arange(COUNT) % 8, 2))
    return Seen(flips, images, cells, []), rows


def trained(
    model_file: Path, folder: Path, stop_after: int = -1, resume: bool = False
) -> tuple[Branch, Reading, Seen, list[Any]]:
    found, *others = deepened(model_file, folder, stop_after, resume)
    return found.branch, *others


def deepened(
    model_file: Path, folder: Path, stop_after: int = -1, resume: bool = False, wrong: bool = False
) -> tuple[deepen.Deepened, Reading, Seen, list[Any]]:
    """Train; ``wrong``: the cells that are kept aside have the label of the other class."""
    lines: list[Any] = []

    def stopped() -> bool:
        return stop_after >= 0 and sum(event == "curve" for event, _ in lines) >= stop_after

    reading = reading_of(model_file, folder, stopped, lines, resume)
    seen, cells = lesson(reading)
    if wrong:
        labels = np.where(np.tile(deepen._kept_aside(seen), 2), 1 - cells.labels, cells.labels)
        cells = replace(cells, labels=labels)
    torch.manual_seed(1)
    plain = Branch(reading.model.averages, reading.model.channels, CLASSES).eval()
    return deepen.deepened(reading, plain, seen, cells, "branch-0"), reading, seen, lines


def test_a_deep_branch_learns_the_classes(tiny_model: Path, tmp_path: Path) -> None:
    branch, reading, seen, lines = trained(tiny_model, tmp_path)
    assert branch.ending is not None
    prepared = np.stack([scaled(image, reading.card) for image in seen.images])
    both = deepen._features(reading, branch.ending, prepared, seen.views[0])
    assert branch.deep_head is not None
    with torch.no_grad():
        named = branch.deep_head(torch.from_numpy(both)).argmax(dim=1).numpy()
    assert (named == np.arange(COUNT) % CLASSES).mean() > 0.9
    curve = [values for event, values in lines if event == "curve"]
    assert [values["step"] for values in curve] == list(range(1, STEPS + 1))
    assert all(values["of"] == STEPS and 0 <= values["accuracy"] <= 1 for values in curve)


def test_cells_kept_aside_are_named_by_a_fit_that_did_not_learn_them(tiny_model: Path, tmp_path: Path) -> None:
    found, _, seen, _ = deepened(tiny_model, tmp_path)
    assert found.rows.tolist() == np.flatnonzero(deepen._kept_aside(seen)).tolist()
    assert found.probabilities.sum(axis=1) == pytest.approx(1.0)
    assert (found.probabilities.argmax(axis=1) == found.rows % CLASSES).mean() > 0.9
    again, *_ = deepened(tiny_model, tmp_path, wrong=True)
    sure, hot = (np.log(one.probabilities) @ [1, -1] for one in (found, again))
    assert hot / sure == pytest.approx((hot / sure)[0]), "their labels change the temperature and nothing else"


def test_the_model_itself_is_not_changed(tiny_model: Path, tmp_path: Path) -> None:
    _, reading, _, _ = trained(tiny_model, tmp_path)
    before = load_model(tiny_model)[0].state_dict()
    after = reading.model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_resumed_training_takes_the_same_steps_as_an_unbroken_one(tiny_model: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    unbroken, _, _, before = trained(tiny_model, whole)
    with pytest.raises(Stopped):
        trained(tiny_model, broken, stop_after=3)
    resumed, _, _, lines = trained(tiny_model, broken, resume=True)
    curves = [[values for event, values in some if event == "curve"] for some in (before, lines)]
    assert [values["step"] for values in curves[1]] == [4, 5, 6]
    assert curves[1] == curves[0][3:]
    expected = unbroken.state_dict()
    assert all(torch.equal(expected[name], value) for name, value in resumed.state_dict().items())


def test_a_checkpoint_without_the_state_of_the_optimiser_starts_again(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        trained(tiny_model, tmp_path, stop_after=3)
    (checkpoint,) = tmp_path.glob("*.ckpt.safetensors")
    save_file({n: v for n, v in load_file(checkpoint).items() if not n.startswith("optimiser.")}, checkpoint)
    _, _, _, lines = trained(tiny_model, tmp_path, resume=True)
    assert sum(event == "curve" for event, _ in lines) == STEPS


@pytest.mark.parametrize("place", ["_accuracy", "_renormalise"])
def test_a_training_stops_between_its_steps_too(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """With thousands of cells these parts take minutes, and a process that does not stop is ended without a line."""
    inside, real = [], getattr(deepen, place)
    lines: list[Any] = []

    def entered(*words: Any) -> Any:
        inside.append(True)
        return real(*words)

    monkeypatch.setattr(deepen, place, entered)
    reading = reading_of(tiny_model, tmp_path, lambda: bool(inside), lines, False)
    seen, cells = lesson(reading)
    plain = Branch(reading.model.averages, reading.model.channels, CLASSES).eval()
    with pytest.raises(Stopped):
        deepen.deepened(reading, plain, seen, cells, "branch-0")
    assert sum(event == "curve" for event, _ in lines) == (0 if place == "_accuracy" else STEPS)
    *_, lines = trained(tiny_model, tmp_path, resume=True)
    assert sum(event == "curve" for event, _ in lines) == (STEPS - 1 if place == "_accuracy" else 0)


def test_a_damaged_checkpoint_starts_again(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "branch-0.ckpt.safetensors").write_bytes(b"damaged")
    _, _, _, lines = trained(tiny_model, tmp_path, resume=True)
    assert sum(event == "curve" for event, _ in lines) == STEPS


def test_whole_slides_are_kept_aside(tiny_model: Path, tmp_path: Path) -> None:
    reading = reading_of(tiny_model, tmp_path, lambda: False, [], False)
    seen, _ = lesson(reading)
    aside = deepen._kept_aside(seen)
    slides = np.array(seen.slides)
    assert 0 < aside.sum() <= 2 * deepen.ASIDE * COUNT
    assert not set(slides[aside]) & set(slides[~aside])


@pytest.mark.parametrize("large", range(5))
@pytest.mark.parametrize("sizes", [(24, 4, 4, 4, 4), (10, 8, 8, 7, 7)])
def test_a_large_slide_is_not_kept_aside(tiny_model: Path, tmp_path: Path, sizes: tuple[int, ...], large: int) -> None:
    seen, _ = lesson(reading_of(tiny_model, tmp_path, lambda: False, [], False))
    names = [f"slide {(large + n) % 5}" for n, size in enumerate(sizes) for _ in range(size)]
    cells = tuple(replace(cell, group=name) for cell, name in zip(seen.cells, names, strict=True))
    aside = deepen._kept_aside(replace(seen, cells=cells))
    assert 0 < aside.sum() <= max(deepen.ASIDE * COUNT, min(sizes))


def test_probabilities_of_a_deep_branch_are_the_mean_of_both_heads(tiny_model: Path, tmp_path: Path) -> None:
    branch, reading, _, _ = trained(tiny_model, tmp_path)
    assert branch.temperature == pytest.approx(reading.card.temperature)
    assert branch.deep_head is not None
    branch.temperature.fill_(1.7)
    pooled, context = torch.rand(5, reading.model.channels), torch.rand(5, branch.head.in_features)
    deeper = torch.cat((context[:, : reading.model.averages], scaled_to_one(pooled)), dim=1)
    with torch.no_grad():
        found = (branch.scores(pooled, context) / 1.7).softmax(dim=1)
        heads = [(scores / 1.7).softmax(dim=1) for scores in (branch.head(context), branch.deep_head(deeper))]
    assert found.numpy() == pytest.approx(((heads[0] + heads[1]) / 2).numpy(), abs=1e-6)


def test_a_file_with_a_deep_branch_gives_the_same_scores(tiny_model: Path, tmp_path: Path) -> None:
    """The stages of the branch are stored with 16 bits, so the scores agree up to that."""
    from dataclasses import replace

    from training.core.network import WBCNet

    branch, reading, _, _ = trained(tiny_model, tmp_path)
    branch.switch.weight.data.zero_()
    branch.switch.bias.data.fill_(1.0)  # every cell takes the branch
    own = reading.model.architecture
    options = replace(own, branches=("lab",), deep=("lab",), own_classes=CLASSES)
    made = WBCNet(CLASSES, options)
    weights = {k: v for k, v in reading.model.state_dict().items() if not k.startswith("head.dense.6")}
    made.load_state_dict({k: v for k, v in weights.items() if v.shape == made.state_dict()[k].shape}, strict=False)
    made.branches[0] = branch
    made.eval()
    codes = reading.card.classes[:CLASSES]
    card = replace(reading.card, options=options.to_dict(), classes=codes)
    save_model(made, card, tmp_path / "deep.safetensors")
    again, _ = load_model(tmp_path / "deep.safetensors")
    images = torch.randn(3, 3, 64, 64)
    with torch.no_grad():
        assert torch.allclose(made(images), again(images), atol=0.05)
        assert not torch.allclose(made(images), made.head(made.own_pass(images)[0][:, :, None, None]), atol=0.05)
