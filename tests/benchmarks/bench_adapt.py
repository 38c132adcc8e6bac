"""Measures what adapting to the stain of a slide gains on slides of a laboratory that the model never saw.

    python tests/benchmarks/bench_adapt.py MODEL ARCHIVE [--slides 14] [--cells 50] [--json FILE]

ARCHIVE: ``raabin-5-classes.zip``, in which a folder names the class, and a file's name begins with the slide. Takes
``--slides`` slides with several classes and all slides of basophils only, and of each at most ``--cells`` cells, drawn
at random. Prints, over the cells of all slides: the balanced accuracy, also as if only these five classes existed, the
recall of each class, and the expected calibration error (15 bins). Rows: the model as it is; adapted by all drawn cells
of the slide; adapted by 20 of them; adapted by cells of one class of the slide only (10 or more of them).

FIGURES
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections import defaultdict
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
from training.recipes.metrics import calibration_error  # noqa: E402

FOLDERS = {"neutrophil": "NEU", "lymphocyte": "LYM", "monocyte": "MON", "eosinophil": "EOS", "basophil": "BAS"}
FEW = 20
ENOUGH_OF_A_CLASS = 10


def slides_of(archive: zipfile.ZipFile, count: int, cells: int, seed: int = 1) -> dict[str, list[str]]:
    """Return the drawn names by slide."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(archive.namelist()):
        if name.endswith(".jpg"):
            found[Path(name).name.partition("_")[0]].append(name)
    random = np.random.default_rng(seed)
    mixed = [slide for slide, names in found.items() if len({Path(n).parent.name for n in names}) > 1]
    chosen = [*random.permutation(sorted(mixed))[:count], *sorted(set(found) - set(mixed))]
    return {slide: list(random.permutation(found[slide])[:cells]) for slide in chosen}


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


def measured(predictor: Predictor, archive: zipfile.ZipFile, slides: dict[str, list[str]]) -> dict[str, Any]:
    """Return the rows."""
    to, codes = trained_stain(predictor.card), predictor.card.codes
    if to is None:
        raise SystemExit("The stain of this model's training cells is not known.")
    rows: defaultdict[str, list[tuple[np.ndarray, np.ndarray]]] = defaultdict(list)
    for slide, names in slides.items():
        seen = [seen_part(decode_image(archive.read(name)), predictor.card)[0] for name in names]
        true = np.array([codes.index(FOLDERS[Path(name).parent.name]) for name in names])
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
        print(f"{slide}: {len(names)} cells", file=sys.stderr, flush=True)
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
    parser.add_argument("archive", type=Path)
    parser.add_argument("--slides", type=int, default=14)
    parser.add_argument("--cells", type=int, default=50)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    with zipfile.ZipFile(args.archive) as archive:
        found = measured(Predictor(*load_model(args.model)), archive, slides_of(archive, args.slides, args.cells))
    for name, row in found.items():
        shares = "".join(f"{row[key]:8.3f}" for key in ("balanced", "restricted", "ece"))
        print(f"{name:32}{row['cells']:6}{shares}  {row['recall']}")
    if args.json:
        args.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
