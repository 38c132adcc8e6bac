"""First weights: torchvision's cache, files with its names, models of this program; nothing is unpickled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from torchvision.models import ResNet50_Weights, resnet50

from training.core.model_file import ModelCard, file_sha256, save_model
from training.core.network import Architecture, WBCNet
from training.recipes.options import OptionError, Options
from training.recipes.weights import IMAGENET_MEAN, initialise

CODES = ("NEU", "LYM", "MON", "EOS")


@pytest.fixture(scope="module")
def published() -> dict[str, Tensor]:
    torch.manual_seed(5)
    return {k: v.clone() for k, v in resnet50(width_per_group=8).state_dict().items()}


def network(attention: str = "cbam", classes: int = 4) -> WBCNet:
    torch.manual_seed(6)
    return WBCNet(classes, Architecture(attention=attention, hidden=(16,), width=8)).eval()


def taken(model: WBCNet, published: dict[str, Tensor]) -> bool:
    own = model.backbone.state_dict()
    return all(torch.equal(own[k], v) for k, v in published.items() if not k.startswith(("fc.", "conv1.")))


def test_imagenet_weights_come_from_torchvisions_loader(
    published: dict[str, Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    torch.save(published, folder / ResNet50_Weights.IMAGENET1K_V2.url.rpartition("/")[2])
    for order in ("RGB", "BGR"):
        model = network()
        origin = initialise(model, "imagenet", Options(channel_order=order), CODES)
        assert taken(model, published)
        assert (origin.kind, origin.channel_order, origin.parent_sha256) == ("imagenet", order, "")
        assert origin.mean == (IMAGENET_MEAN if order == "RGB" else IMAGENET_MEAN[::-1])
        image = torch.randn(1, 3, 32, 32)
        seen = image if order == "RGB" else image.flip(1)
        first = torch.nn.functional.conv2d(image, published["conv1.weight"], stride=2, padding=3)
        assert torch.allclose(model.backbone[0](seen), first, atol=1e-5)


def test_failed_download_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("torch.hub.download_url_to_file", refuse)
    with pytest.raises(OptionError, match=r"could not be downloaded \(no route to host\): go online once"):
        initialise(network(), "imagenet", Options(), CODES)


@pytest.mark.parametrize("attention", ["none", "cbam", "cbam-blocks"])
@pytest.mark.parametrize("kind", ["pth", "wrapped.pth", "safetensors"])
def test_file_with_torchvisions_names_is_loaded(
    published: dict[str, Tensor], tmp_path: Path, attention: str, kind: str
) -> None:
    file = tmp_path / f"resnet50.{kind}"
    if kind == "safetensors":
        save_file(published, file)
    else:
        torch.save({"state_dict": published, "epoch": 3} if "wrapped" in kind else published, file)
    model = network(attention)
    assert initialise(model, str(file), Options(), CODES).kind == "state dict"
    assert taken(model, published)


class Program:
    """Would run a command when unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_code_in_a_pickle_is_not_run(tmp_path: Path) -> None:
    torch.save({"conv1.weight": Program(tmp_path / "ran")}, tmp_path / "evil.pth")
    with pytest.raises(OptionError, match="contains more than weights"):
        initialise(network(), str(tmp_path / "evil.pth"), Options(), CODES)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"conv1.weight": torch.zeros(64, 3, 7, 7)}, "do not belong to a ResNet50 with torchvision's names"),
        ({"conv1.weight": torch.zeros(2, 3, 7, 7)}, "their shapes differ"),
        ([torch.zeros(2)], "no state dict"),
        (None, "cannot be read|contains more than weights"),
    ],
)
def test_other_networks_are_refused(tmp_path: Path, content: object, words: str) -> None:
    file = tmp_path / "other.pth"
    if content is None:
        file.write_bytes(b"no weights at all")
    else:
        torch.save(content, file)
    with pytest.raises(OptionError, match=words):
        initialise(network(), str(file), Options(), CODES)
    with pytest.raises(OptionError, match="is not there"):
        initialise(network(), str(tmp_path / "missing.pth"), Options(), CODES)


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WBCNet]:
    """A model with three classes in RGB, two of which the new network has."""
    torch.manual_seed(8)
    model = WBCNet(3, Architecture(hidden=(16,), width=8))
    card = ModelCard(
        name="parent",
        architecture="ResNet50 + CBAM",
        options=model.architecture.to_dict(),
        classes=(("LYM", "Lymphocyte"), ("BAS", "Basophil"), ("NEU", "Neutrophil")),
        input_size=64,
        channel_order="RGB",
        mean=(1.0, 2.0, 3.0),
        std=(4.0, 5.0, 6.0),
    )
    file = tmp_path_factory.mktemp("parent") / "parent.safetensors"
    save_model(model, card, file, half=False)
    return file, model


def test_fitting_weights_of_our_models_are_used(parent: tuple[Path, WBCNet]) -> None:
    file, theirs = parent
    child, fresh = network(), network().state_dict()
    origin = initialise(child, str(file), Options(), CODES)
    assert (origin.parent_sha256, origin.channel_order) == (file_sha256(file), "RGB")
    assert (origin.mean, origin.std) == ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
    own, given = child.state_dict(), theirs.state_dict()
    last = "head.dense.5.weight"
    assert all(torch.equal(own[k], v) for k, v in given.items() if not k.startswith("head.dense.5"))
    assert torch.equal(own[last][CODES.index("NEU")], given[last][2])
    assert torch.equal(own[last][CODES.index("LYM")], given[last][0])
    assert torch.equal(own[last][CODES.index("EOS")], fresh[last][CODES.index("EOS")])


def test_backbone_of_our_models_can_be_used_alone(parent: tuple[Path, WBCNet]) -> None:
    file, theirs = parent
    child, fresh = network(), network().state_dict()
    initialise(child, str(file), Options(inherit="backbone"), CODES)
    own, given = child.state_dict(), theirs.state_dict()
    assert all(torch.equal(own[k], given[k]) for k in own if k.startswith("backbone."))
    assert all(torch.equal(own[k], fresh[k]) for k in own if not k.startswith("backbone."))
