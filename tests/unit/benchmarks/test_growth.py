"""The rows of the growth: what each measures, the operations of a network, and a missing data set."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from benchmarks import __main__ as bench
from benchmarks import growth
from benchmarks.parts import Amount

from training.core.onnx_network import IMAGES, OnnxPart
from training.core.onnx_writer import GraphWriter
from wbc_desktop.runtime.resources import default_model


def test_operations_of_convolutions_are_counted_from_the_graph() -> None:
    writer = GraphWriter()
    weight = writer.weight(np.zeros((8, 3, 3, 3), np.float32))
    first = writer.add("Conv", IMAGES, weight, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    last = writer.add("Conv", first, writer.weight(np.zeros((4, 2, 1, 1), np.float32)), kernel_shape=[1, 1], group=4)
    part = OnnxPart(writer.model(IMAGES, ["n", 3, "s", "s"], [last]), writer.weights, {"features": last})
    assert growth.operations(part, 10) == 2 * 25 * (8 * 27 + 4 * 2)


@pytest.mark.slow
def test_each_row_measures_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / growth.ARCHIVE, "w") as archive:
        for number in range(40):
            archive.writestr(f"pbc/{number:02}.jpg", str(number))
    monkeypatch.setenv("WBC_SHARED_DATA", str(tmp_path))
    monkeypatch.setattr(growth, "SIDE", 64)
    monkeypatch.setattr(growth.os, "sched_getaffinity", lambda _pid: {0}, raising=False)
    calls: list[tuple[object, ...]] = []

    def output_of(_module: str, _model: Path, folder: Path, *options: object) -> growth.Row:
        assert len(list(folder.iterdir())) == 16
        calls.append(options[2:])
        rate = {"clock": 9.0, "processor": 10.0}
        return {"cells": 4, "size": 64, "bare": rate, "program": rate, "share": {"clock": 1.0, "processor": 0.5}}

    found = list(growth.rows(default_model(), 4, 1, output_of, tmp_path))
    assert [row["by"] for row in found[:4]] == ["matrix product"] * 4
    assert all(value > 0 for row in found[:4] for value in row["gflops"].values())
    assert [(row["by"], row["value"]) for row in found[4:]] == [
        *(("pictures", n) for n in (1, 4, 16)),
        ("cores", 1),
        *(("batch", n) for n in growth.BATCHES),
        *(("input size", n) for n in growth.SIZES),
    ]
    assert calls[2:4] == [("--pictures", 16), ("--pictures", 4, "--cores", 1)]
    assert calls[-1] == ("--pictures", 4, "--size", 128)
    last = found[-1]
    assert last["of_peak"] > 0
    assert growth.line(last).startswith("input size 128: bare network 10.0 cells a second of processor time")
    assert growth.line(last).endswith("program 0.50 of it")


def test_growth_without_the_data_set_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WBC_SHARED_DATA", str(tmp_path))
    said: list[str] = []
    assert bench.grown(Amount(), said.append) == []
    assert growth.ARCHIVE in said[-1]
    assert said[-1].endswith(".")
