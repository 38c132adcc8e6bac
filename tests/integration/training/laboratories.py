"""Drawn cells of two stains, a small network that was trained on one of them, and runs that learn the other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn
from unit.training.recipes.runs_on_disk import run_folder

from training.core.corrections import Correction, to_csv
from training.core.model_file import ModelCard, file_sha256, save_model
from training.core.network import Architecture, WBCNet
from training.core.preprocess import scaled
from training.data.manifest import Sample, write_manifest
from training.recipes.finetune import finetune
from training.recipes.replay import make_replay
from training.recipes.run_folder import Run, forget_earlier, read_object, read_run
from training.recipes.unlike import fit_unlike_score

CLASSES = ("LYM", "NEU", "EOS", "MON")
"""In this order in the card; the unlike score has them sorted."""
ADDED = "BLAST"
SIDE = 64
HOME, ABROAD, THIRD = "home", "abroad", "third"
_STAINS = {
    HOME: ((225, 205, 210), (95, 60, 150), (200, 140, 150)),
    ABROAD: ((190, 215, 235), (60, 95, 110), (90, 150, 200)),
    THIRD: ((240, 240, 200), (40, 30, 30), (200, 60, 60)),
}
"""Ground, nucleus, granules."""


def cell(code: str, stain: str, seed: int) -> NDArray[np.uint8]:
    """Return SIDE x SIDE x 3 RGB: size and shape of the nucleus depend on the class, the colours on the stain."""
    random = np.random.default_rng([seed, sum(code.encode()), len(stain)])
    ground, nucleus, granules = (np.array(c) + random.integers(-8, 9, 3) for c in _STAINS[stain])
    image = np.full((SIDE, SIDE, 3), ground, np.uint8)
    x, y = (int(SIDE / 2 + n) for n in random.integers(-3, 4, 2))
    ink = tuple(int(n) for n in nucleus)
    if code == "LYM":
        cv2.circle(image, (x, y), 14, ink, -1, cv2.LINE_AA)
    elif code == "MON":
        cv2.ellipse(image, (x, y), (26, 13), int(random.integers(0, 180)), 0, 360, ink, -1, cv2.LINE_AA)
    elif code == ADDED:
        cv2.rectangle(image, (x - 24, y - 24), (x + 24, y + 24), ink, -1)
    else:
        turn = random.uniform(0, 2 * np.pi)
        for lobe in range(3):
            angle = turn + lobe * 2 * np.pi / 3
            at = int(x + 12 * np.cos(angle)), int(y + 12 * np.sin(angle))
            cv2.circle(image, at, 7, ink, -1, cv2.LINE_AA)
    if code == "EOS":
        for dot in random.integers(10, SIDE - 10, (60, 2)):
            cv2.circle(image, tuple(int(n) for n in dot), 2, tuple(int(n) for n in granules), -1, cv2.LINE_AA)
    return np.clip(image + random.normal(0, 5, image.shape), 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Ground:
    """A model that was trained on the stain ``home``, and its replay file."""

    folder: Path
    model: Path
    replay: Path
    sha256: str


def prepare_ground(folder: Path, learned: int = 40, tested: int = 40) -> Ground:
    """Train the head of a small network on drawn cells, and write it with its unlike score and its replay file."""
    samples = []
    for code in CLASSES:
        for number in range(learned + tested):
            file = folder / "home" / f"{code}-{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(cell(code, HOME, number)).save(file)
            samples.append(Sample(file, code, "train" if number < learned else "test", f"{code} {number // 2}"))
    manifest = folder / "home" / "manifest.csv"
    write_manifest(samples, manifest)
    with torch.random.fork_rng():
        torch.manual_seed(5)
        model, card = _trained(samples)
    file = folder / "home.safetensors"
    sha256 = save_model(model, card, file)
    replay = folder / "home.replay"
    make_replay(file, {"Home": manifest}, replay, "cpu")
    return Ground(folder, file, replay, sha256)


def _trained(samples: Sequence[Sample]) -> tuple[WBCNet, ModelCard]:
    options = Architecture(hidden=(16,), width=8)
    card = ModelCard(
        name="home",
        architecture="resnet50-cbam",
        options=options.to_dict(),
        classes=tuple((code, code.title()) for code in CLASSES),
        input_size=SIDE,
        channel_order="RGB",
        mean=(190.0, 170.0, 190.0),
        std=(50.0, 50.0, 40.0),
        temperature=1.5,
        threshold=0.4,
        known={"version": 1},
    )
    mine = [s for s in samples if s.split == "train"]
    images = np.stack([scaled(np.asarray(Image.open(s.path)), card) for s in mine])
    labels = torch.tensor([CLASSES.index(s.label) for s in mine])
    model = WBCNet(len(CLASSES), options)
    given = torch.from_numpy(images)
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None  # the mean of all batches
    model.train()
    with torch.no_grad():
        for _ in range(2):
            model(given[torch.randperm(len(given))[:64]])
    model.eval()
    with torch.no_grad():
        features, _, averages = model.features_and_averages(given)
        pooled = model.head.pool(features)
    model.head.train()
    learner = torch.optim.Adam(model.head.parameters(), 1e-2)
    for _ in range(150):
        learner.zero_grad()
        nn.functional.cross_entropy(model.head.dense(pooled), labels).backward()
        learner.step()
    model.eval()
    model.known = fit_unlike_score(averages.double().numpy(), [s.label for s in mine], averages.double().numpy())
    return model, card


@dataclass
class Lab:
    """The corrections of a laboratory, cell by cell, and the run that learns from them."""

    ground: Ground
    folder: Path
    rows: list[Correction] = field(default_factory=list)

    def slide(
        self, name: str, split: str, labels: Sequence[str], stain: str = ABROAD, laboratory: str = "Klinik"
    ) -> None:
        """Add a slide of drawn cells."""
        for code in labels:
            number = len(self.rows)
            file = self.folder / f"cell {number}.png"
            Image.fromarray(cell(code, stain, 1000 + number)).save(file)
            self.add(file, code, split, name, laboratory)

    def add(self, file: Path, label: str, split: str, group: str, laboratory: str = "Klinik") -> None:
        """Add a cell whose picture is there."""
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        number = len(self.rows)
        digest = hashlib.sha256(f"{content} {number}".encode()).hexdigest()[:16]
        bits: tuple[str, ...] = ()
        row = (str(file), label, split, group, laboratory, content, 0, bits, None, None, number, digest, False)
        self.rows.append(Correction(*row))

    def relabel(self, split: str, new: Callable[[int, str], str]) -> None:
        """Change the labels of one side; ``new`` gets the number of the row and its label."""
        self.rows = [replace(r, label=new(n, r.label)) if r.split == split else r for n, r in enumerate(self.rows)]

    def run(self, resume: bool = False, name: str = "run", **options: Any) -> Run:
        """Write the run's folder, and return the run."""
        parent = self.folder / name
        if resume:
            (folder,) = parent.glob("*Z")
        else:
            parent.mkdir()
            values = {"model": str(self.ground.model), "model_sha256": self.ground.sha256, "model_name": "home"}
            values |= {"replay": str(self.ground.replay), "laboratory": "Klinik", **options}
            values["model_sha256"] = file_sha256(Path(values["model"]))
            folder = run_folder(parent, **values)
            (folder / "manifest.csv").write_bytes(to_csv(self.rows))
        return read_run(folder, resume)

    def learn(
        self,
        run: Run | None = None,
        stopped: Callable[[], bool] = lambda: False,
        events: list[Any] | None = None,
    ) -> tuple[dict[str, Any], list[Any]]:
        """Fine-tune, and return the result and the events, which are added to ``events``."""
        run, told = run or self.run(), events if events is not None else []
        forget_earlier(run)
        finetune(run, lambda event, /, **values: told.append((event, values)), stopped)
        return read_object(run.result), told
