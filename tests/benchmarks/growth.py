"""How the rate of the program grows with pictures, cores, batch and size of the input, beside the bare network.

``python -m benchmarks.growth MODEL FOLDER …`` measures one row, in a process of its own: the bare network on ready
tensors and the whole program (open, scan, find cells, classify with maps, store) in turns, in cells per second by the
clock and by processor time. It prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.clocks import timed

if TYPE_CHECKING:
    from training.core.onnx_network import OnnxPart

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = "pbc-8-classes.zip"
CORES, BATCHES, SIZES = (1, 2), (1, 2, 4, 8, 16, 32), (64, 80, 96, 112, 128)
SIDE = 2048
Row = dict[str, Any]


def rows(model: Path, cells: int, rounds: int, output_of: Callable[..., Row], root: Path) -> Iterator[Row]:
    """Yield the rows. Raises FileNotFoundError where the data set is missing.

    ``cells``: where their number does not grow. ``output_of``: ``benchmarks.parts.output_of``. ``root``: a new folder.
    """
    folder = unpacked(root, 4 * cells)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    asked: list[tuple[str, int, list[object]]] = [("pictures", n, []) for n in (cells // 4, cells, 4 * cells)]
    asked += [("cores", n, ["--cores", n]) for n in CORES if n <= cores]
    asked += [("batch", n, ["--batch", n]) for n in BATCHES]
    asked += [("input size", n, ["--size", n]) for n in SIZES]
    for threads in (1, None):
        for name, (clock, processor) in matrix_gflops(threads).items():
            value = f"of {name}, {'one thread' if threads else 'all threads'}"
            yield {"by": "matrix product", "value": value, "gflops": {"clock": clock, "processor": processor}}
    peak = peak_of_a_core()
    for by, value, options in asked:
        count = value if by == "pictures" else cells
        told = output_of("growth", model, folder, "--rounds", rounds, "--pictures", count, *options)
        gflop = gflop_of_a_cell(model, told["size"])
        yield {"by": by, "value": value, **told, "gflop": gflop, "of_peak": told["bare"]["processor"] * gflop / peak}


def unpacked(root: Path, count: int) -> Path:
    """Return a folder with ``count`` pictures of the data set, of all classes. Raises FileNotFoundError."""
    shared = Path(os.environ.get("WBC_SHARED_DATA") or ROOT.parent / "shared" / "data")
    folder = root / "pictures"
    with zipfile.ZipFile(shared / ARCHIVE) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
        folder.mkdir()
        for number, name in enumerate(names[:: len(names) // count][:count]):
            (folder / f"{number:05}.jpg").write_bytes(archive.read(name))
    return folder


def matrix_gflops(threads: int | None) -> dict[str, tuple[float, float]]:
    """Return the operations a second of a large matrix product, in units of 1e9: by the clock and by processor time.

    By NumPy and by ONNX Runtime, whose convolution of 1 x 1 is the same product: its kernels know more CPUs. A product
    is a multiplication and an addition. ``threads``: how many compute; None: one on each core.
    """
    from training.core.onnx_backbone import Session
    from training.core.onnx_network import IMAGES, OnnxPart
    from training.core.onnx_writer import GraphWriter

    one = np.random.default_rng(1).normal(0, 1, (SIDE, SIDE)).astype(np.float32)
    writer = GraphWriter()
    product = writer.add("Conv", IMAGES, writer.weight(one[:, :, None, None]), kernel_shape=[1, 1])
    model = writer.model(IMAGES, [1, SIDE, "h", "w"], [product])
    session = Session(OnnxPart(model, writer.weights, {"features": product}), threads or os.cpu_count() or 1)
    image = one.reshape(1, SIDE, 32, -1)
    with threadpool_limits(threads, user_api="blas"):
        return {"NumPy": _gflops(lambda: one @ one), "ONNX Runtime": _gflops(lambda: session.run(image))}


def _gflops(product: Callable[[], object]) -> tuple[float, float]:
    runs = [timed(product) for _ in range(9)]
    clock, processor = (min(values) for values in zip(*runs, strict=True))
    return 2 * SIDE**3 / clock / 1e9, 2 * SIDE**3 / processor / 1e9


def peak_of_a_core() -> float:
    """Return the most that one core reaches in matrix products, in units of 1e9 operations a second of its time."""
    return max(processor for _, processor in matrix_gflops(1).values())


def gflop_of_a_cell(model: Path, size: int) -> float:
    """Return the operations of the network before the head for one image of this size, in units of 1e9."""
    from training.core.architecture import Architecture
    from training.core.model_card import read_card
    from training.core.onnx_network import main_part
    from training.core.tensors import Tensors, read_tensors

    card = read_card(model)
    return operations(main_part(Tensors(read_tensors(model, card)), Architecture.from_dict(card.options)), size) / 1e9


def operations(part: OnnxPart, size: int) -> int:
    """Return the operations for one image of this size, counted from the graph.

    All of its products are convolutions; a multiplication and an addition are two operations.
    """
    import onnx

    model = onnx.load_from_string(part.model)
    for side, value in zip(model.graph.input[0].type.tensor_type.shape.dim, (1, 3, size, size), strict=True):
        side.dim_value = value
    graph = onnx.shape_inference.infer_shapes(model).graph
    shapes = {
        one.name: [side.dim_value for side in one.type.tensor_type.shape.dim]
        for one in (*graph.value_info, *graph.output)
    }
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    return 2 * sum(prod(shapes[n.output[0]]) * prod(part.weights[n.input[1]].shape[1:]) for n in convolutions)


def measure(model: Path, folder: Path, asked: argparse.Namespace) -> Row:
    """Return the rates of one row: medians of the rounds. The first round is slower and does not count."""
    if asked.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: asked.cores])
    from benchmarks.engine import bare, program
    from wbc_desktop.inference import forward
    from wbc_desktop.inference.engine import load_engine

    if asked.batch:
        forward.BATCH_SIZES["cpu"] = asked.batch
    engine = load_engine(model, "cpu")
    acts: dict[str, Callable[[], object]] = {"bare": lambda: bare(engine, asked.pictures, asked.size)}
    if not asked.size:
        acts["program"] = lambda: program(engine, folder)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    for number in range(asked.rounds + 1):
        for name, act in acts.items():
            seconds = timed(act)
            if number:
                taken[name].append(seconds)
    rates = {
        name: dict(
            zip(("clock", "processor"), (asked.pictures / median(s) for s in zip(*runs, strict=True)), strict=True)
        )
        for name, runs in taken.items()
    }
    whole = rates.get("program", {})
    share = {by: rate / rates["bare"][by] for by, rate in whole.items()}
    return {"cells": asked.pictures, "size": asked.size or engine.card.input_size, **rates, "share": share}


def _rates(cells: int, runs: list[tuple[float, float]]) -> dict[str, float]:
    clock, processor = (cells / median(seconds) for seconds in zip(*runs, strict=True))
    return {"clock": clock, "processor": processor}


def line(row: Row) -> str:
    """Return a row as text."""
    told = f"{row['by']} {row['value']}: "
    if "gflops" in row:
        return told + "{clock:.0f} GFLOP/s by the clock, {processor:.0f} of processor time".format(**row["gflops"])
    bare = row["bare"]["processor"]
    told += f"bare network {bare:.1f} cells a second of processor time, {row['of_peak']:.2f} of matrix products"
    return told + (f"; program {row['share']['processor']:.2f} of it" if row["share"] else "")


def main() -> None:
    """Measure one row and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path, help="a folder with at least as many pictures")
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--cores", type=int, help="use so many cores")
    parser.add_argument("--batch", type=int, help="cells of a batch")
    parser.add_argument("--size", type=int, help="side of the input; measures the bare network only")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for file in sorted(asked.folder.iterdir())[: asked.pictures]:
            shutil.copy(file, place)
        json.dump(measure(asked.model, Path(place), asked), sys.stdout)


if __name__ == "__main__":
    main()
