"""The network: placement of the attention, torchvision's names, old model files, Keras' layers."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torchvision.models import resnet50

from training.core.architecture import ATTENTION
from training.core.model_file import load_model
from training.core.network import CBAM, Architecture, WBCNet
from training.recipes.options import Phase
from training.recipes.trainable import frozen_layers, make_optimiser, set_mode, set_trainable
from wbc_desktop.runtime.resources import default_model

IMAGES = torch.linspace(-2, 2, 2 * 3 * 64 * 64).view(2, 3, 64, 64)


def network(attention: str = "cbam", **more: int) -> WBCNet:
    torch.manual_seed(0)
    return WBCNet(4, Architecture(attention=attention, width=8, **more)).eval()


@pytest.fixture(scope="module")
def published() -> dict[str, Tensor]:
    """torchvision's ResNet50 (a narrow one), its norms with statistics of their own, without the last layer."""
    torch.manual_seed(1)
    model = resnet50(width_per_group=8)
    model.train()
    with torch.no_grad():
        for _ in range(3):
            model(torch.randn(8, 3, 64, 64))
    return {k: v for k, v in model.state_dict().items() if not k.startswith("fc.")}


@pytest.mark.parametrize("attention", ATTENTION)
@pytest.mark.parametrize("stride", [16, 32])
def test_features_are_the_input_of_the_networks_head(attention: str, stride: int) -> None:
    model = network(attention, output_stride=stride)
    with torch.no_grad():
        features, where = model.features(IMAGES)
        assert features.shape == (2, 2048, 64 // stride, 64 // stride)
        assert where.shape == (2, 1, 64 // stride, 64 // stride)
        assert torch.equal(model.head(features), model(IMAGES))
    assert Architecture.from_dict(model.architecture.to_dict()) == model.architecture
    assert sum(isinstance(m, CBAM) for m in model.modules()) == {"none": 0, "cbam": 1, "cbam-blocks": 16}[attention]


@pytest.mark.parametrize("attention", ATTENTION)
def test_published_weights_load_by_their_names(attention: str, published: dict[str, Tensor]) -> None:
    model = network(attention)
    found = model.backbone.load_state_dict(published, strict=False)
    assert not found.unexpected_keys
    assert all(".attention." in key for key in found.missing_keys)
    plain = network("none")
    plain.backbone.load_state_dict(published)
    with torch.no_grad():
        ours, theirs = model.eval().backbone(IMAGES), plain.eval().backbone(IMAGES)
    off = ((ours - theirs).norm() / theirs.norm()).item()
    assert off == 0 if attention != "cbam-blocks" else 0 < off < 0.35  # attention in blocks starts all but open


def test_older_models_still_load() -> None:
    model, card = load_model(default_model())
    assert model.architecture.name == card.architecture == "ResNet50 + CBAM"
    assert torch.isfinite(model(torch.zeros(1, 3, card.input_size, card.input_size))).all()


def test_unknown_attention_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown architecture"):
        Architecture.from_dict(Architecture(attention="eyes").to_dict())


def keras_layers() -> list[str | None]:
    """Keras' list of ResNet50's layers without the top: our name of each, None for layers without weights."""
    layers: list[str | None] = [None, None, "conv1", "bn1", None, None, None]  # input, pad, ..., relu, pad, pool
    for stage, blocks in enumerate((3, 4, 6, 3), 1):
        for block in range(blocks):
            at = f"layer{stage}.{block}"
            own = [f"{at}.downsample.0", f"{at}.downsample.1"] if block == 0 else []
            for n in (1, 2, 3):
                own += [f"{at}.conv{n}", f"{at}.bn{n}"] + ([None] if n < 3 else [])  # type: ignore[list-item]
            layers += [*own, None, None]  # add, relu
    return layers


def test_last_80_layers_are_counted_as_in_keras() -> None:
    model, listed = network(), keras_layers()
    assert len(listed) == 175
    last = {name for name in listed[-80:] if name}
    still = {id(m) for m in frozen_layers(model, Phase(learn="keras-last-80"))}
    weighted = {name: m for name, m in model.backbone.named_modules() if isinstance(m, nn.Conv2d | nn.BatchNorm2d)}
    assert set(weighted) == {name for name in listed if name}
    assert {name for name, m in weighted.items() if id(m) not in still} == last
    assert {"layer3.1.conv2", "layer3.2.conv1", "layer4.0.downsample.1"} <= last
    assert not {"layer3.1.conv1", "layer3.1.bn1"} & last


@pytest.mark.parametrize("attention", ATTENTION)
@pytest.mark.parametrize("learn", ["none", "keras-last-80", "from-layer2", "all"])
def test_frozen_layers_do_not_change(attention: str, learn: str) -> None:
    phase = Phase(learn=learn, optimiser="sgd", learning_rate=0.1, weight_decay=0.1)
    model = network(attention)
    set_trainable(model, phase)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    set_mode(model, phase)
    optimiser = make_optimiser(model, phase)
    nn.functional.cross_entropy(model(IMAGES), torch.tensor([0, 1])).backward()
    optimiser.step()
    after = model.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    names = {id(m): name for name, m in model.named_modules()}
    still = {f"{names[id(m)]}." for m in frozen_layers(model, phase)}
    assert not any(name.startswith(tuple(still)) for name in changed) if still else learn == "all"
    new = {name for name in before if name.startswith(("head.", "attention.")) or ".attention." in name}
    assert any(name in new for name in changed)
    in_backbone = {name for name in changed if name.startswith("backbone.") and ".attention." not in name}
    assert bool(in_backbone) == (learn != "none")
    if learn == "keras-last-80":
        assert {name.split(".")[1] for name in in_backbone} == {"layer3", "layer4"}
        assert any("running_mean" in name for name in in_backbone)
    if learn == "from-layer2":
        assert {name.split(".")[1] for name in in_backbone} == {"layer2", "layer3", "layer4"}


def test_frozen_backbone_keeps_nothing_for_the_backward_pass() -> None:
    model = network()
    set_trainable(model, Phase(learn="none"))
    set_mode(model, Phase(learn="none"))
    assert not model.backbone(IMAGES).requires_grad
    assert model(IMAGES).requires_grad


def test_norms_can_be_frozen_while_their_layers_learn() -> None:
    model, phase = network(), Phase(norms="still")
    set_trainable(model, phase)
    set_mode(model, phase)
    before = model.backbone[1].running_mean.clone()  # type: ignore[union-attr, operator]
    model(IMAGES)
    assert torch.equal(before, model.backbone[1].running_mean)  # type: ignore[arg-type]
    assert model.head.dense[0].training
    assert all(p.requires_grad for p in model.parameters())
