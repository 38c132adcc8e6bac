"""Fixtures of all tests: an isolated environment, hypothesis profiles, data and models."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from isolation import dress, isolate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from wbc_desktop.runtime.paths import DataDir

ROOT = Path(__file__).resolve().parent.parent

isolate()  # before anything imports Qt or looks for the data directory

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

pytest_plugins = ["databases", "leak_guard"]


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """Qt's application with the style and the font of the tests on every machine."""
    from wbc_desktop.jobs.overrides import protect_overrides

    protect_overrides()
    dress(qapp)
    return qapp


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return ``shared_data(name)``: the path of a data set next to the repository; skips the test if it is missing."""
    folder = Path(os.environ.get("WBC_SHARED_DATA") or ROOT.parent / "shared" / "data")

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"{name} does not exist: put it into ../shared/data or name its folder in WBC_SHARED_DATA")
        return path

    return find


@pytest.fixture
def data_dir_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of this test's data directory, also in WBC_DATA_DIR for child processes."""
    path = tmp_path / "data"
    monkeypatch.setenv("WBC_DATA_DIR", str(path))
    return path


@pytest.fixture
def data_dir(tmp_path: Path) -> DataDir:
    """An empty data directory."""
    from wbc_desktop.runtime.paths import DataDir

    made = DataDir(tmp_path / "data")
    made.create()
    return made


@pytest.fixture
def slide_folder(tmp_path: Path) -> Callable[..., Path]:
    """Return ``slide_folder(count=6, name="slide")``, which writes a folder of different generated cell images."""

    def make(count: int = 6, name: str = "slide", side: int = 96) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            write_cell_image(folder / f"cell_{number:04d}.png", seed=number, side=side)
        return folder

    return make


def write_cell_image(path: Path, seed: int, side: int = 96) -> None:
    """Write a pink image with a violet disc; ``seed`` determines its position, size and noise."""
    import numpy as np
    from PIL import Image

    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:side, 0:side]
    middle = side / 2 + random.uniform(-side / 8, side / 8, 2)
    radius = random.uniform(side / 6, side / 3)
    inside = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 < radius**2
    colours = np.where(inside[:, :, None], (105, 60, 150), (235, 205, 215)) + random.integers(-12, 13, (side, side, 3))
    Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8)).save(path)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model file with random weights and 64-pixel input. Its threshold is 0, so no prediction is unidentified.

    For tests under integration and e2e, because it needs torch.
    """
    import torch

    from training.core.classes import WBC8
    from training.core.model_file import ModelCard, save_model
    from training.core.network import Architecture, WBCNet

    options = Architecture(hidden=(16,), width=8)
    with torch.random.fork_rng():
        torch.manual_seed(7)
        model = WBCNet(len(WBC8), options)
    card = ModelCard(
        name="tiny-random",
        architecture="resnet50-cbam",
        options=options.to_dict(),
        classes=tuple((c.code, c.name) for c in WBC8),
        input_size=64,
        channel_order="BGR",
        mean=(190.0, 170.0, 200.0),
        std=(40.0, 50.0, 40.0),
        threshold=0.0,
        trained_at="2026-01-01T00:00:00+00:00",
        program_version="tests",
    )
    path = tmp_path_factory.mktemp("models") / "tiny-random.safetensors"
    save_model(model, card, path)
    return path


@pytest.fixture
def child_environment() -> dict[str, str]:
    """The environment for a child process that imports the source tree."""
    searched = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": searched, "PYTHONFAULTHANDLER": "1", "PYTHONUTF8": "1"}


def pytest_report_header() -> str:
    """Return a header line with the interpreter and the folder of shared data."""
    return f"python: {sys.executable}, shared data: {os.environ.get('WBC_SHARED_DATA', '../shared/data')}"


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Make the output of tests encodable as UTF-8, because file names in it may not be."""
    return _sendable((yield))


def _sendable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_sendable(key): _sendable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_sendable, value))
    return value
