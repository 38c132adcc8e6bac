"""Fine-tune the active model on corrections: a branch for each laboratory, tested against the active model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.core.model_card import ModelCard, ModelFileError
from training.core.model_file import load_model, save_model
from training.core.network import WBCNet
from training.core.replay import ROOT, Replay, read_replay, root_of
from training.core.torch_backbone import torch_predictor
from training.data.corrections import read_corrections
from training.recipes.branched import LEAST_CELLS, Lesson, is_enough, with_branches
from training.recipes.calibrate import softmax, stored_in_half
from training.recipes.comparing import Predictions, compared
from training.recipes.correction_features import Reading, Seen, features_of_corrections
from training.recipes.gate import gate
from training.recipes.held_out_copies import without_copies, without_locked
from training.recipes.in_slides import predicted_in_slides
from training.recipes.options import OptionError
from training.recipes.predictions import device_of
from training.recipes.run_folder import Report, Run, Stopped, seconds_of_attempts, write_result

VIEWS, FEW = 4, 400
"""Flips of each cell from which a branch learns; of more than ``FEW`` cells, two. Raabin, 100 corrections: 0.767 named
rightly (balanced) with one view, 0.792 with two."""

Stop = Callable[[], bool]


def finetune(run: Run, report: Report, stopped: Stop) -> None:
    """Write ``run.candidate`` and the result (``write_result``); raise ``Stopped`` once ``stopped`` returns True.

    Raises :class:`OptionError`, ``ManifestError`` and ``ModelFileError`` if nothing can be learned.
    """
    began, before = monotonic(), seconds_of_attempts(run)
    device = device_of(run.device)
    corrections = read_corrections(run.manifest)
    sides = Counter(c.split for c in corrections)
    report("start", strength=run.strength, device=device, train=sides["train"], test=sides["test"])
    model, card = load_model(run.model, device)
    known = _replay_of(run, model, card)
    reading = Reading(run, model, card, device, report, stopped, len(corrections))
    first, second = ([c for c in corrections if c.split == split] for split in ("train", "test"))
    train = features_of_corrections(reading, "train", first, VIEWS if len(first) <= FEW else 2)
    train = without_locked(train, known)
    test = features_of_corrections(replace(reading, done=len(first)), "test", second, 1)
    candidate, new_card, about = _learned(reading, known, train)
    test = without_copies(test.of_classes(new_card.codes), train)
    step = _steps(report, stopped, len(known.tested) + 2 * len(test.labels))
    home = []
    for name in known.tested:
        home.append(_at_home(name, known, (model, card), (candidate, new_card)))
        step(1)
    laboratory = _in_laboratory(run, test, (model, card), (candidate, new_card), device, step) if test.labels else None
    found = gate(home, laboratory, len(second))
    step(0)
    report("phase", phase="write", done=0, total=1, seconds_left=None)
    new_card = replace(new_card, evaluation={"gate": found, "home": home, "laboratory": laboratory})
    sha256 = save_model(candidate.cpu(), new_card, run.candidate, half=stored_in_half(run.model))
    result = {
        "version": 1,
        "strength": run.strength,
        "device": device,
        "seconds": before + monotonic() - began,
        "active": {"name": run.model_name, "sha256": run.model_sha256},
        "candidate": {"name": run.name, "file": run.candidate.name, "sha256": sha256},
        "corrections": about["corrections"],
        "laboratory_name": run.laboratory,
        "refused": [*train.refused, *test.refused],
        "home": home,
        "laboratory": laboratory,
        "gate": found,
    }
    write_result(run, result)
    report("phase", phase="write", done=1, total=1, seconds_left=0)


def _steps(report: Report, stopped: Stop, total: int) -> Callable[[int], None]:
    """Return a function that reports so many more steps of the comparison as done; it raises ``Stopped``."""
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        report("phase", phase="compare", done=done, total=total, seconds_left=None)
        if stopped():
            raise Stopped

    step(0)
    return step


def _replay_of(run: Run, model: WBCNet, card: ModelCard) -> Replay:
    """Return the replay file of the model from which the active one descends. Raises :class:`OptionError`."""
    if run.replay is None:
        raise OptionError(
            f"The model “{run.model_name}” cannot be fine-tuned, because there is no replay file of it: make one with"
            " wbc-train replay, or choose a model that comes with the program."
        )
    try:
        found = read_replay(run.replay)
    except ModelFileError as error:
        raise OptionError(f"The replay file {run.replay} {error.reason}: install the program again.") from error
    if found.model_sha256 != root_of(card, run.model_sha256):
        raise OptionError(f"The replay file {run.replay} belongs to another model than “{run.model_name}”.")
    own = model.architecture.own_classes or model.classes
    if (found.codes, found.averages_directions.shape[1]) != (card.codes[:own], model.averages):
        raise OptionError(f"The replay file {run.replay} does not fit its model: install the program again.")
    return found


def _learned(reading: Reading, known: Replay, train: Seen) -> tuple[WBCNet, ModelCard, dict[str, Any]]:
    """Return the candidate, its card without an evaluation, and what the card says of the data."""
    run, card = reading.run, reading.card
    if not train.labels:
        raise OptionError("None of the cells to learn from can be used: their files are missing, changed or damaged.")
    if len(set(train.labels)) < 2:
        raise OptionError("The corrections to learn from are of one class: correct cells of another class as well.")
    lessons = [Lesson(name, train.of_laboratory(name)) for name in dict.fromkeys(train.laboratories)]
    learned_codes = {code for lesson in lessons if is_enough(lesson.seen) for code in lesson.seen.labels}
    codes = (*card.codes, *sorted(learned_codes - set(card.codes)))
    learned, new, branches = with_branches(reading, known, lessons, codes)
    if not branches:
        raise OptionError(
            f"A laboratory needs at least {LEAST_CELLS} cells of two classes to learn from: correct some more."
        )
    taught = [cell for cell in train.cells if cell.laboratory in branches]
    data = dict(card.training_data)
    earlier, before = data.get("cells", []), data.get("branches", {})
    kept = before if isinstance(before, dict) else {}  # a branch is replaced, never removed
    about = {
        **{key: data[key] for key in data if key not in ("cells", "corrections", "branches")},
        ROOT: root_of(card, run.model_sha256),
        "corrections": dict(sorted(Counter(cell.label for cell in taught).items())),
        "laboratory": run.laboratory,
        "strength": run.strength,
        "branches": kept | branches,
        "cells": sorted({*(earlier if isinstance(earlier, list) else []), *(cell.digest for cell in taught)}),
    }
    names = dict(card.classes)
    new = replace(
        new,
        name=run.name,
        classes=tuple((code, names.get(code, code)) for code in codes),
        trained_at=datetime.now(UTC).isoformat(timespec="seconds"),
        training_data=about,
        evaluation={},
        parent_sha256=run.model_sha256,
        program_version=run.program_version,
    )
    return learned, new, about


Rated = tuple[WBCNet, ModelCard]


@torch.no_grad()
def _at_home(name: str, known: Replay, active: Rated, candidate: Rated) -> dict[str, Any]:
    """Compare both on the locked cells of a data set; what the network saw of them is in the replay file."""
    mine = known.locked & (known.sets == known.names.index(name))
    context, own = torch.from_numpy(known.features(known.coordinates[mine])), torch.from_numpy(known.scores[mine])
    labels = [known.codes[k] for k in known.labels[mine]]
    groups = [str(n) for n in known.groups[mine]]
    rated = []
    for one in (active, candidate):
        model, card = one[0].cpu(), one[1]
        p = softmax(model.scores_of_context(context, own).double().numpy(), card.temperature)
        thresholds = np.array(card.threshold_of_way)[model.way(context).numpy()]
        rated.append(_as_predictions(card, p, thresholds, labels, groups))
    return compared(name, *rated)


def _in_laboratory(
    run: Run, test: Seen, active: Rated, candidate: Rated, device: str, step: Callable[[int], None]
) -> dict[str, Any]:
    """Compare both on the corrected cells that were held out, each as the program would use it there."""
    name = run.laboratory or "This laboratory"
    rated = []
    for one in (active, candidate):
        found = predicted_in_slides(torch_predictor(*one, device), one[0].known, test.images, test.slides, step)
        rated.append(_as_predictions(one[1], *found, test.labels, test.slides))
    return compared(name, *rated)


def _as_predictions(
    card: ModelCard,
    probabilities: NDArray[np.float64],
    thresholds: NDArray[np.float64],
    labels: Sequence[str],
    groups: Sequence[str],
) -> Predictions:
    """Return a model's predictions."""
    columns = np.array([card.codes.index(label) if label in card.codes else -1 for label in labels])
    return Predictions(probabilities, columns, list(groups), card.codes, thresholds)
