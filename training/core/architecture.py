"""The options that rebuild the network, and the numbers of channels that follow from them. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from training.core.model_card import BACKBONES

ATTENTION = {"none": "", "cbam": " + CBAM", "cbam-blocks": " + CBAM in every block"}
"""Placement of the attention -> part of the name of the network."""

DEEP = "layer3"
"""The first child of the backbone that a deep branch replaces."""

STAGES = ("layer2", "layer3")
"""Children of the backbone whose channel averages give the unlike score: see :mod:`training.core.unlike`."""

BLOCKS = {"layer1": 3, "layer2": 4, "layer3": 6, "layer4": 3}
"""Stages of ResNet50 -> their residual blocks."""

MOBILE_STEM = 32
"""Channels after the first convolution of EfficientNet-Lite0."""

NORM, MOBILE_NORM = 1e-5, 1e-3
"""What batch norms add to the variance, in ResNet50 and all heads, and in EfficientNet-Lite0."""

MOBILE_BLOCKS = {
    "layer1": ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24)),
    "layer2": ((2, 5, 2, 6, 40),),
    "layer3": ((3, 3, 2, 6, 80), (3, 5, 1, 6, 112)),
    "layer4": ((4, 5, 2, 6, 192), (1, 3, 1, 6, 320)),
}
"""Stages of EfficientNet-Lite0 -> their blocks: (number, kernel, stride of the first, expansion, channels)."""

CHANNELS = {
    "resnet50": {stage: 256 * 2**n for n, stage in enumerate(BLOCKS)},
    "efficientnet-lite0": {"layer1": 24, "layer2": 40, "layer3": 112, "layer4": 1280},
}
"""Backbone -> channels after each of its stages, whatever the width."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """The options that, with the number of classes, rebuild the network. Stored in the model file.

    ``output_stride`` 16 dilates the last stage in place of halving its map, so that an image of 112 pixels still
    gives maps of 7 x 7. ``attention``: ``none``, ``cbam`` (once, after the backbone, as the paper has it) or
    ``cbam-blocks`` (in every residual block before its addition, as Woo et al. have it, ECCV 2018). ``width``: channels
    of the first stage's inner convolutions, as torchvision counts them (128 is Wide ResNet50-2). ``branches``: the
    laboratories with scores of their own (:mod:`training.core.branch`); then the model's own head knows the first
    ``own_classes`` classes only. ``deep``: those of them that have stages of their own, too.
    """

    backbone: str = "resnet50"
    attention: str = "cbam"
    reduction: int = 16
    spatial_kernel: int = 7
    hidden: tuple[int, ...] = (256, 64)
    dropout: float = 0.3
    output_stride: int = 32
    width: int = 64
    branches: tuple[str, ...] = ()
    deep: tuple[str, ...] = ()
    own_classes: int = 0

    @property
    def channels(self) -> Mapping[str, int]:
        """The channels after each stage of the backbone."""
        return CHANNELS[self.backbone]

    @property
    def averages(self) -> int:
        """D, the number of channel averages."""
        return sum(self.channels[stage] for stage in STAGES)

    @property
    def features(self) -> int:
        """C, the channels of the feature map that enters the head."""
        return self.channels["layer4"]

    @property
    def suits_the_backbone(self) -> bool:
        """Return whether the backbone has these options; EfficientNet-Lite0 has fewer."""
        plain = self.output_stride == 32 and self.width == 64 and self.attention != "cbam-blocks"
        return self.backbone == "resnet50" or plain

    @property
    def name(self) -> str:
        """The name for people: "ResNet50 + CBAM"."""
        return BACKBONES[self.backbone] + ATTENTION[self.attention]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the model file."""
        values = asdict(self) | {"hidden": list(self.hidden), "branches": list(self.branches), "deep": list(self.deep)}
        # Defaults are left out, so that older versions can read the file.
        return {name: value for name, value in values.items() if name not in _LATER or value != _LATER[name]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Architecture:
        """Inverse of :meth:`to_dict`. Raises ``TypeError`` or ``ValueError`` for unknown options."""
        names = {key: tuple(str(name) for name in values.get(key, ())) for key in ("branches", "deep")}
        made = cls(**{**values, "hidden": tuple(int(n) for n in values["hidden"]), **names})
        known = (
            made.backbone in BACKBONES
            and made.attention in ATTENTION
            and made.suits_the_backbone
            and made.output_stride in (16, 32)
            and made.width >= 1
            and (made.own_classes >= 2 if made.branches else made.own_classes == 0)
            and len(set(made.branches)) == len(made.branches)
            and set(made.deep) <= set(made.branches)
            and not (made.deep and made.attention == "cbam-blocks")
        )
        if not known:
            raise ValueError(f"unknown architecture {made.backbone} + {made.attention} / {made.output_stride}")
        return made


_LATER = {"width": 64, "branches": [], "deep": [], "own_classes": 0}
"""Options that the first versions did not know, with their defaults."""
