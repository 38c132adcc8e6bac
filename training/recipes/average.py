"""Averages of weights, which are often better than the last ones: a running one in training, and one of models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from training.core.architecture import Architecture
from training.core.model_card import ModelCard, ModelFileError, file_sha256
from training.core.model_file import load_model, save_model
from training.core.network import WBCNet
from training.recipes.lineage import earlier_manifests, manifests_of


def averaged(model: WBCNet, decay: float) -> AveragedModel:
    """Return an average of the network that ``update_parameters`` updates; batch norm statistics are averaged, too.

    The first steps weigh more than ``decay`` says, so that the initial weights lose influence quickly.
    """

    def blend(average: Sequence[Tensor], current: Sequence[Tensor], count: Tensor | int) -> None:
        """Called once per data type: for weights and statistics, and for the batch counters of the norms."""
        if not average[0].is_floating_point():
            for ours, theirs in zip(average, current, strict=True):
                ours.copy_(theirs)
            return
        keep = min(decay, (1 + int(count)) / (10 + int(count)))
        torch._foreach_lerp_(list(average), list(current), 1 - keep)

    return AveragedModel(model, multi_avg_fn=blend, use_buffers=True)


def average_files(models: Sequence[Path], out: Path) -> dict[str, Any]:
    """Write a model whose weights are the mean of those of several models, and return its description.

    It is often better than each of them if one descends from the other, or all from one model ("model soups", Wortsman
    et al., ICML 2022). The card is that of the last model, without evaluations and calibration, but with the manifests
    of all. Raises :class:`ModelFileError`.
    """
    loaded = [load_model(path) for path in models]
    model, card = loaded[-1]
    for path, (_, other) in zip(models, loaded, strict=True):
        if _kind(other) != _kind(card):
            raise ModelFileError(f"is of another kind than {path.name}, so their weights have no mean")
    states = [other.state_dict() for other, _ in loaded]
    mean = {name: _mean([state[name] for state in states]) for name in states[-1]}
    model.load_state_dict(mean)
    learned = [one for _, other in loaded for one in manifests_of(other)]
    data = {key: value for key, value in card.training_data.items() if key != "calibration"}
    data |= earlier_manifests(learned, str(data.get("manifest_sha256", "")))
    save_model(model, replace(card, evaluation={}, training_data=data), out)
    return {"model": str(out), "averaged": len(models), "sha256": file_sha256(out)}


def _mean(values: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(values)).mean(dim=0) if values[-1].is_floating_point() else values[-1]


def _kind(card: ModelCard) -> tuple[object, ...]:
    network = Architecture.from_dict(card.options)
    return (
        network,
        card.classes,
        card.input_size,
        card.channel_order,
        card.mean,
        card.std,
        card.framing,
        card.background,
    )
