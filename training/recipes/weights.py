"""Where the weights of a new network come from: chance, torchvision's published ones, or a model file of ours."""

from __future__ import annotations

from pathlib import Path

from torch import Tensor

from training.core.model_file import ModelFileError, file_sha256, load_model
from training.core.network import WBCNet
from training.recipes.options import OptionError


def initialise(model: WBCNet, init: str) -> str:
    """Fill ``model`` as ``init`` says (``random``, ``imagenet`` or a file) and return the parent's SHA-256 or ``""``.

    From a model of other classes everything but the last layer is taken. Raises :class:`OptionError`.
    """
    if init == "random":
        return ""
    if init == "imagenet":
        _imagenet(model)
        return ""
    try:
        parent, _ = load_model(Path(init))
    except ModelFileError as error:
        raise OptionError(f"The model {init} {error.reason}: give random, imagenet or a .safetensors file.") from None
    own = model.state_dict()
    taken = {k: v for k, v in parent.state_dict().items() if k in own and own[k].shape == v.shape}
    model.load_state_dict({**own, **taken})
    return file_sha256(init)


def _imagenet(model: WBCNet) -> None:
    """The weights that torchvision publishes, through its own loader (cached where torch caches)."""
    from torchvision.models import ResNet50_Weights

    try:
        published: dict[str, Tensor] = dict(ResNet50_Weights.IMAGENET1K_V2.get_state_dict(progress=False))
    except (OSError, RuntimeError) as error:
        raise OptionError(
            f"torchvision's ImageNet weights could not be fetched ({error}): go online once, put the file into torch's"
            " cache, or start with --init random or --init FILE."
        ) from None
    model.backbone.load_state_dict({k: v for k, v in published.items() if not k.startswith("fc.")})
