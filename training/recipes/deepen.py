"""Train stages of its own for a laboratory: the deep strength of a fine-tuning.

The stages after ``layer2`` start as copies of the model's own and learn from changed views of the corrected cells, in
batches with all classes alike. Their batch norms take the statistics of the laboratory (Li et al., 2016). Some slides
are kept aside: the curve shows them, and they set temperature and threshold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from training.core.architecture import DEEP
from training.core.branch import Branch, Ending, scaled_to_one
from training.core.images import RGBImage
from training.core.model_card import ModelCard
from training.core.network import WBCNet
from training.core.preprocess import scaled
from training.data.augment import Augmentation
from training.recipes import fit_branch
from training.recipes.calibrate import softmax
from training.recipes.correction_features import Reading, Seen
from training.recipes.features import Features, views
from training.recipes.fit_branch import Cells
from training.recipes.run_folder import Stopped

BATCH = 24
STEPS_A_CELL, LEAST_STEPS, MOST_STEPS = 2, 150, 400
"""Training steps; 400 take 10 minutes on two free cores."""
RATE, HEAD_RATE, DECAY, SMOOTHING = 2e-4, 2e-3, 1e-2, 0.05
ASIDE = 0.15
"""The share of the cells that is kept aside, as whole slides."""
_EVERY = 25
"""Steps between two checkpoints, and between two points of the curve with an accuracy."""

Labels = NDArray[np.int64]


@dataclass(slots=True)
class _State:
    """What is trained: the ending, a linear head that only training needs, their optimiser, and the steps done."""

    ending: Ending
    head: nn.Sequential
    optimiser: torch.optim.AdamW
    step: int = 0


@dataclass(frozen=True, slots=True)
class Deepened:
    """A branch with an ending, and what a fit without the cells kept aside says of them.

    ``rows``: which cells those are. ``probabilities``: N x K by the deep head alone, with its temperature.
    """

    branch: Branch
    rows: Labels
    probabilities: NDArray[np.float64]


def deepened(reading: Reading, branch: Branch, seen: Seen, cells: Cells, name: str) -> Deepened:
    """Return ``branch`` with an ending that was trained on the cells. ``name`` is that of the checkpoint.

    ``cells`` has a row for each view. Raises ``Stopped`` after a checkpoint.
    """
    model, labels = reading.model, cells.labels[: len(seen.labels)]
    aside = _kept_aside(seen)
    state = _trained(reading, seen, labels, aside, reading.run.checkpoint(name))
    classes = branch.head.out_features
    flips = views(np.stack([scaled(image, reading.card) for image in seen.images]), len(seen.views))
    both = [_features(reading, state.ending, *one) for one in zip(flips, seen.views, strict=True)]
    deep = replace(cells, both=np.concatenate(both).astype(np.float64))
    learned = fit_branch.fit_alone(deep.rows(~np.tile(aside, len(flips))), model.averages, classes)
    scores = learned(both[0][aside].astype(np.float64))
    temperature = fit_branch.calibration(scores, labels[aside])
    made = Branch(model.averages, model.channels, classes, state.ending.cpu())
    made.switch, made.head = branch.switch, branch.head
    assert made.deep_head is not None
    final = fit_branch.fit_alone(deep, model.averages, classes)
    fit_branch.into(made.deep_head, final.at(temperature / reading.card.temperature))
    made.temperature.fill_(reading.card.temperature)
    return Deepened(made.eval(), np.flatnonzero(aside), softmax(scores, temperature))


def _kept_aside(seen: Seen) -> NDArray[np.bool_]:
    """Return which cells are kept aside: whole slides, as far as there are several; at least the smallest one."""
    names = seen.slides if len(set(seen.slides)) >= fit_branch.FOLDS else seen.digests
    order = np.random.default_rng(1).permutation(sorted(set(names)))
    aside: set[str] = set()
    left = ASIDE * len(names)
    for name in order.tolist():
        count = names.count(name)
        if count <= left:
            aside.add(name)
            left -= count
    aside = aside or {min(order.tolist(), key=names.count)}
    return np.array([name in aside for name in names])


def _trained(reading: Reading, seen: Seen, labels: Labels, aside: NDArray[np.bool_], checkpoint: Path) -> _State:
    """Return the trained ending, its batch norms with the statistics of the laboratory."""
    model, device = reading.model, reading.device
    early, state = _early(model), _begun(reading, int(labels.max()) + 1, checkpoint)
    steps = min(max(STEPS_A_CELL * len(labels), LEAST_STEPS), MOST_STEPS)
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    learn = np.flatnonzero(~aside)
    began, before = monotonic(), state.step
    for step in range(state.step, steps):
        if reading.stopped():
            _save(state, checkpoint)
            raise Stopped
        for group, rate in zip(state.optimiser.param_groups, (RATE, HEAD_RATE), strict=True):
            group["lr"] = rate * _warm(step / steps)
        rng = np.random.default_rng((7, step))
        torch.manual_seed(int(rng.integers(2**62)))  # for dropout
        chosen = _balanced(labels, learn, rng)
        images = _inputs([_changed(seen.images[n], rng) for n in chosen], reading.card, device)
        with torch.no_grad():
            entering = early(images)
        state.ending.train()
        state.head.train()
        scores = state.head(_pooled(model, state.ending, entering))
        loss = loss_of(scores, torch.from_numpy(labels[chosen]).to(device))
        state.optimiser.zero_grad()
        loss.backward()
        state.optimiser.step()
        state.step = step + 1
        accuracy = None
        if state.step % _EVERY == 0 or state.step == steps:
            _save(state, checkpoint)
            accuracy = _accuracy(reading, early, state, seen, labels, np.flatnonzero(aside))
        left = (monotonic() - began) / (state.step - before) * (steps - state.step)
        reading.report("curve", step=state.step, of=steps, loss=float(loss.detach()), accuracy=accuracy)
        reading.report("phase", phase="train", done=state.step, total=steps, seconds_left=left)
    _renormalise(reading, early, state.ending, seen.images[learn])
    return state


def _warm(share: float) -> float:
    """Return the factor of the learning rate: up in the first fifth, then down as a cosine."""
    if share < 0.2:
        return 0.05 + 0.95 * share / 0.2
    return float(0.5 * (1 + np.cos(np.pi * (share - 0.2) / 0.8)))


def _early(model: WBCNet) -> nn.Sequential:
    """Return the stages that stay as they are."""
    stages = [child for name, child in model.backbone.named_children()]
    names = [name for name, _ in model.backbone.named_children()]
    return nn.Sequential(*stages[: names.index(DEEP)]).eval()


def _begun(reading: Reading, classes: int, checkpoint: Path) -> _State:
    """Return the state of the checkpoint, or a new one."""
    state = _new(reading, classes)
    if reading.run.resume and checkpoint.exists():
        try:
            _load(state, checkpoint)
        except (SafetensorError, OSError, RuntimeError, KeyError, ValueError):
            state = _new(reading, classes)
    return state


def _new(reading: Reading, classes: int) -> _State:
    torch.manual_seed(7)
    channels = reading.model.channels
    head = nn.Sequential(nn.BatchNorm1d(channels), nn.Dropout(0.3), nn.Linear(channels, classes)).to(reading.device)
    ending = reading.model.new_ending()
    for parameter in ending.parameters():
        parameter.requires_grad_(True)
    ending.to(reading.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    groups = [
        {"params": list(ending.parameters()), "lr": RATE},
        {"params": list(head.parameters()), "lr": HEAD_RATE},
    ]
    return _State(ending, head, torch.optim.AdamW(groups, weight_decay=DECAY))


def _load(state: _State, checkpoint: Path) -> None:
    """Read the checkpoint into ``state``, so that a resumed run takes the same steps as an uninterrupted one."""
    tensors = load_file(checkpoint)
    step = int(tensors.pop("step"))
    state.ending.load_state_dict(_part(tensors, "ending."))
    state.head.load_state_dict(_part(tensors, "head."))
    moments: dict[int, dict[str, Tensor]] = {}
    for name, value in _part(tensors, "optimiser.").items():
        number, kind = name.split(".")
        moments.setdefault(int(number), {})[kind] = value
    groups = state.optimiser.state_dict()["param_groups"]
    if step and set(moments) != {number for group in groups for number in group["params"]}:
        raise ValueError(f"{checkpoint.name} lacks the state of the optimiser")
    state.optimiser.load_state_dict({"state": moments, "param_groups": groups})
    state.step = step


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _save(state: _State, checkpoint: Path) -> None:
    """Write the checkpoint, completely or not at all."""
    tensors = {"step": torch.tensor(state.step)}
    for prefix, module in (("ending.", state.ending), ("head.", state.head)):
        tensors |= {prefix + name: value for name, value in module.state_dict().items()}
    for number, moments in state.optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{kind}": value for kind, value in moments.items()}
    unfinished = checkpoint.with_suffix(".part")
    save_file({name: value.detach().cpu().contiguous() for name, value in tensors.items()}, unfinished)
    unfinished.replace(checkpoint)


def _balanced(labels: Labels, learn: Labels, rng: np.random.Generator) -> Labels:
    """Return a batch of cells in which all classes are alike."""
    classes = [learn[labels[learn] == k] for k in np.unique(labels[learn])]
    return np.array([rng.choice(classes[n % len(classes)]) for n in range(BATCH)])


def _changed(image: RGBImage, rng: np.random.Generator) -> RGBImage:
    change = Augmentation(size=image.shape[0], shift=0.05, zoom=0.12, stain=0.5, colour=0.3)
    return change(image, rng)


def _inputs(images: list[RGBImage], card: ModelCard, device: str) -> Tensor:
    prepared = torch.from_numpy(np.stack([scaled(image, card) for image in images])).to(device)
    return prepared.contiguous(memory_format=torch.channels_last)


def _pooled(model: WBCNet, ending: Ending, entering: Tensor) -> Tensor:
    found: Tensor = model.head.pool(ending(entering)[0])
    return found


def _parts(reading: Reading, images: NDArray[np.uint8]) -> Iterator[Tensor]:
    """Yield batches of the images. Raises ``Stopped``."""
    for start in range(0, len(images), BATCH):
        if reading.stopped():
            raise Stopped
        yield _inputs(list(images[start : start + BATCH]), reading.card, reading.device)


@torch.no_grad()
def _accuracy(
    reading: Reading, early: nn.Sequential, state: _State, seen: Seen, labels: Labels, aside: Labels
) -> float:
    """Return the share of the cells kept aside that the head of the training names rightly."""
    state.ending.eval()
    state.head.eval()
    found = [
        state.head(_pooled(reading.model, state.ending, early(part))).argmax(dim=1).cpu().numpy()
        for part in _parts(reading, seen.images[aside])
    ]
    return float((np.concatenate(found) == labels[aside]).mean())


@torch.no_grad()
def _renormalise(reading: Reading, early: nn.Sequential, ending: Ending, images: NDArray[np.uint8]) -> None:
    """Give the batch norms the mean statistics of the cells as they are."""
    norms = [module for module in ending.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a cumulative average
    ending.train()
    order = np.random.default_rng(3).permutation(len(images))
    for part in _parts(reading, images[order]):
        if len(part) > 1:
            ending(early(part))
    for norm in norms:
        norm.momentum = 0.1
    ending.eval()


@torch.no_grad()
def _features(reading: Reading, ending: Ending, prepared: NDArray[np.float32], own: Features) -> NDArray[np.float32]:
    """Return the averages of the model, and scaled pooled features of the ending, N x (D + C)."""
    model, found = reading.model, []
    early = _early(model)
    for start in range(0, len(prepared), BATCH):
        images = torch.from_numpy(np.ascontiguousarray(prepared[start : start + BATCH])).to(reading.device)
        entering = early(images.contiguous(memory_format=torch.channels_last))
        found.append(scaled_to_one(_pooled(model, ending, entering)).float().cpu().numpy())
        if reading.stopped():
            raise Stopped
    return np.concatenate((own.both[:, : model.averages], np.concatenate(found)), axis=1)
