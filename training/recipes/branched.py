"""Make a candidate: the active model with a new branch for each laboratory whose cells were corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.core.branch import NEVER, Branch
from training.core.model_card import ModelCard, ModelFileError
from training.core.network import WBCNet
from training.core.replay import Replay
from training.core.unlike import UnlikeScore
from training.recipes import fit_branch
from training.recipes.calibrate import negative_log_likelihood, softmax
from training.recipes.correction_features import Reading, Seen
from training.recipes.deepen import deepened
from training.recipes.fit_branch import Cells, Known
from training.recipes.run_folder import Stopped

DEEP_STRENGTH = "deep"
CENTRES = "branches"
"""Key of the card's ``known``: how many centres of the unlike score each branch added. In the file they lie in the
order of the branches."""
LEAST_CELLS = 8
"""With fewer cells of a laboratory nothing is learned from it."""
_SHARES = (0.25, 0.5, 0.75, 1.0)
"""The curve shows what part of the corrections would have brought: it says whether more of them would help."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The cells of one laboratory to learn from."""

    laboratory: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class _Fitted:
    """``probabilities``: of the cells ``tested``, N x K, each by a fit without the cell."""

    branch: Branch
    threshold: float
    centres: NDArray[np.float64] | None
    about: dict[str, Any]
    tested: NDArray[np.int64]
    probabilities: NDArray[np.float64]


def with_branches(
    reading: Reading, replay: Replay, lessons: Sequence[Lesson], codes: Sequence[str]
) -> tuple[WBCNet, ModelCard, dict[str, Any]]:
    """Return the candidate on the CPU, its card, and what each new branch learned; ``codes`` are its classes.

    A branch of the same laboratory is replaced. A laboratory with too few cells gets none. Raises ``Stopped``.
    """
    model, card = reading.model, reading.card
    known = Known.of(_with_codes(replay, codes), len(codes))
    usable = [lesson for lesson in lessons if is_enough(lesson.seen)]
    fitted: dict[str, _Fitted] = {}
    for number, lesson in enumerate(usable):
        found = _fit(reading, known, lesson.seen, codes, number, len(usable))
        if reading.run.strength == DEEP_STRENGTH:
            found = _deeper(reading, found, lesson.seen, _cells(lesson.seen, codes), f"branch-{number}")
        fitted[lesson.laboratory] = found
    centres, counts = _centres_of_all(model, card, fitted)
    made = _assembled(model, fitted, codes, centres)
    known_in_card = {**card.known, CENTRES: counts} if counts else dict(card.known)
    thresholds = {**card.thresholds, **{name: one.threshold for name, one in fitted.items()}}
    new = replace(card, options=made.architecture.to_dict(), known=known_in_card, thresholds=thresholds)
    return made, new, {name: one.about for name, one in fitted.items()}


def is_enough(seen: Seen) -> bool:
    """Return whether a branch can be fitted to the cells."""
    return len(seen.labels) >= LEAST_CELLS and len(set(seen.labels)) > 1


def _with_codes(replay: Replay, codes: Sequence[str]) -> Replay:
    """Return the replay file with labels that are places in ``codes``."""
    place = np.array([codes.index(code) for code in replay.codes])
    return replace(replay, labels=place[replay.labels])


def _cells(seen: Seen, codes: Sequence[str]) -> Cells:
    """Return the rows of all views after each other."""
    labels = np.array([codes.index(label) for label in seen.labels])
    _, slides = np.unique(seen.slides, return_inverse=True)
    count = len(seen.views)
    both = np.concatenate([view.both for view in seen.views]).astype(np.float64)
    return Cells(both, np.tile(labels, count), np.tile(np.arange(len(labels)), count), np.tile(slides, count))


def _fit(reading: Reading, known: Known, seen: Seen, codes: Sequence[str], number: int, count: int) -> _Fitted:
    """Return the branch number ``number`` of ``count``. Raises ``Stopped``."""
    model, card, cells = reading.model, reading.card, _cells(seen, codes)
    order = np.random.default_rng(0).permutation(len(seen.labels))
    shares = _SHARES if reading.run.strength != DEEP_STRENGTH else _SHARES[-1:]
    for place, share in enumerate(shares, start=1):
        if reading.stopped():
            raise Stopped
        some = np.isin(cells.cells, order[: max(LEAST_CELLS, round(share * len(order)))])
        learned = cells.rows(some)
        scores, tested = fit_branch.cross_validated(known, learned)
        if not len(tested):  # of one class; all of them never are
            continue
        labels, slides = learned.labels[tested], learned.slides[tested]
        temperature = fit_branch.calibration(scores, labels)
        accuracy = float((scores.argmax(axis=1) == labels).mean())
        if len(shares) > 1:
            done, steps = number * len(shares) + place, count * len(shares)
            loss = negative_log_likelihood(scores, labels, temperature)
            reading.report("curve", step=done, of=steps, loss=loss, accuracy=accuracy)
            reading.report("phase", phase="train", done=done, total=steps, seconds_left=None)
    switch, head = fit_branch.fit_switch(known, cells), fit_branch.fit_head(known, cells)
    branch = fit_branch.branch_from(switch, head.at(temperature / card.temperature))
    probabilities = softmax(scores, temperature)
    threshold = fit_branch.threshold_of(probabilities, labels, slides, card.threshold)
    averages = switch.weights.shape[1]
    others = known.replay.features(known.replay.coordinates[~known.replay.locked]).astype(np.float64)
    about = {
        "cells": len(seen.labels),
        "slides": len(set(seen.slides)),
        "temperature": temperature,
        "threshold": threshold,
        "accuracy_kept_aside": accuracy,
        "own_cells_on_the_branch": float((switch(cells.both[:, :averages]) > 0).mean()),
        "other_cells_on_the_branch": float((switch(others[:, :averages]) > 0).mean()),
    }
    centres = _centres(model, card, seen, cells.labels[: len(seen.labels)])
    return _Fitted(branch, threshold, centres, about, tested, probabilities)


def _deeper(reading: Reading, quick: _Fitted, seen: Seen, cells: Cells, name: str) -> _Fitted:
    """Return the fit with stages of its own, and the threshold by the probabilities that the branch then gives.

    Only the cells that its training kept aside can tell: training again for each fold would take several times its
    minutes. Where they are too few, the threshold is not below that of the quick fit. Raises ``Stopped``.
    """
    deep = deepened(reading, quick.branch, seen, cells, name)
    rows, mine, its = np.intersect1d(deep.rows, quick.tested, return_indices=True)
    if not len(rows):
        return replace(quick, branch=deep.branch)
    p, labels = (deep.probabilities[mine] + quick.probabilities[its]) / 2, cells.labels[rows]
    own = max(quick.threshold, reading.card.threshold)
    threshold = fit_branch.threshold_of(p, labels, cells.slides[rows], own)
    accuracy = float((p.argmax(axis=1) == labels).mean())
    about = {**quick.about, "threshold": threshold, "accuracy_kept_aside": accuracy}
    return replace(quick, branch=deep.branch, threshold=threshold, about=about)


def _centres(model: WBCNet, card: ModelCard, seen: Seen, labels: NDArray[np.int64]) -> NDArray[np.float64] | None:
    """Return centres of the laboratory's classes for the unlike score; None if the model has no such score."""
    near = seen.features.coordinates
    if model.known is None or near is None:
        return None
    own = model.architecture.own_classes or len(card.codes)
    count = len(model.known.centres) - sum(_counts(model, card).values())
    stored = model.known.centres[:count].cpu().double().numpy()  # by name, not in the order of the card
    place = sorted(card.codes[:own])
    if count != own:
        return None
    by_code = stored[[place.index(code) for code in card.codes[:own]]]
    return fit_branch.added_centres(by_code, near.astype(np.float64), labels)


def _assembled(
    model: WBCNet, fitted: Mapping[str, _Fitted], codes: Sequence[str], centres: NDArray[np.float64]
) -> WBCNet:
    """Return the model with the branches, on the CPU, in evaluation mode."""
    architecture = model.architecture
    kept = {
        name: branch
        for name, branch in zip(architecture.branches, model.own_branches, strict=True)
        if name not in fitted
    }
    names = (*kept, *fitted)
    deep = tuple(name for name in names if (fitted[name].branch if name in fitted else kept[name]).ending is not None)
    own_classes = architecture.own_classes or model.classes
    options = replace(architecture, branches=names, deep=deep, own_classes=own_classes)
    with torch.device("meta"):
        made = WBCNet(len(codes), options)
    shared = {
        name: value.cpu() for name, value in model.state_dict().items() if not name.startswith(("branches.", "known."))
    }
    made.load_state_dict(shared, strict=False, assign=True)
    for number, name in enumerate(names):
        made.branches[number] = fitted[name].branch if name in fitted else _widened(kept[name], len(codes))
    made.known = None if model.known is None else _with_centres(model.known, centres)
    return made.eval()


def _widened(branch: Branch, classes: int) -> Branch:
    """Return the branch with scores for classes that were added later; it gives them the probability 0."""
    before, features = branch.head.weight.shape
    averages = branch.switch.in_features
    made = Branch(averages, features - averages, classes, branch.ending)
    made.switch.load_state_dict(branch.switch.state_dict())
    if branch.ending is not None:
        made.temperature.copy_(branch.temperature)
    for new, old in ((made.head, branch.head), (made.deep_head, branch.deep_head)):
        if new is not None and old is not None:
            new.weight.data = nn.functional.pad(old.weight.data.cpu(), (0, 0, 0, classes - before))
            new.bias.data = nn.functional.pad(old.bias.data.cpu(), (0, classes - before), value=NEVER)
    return made


def _with_centres(known: UnlikeScore, centres: NDArray[np.float64]) -> UnlikeScore:
    """Return the unlike score with other centres."""
    directions, averages = known.directions.shape
    made = UnlikeScore(averages, directions, len(centres))
    values = known.state_dict() | {"centres": torch.from_numpy(centres).float()}
    made.load_state_dict({name: value.cpu() for name, value in values.items()})
    return made


def _counts(model: WBCNet, card: ModelCard) -> dict[str, int]:
    """Return how many centres each branch added, in their order in the file. Raises :class:`ModelFileError`.

    That is the order of the branches; the card, whose keys are sorted, has another one.
    """
    found = card.known.get(CENTRES, {})
    sound = (
        isinstance(found, Mapping)
        and set(found) <= set(model.architecture.branches)
        and all(isinstance(n, int) and n > 0 for n in found.values())
        and (model.known is None or sum(found.values()) < len(model.known.centres))
    )
    if not sound:
        raise ModelFileError("has a card whose values make no sense")
    return {name: found[name] for name in model.architecture.branches if name in found}


def _centres_of_all(
    model: WBCNet, card: ModelCard, fitted: Mapping[str, _Fitted]
) -> tuple[NDArray[np.float64], dict[str, int]]:
    """Return the centres of the unlike score: the model's own, then those of the branches, and how many each has."""
    if model.known is None:
        return np.empty((0, 0)), {}
    stored = model.known.centres.cpu().double().numpy()
    counts = _counts(model, card)
    start = len(stored) - sum(counts.values())
    parts, found = [stored[:start]], {}
    for name, count in counts.items():
        if name not in fitted:
            parts.append(stored[start : start + count])
            found[name] = count
        start += count
    for name, one in fitted.items():
        if one.centres is not None:
            parts.append(one.centres)
            found[name] = len(one.centres)
    return np.concatenate(parts), found
