"""The engine on a real cluster: workers that do not see what this computer sees cost no cell."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import astuple, replace
from pathlib import Path

import dask
import distributed  # noqa: F401 - brings the values that are changed here
import pytest
from cluster_processes import scheduler, worker

from training.core.model_card import file_sha256
from wbc_desktop.domain.errors import DeviceError
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.cluster import ClusterClient, Workers, connected
from wbc_desktop.inference.engine import CellInput, CellRefused, load_engine
from wbc_desktop.inference.spread import Spread
from wbc_desktop.inference.spread_worker import Task, trial, versions

pytestmark = pytest.mark.slow

FOLDER = Path("slide")
"""Relative, so that a worker sees these pictures only if it was started beside them."""
AddWorker = Callable[[Path], None]


def never() -> bool:
    return False


@pytest.fixture
def items(slide_folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[CellInput]:
    monkeypatch.chdir(tmp_path)
    names = [FOLDER / path.name for path in sorted(slide_folder(80).iterdir())]
    return [CellInput(number, PictureSource(name, file_sha256(name))) for number, name in enumerate(names)]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    root = Path(__file__).resolve().parents[3]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))}


@pytest.fixture
def cluster(tmp_path: Path, environment: dict[str, str]) -> Iterator[tuple[ClusterClient, AddWorker]]:
    """A client, and ``add_worker(folder)``, which starts a worker there."""
    with scheduler(tmp_path, environment) as address, ExitStack() as workers, connected(address) as client:
        yield client, lambda folder: workers.enter_context(worker(address, folder, environment)) and None


@contextmanager
def patient(seconds: int) -> Iterator[None]:
    """Wait so long for a worker."""
    with dask.config.set({"distributed.comm.timeouts.connect": f"{seconds}s"}):
        yield


def test_a_worker_without_the_folder_costs_no_cell(
    cluster: tuple[ClusterClient, AddWorker], items: list[CellInput], tiny_model: Path, tmp_path: Path
) -> None:
    client, add_worker = cluster
    add_worker(tmp_path / "elsewhere")
    spread = Spread(client, tiny_model, "cpu")
    with patient(10), pytest.raises(DeviceError) as error:
        list(spread.classify(items, never))
    assert "cannot use “slide/cell_0000.png”" in str(error.value)
    assert "which this computer can: there it went away before it could be read." in str(error.value)

    add_worker(tmp_path)
    items += [CellInput(99, PictureSource(FOLDER / "missing.png", "0" * 64))]
    spread = Spread(client, tiny_model, "cpu")
    results = [replace(one, pause=False) for one in spread.classify(items, never)]
    assert results == [replace(one, pause=False) for one in load_engine(tiny_model, "cpu").classify(items, never)]
    assert [one for one in results if isinstance(one, CellRefused)] == [
        CellRefused(99, "went away before it could be read", lasting=False)
    ]
    assert spread.notice is None or "cannot use “slide/cell_" in spread.notice


def test_a_worker_that_computes_otherwise_is_left_out(
    cluster: tuple[ClusterClient, AddWorker], tiny_model: Path, tmp_path: Path
) -> None:
    client, add_worker = cluster
    add_worker(tmp_path)
    task = Task(str(tiny_model), file_sha256(tiny_model), "cpu")
    wanted = versions(task, tiny_model)

    def reason(task: Task, wanted: dict[str, str]) -> str:
        workers = Workers(client, trial, (astuple(task), wanted))
        workers.start_waiting()
        while not workers.left_out and not workers.fit:
            workers.refresh()
            workers.wait([])
        return "".join(workers.left_out.values())

    assert reason(task, wanted) == ""
    assert "it has no “missing” with the same content" in reason(replace(task, model="missing", sha256="0"), wanted)
    assert "cannot compute: " in reason(replace(task, device="cuda:99"), wanted)
    assert reason(replace(task, device="cpu:int8"), wanted) == "cannot compute on cpu:int8, only on cpu"
    assert "another version of numpy (" in reason(task, {**wanted, "numpy": "0.1"})
    assert "another version of the file (none) than this computer (x)" in reason(task, {**wanted, "the file": "x"})


@pytest.mark.may_leak("a client of Dask that cannot connect leaves its thread")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates")
def test_other_computers_are_reached_with_certificates_only(tmp_path: Path, environment: dict[str, str]) -> None:
    for name in ("right", "wrong"):
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=cluster"]
        files = ["-keyout", tmp_path / f"{name}.key", "-out", tmp_path / f"{name}.cert"]
        subprocess.run([*command, *files], check=True, capture_output=True)

    def refusal(name: str) -> str:
        with pytest.raises(DeviceError) as error, certificates(tmp_path / name), connected(address):
            pass
        return str(error.value)

    files = [
        f"--tls-ca-file={tmp_path}/right.cert",
        f"--tls-cert={tmp_path}/right.cert",
        f"--tls-key={tmp_path}/right.key",
    ]
    with scheduler(tmp_path, environment, "--protocol", "tls", *files) as address, patient(3):
        assert address.startswith("tls://")
        with certificates(tmp_path / "right"), connected(address) as client:
            assert client.nthreads() == {}
        assert "check its address and certificates" in refusal("wrong")
        assert "The certificates of the cluster cannot be read (" in refusal("missing")
        with pytest.raises(DeviceError, match="needs certificates: name their files in Dask's"), connected(address):
            pass


def certificates(files: Path) -> AbstractContextManager[object]:
    """Use these files in this process."""
    values = {"ca-file": f"{files}.cert", "client.cert": f"{files}.cert", "client.key": f"{files}.key"}
    return dask.config.set({f"distributed.comm.tls.{name}": value for name, value in values.items()})
