"""The model card, read from the header of a model file without torch and without the weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.core.classes import class_fault

FORMAT = "wbc-model-1"
BACKBONES = {"resnet50": "ResNet50", "efficientnet-lite0": "EfficientNet-Lite0"}
"""Backbones of a network, with their names."""
FRAMINGS = ("whole", "leukocyte")
BACKGROUNDS = ("as it is", "white", "white+stain")
KNOWN_VERSION = 1
"""Version of the tensors of the unlike score. A file with another version is read as if it had none."""
KNOWN_PREFIX = "known."
"""Names of these tensors in a model file begin with this."""
CENTRE_CLASSES = "centre_classes"
"""Key of ``known``: the class of each centre of the unlike score; without it there is one a class, by its code."""
_MAX_HEADER = 16 * 1024 * 1024


class ModelFileError(Exception):
    """A model file that cannot be used; ``reason`` is a phrase that follows the file's name ("is damaged")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything that a prediction needs besides the weights, and how the model was made.

    ``mean`` and ``std`` are per channel in ``channel_order``, on the scale of 0 to 255. ``temperature`` divides the
    logits; under ``threshold`` (a probability) a cell is Unidentified. ``framing``: the network sees the
    ``whole`` picture or the square around the white cell (``leukocyte``). ``background``: it is left ``as it is``, made
    ``white``, or the stain is moved to a standard as well (``white+stain``). ``known``: how the numbers of the unlike
    score (:mod:`training.core.unlike`) were made, with their ``version``; empty if the file has none. ``thresholds``:
    those of the branches (:mod:`training.core.branch`), by laboratory; the others have ``threshold``. ``evaluation``,
    ``training_data`` and ``known`` are plain JSON values.
    """

    name: str
    architecture: str
    options: Mapping[str, Any]
    classes: tuple[tuple[str, str], ...]
    input_size: int
    channel_order: str
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    temperature: float = 1.0
    threshold: float = 0.5
    framing: str = "whole"
    background: str = "as it is"
    trained_at: str = ""
    training_data: Mapping[str, Any] = field(default_factory=dict)
    evaluation: Mapping[str, Any] = field(default_factory=dict)
    parent_sha256: str = ""
    program_version: str = ""
    known: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """Class codes in the order of the network's outputs."""
        return tuple(code for code, _ in self.classes)

    @property
    def threshold_of_way(self) -> tuple[float, ...]:
        """The thresholds by the way of a cell (``WBCNet.way``): the model's own, then those of the branches."""
        return (self.threshold, *(self.thresholds.get(name, self.threshold) for name in _branches(self.options)))

    def to_metadata(self) -> dict[str, str]:
        """The safetensors metadata (strings only) that :func:`read_card` understands."""
        values = {
            "name": self.name,
            "architecture": self.architecture,
            "options": dict(self.options),
            "classes": [list(c) for c in self.classes],
            "input_size": self.input_size,
            "channel_order": self.channel_order,
            "mean": list(self.mean),
            "std": list(self.std),
            "temperature": self.temperature,
            "threshold": self.threshold,
            "framing": self.framing,
            "background": self.background,
            "trained_at": self.trained_at,
            "training_data": dict(self.training_data),
            "evaluation": dict(self.evaluation),
            "parent_sha256": self.parent_sha256,
            "program_version": self.program_version,
            "known": dict(self.known),
        }
        if self.thresholds:
            values["thresholds"] = dict(self.thresholds)
        return {"format": FORMAT, "card": json.dumps(values, ensure_ascii=False, sort_keys=True)}


def read_card(path: str | Path) -> ModelCard:
    """The card of a model file. Raises :class:`ModelFileError`; ``OSError`` becomes one too."""
    try:
        with Path(path).open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= _MAX_HEADER:
                raise ModelFileError("is damaged or no model file")
            header = file.read(length)
    except FileNotFoundError:
        raise ModelFileError("is not there") from None
    except OSError as error:
        raise ModelFileError(f"cannot be read ({error.strerror or error})") from None
    try:
        metadata = json.loads(header)["__metadata__"]
        known = metadata["format"]
        values = json.loads(metadata["card"])
        json.dumps(values, ensure_ascii=False).encode("utf-8")  # fails for half characters, which cannot be stored
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ModelFileError("is damaged or no model file of this program") from None
    if known != FORMAT:
        raise ModelFileError(f"is of the kind “{known}”, which this version of the program does not know")
    return _card(values)


def file_sha256(path: str | Path) -> str:
    """SHA-256 of a file as hexadecimal digits, read in blocks."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _card(values: Mapping[str, Any]) -> ModelCard:
    """Check every value: the file comes from outside."""
    try:
        card = ModelCard(
            name=str(values["name"]),
            architecture=str(values["architecture"]),
            options=dict(values["options"]),
            classes=tuple((str(code), str(name)) for code, name in values["classes"]),
            input_size=int(values["input_size"]),
            channel_order=str(values["channel_order"]),
            mean=_three(values["mean"]),
            std=_three(values["std"]),
            temperature=float(values["temperature"]),
            threshold=float(values["threshold"]),
            framing=str(values.get("framing", "whole")),  # files of version 0.1 do not say
            background=str(values.get("background", "as it is")),
            trained_at=str(values["trained_at"]),
            training_data=dict(values["training_data"]),
            evaluation=dict(values["evaluation"]),
            parent_sha256=str(values["parent_sha256"]),
            program_version=str(values["program_version"]),
            known=dict(values.get("known", {})),
            thresholds={str(name): float(value) for name, value in dict(values.get("thresholds", {})).items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"has an incomplete card ({error})") from None
    fault = class_fault(card.classes)
    if fault is not None:
        raise ModelFileError(fault)
    sound = (
        2 <= len(card.classes) <= 1000
        and 32 <= card.input_size <= 1024
        and card.channel_order in ("RGB", "BGR")
        and all(0 < s < float("inf") for s in card.std)
        and all(abs(m) <= 1e4 for m in card.mean)
        and 0 < card.temperature < 1e3
        and all(0 <= value <= 1 for value in (card.threshold, *card.thresholds.values()))
        and set(card.thresholds) <= set(_branches(card.options))
        and card.framing in FRAMINGS
        and card.background in BACKGROUNDS
    )
    if not sound:
        raise ModelFileError("has a card whose values make no sense")
    return card


def _branches(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the laboratories with a branch, in their order in the network."""
    names = options.get("branches", ())
    return tuple(str(name) for name in names) if isinstance(names, list | tuple) else ()


def _three(values: Any) -> tuple[float, float, float]:
    first, second, third = (float(v) for v in values)
    return first, second, third
