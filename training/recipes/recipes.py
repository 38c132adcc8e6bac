"""The named recipes of ``wbc-train fit``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from training.recipes.options import OptionError, Options, Phase, changed

_NEW_LAYERS = Phase(
    epochs=20,
    learn="none",
    optimiser="adam",
    learning_rate=1e-3,
    weight_decay=0.0,
    schedule="plateau",
    patience=6,
    lowest_rate=1e-6,
)
_LAST_LAYERS = replace(_NEW_LAYERS, epochs=40, learn="keras-last-80", learning_rate=1e-5, lowest_rate=1e-8, patience=8)

_PAPER = Options(
    name="paper4",
    phases=(_NEW_LAYERS, _LAST_LAYERS),
    inherit="backbone",
    shift=0.1,
    zoom=0.0,
)

_PAPER4 = replace(
    _PAPER,
    phases=(
        replace(_NEW_LAYERS, epochs=3, patience=3),
        replace(_LAST_LAYERS, epochs=10, learning_rate=1e-4, schedule="warmup-flat-linear", cooldown=0.7, patience=10),
    ),
    image_size=128,
    framing="leukocyte",
    margin=0.125,
    background="white",
    draws=4096,
    balance="classes",
    laboratory=0.3,
    camera=0.5,
    label_smoothing=0.05,
    ema=0.99,
)

_WBC8 = Options(
    name="wbc8",
    phases=(Phase(epochs=10, patience=10, learning_rate=4e-4, cooldown=0.7, sizes="96:0.6,128:1"),),
    image_size=128,
    framing="leukocyte",
    margin=0.125,
    background="white",
    draws=4096,
    balance="archives",
    validate_on=800,
    laboratory=1.0,
    camera=1.0,
    label_smoothing=0.05,
    ema=0.995,
)

_TEACHER = replace(
    _WBC8,
    name="teacher",
    backbone="efficientnet-lite0",
    attention="none",
    phases=(Phase(epochs=4, patience=4, learning_rate=1e-3, cooldown=0.6, keep="last"),),
    validate_on=400,
    ema=0.99,
)

_PRETRAIN = replace(
    _WBC8,
    name="backbone",
    phases=(Phase(epochs=27, patience=27, learning_rate=1e-3, cooldown=0.5, sizes="64:0.5,96:0.85,128:1"),),
    balance="classes",
    ema=0.998,
)

RECIPES: dict[str, tuple[Options, str]] = {
    "paper": (_PAPER, "ResNet50 + CBAM in the paper's two phases (needs --init imagenet or a file)"),
    "paper-plain": (replace(_PAPER, attention="none"), "the same without CBAM"),
    "paper-blocks": (replace(_PAPER, attention="cbam-blocks"), "the same with CBAM inside every block"),
    "paper-cpu": (
        replace(
            _PAPER,
            phases=(replace(_NEW_LAYERS, epochs=8, patience=3), replace(_LAST_LAYERS, epochs=12, patience=4)),
            image_size=112,
        ),
        "the paper's phases at 112 pixels and with fewer epochs, for two cores",
    ),
    "paper4": (
        _PAPER4,
        "the paper's phases from one of our backbones (--init), on the square around the white cell",
    ),
    "pretrain": (
        _PRETRAIN,
        "a backbone from random weights (on the PBC set), with growing image sizes",
    ),
    "wbc8": (
        _WBC8,
        "one model for several data sets, from a backbone: the white cell alone, with simulated stains and lights",
    ),
    "teacher": (
        _TEACHER,
        "EfficientNet-Lite0 from its ImageNet weights (--init imagenet), a yardstick, and a teacher for --teacher",
    ),
    "smoke": (
        Options(
            phases=(Phase(epochs=2, patience=2),), draws=32, batch=8, image_size=32, validate_on=16, balance="classes"
        ),
        "two very short epochs, to test that everything runs",
    ),
}
"""Name -> options and a description."""


def options_for(recipe: str, settings: Sequence[str]) -> Options:
    """Return the recipe with ``key=value`` settings applied. Raises :class:`OptionError`."""
    if recipe not in RECIPES:
        raise OptionError(f"There is no recipe {recipe}: take one of {', '.join(RECIPES)}.")
    return changed(RECIPES[recipe][0], settings)
