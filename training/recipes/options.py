"""What can be set of a training run, and the named recipes that set it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace


class OptionError(Exception):
    """A recipe or option that does not exist or cannot have that value, as one sentence."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of ``wbc-train fit``; each can be set with ``--set name=value``.

    ``image_size`` and ``early_size`` are pixels: for the first ``early_share`` of the epochs the images are shrunk to
    ``early_size``, which costs less and loses little. An epoch is ``draws`` images drawn with balanced classes. The
    learning rate rises over the first epoch, stays, and falls to nothing over the last ``cooldown`` share.
    """

    name: str = "wbc8"
    epochs: int = 26
    draws: int = 4096
    batch: int = 32
    image_size: int = 224
    early_size: int = 0
    early_share: float = 0.0
    output_stride: int = 32
    attention: str = "cbam"
    channel_order: str = "BGR"
    learning_rate: float = 7e-4
    weight_decay: float = 0.05
    cooldown: float = 0.4
    label_smoothing: float = 0.05
    dropout: float = 0.3
    colour: float = 1.0
    patience: int = 10
    validate_on: int = 800
    workers: int = 0
    seed: int = 0


RECIPES: dict[str, Options] = {
    "scratch": Options(),
    "scratch-cpu": Options(epochs=30, image_size=112, early_size=80, early_share=0.66, validate_on=400, patience=30),
    "smoke": Options(epochs=2, draws=32, batch=8, image_size=32, validate_on=16, patience=2),
}
"""``scratch``: from random weights on a GPU; ``scratch-cpu``: the same on two cores; ``smoke``: seconds, to try."""


def options_for(recipe: str, settings: Sequence[str]) -> Options:
    """The recipe with ``key=value`` settings applied. Raises :class:`OptionError`."""
    if recipe not in RECIPES:
        raise OptionError(f"There is no recipe {recipe}: take one of {', '.join(RECIPES)}.")
    options = RECIPES[recipe]
    kinds = {f.name: type(getattr(options, f.name)) for f in fields(Options)}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or key not in kinds:
            raise OptionError(f"“{setting}” sets nothing: write key=value with one of {', '.join(kinds)}.")
        try:
            options = replace(options, **{key: kinds[key](value)})
        except ValueError:
            raise OptionError(f"{key} takes a value like {getattr(options, key)!r}, not “{value}”.") from None
    _check(options)
    return options


def _check(options: Options) -> None:
    sound = (
        min(options.epochs, options.draws, options.batch, options.validate_on, options.patience) >= 1
        and 32 <= options.image_size <= 1024
        and 0 <= options.early_share < 1
        and 0 <= options.cooldown <= 1
        and options.output_stride in (16, 32)
        and options.attention in ("cbam", "none")
        and options.channel_order in ("BGR", "RGB")
        and options.batch >= 2
    )
    if not sound:
        raise OptionError("The options make no sense together: look at epochs, draws, batch, image_size and shares.")
