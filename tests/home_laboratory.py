"""A small model with all that fine-tuning needs: drawn cells of the laboratory it knows, and its replay file.

Its weights are random, so it names cells badly, at home and elsewhere; its features still tell the drawn cells apart,
and those of another stain from those of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

HOME_STAIN = ((236, 206, 216), (104, 58, 150))
OTHER_STAIN = ((214, 222, 170), (30, 84, 96))
"""Colours (RGB) of the background and of the nucleus."""

KINDS = ("NEU", "LYM", "EOS")
_SIDE = 80
_LOBES = {1: [(0, 0)], 2: [(-7, 0), (7, 0)], 3: [(-7, -5), (7, -5), (0, 7)]}
"""Their places from the middle of the cell. They touch, because a picture with several nuclei is taken for a field."""
_SPLITS = {"train": 20, "val": 12, "test": 16}


def draw_cell(path: Path, kind: str, seed: int, stain: tuple[Sequence[int], Sequence[int]] = HOME_STAIN) -> None:
    """Write a cell: a lymphocyte has one nucleus, a neutrophil three, an eosinophil two and red plasma."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:_SIDE, 0:_SIDE]
    middle = _SIDE / 2 + random.uniform(-5, 5, 2)

    def disc(place: np.ndarray, radius: float) -> np.ndarray:
        return np.asarray((rows - place[0]) ** 2 + (columns - place[1]) ** 2 < radius**2)

    background, nucleus = (np.array(colour, dtype=float) for colour in stain)
    picture = np.broadcast_to(background, (_SIDE, _SIDE, 3)).copy()
    plasma = np.array([220, 90, 80]) if kind == "EOS" else background * 0.93
    picture[disc(middle, 28 + random.uniform(-2, 2))] = plasma
    many, radius = {"NEU": (3, 10), "EOS": (2, 11), "LYM": (1, 21)}[kind]
    for lobe in _LOBES[many]:
        picture[disc(middle + lobe + random.uniform(-1, 1, 2), radius + random.uniform(-1, 1))] = nucleus
    noisy = picture + random.integers(-8, 9, picture.shape) + random.integers(-6, 7, 3)
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(path)


def draw_slide(folder: Path, each: int, seed: int) -> Path:
    """Write a slide of another stain than that of the model's laboratory; file names begin with the class."""
    folder.mkdir(parents=True)
    for place, kind in enumerate(KINDS):
        for n in range(each):
            draw_cell(folder / f"{kind}-{n:03}.png", kind, seed + place * each + n, OTHER_STAIN)
    return folder


def home_model(folder: Path) -> Path:
    """Return a model of three classes in ``folder``, with an unlike score; its replay file is beside it.

    For tests under integration and e2e, because it needs torch.
    """
    from training.data.manifest import Sample, write_manifest
    from training.recipes.replay import make_replay
    from training.recipes.unlike import write_with_unlike_score

    samples, seed = [], 10_000
    for kind in KINDS:
        for split, count in _SPLITS.items():
            for _ in range(count):
                seed += 1
                path = folder / f"{seed}.png"
                draw_cell(path, kind, seed)
                samples.append(Sample(path, kind, split, path.name))
    manifest, model = folder / "home.csv", folder / "home.safetensors"
    write_manifest(samples, manifest)
    write_with_unlike_score(_random_model(folder / "random.safetensors"), [manifest], model, "cpu")
    make_replay(model, {"Home": manifest}, model.with_suffix(".replay"), "cpu")
    return model


def _random_model(path: Path) -> Path:
    import torch

    from training.core.classes import WBC8
    from training.core.model_file import ModelCard, save_model
    from training.core.network import Architecture, WBCNet

    options = Architecture(hidden=(16,), width=8)
    with torch.random.fork_rng():
        torch.manual_seed(7)
        network = WBCNet(len(KINDS), options)
    card = ModelCard(
        name="home",
        architecture="resnet50-cbam",
        options=options.to_dict(),
        classes=tuple((c.code, c.name) for c in WBC8 if c.code in KINDS),
        input_size=64,
        channel_order="BGR",
        mean=(190.0, 170.0, 200.0),
        std=(40.0, 50.0, 40.0),
        threshold=0.0,
        trained_at="2026-01-01T00:00:00+00:00",
        program_version="tests",
    )
    save_model(network, card, path)
    return path
