"""Measures what adapting to the stain of a slide gains on slides of a laboratory that the model never saw.

    python tests/benchmarks/bench_adapt.py MODEL MANIFEST [--slides 14] [--cells 50] [--one-slide] [--json FILE]

MANIFEST: what ``wbc-train prepare`` wrote; a group is taken for a slide. Takes ``--slides`` groups with several classes
and all groups with a single class, and of each at most ``--cells`` cells, drawn at random, among the classes that the
model knows. With ``--one-slide``, ``--cells`` of all cells together are one slide (where groups are copies of one
picture). Prints, over all drawn cells: the balanced accuracy, also as if only the classes of the manifest existed, the
recall of each class, and the expected calibration error (15 bins). Rows: the model as it is; adapted by all drawn cells
of the slide; adapted by 20 of them; adapted by cells of one class of the slide only (10 or more of them).

With the ``wbc8`` of 2026-11-23 and Raabin, ``--slides 10 --cells 30`` (cells, balanced, restricted, calibration error):

    as it is                           414   0.441   0.659   0.257
    adapted by the slide               414   0.610   0.798   0.058
    adapted by 20 cells                280   0.620   0.806   0.064
    adapted by cells of one class      290   0.625   0.818   0.086

Other ways, on 450 cells drawn from all 58 slides, 90 of each class (balanced, restricted, calibration error):

    as it is                                                     0.356  0.544  0.309
    stain moved to that of PBC only                              0.447  0.671
    the same by 20 cells, by 25 cells of the same class          0.442, 0.442
    only the means moved                                         0.391  0.580
    stain of pixels that are no background                       0.418  0.682
    half of the way                                              0.420  0.627
    stain moved to the average of PBC and Blood Cell Images      0.498  0.700  0.231
    the same and mirrored (taken)                                0.533  0.727  0.158
    the same and enlarged by 1.3                                 0.542  0.709  0.146
    the same, mirrored and enlarged by 1.15                      0.558  0.733  0.134

Enlarging fits the magnification of Raabin: ``paper4`` names PBC worse by it (0.956 with 1.3; 0.986 as it is; 0.986 with
the way taken). Batch norm statistics of a laboratory's cells in place of the learned ones (alpha 1) give 0.406 alone
(0.374 without), and 0.487 with the stain of each slide moved to that of PBC (0.461 without, all 3,501 cells). They are
not taken: thousands of numbers would have to be stored with each prediction, or later cells be treated otherwise.

The mean of the scores after moving to PBC and to Blood Cell Images gains nothing clear for twice the time: 0.602 and
0.705 on 600 cells, where the way taken has 0.563 and 0.733 (0.405 and 0.583 as it is).

Temperature: with a factor of 1.3 the calibration error is 0.071; the best one on half of the slides is 1.3 or 1.4,
and the error on the other half then 0.086 or 0.055. ``paper4`` has 0.132 on PBC and 0.084 on Raabin with 1.3.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

import cv2  # noqa: E402 - all of them are found from the line above
import numpy as np  # noqa: E402
import torch  # noqa: E402

from training.core.images import decode_image  # noqa: E402
from training.core.model_file import load_model  # noqa: E402
from training.core.predict import Predictor  # noqa: E402
from training.core.preprocess import scaled, seen_part  # noqa: E402
from training.core.slide_stain import TEMPERATURE, Stain, stain_of, sums_of, trained_stain, with_stain  # noqa: E402
from training.core.torch_backbone import torch_predictor  # noqa: E402
from training.data.manifest import Sample, read_manifest  # noqa: E402
from training.recipes.metrics import calibration_error  # noqa: E402

FEW = 20
ENOUGH_OF_A_CLASS = 10


def slides_of(samples: list[Sample], count: int, cells: int, seed: int = 1) -> dict[str, list[Sample]]:
    """Return the drawn cells by slide."""
    found: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in sorted(samples, key=lambda one: one.path):
        found[sample.group].append(sample)
    random = np.random.default_rng(seed)
    mixed = [slide for slide, own in found.items() if len({one.label for one in own}) > 1]
    chosen = [*random.permutation(sorted(mixed))[:count], *sorted(set(found) - set(mixed))]
    return {slide: [found[slide][n] for n in random.permutation(len(found[slide]))[:cells]] for slide in chosen}


def plain(predictor: Predictor, seen: list[np.ndarray]) -> np.ndarray:
    """Return the probabilities of the model as it is."""
    arrays = [scaled(one, predictor.card) for one in seen]
    parts = [predictor.predict(np.stack(arrays[n : n + 16])).probabilities for n in range(0, len(arrays), 16)]
    return np.concatenate(parts)


def adapted(predictor: Predictor, seen: list[np.ndarray], own: Stain, to: Stain) -> np.ndarray:
    """Return the probabilities of the cells of a slide with the stain ``own``."""
    arrays = [
        np.concatenate([scaled(one, predictor.card), scaled(with_stain(one, own, to), predictor.card)]) for one in seen
    ]
    parts = [
        predictor.predict_adapted(np.stack(arrays[n : n + 16]), TEMPERATURE).probabilities
        for n in range(0, len(arrays), 16)
    ]
    return np.concatenate(parts)


def figures(probabilities: np.ndarray, true: np.ndarray, codes: tuple[str, ...]) -> dict[str, Any]:
    """Return the figures of one row."""
    places = sorted(set(true.tolist()))
    best = probabilities.argmax(axis=1)
    among = np.array(places)[probabilities[:, places].argmax(axis=1)]
    recall = {codes[k]: round(float((best[true == k] == k).mean()), 3) for k in places}
    return {
        "cells": len(true),
        "balanced": round(float(np.mean(list(recall.values()))), 3),
        "restricted": round(float(np.mean([(among[true == k] == k).mean() for k in places])), 3),
        "ece": round(calibration_error(probabilities.astype(np.float64), true)[0], 3),
        "recall": recall,
    }


def measured(predictor: Predictor, slides: dict[str, list[Sample]]) -> dict[str, Any]:
    """Return the rows."""
    to, codes = trained_stain(predictor.card), predictor.card.codes
    if to is None:
        raise SystemExit("The stain of this model's training cells is not known.")
    rows: defaultdict[str, list[tuple[np.ndarray, np.ndarray]]] = defaultdict(list)
    for slide, samples in slides.items():
        seen = [seen_part(decode_image(one.path.read_bytes()), predictor.card)[0] for one in samples]
        true = np.array([codes.index(one.label) for one in samples])
        sums = [sums_of(one) for one in seen]
        rows["as it is"].append((plain(predictor, seen), true))
        rows["adapted by the slide"].append((adapted(predictor, seen, _stain(sums), to), true))
        few = adapted(predictor, seen[:FEW], _stain(sums[:FEW]), to)
        rows[f"adapted by {FEW} cells"].append((few, true[:FEW]))
        for k in set(true.tolist()):
            own = np.flatnonzero(true == k)
            if len(own) >= ENOUGH_OF_A_CLASS:
                stain = _stain([sums[n] for n in own])
                one_class = adapted(predictor, [seen[n] for n in own], stain, to)
                rows["adapted by cells of one class"].append((one_class, true[own]))
        print(f"{slide}: {len(samples)} cells", file=sys.stderr, flush=True)
    return {
        name: figures(np.concatenate([p for p, _ in parts]), np.concatenate([t for _, t in parts]), codes)
        for name, parts in rows.items()
    }


def _stain(sums: list[Any]) -> Stain:
    found = stain_of(sums)
    if found is None:
        raise SystemExit("A slide shows no colours.")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--slides", type=int, default=14)
    parser.add_argument("--cells", type=int, default=50)
    parser.add_argument("--one-slide", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    model, card = load_model(args.model)
    samples = [one for one in read_manifest(args.manifest) if one.label in card.codes]
    if args.one_slide:
        samples = [replace(one, group="all") for one in samples]
    found = measured(torch_predictor(model, card), slides_of(samples, args.slides, args.cells))
    for name, row in found.items():
        shares = "".join(f"{row[key]:8.3f}" for key in ("balanced", "restricted", "ece"))
        print(f"{name:32}{row['cells']:6}{shares}  {row['recall']}")
    if args.json:
        args.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
