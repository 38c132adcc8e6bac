"""Compares classifying a folder with the bare network, with the speed of the processor, and with other programs' ways.

    python tests/benchmarks/bench_peers.py FOLDER [--model FILE] [--pictures 96] [--rounds 3]

All use the same model and the same pictures, in turns, so that other work on the machine slows all alike:

- the program: open the folder, scan it, find out what the pictures show, classify with the maps of all classes, store;
  exactly, and with 8-bit numbers if the model has a file for them;
- the bare network in ONNX Runtime on ready tensors, in batches and threads as in the program;
- the usual script: Pillow, torchvision's transforms and eager PyTorch, one picture at a time, without and with the
  Grad-CAM of the package grad-cam for the predicted class, as its readme does it;
- torchvision's reference loop: a DataLoader with a worker for each core, batches of 32, no maps.

The matrix product of 2,048 x 2,048 numbers tells what one core can do at most. Prints medians of the cells per second
by the clock and by processor time, and their ratios to the bare network and to the usual script with Grad-CAM.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import torch  # noqa: E402 - all of them are found from the line above
from PIL import Image  # noqa: E402
from pytorch_grad_cam import GradCAM  # noqa: E402
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget  # noqa: E402
from torch.utils.data import DataLoader, Dataset  # noqa: E402
from torchvision import transforms  # noqa: E402

from benchmarks.clocks import timed  # noqa: E402
from benchmarks.engine import bare, program  # noqa: E402
from benchmarks.growth import gflop_of_a_cell, peak_of_a_core  # noqa: E402
from training.core.model_card import ModelCard  # noqa: E402
from training.core.model_file import load_model  # noqa: E402
from wbc_desktop.inference.engine import load_engine  # noqa: E402
from wbc_desktop.runtime.resources import default_model  # noqa: E402

Act = Callable[[], object]
BATCH = 32


class Pictures(Dataset[torch.Tensor]):
    """The pictures of a folder as tensors."""

    def __init__(self, paths: list[Path], transform: Callable[[Image.Image], torch.Tensor]) -> None:
        self.paths, self.transform = paths, transform

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.paths)

    def __getitem__(self, number: int) -> torch.Tensor:
        """Return 3 x S x S."""
        return self.transform(Image.open(self.paths[number]).convert("RGB"))


def usual_transform(card: ModelCard) -> Callable[[Image.Image], torch.Tensor]:
    """Return torchvision's usual transforms to the input of the model."""
    side = (card.input_size, card.input_size)
    found: Callable[[Image.Image], torch.Tensor] = transforms.Compose(
        [transforms.Resize(side), transforms.ToTensor(), transforms.Normalize([0.7, 0.7, 0.8], [0.2, 0.2, 0.1])]
    )
    return found


def usual_script(model: torch.nn.Module, pictures: Pictures, heat: bool) -> None:
    """Classify one picture after another, with Grad-CAM of the predicted class if ``heat``."""
    cam = GradCAM(model=model, target_layers=[model.backbone.layer4[-1]]) if heat else None  # type: ignore[union-attr,index]
    for number in range(len(pictures)):
        image = pictures[number][None]
        with torch.no_grad():
            predicted = int(model(image).softmax(1).argmax())
        if cam is not None:
            cam(input_tensor=image, targets=[ClassifierOutputTarget(predicted)])


def reference_loop(model: torch.nn.Module, pictures: Pictures) -> None:
    """Classify in batches, as torchvision's reference scripts evaluate."""
    with torch.inference_mode():
        for batch in DataLoader(pictures, batch_size=BATCH, num_workers=os.cpu_count() or 1):
            model(batch).softmax(1).argmax(1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of different JPEG or PNG pictures of single cells")
    parser.add_argument("--model", type=Path, default=default_model())
    parser.add_argument("--pictures", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    found = sorted(path for path in asked.folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "slide"
        folder.mkdir()
        paths = [folder / f"{n:05}{path.suffix}" for n, path in enumerate(found[: asked.pictures])]
        for path, source in zip(paths, found, strict=False):
            path.write_bytes(source.read_bytes())
        model, card = load_model(asked.model)
        model.eval()
        pictures = Pictures(paths, usual_transform(card))
        exact, rounded = load_engine(asked.model, "cpu"), load_engine(asked.model, "cpu:int8")
        acts: dict[str, Act] = {"bare": partial(bare, exact, len(paths)), "program": partial(program, exact, folder)}
        if rounded.device != "cpu":
            acts["bare int8"] = partial(bare, rounded, len(paths))
            acts["program int8"] = partial(program, rounded, folder)
        acts["usual script"] = partial(usual_script, model, pictures, False)
        acts["usual script with Grad-CAM"] = partial(usual_script, model, pictures, True)
        acts["reference loop"] = partial(reference_loop, model, pictures)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
        for act in acts.values():
            act()
        for _ in range(asked.rounds):
            for name, act in acts.items():
                taken[name].append(timed(act, lambda: sum(os.times()[:4])))
    rate = {name: [len(paths) / median(one[k] for one in runs) for k in (0, 1)] for name, runs in taken.items()}
    gflop = gflop_of_a_cell(asked.model, card.input_size)
    told = {
        "pictures": len(paths),
        "load": os.getloadavg()[0],
        "cells_per_s": {name: {"clock": round(c, 1), "processor": round(p, 1)} for name, (c, p) in rate.items()},
        "of_bare": {n: [round(v / b, 3) for v, b in zip(rate[n], rate["bare"], strict=True)] for n in rate},
        "of_bare_int8": [round(v / b, 3) for v, b in zip(rate["program int8"], rate["bare int8"], strict=True)]
        if "bare int8" in rate
        else None,
        "of_usual_script_with_Grad-CAM": {
            n: [round(v / u, 2) for v, u in zip(rate[n], rate["usual script with Grad-CAM"], strict=True)] for n in rate
        },
        "GFLOP_of_a_cell": round(gflop, 3),
        "cells_per_s_of_a_core_at_the_speed_of_matrix_products": round(peak_of_a_core() / gflop, 1),
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
