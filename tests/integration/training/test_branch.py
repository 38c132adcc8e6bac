"""Branches of the network: cells of other laboratories are classified exactly as before, those of its own by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from training.core.branch import Branch
from training.core.model_file import ModelCard, ModelFileError, load_model, read_card, save_model
from training.core.network import Architecture, WBCNet
from training.core.predict import scaled
from training.core.preprocess import prepare
from training.core.torch_backbone import torch_predictor
from training.core.unlike import UnlikeScore
from training.recipes import export as exporting
from wbc_desktop.runtime.resources import bundled_models, resource

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROUNDING = 2e-7
"""Of numbers of 32 bits, as a share of the sum of the terms."""
OWN, ALL = 8, 9
PICTURES = 24


@dataclass(frozen=True)
class Pair:
    """A model without branches, and one with two, of which the second is deep if wanted; and pictures of all ways."""

    plain: WBCNet
    plain_card: ModelCard
    branched: WBCNet
    card: ModelCard
    pictures: NDArray[np.uint8]
    way: NDArray[np.int64]

    def of(self, card: ModelCard) -> NDArray[np.float32]:
        return np.stack([prepare(picture, replace(card, framing="whole")) for picture in self.pictures])


def pair(model_file: Path, deep: bool) -> Pair:
    plain, plain_card = load_model(model_file)
    with torch.random.fork_rng():
        torch.manual_seed(11)
        for module in plain.modules():  # the maps differ from class to class
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = None
        plain.train()
        with torch.no_grad():
            plain(torch.randn(16, 3, 64, 64))
        plain.eval()
        directions, centres = (torch.randn(shape).double().numpy() / 8 for shape in ((4, plain.averages), (OWN, 4)))
        plain.known = UnlikeScore(np.zeros(plain.averages), directions, np.eye(4), centres)
        options = replace(plain.architecture, branches=("A", "B"), deep=("B",) if deep else (), own_classes=OWN)
        branched = WBCNet(ALL, options)
        branched.load_state_dict(plain.state_dict(), strict=False)
        for branch in branched.branches:
            torch.nn.init.normal_(branch.head.weight)
            if branch.deep_head is not None:
                torch.nn.init.normal_(branch.deep_head.weight)
        branched.known = plain.known
    chance = np.random.default_rng(4)
    tints = chance.integers(0, 200, (PICTURES, 1, 1, 3))
    pictures = (tints + chance.integers(0, 56, (PICTURES, 64, 64, 3))).astype(np.uint8)
    card = replace(
        plain_card,
        options=options.to_dict(),
        classes=(*plain_card.classes, ("BLA", "Blast")),
        known={"version": 1},
        temperature=0.7,
    )
    made = Pair(
        plain, replace(plain_card, temperature=0.7), branched.eval(), card, pictures, np.zeros(0, dtype=np.int64)
    )
    with torch.no_grad():  # a third of the pictures takes each way
        averages = plain.features_and_averages(torch.from_numpy(made.of(card)))[2]
        centred = averages - averages.mean(dim=0)
        direction = torch.linalg.svd(centred, full_matrices=False)[2][0]
        place = averages @ direction
        low, high = torch.quantile(place, torch.tensor([1 / 3, 2 / 3])).tolist()
        for branch, sign, limit in zip(branched.branches, (1, -1), (high, low), strict=True):
            branch.switch.weight.copy_(100 * sign * direction[None])
            branch.switch.bias.fill_(-100 * sign * limit)
        way = branched.way(averages).numpy()
    assert sorted(np.bincount(way)) == [PICTURES // 3] * 3
    return replace(made, way=way)


def parts_of(file: Path) -> tuple[Any, bytes]:
    """Return header and numbers of a file; safetensors writes the two entries of the metadata in any order."""
    content = file.read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    return json.loads(content[8:end]), content[end:]


@pytest.fixture(scope="module")
def quick(tiny_model: Path) -> Pair:
    return pair(tiny_model, deep=False)


@pytest.fixture(scope="module")
def deep(tiny_model: Path) -> Pair:
    return pair(tiny_model, deep=True)


@pytest.fixture(params=["quick", "deep"])
def both(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.getfixturevalue(request.param)
    return found


def test_cells_on_way_0_are_bit_identical_to_the_model_without_branches(both: Pair) -> None:
    images = both.of(both.card)
    before, after = (
        torch_predictor(m, c).predict(images) for m, c in ((both.plain, both.plain_card), (both.branched, both.card))
    )
    mine = both.way == 0
    assert np.array_equal(after.logits[mine, :OWN], before.logits[mine])
    assert np.array_equal(after.probabilities[mine, :OWN], before.probabilities[mine])
    assert (after.probabilities[mine, OWN:] == 0).all()
    assert np.array_equal(after.maps[mine, :OWN], before.maps[mine])
    assert (before.maps[mine].reshape(mine.sum(), OWN, -1).max(axis=2) > 0).mean() > 0.3
    assert np.array_equal(after.attention[mine], before.attention[mine])
    assert after.unlike is not None
    assert after.features is not None
    assert before.features is not None
    assert np.array_equal(after.unlike, before.unlike)
    assert np.array_equal(after.features.view(np.uint16), before.features.view(np.uint16))
    away = ~mine
    assert not np.array_equal(after.logits[away, :OWN], before.logits[away])


def test_cells_on_a_branch_get_its_scores(both: Pair) -> None:
    images = torch.from_numpy(both.of(both.card))
    found = torch_predictor(both.branched, both.card).predict(images.numpy())
    with torch.no_grad():
        _, context = both.branched.own_pass(images)
        assert both.branched(images).numpy() == pytest.approx(found.logits, abs=1e-4)
        for number, branch in enumerate(both.branched.branches, start=1):
            mine = both.way == number
            scores = branch.head(context[mine])
            if branch.ending is not None:
                entering = images[mine]
                for name, child in both.branched.backbone.named_children():
                    if name == "layer3":
                        break
                    entering = child(entering)
                pooled = torch.nn.functional.normalize(branch.ending(entering)[0].mean(dim=(2, 3)), dim=1)
                deep = branch.deep_head(torch.cat((context[mine, : both.branched.averages], pooled), dim=1))
                scores = ((scores.softmax(dim=1) + deep.softmax(dim=1)) / 2).log()
            expected = torch.softmax(scores / both.card.temperature, dim=1).numpy()
            assert found.probabilities[mine] == pytest.approx(expected, abs=1e-4)


def test_maps_of_a_branch_agree_with_autograd_through_the_whole_score(both: Pair) -> None:
    given = both.of(both.card)
    predictor = torch_predictor(both.branched, both.card)
    deep = both.branched.branches[1].ending
    for number in (0, 1, 2):
        mine = both.way == number
        source = both.branched.attention if number < 2 or deep is None else deep.attention
        kept: list[torch.Tensor] = []

        def keep(_: Any, __: Any, output: Any, kept: list[torch.Tensor] = kept) -> Any:
            features = output[0].detach().requires_grad_(True)
            kept.append(features)
            return features, output[1]

        hook = source.register_forward_hook(keep)
        # the same memory format; only rounding differs, more so where the channels nearly cancel
        logits = both.branched(torch.from_numpy(given[mine]).contiguous(memory_format=torch.channels_last))
        hook.remove()
        (features,) = kept
        found = predictor.predict(given[mine]).maps
        for k in range(OWN if number == 0 else ALL):
            (slopes,) = torch.autograd.grad(logits[:, k].sum(), features, retain_graph=True)
            weights, seen = slopes.mean(dim=(2, 3)), features.detach()
            expected = torch.einsum("nc,nchw->nhw", weights, seen).relu()
            terms = torch.einsum("nc,nchw->nhw", weights.abs(), seen.abs())
            rounding = ROUNDING * terms.amax(dim=(1, 2)) / expected.amax(dim=(1, 2)).clamp_min(1e-20)
            off = (torch.from_numpy(found[:, k] - scaled(expected.numpy()))).abs().amax(dim=(1, 2))
            assert bool((off <= rounding).all())


@pytest.mark.parametrize("half", [True, False])
def test_model_with_branches_comes_back_from_its_file(both: Pair, tmp_path: Path, half: bool) -> None:
    file = tmp_path / "branched.safetensors"
    save_model(both.branched, both.card, file, half=half)
    model, card = load_model(file)
    assert card == both.card
    assert model.architecture == both.branched.architecture
    assert not any(value.is_meta for value in model.state_dict().values())
    stored = load_file(file)
    for name, value in both.branched.state_dict().items():
        is_small = name.startswith("known.") or (name.startswith("branches.") and ".ending." not in name)
        if is_small or not half:
            assert torch.equal(stored[name], value), name
        assert torch.equal(model.state_dict()[name], stored[name].float() if value.is_floating_point() else value), name
    again = tmp_path / "again.safetensors"
    save_model(model, card, again, half=half)
    assert parts_of(again) == parts_of(file)
    first, second = (torch_predictor(m, both.card).predict(both.of(card)) for m in (model, load_model(again)[0]))
    assert np.array_equal(first.logits, second.logits)
    if not half:
        assert np.array_equal(first.logits, torch_predictor(both.branched, both.card).predict(both.of(card)).logits)


def test_files_without_branches_are_written_as_before(tmp_path: Path) -> None:
    """The shipped files were written before there were branches; older versions know no other options."""
    known = {"backbone", "attention", "reduction", "spatial_kernel", "hidden", "dropout", "output_stride"}
    assert set(Architecture().to_dict()) == known
    assert set(Architecture(width=8).to_dict()) == known | {"width"}
    for file in bundled_models():
        model, card = load_model(file)
        assert card.options == model.architecture.to_dict()
        save_model(model, card, tmp_path / file.name)
        assert parts_of(tmp_path / file.name) == parts_of(file)
    assert len(list(tmp_path.iterdir())) >= 2


OPTIONS: dict[str, dict[str, Any]] = {
    "more own classes than classes": {"own_classes": ALL + 1},
    "fewer own classes than the head": {"own_classes": OWN - 1},
    "one own class": {"own_classes": 1},
    "no own classes": {"own_classes": 0},
    "a negative number": {"own_classes": -8},
    "a text": {"own_classes": "8"},
    "a fraction": {"own_classes": 8.5},
    "own classes without branches": {"branches": [], "deep": []},
    "a branch less": {"branches": ["A"], "deep": []},
    "a branch more": {"branches": ["A", "B", "C"]},
    "two branches of one laboratory": {"branches": ["A", "A"], "deep": []},
    "a text in place of names": {"branches": "ABC", "deep": []},
    "a number in place of names": {"branches": 7},
    "a deep branch that is none": {"deep": ["C"]},
    "another option": {"branched": True},
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_that_do_not_fit_are_refused(deep: Pair, name: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.safetensors"
    save_model(deep.branched, replace(deep.card, options={**deep.card.options, **OPTIONS[name]}), file)
    with pytest.raises(ModelFileError, match="do not fit its card"):
        load_model(file)


def test_one_own_class_without_branches_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    model, card = load_model(tiny_model)
    file = tmp_path / "hostile.safetensors"
    narrow = WBCNet(1, model.architecture)
    save_model(narrow, replace(card, options={**card.options, "own_classes": 1}), file)
    with pytest.raises(ModelFileError, match="do not fit its card"):
        load_model(file)


Tensors = dict[str, torch.Tensor]
DAMAGES: dict[str, tuple[str, Callable[[Tensors], Any]]] = {
    "a missing switch": ("do not fit", lambda t: t.pop("branches.0.switch.weight")),
    "a switch of other features": (
        "do not fit",
        lambda t: t.update({"branches.0.switch.weight": t["branches.0.switch.weight"][:, 1:].contiguous()}),
    ),
    "a switch of two scores": ("do not fit", lambda t: t.update({"branches.0.switch.bias": torch.zeros(2)})),
    "scores of other classes": ("do not fit", lambda t: t.update({"branches.1.head.bias": torch.zeros(OWN)})),
    "one more branch": ("do not fit", lambda t: t.update({"branches.2.head.bias": torch.zeros(ALL)})),
    "a switch that is not a number": ("not finite", lambda t: t["branches.0.switch.bias"].fill_(float("nan"))),
    "infinite scores": ("not finite", lambda t: t["branches.1.head.weight"].fill_(float("inf"))),
    "whole numbers": ("do not fit", lambda t: t.update({"branches.0.switch.bias": torch.zeros(1, dtype=torch.int64)})),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_tensors_that_do_not_fit_are_refused(deep: Pair, name: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.safetensors"
    save_model(deep.branched, deep.card, file)
    tensors = load_file(file)
    message, damage = DAMAGES[name]
    damage(tensors)
    save_file(tensors, file, metadata=read_card(file).to_metadata())
    with pytest.raises(ModelFileError, match=message):
        load_model(file)


def test_added_class_on_the_way_of_a_branch_can_be_named(both: Pair) -> None:
    branch = both.branched.branches[0]
    assert isinstance(branch, Branch)
    before = branch.head.bias.data.clone()
    branch.head.bias.data[ALL - 1] = 1e3
    found = torch_predictor(both.branched, both.card).predict(both.of(both.card)).probabilities.argmax(axis=1)
    branch.head.bias.data = before
    assert (found[both.way == 1] == ALL - 1).all()
    assert (found[both.way == 0] != ALL - 1).all()


def test_exported_network_takes_the_same_ways(both: Pair, tmp_path: Path) -> None:
    for name in ("onnx", "onnxscript", "onnxruntime"):
        pytest.importorskip(name, reason="the optional packages of wbc-desktop[onnx] are not installed")
    import onnxruntime

    file = tmp_path / "branched.safetensors"
    save_model(both.branched, both.card, file, half=False)
    exporting.export(file, tmp_path / "branched.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "branched.onnx"), providers=["CPUExecutionProvider"])
    (theirs,) = session.run(None, {exporting.INPUT: both.pictures})
    ours = torch_predictor(both.branched, both.card).predict(both.of(both.card)).probabilities
    assert theirs == pytest.approx(ours, abs=1e-3)


def test_shipped_replay_file_has_the_features_of_the_shipped_model() -> None:
    from training.core.replay import read_replay

    found = read_replay(resource("models") / "wbc8.replay")
    model, _ = load_model(resource("models") / "wbc8.safetensors")
    assert found.averages_directions.shape[1] == model.averages
    assert found.pooled_directions.shape[1] == model.channels
