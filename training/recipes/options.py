"""Options of a training run and of its phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

from training.core.model_card import BACKBONES, BACKGROUNDS, FRAMINGS

LEARN = ("none", "keras-last-80", "from-layer2", "all")
OPTIMISERS = ("adam", "adamw", "sgd")
SCHEDULES = ("plateau", "warmup-flat-linear", "cosine", "constant")
BALANCES = ("none", "classes", "archives")
KEEPS = ("loss", "accuracy", "last")


class OptionError(Exception):
    """A recipe or option that does not exist, or an invalid value, as one sentence."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a run. It starts from the weights that the phase before it kept.

    ``learn``: the trained layers of the backbone, besides attention and head: ``none``, ``keras-last-80`` (as Keras
    counts them: layer4, layer3 from its third block on, and the second block but for its first convolution and
    norm), ``from-layer2`` (all but the stem and the first stage) or ``all``. Frozen layers keep the statistics
    of their batch norms; with ``norms`` ``still`` trained layers do, too. ``schedule`` of the
    learning rate: ``plateau`` (times ``factor`` after ``plateau_patience`` epochs without a better validation loss,
    down to ``lowest_rate``), ``warmup-flat-linear`` (a rise over the first epoch and a fall over the last
    ``cooldown`` share), ``cosine`` (the same rise, then half a wave) or ``constant``. The phase ends early after
    ``patience`` epochs without a better validation loss. ``keep``: the weights of the epoch with the best validation
    ``loss``, those with the best balanced ``accuracy`` on validation, or the ``last`` ones. ``sizes`` such as
    ``64:0.5,96:0.85,128:1`` trains on images of 64 pixels for the first half of the phase's steps, and so on.
    """

    epochs: int = 30
    learn: str = "all"
    norms: str = "learn"
    optimiser: str = "adamw"
    learning_rate: float = 7e-4
    weight_decay: float = 0.05
    schedule: str = "warmup-flat-linear"
    cooldown: float = 0.4
    factor: float = 0.3
    plateau_patience: int = 3
    lowest_rate: float = 1e-7
    patience: int = 30
    keep: str = "loss"
    sizes: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of ``wbc-train fit``; each can be set with ``--set name=value``, a phase's with ``phase2.name=value``.

    An epoch has ``draws`` images; 0: each image once (with ``balance`` none) or as many as there are. ``balance``:
    ``none`` (shuffled), ``classes`` (classes equally likely; within a class, a source counts as the square root of its
    size) or ``archives`` (classes equally likely, and within them the manifests). ``framing``: the ``whole`` picture or
    the square around the ``leukocyte``, kept with ``margin`` (a share of its side) around it for shifts and rotations;
    ``background``: left ``as it is``, made ``white``, or the stain normalised as well (``white+stain``). ``batch``:
    images in a batch of all processes together. ``inherit``: with ``--init``, ``all`` weights that fit or the
    ``backbone``'s only.

    Augmentation, where 0 means none: ``rotation`` (degrees), ``shift`` and ``zoom`` (shares), ``flips``,
    ``colour`` (light, contrast, saturation, balance), ``stain`` (how much dye, in optical density), ``camera`` (blur,
    resolution, JPEG), ``laboratory`` (stain and light, as much as laboratories differ), ``erase`` (the
    probability of a blank rectangle), ``exchange`` (the probability of the stain of a slide of another laboratory),
    ``mixup`` (the Beta distribution's parameter), ``mixstyle`` (the probability of mixed feature statistics).
    ``distil``: weight of the teacher's probabilities against the labels, where a teacher is given. ``ema``: decay of
    the averaged weights, which are then validated and kept. ``validate_on``: at most so many
    validation images, equally many per class; 0: all. ``workers``: processes that load images; -1: automatic.
    A checkpoint is written after each epoch and every ``checkpoint_minutes``, or every ``checkpoint_steps`` if that
    is not 0. ``deterministic``: also on a GPU, which costs some speed.
    """

    name: str = "wbc8"
    phases: tuple[Phase, ...] = (Phase(),)
    seed: int = 0
    backbone: str = "resnet50"
    attention: str = "cbam"
    dropout: float = 0.3
    output_stride: int = 32
    width: int = 64
    inherit: str = "all"
    image_size: int = 224
    channel_order: str = "BGR"
    framing: str = "whole"
    margin: float = 0.0
    background: str = "as it is"
    batch: int = 32
    draws: int = 0
    balance: str = "none"
    validate_on: int = 0
    rotation: float = 180.0
    shift: float = 0.08
    zoom: float = 0.2
    flips: bool = True
    colour: float = 0.0
    stain: float = 0.0
    camera: float = 0.0
    laboratory: float = 0.0
    erase: float = 0.0
    exchange: float = 0.0
    mixup: float = 0.0
    mixstyle: float = 0.0
    label_smoothing: float = 0.0
    distil: float = 0.5
    class_weights: bool = False
    ema: float = 0.0
    clip: float = 1.0
    workers: int = -1
    checkpoint_minutes: float = 10.0
    checkpoint_steps: int = 0
    deterministic: bool = False


def size_steps(text: str) -> tuple[tuple[int, float], ...]:
    """``64:0.5,96:1`` as ((64, 0.5), (96, 1.0)): sizes in pixels, and the share of the steps at which each ends.

    Shares must increase up to 1 at most; raises :class:`OptionError` for anything else.
    """
    try:
        found = tuple((int(size), float(share)) for size, _, share in (p.partition(":") for p in text.split(",") if p))
    except ValueError:
        found = ((0, 0.0),)
    shares = [0.0, *(share for _, share in found), 1.0]
    rising = all(a < b for a, b in pairwise(shares[:-1])) and shares[-2] <= 1
    if not rising or any(not 32 <= size <= 1024 for size, _ in found):
        raise OptionError(f"sizes takes a value like 64:0.5,96:0.85,128:1 (pixels:share of the steps), not “{text}”.")
    return found


def changed(options: Options, settings: Sequence[str]) -> Options:
    """Return the options with ``key=value`` settings applied; a phase's key without ``phaseN.`` is for every phase.

    Raises :class:`OptionError`.
    """
    for setting in settings:
        key, equals, value = setting.partition("=")
        where, dot, name = key.rpartition(".")
        if not equals:
            name = ""
        if not dot and name in _kinds(options):
            options = replace(options, **{name: _value(options, name, value)})
            continue
        if name not in _kinds(options.phases[0]) or (dot and where not in _names(options)):
            raise OptionError(f"“{setting}” is no setting: write key=value with one of {', '.join(_keys(options))}.")
        phases = (
            replace(p, **{name: _value(p, name, value)}) if not dot or where == called else p
            for called, p in zip(_names(options), options.phases, strict=True)
        )
        options = replace(options, phases=tuple(phases))
    check(options)
    return options


def check(options: Options) -> None:
    """Raise :class:`OptionError` for the first option with an invalid value."""
    for name, sound, hint in _rules(options):
        if not sound:
            raise OptionError(f"{name} has an invalid value: {hint}.")
    for called, phase in zip(_names(options), options.phases, strict=True):
        for name, sound, hint in _phase_rules(phase):
            if not sound:
                raise OptionError(f"{called}.{name} has an invalid value: {hint}.")
        size_steps(phase.sizes)


def _rules(o: Options) -> list[tuple[str, bool, str]]:
    return [
        ("batch", o.batch >= 2, "batch norms need 2 images or more"),
        ("draws", o.draws == 0 or o.draws >= o.batch, "draw a batch or more, or 0 for every image"),
        ("image_size", 32 <= o.image_size <= 1024, "32 to 1024 pixels"),
        ("output_stride", o.output_stride in (16, 32), "16 or 32"),
        ("width", 4 <= o.width <= 256, "4 to 256 channels, 64 in the usual ResNet50"),
        ("backbone", o.backbone in BACKBONES, f"one of {', '.join(BACKBONES)}"),
        ("attention", o.attention in ("none", "cbam", "cbam-blocks"), "none, cbam or cbam-blocks"),
        ("backbone", o.backbone == "resnet50" or _is_plain(o), "with efficientnet-lite0, output_stride 32, width 64"),
        ("channel_order", o.channel_order in ("BGR", "RGB"), "BGR or RGB"),
        ("framing", o.framing in FRAMINGS, f"one of {', '.join(FRAMINGS)}"),
        ("background", o.background in BACKGROUNDS, f"one of {', '.join(BACKGROUNDS)}"),
        ("balance", o.balance in BALANCES, f"one of {', '.join(BALANCES)}"),
        ("inherit", o.inherit in ("all", "backbone"), "all or backbone"),
        ("margin", 0 <= o.margin <= 1, "a share between 0 and 1"),
        ("shift", 0 <= o.shift <= 0.5 and 0 <= o.zoom <= 0.5, "shift and zoom are shares between 0 and 0.5"),
        ("dropout", 0 <= o.dropout < 1, "a probability"),
        (
            "erase",
            all(0 <= v <= 1 for v in (o.erase, o.exchange, o.mixstyle, o.distil)),
            "erase, exchange, mixstyle and distil are between 0 and 1",
        ),
        ("label_smoothing", 0 <= o.label_smoothing < 1, "a share under 1"),
        ("ema", 0 <= o.ema < 1, "a decay such as 0.999, or 0 for none"),
        ("colour", all(0 <= v <= 2 for v in (o.colour, o.stain, o.camera)), "colour, stain and camera go from 0 to 2"),
        ("laboratory", 0 <= o.laboratory <= 2, "between 0 (none) and 2"),
        ("mixup", 0 <= o.mixup <= 10, "between 0 (none) and 10"),
        ("validate_on", o.validate_on >= 0, "a number of images, or 0 for all"),
        ("workers", -1 <= o.workers <= 256, "a number of processes, or -1 for as many as suit the device"),
        ("checkpoint_minutes", o.checkpoint_minutes > 0 and o.checkpoint_steps >= 0, "more than no time"),
    ]


def _is_plain(o: Options) -> bool:
    """Return whether the options of the network suit EfficientNet-Lite0."""
    learned = all(phase.learn != "keras-last-80" for phase in o.phases)
    return learned and (o.output_stride, o.width) == (32, 64) and o.attention != "cbam-blocks"


def _phase_rules(p: Phase) -> list[tuple[str, bool, str]]:
    return [
        ("epochs", p.epochs >= 1, "1 or more"),
        ("patience", p.patience >= 1 and p.plateau_patience >= 1, "1 epoch or more"),
        ("learn", p.learn in LEARN, f"one of {', '.join(LEARN)}"),
        ("keep", p.keep in KEEPS, f"one of {', '.join(KEEPS)}"),
        ("norms", p.norms in ("learn", "still"), "learn or still"),
        ("optimiser", p.optimiser in OPTIMISERS, f"one of {', '.join(OPTIMISERS)}"),
        ("schedule", p.schedule in SCHEDULES, f"one of {', '.join(SCHEDULES)}"),
        ("learning_rate", 0 < p.learning_rate <= 10 and p.lowest_rate >= 0, "a small number above 0"),
        ("weight_decay", 0 <= p.weight_decay < 10, "0 or more"),
        ("cooldown", 0 <= p.cooldown <= 1, "a share between 0 and 1"),
        ("factor", 0 < p.factor < 1, "a share between 0 and 1"),
    ]


def _names(options: Options) -> list[str]:
    return [f"phase{n + 1}" for n in range(len(options.phases))]


def _keys(options: Options) -> list[str]:
    return [*_kinds(options), *_kinds(options.phases[0])]


def _kinds(values: Options | Phase) -> dict[str, type]:
    return {f.name: type(getattr(values, f.name)) for f in fields(values) if f.name != "phases"}


def _value(values: Options | Phase, name: str, text: str) -> Any:
    kind = _kinds(values)[name]
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        made = kind(text)
    except (ValueError, KeyError):
        raise OptionError(f"{name} takes a value like {getattr(values, name)!r}, not “{text}”.") from None
    if isinstance(made, float) and made != made:
        raise OptionError(f"{name} takes a value like {getattr(values, name)!r}, not “{text}”.")
    return made
