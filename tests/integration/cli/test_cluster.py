"""``classify --cluster`` with a real scheduler and real workers, some of which are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from cluster_processes import scheduler, wait_for, worker
from foreign_model import make_foreign
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from wbc_desktop.inference.cluster import ClusterClient, connected
from wbc_desktop.store.engine import open_database
from wbc_desktop.store.tables import CellRow, MapsRow, PreclassificationRow

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to stop a process")]

STAIN = {"mean": [120.0, 140.0, 120.0], "deviation": [40.0, 10.0, 12.0]}
PATIENCE = "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT"
"""How long the program waits for the scheduler and for a worker; 30 seconds without it."""

Start = Callable[..., subprocess.Popen[str]]
AddWorker = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    root = Path(__file__).resolve().parents[3]
    searched = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": searched}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[str]:
    with scheduler(tmp_path_factory.mktemp("scheduler"), environment) as found:
        yield found


@pytest.fixture
def add_worker(address: str, tmp_path: Path, environment: dict[str, str]) -> Iterator[AddWorker]:
    """Return ``add_worker()``, which starts a worker that lasts as long as the test."""
    with ExitStack() as workers:
        numbers = iter(range(9))

        def add(**options: str) -> subprocess.Popen[bytes]:
            return workers.enter_context(worker(address, tmp_path / f"worker{next(numbers)}", environment, **options))

        yield add


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Return ``start(folder, model, url, …)``, which starts ``classify``."""
    with ExitStack() as processes:

        def classify(folder: Path, model: Path, url: str, *words: str, patience: int = 30) -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "wbc_desktop", "classify", str(folder), "--model", str(model), "--json"]
            command += ["--database", url, "--data-dir", str(folder.parent / "data"), "--device", "cpu", *words]
            process = subprocess.Popen(
                command,
                env={**environment, PATIENCE: f"{patience}s"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            processes.callback(process.wait)
            processes.callback(process.kill)
            return process

        yield classify


def ended(process: subprocess.Popen[str], status: int = 0) -> tuple[dict[str, Any], str]:
    """Wait for the end of a command; return its result, if it has one, and its messages."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == status, err
    return json.loads(out or "{}"), err


def stored(url: str) -> int:
    """Return the number of committed predictions; 0 if there is no table."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM preclassifications")).scalar_one())
    except SQLAlchemyError:
        return 0
    finally:
        engine.dispose()


def wait_until_stored(url: str, process: subprocess.Popen[str]) -> None:
    """Wait until the process has stored its first predictions."""
    wait_for(lambda: stored(url) > 0 or process.poll() is not None)
    assert process.poll() is None, process.communicate()


def computing(client: ClusterClient) -> list[int]:
    """Return the numbers of the workers that have cells to classify."""
    workers, tasks = client.scheduler_info()["workers"], client.processing()
    busy = [place for place, keys in tasks.items() if any("classify_cells" in str(key) for key in keys)]
    return [int(workers[place]["name"].removeprefix("worker")) for place in busy]


def predictions(url: str) -> list[dict[str, object]]:
    """Return all predictions with their maps, by picture, without what is only known to this database."""
    unlike = ("id", "cell_id", "model_id", "created_at", "preclassification_id")
    columns = [c for table in (PreclassificationRow, MapsRow) for c in table.__table__.c if c.name not in unlike]
    query = select(CellRow.sha256, *columns).select_from(PreclassificationRow)
    query = query.join(CellRow, CellRow.id == PreclassificationRow.cell_id)
    query = query.join(MapsRow, MapsRow.preclassification_id == PreclassificationRow.id)
    db = open_database(url)
    with db.read() as s:
        rows = [dict(row) for row in s.execute(query.order_by(CellRow.sha256, PreclassificationRow.id)).mappings()]
    db.close()
    return rows


@pytest.mark.both_databases
def test_a_killed_worker_costs_no_cell_and_stores_none_twice(
    url: str,
    tmp_path: Path,
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    address: str,
    start: Start,
    add_worker: AddWorker,
) -> None:
    total, here = 480, f"sqlite:///{tmp_path / 'here.sqlite3'}"
    folder = slide_folder(total)
    workers = [add_worker(), add_worker()]
    with connected(address) as client:
        process = start(folder, tiny_model, url, "--cluster", address)
        wait_until_stored(url, process)
        wait_for(lambda: bool(computing(client)))
        killed = workers[min(computing(client))]
        killed.send_signal(signal.SIGSTOP)  # so that it surely does not finish what it computes
    before = -1
    while before != (before := stored(url)):  # the other one computes until the order needs the stopped one
        time.sleep(1)
    assert 0 < before < total
    killed.kill()
    result, err = ended(process)
    assert (result["classified"], result["failed"], err) == (total, [], "")
    ended(start(folder, tiny_model, here))
    found = predictions(url)
    assert len(found) == total
    assert found == predictions(here)


def test_adapted_predictions_and_refusals_equal_those_of_this_computer(
    tmp_path: Path,
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    address: str,
    start: Start,
    add_worker: AddWorker,
) -> None:
    folder, model = slide_folder(40), tmp_path / "foreign.safetensors"
    picture = sorted(folder.iterdir())[7]
    picture.write_bytes(picture.read_bytes()[:-900])
    make_foreign(tiny_model, model, STAIN)
    there, here = (f"sqlite:///{tmp_path / name}.sqlite3" for name in ("there", "here"))
    add_worker()
    spread, _ = ended(start(folder, model, there, "--cluster", address), 1)
    local, _ = ended(start(folder, model, here), 1)
    assert spread["unlike"]["adapted"] == 39
    assert [failed["path"] for failed in spread["failed"]] == [picture.name]
    measured = {"seconds", "images_per_second"}
    assert {k: v for k, v in spread.items() if k not in measured} == {
        k: v for k, v in local.items() if k not in measured
    }
    assert len(predictions(there)) == 78
    assert predictions(there) == predictions(here)


def test_without_workers_finished_cells_are_kept_and_the_next_run_continues(
    tmp_path: Path,
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    address: str,
    start: Start,
    add_worker: AddWorker,
) -> None:
    total, url = 300, f"sqlite:///{tmp_path / 'wbc.sqlite3'}"
    folder = slide_folder(total)
    only = add_worker()
    process = start(folder, tiny_model, url, "--cluster", address, patience=10)
    wait_until_stored(url, process)
    only.kill()
    result, err = ended(process, 2)
    assert not result
    assert err == (
        "For 10 seconds no worker of the cluster could compute: start workers as the guide says, and classify again. "
        "Finished cells are saved.\n"
    )
    kept = stored(url)
    assert 0 < kept < total
    result, _ = ended(start(folder, tiny_model, url))
    assert (result["unchanged"], result["classified"], result["failed"]) == (kept, total - kept, [])


def test_without_the_scheduler_finished_cells_are_kept(
    tmp_path: Path,
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    environment: dict[str, str],
    start: Start,
) -> None:
    total, url = 300, f"sqlite:///{tmp_path / 'wbc.sqlite3'}"
    with ExitStack() as running:
        address = running.enter_context(scheduler(tmp_path, environment))
        running.enter_context(worker(address, tmp_path / "worker", environment))
        process = start(slide_folder(total), tiny_model, url, "--cluster", address, patience=10)
        wait_until_stored(url, process)
    _, err = ended(process, 2)
    assert (
        err == "The scheduler of the cluster is gone: start it again, and classify again. Finished cells are saved.\n"
    )
    assert 0 < stored(url) < total


def test_an_interrupt_keeps_finished_cells_and_leaves_the_workers_free(
    tmp_path: Path,
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    address: str,
    start: Start,
    add_worker: AddWorker,
) -> None:
    total, url = 300, f"sqlite:///{tmp_path / 'wbc.sqlite3'}"
    folder = slide_folder(total)
    add_worker()
    process = start(folder, tiny_model, url, "--cluster", address)
    wait_until_stored(url, process)
    process.send_signal(signal.SIGINT)
    _, err = ended(process, 130)
    assert "Interrupted; finished results are kept." in err
    assert "Traceback" not in err
    kept = stored(url)
    assert 0 < kept < total
    result, _ = ended(start(folder, tiny_model, url, "--cluster", address))
    assert (result["unchanged"], result["classified"]) == (kept, total - kept)


def test_a_worker_that_other_computers_reach_is_left_out(
    tmp_path: Path,
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    address: str,
    start: Start,
    add_worker: AddWorker,
) -> None:
    add_worker(host="0.0.0.0")
    folder = slide_folder(3)
    url = f"sqlite:///{tmp_path / 'wbc.sqlite3'}"
    _, err = ended(start(folder, tiny_model, url, "--cluster", address, patience=10), 2)
    assert "was left out: it can be reached from other computers without certificates: start it with TLS" in err


def test_a_missing_scheduler_is_told_before_the_work(
    tmp_path: Path, slide_folder: Callable[..., Path], tiny_model: Path, start: Start
) -> None:
    url = f"sqlite:///{tmp_path / 'wbc.sqlite3'}"
    _, err = ended(start(slide_folder(1), tiny_model, url, "--cluster", "127.0.0.1:1", patience=2), 2)
    assert err.startswith("The scheduler “tcp://127.0.0.1:1” did not answer within 2 seconds")
    assert err.count("\n") == 1
    assert not (tmp_path / "wbc.sqlite3").exists()


def test_dask_is_imported_for_a_cluster_only(
    tmp_path: Path, slide_folder: Callable[..., Path], tiny_model: Path, start: Start, environment: dict[str, str]
) -> None:
    environment = {**environment, "PYTHONPROFILEIMPORTTIME": "1"}
    words = ("classify", slide_folder(1), "--model", tiny_model, "--device", "cpu", "--data-dir", tmp_path / "data")
    done = subprocess.run(
        [sys.executable, "-m", "wbc_desktop", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "onnxruntime" in imported
    assert imported.isdisjoint({"dask", "distributed"})
