"""Measure fine-tuning in a laboratory that the model never saw: accuracy there and at home after some corrections.

``python tests/benchmarks/bench_finetune.py ../shared/data/raabin-5-classes.zip [--strength deep] [--cache FILE]``

For each draw, half of the slides (by name) give random corrections, and the cells of the others are named. The home
figures are those of the locked cells of the replay file. All functions are those of ``wbc-train finetune``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.core.class_names import code_of_class
from training.core.corrections import Correction
from training.core.images import decode_image
from training.core.model_card import ModelCard
from training.core.model_file import load_model
from training.core.network import WBCNet
from training.core.preprocess import scaled, seen_part
from training.core.replay import SUFFIX, Replay, read_replay
from training.core.teaching import teaching_order
from training.recipes.branched import Lesson, with_branches
from training.recipes.calibrate import softmax
from training.recipes.correction_features import Reading, Seen
from training.recipes.features import Features, features_of, joined, views
from training.recipes.finetune import FEW, VIEWS
from training.recipes.metrics import calibration_error, confusion, scores
from training.recipes.run_folder import Run

BATCH = 32
REFRESH = 16
"""Decisions after which the program makes the queue anew."""


def main() -> None:
    """Print a row for each number of corrections and draw, and the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--model", type=Path, default=Path("resources/models/wbc8.safetensors"))
    parser.add_argument("--strength", choices=("quick", "deep"), default="quick")
    parser.add_argument("--sizes", type=int, nargs="+", default=[0, 25, 50, 100, 200, 400])
    parser.add_argument("--draws", type=int, nargs="+", default=[0, 1, 2], help="the seeds of the draws")
    parser.add_argument("--wrong", type=float, default=0.0, help="share of corrections with a wrong class")
    parser.add_argument("--queue", action="store_true", help="correct the cells that teach most, not random ones")
    parser.add_argument("--cache", type=Path, help="a file that keeps the features for the next time")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    model, card = load_model(options.model)
    replay = read_replay(options.model.with_suffix(SUFFIX))
    every = _read(options.archive, model, card, options.cache)
    rows = [
        _measured(model, card, replay, every, options, size, draw) for draw in options.draws for size in options.sizes
    ]
    if options.json:
        print(json.dumps(rows))
        return
    names = [name for name in rows[0] if name != "draw"]
    print(" ".join(f"{name:>12}" for name in names))
    for size in options.sizes:
        some = [row for row in rows if row["corrections"] == size]
        print(" ".join(f"{np.mean([row[name] for row in some]):12.4f}" for name in names))


def _read(archive: Path, model: WBCNet, card: ModelCard, cache: Path | None) -> Seen:
    """Return all cells of the archive, with their views."""
    with zipfile.ZipFile(archive) as file:
        names = sorted(name for name in file.namelist() if name.lower().endswith(".jpg"))
        cells = tuple(_correction(name, number) for number, name in enumerate(names))
        if cache is not None and cache.exists():
            with np.load(cache) as kept:
                flips = tuple(Features(kept[f"both{n}"], kept[f"own{n}"], kept[f"near{n}"]) for n in range(VIEWS))
                return Seen(flips, kept["images"], cells, [])
        images = np.stack([seen_part(decode_image(file.read(name)), card)[0] for name in names])
    parts: list[list[Features]] = [[] for _ in range(VIEWS)]
    for start in range(0, len(images), BATCH):
        prepared = np.stack([scaled(image, card) for image in images[start : start + BATCH]])
        for kept_view, view in zip(parts, views(prepared, VIEWS), strict=True):
            kept_view.append(features_of(model, view, "cpu"))
    seen = Seen(tuple(joined(part) for part in parts), images, cells, [])
    if cache is not None:
        arrays: dict[str, Any] = {"images": images}
        for number, view in enumerate(seen.views):
            arrays |= {f"both{number}": view.both, f"own{number}": view.own, f"near{number}": view.coordinates}
        np.savez(cache, **arrays)
    return seen


def _correction(name: str, number: int) -> Correction:
    label, slide = code_of_class(name.split("/")[-2]), name.split("/")[-1].partition("_")[0]
    assert label is not None, f"{name} is in no folder of a class"
    return Correction(
        name, label, "train", slide, "laboratory", "", 0, (), None, None, number, f"{number:016x}", confirmed=False
    )


def _rows(seen: Seen, chosen: NDArray[np.int64], count: int) -> Seen:
    return Seen(
        tuple(view.rows(chosen) for view in seen.views[:count]),
        seen.images[chosen],
        tuple(seen.cells[n] for n in chosen),
        [],
    )


def _split(seen: Seen, draw: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the cells of a random half of the slides, and the others; each class is on both sides."""
    slides, labels = np.array(seen.slides), np.array(seen.labels)
    rng = np.random.default_rng(draw)
    names = np.unique(slides)
    while True:
        first = np.isin(slides, rng.permutation(names)[: len(names) // 2])
        if all(0 < first[labels == code].mean() < 1 for code in np.unique(labels)):
            return np.random.default_rng(draw).permutation(np.flatnonzero(first)), np.flatnonzero(~first)


def _measured(
    model: WBCNet,
    card: ModelCard,
    replay: Replay,
    every: Seen,
    options: argparse.Namespace,
    size: int,
    draw: int,
) -> dict[str, Any]:
    strength: str = options.strength
    pool, rest = _split(every, draw)
    if options.queue:
        pool = _queue(every, pool, size, card)
    began, before = time.process_time(), time.monotonic()
    rated: WBCNet = model
    new = card
    if size:
        lesson = _with_wrong(_rows(every, pool[:size], VIEWS if size <= FEW else 2), options.wrong, draw)
        with tempfile.TemporaryDirectory() as folder:
            run = Run(Path(folder), Path(), "", "", strength, "cpu", "", "", "", "")
            reading = Reading(run, model, card, "cpu", _silent, lambda: False, size)
            rated, new, _ = with_branches(reading, replay, [Lesson("laboratory", lesson)], card.codes)
    seconds, clock = time.process_time() - began, time.monotonic() - before
    tested = _rows(every, rest, 1)
    labels = np.array([card.codes.index(label) for label in tested.labels])
    found = _named(rated, tested, card) if strength == "deep" else _by_context(rated, tested.features)
    row = {"draw": draw, "corrections": size, **_figures(found, labels, new, _thresholds(rated, tested.features, new))}
    for number, name in enumerate(replay.names):
        mine = replay.locked & (replay.sets == number)
        home = Features(replay.features(replay.coordinates[mine]), replay.scores[mine], None)
        sides = []
        for one, its_card in ((rated, new), (model, card)):
            limits = _thresholds(one, home, its_card)
            sides.append(_figures(_by_context(one, home), replay.labels[mine], its_card, limits)["balanced"])
        row[name[:12]] = sides[0] - sides[1]
    return row | {"cpu_s": seconds, "clock_s": clock}


def _queue(every: Seen, pool: NDArray[np.int64], size: int, card: ModelCard) -> NDArray[np.int64]:
    """Return the first ``size`` cells of the queue, which is made anew after each 16 decisions."""
    features = every.features.coordinates
    assert features is not None, "the model has no unlike score"
    probabilities = softmax(every.features.own.astype(np.float64), card.temperature).astype(np.float32)
    labels = np.array([card.codes.index(label) for label in every.labels])
    taken = pool[:0]
    while len(taken) < size:
        waiting = np.setdiff1d(pool, taken)
        order = teaching_order(features[waiting], probabilities[waiting], features[taken], labels[taken], REFRESH)
        taken = np.concatenate((taken, waiting[order]))
    return taken


def _with_wrong(lesson: Seen, share: float, draw: int) -> Seen:
    """Return the corrections, some of them with the class of another one."""
    rng, cells = np.random.default_rng(draw), list(lesson.cells)
    codes = sorted(set(lesson.labels))
    for n in np.flatnonzero(rng.random(len(cells)) < share):
        others = [code for code in codes if code != cells[n].label]
        cells[n] = replace(cells[n], label=str(rng.choice(others)))
    return replace(lesson, cells=tuple(cells))


def _silent(event: str, /, **values: Any) -> None:
    """Report nothing."""


@torch.no_grad()
def _by_context(model: WBCNet, features: Features) -> NDArray[np.float64]:
    found = model.scores_of_context(torch.from_numpy(features.both), torch.from_numpy(features.own))
    return np.asarray(found.double().numpy())


@torch.no_grad()
def _named(model: WBCNet, seen: Seen, card: ModelCard) -> NDArray[np.float64]:
    images = np.stack([scaled(image, card) for image in seen.images])
    parts = (torch.from_numpy(images[start : start + BATCH]) for start in range(0, len(images), BATCH))
    return np.concatenate([model(part).double().numpy() for part in parts])


@torch.no_grad()
def _thresholds(model: WBCNet, features: Features, card: ModelCard) -> NDArray[np.float64]:
    return np.array(card.threshold_of_way)[model.way(torch.from_numpy(features.both)).numpy()]


def _figures(
    found: NDArray[np.float64], true: NDArray[np.int64], card: ModelCard, limits: NDArray[np.float64]
) -> dict[str, float]:
    p = softmax(found, card.temperature)
    figures = scores(confusion(true, p.argmax(axis=1), p.shape[1]))
    named = p.max(axis=1) >= limits
    return {
        "balanced": float(figures["balanced_accuracy"]),
        "accuracy": float(figures["accuracy"]),
        "ece": calibration_error(p, true)[0],
        "named": float(named.mean()),
        "wrong": float((p.argmax(axis=1) != true)[named].mean()) if named.any() else 0.0,
    }


if __name__ == "__main__":
    main()
