"""A session with errors and faults, in real processes: work is kept, one dialog tells it, no log names a patient."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e.care_program import NAME

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.store import comments
from wbc_desktop.store.engine import open_database

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="faults are sent as signals")]

COUNT = 4
PATIENCE_S = 240.0
PROGRAM = Path(__file__).with_name("care_program.py")
TELLING = ("Siti", "siti", "Rahayu", "rahayu", "fever", "elsewhere", "nowhere", "has a dr", "1971-03-04")


class Bench:
    """A data directory, a slide of a patient, and the program on them."""

    def __init__(self, data_dir: Path, folder: Path, model: Path, environment: dict[str, str]) -> None:
        self.data_dir, self.folder, self.model = DataDir(data_dir), folder, model
        self._environment = {**environment, "WBC_DATA_DIR": str(data_dir), "QT_QPA_PLATFORM": "offscreen"}
        self.printed: list[str] = []
        self._started: list[subprocess.Popen[str]] = []

    def start(self, mode: str) -> subprocess.Popen[str]:
        folder = str(self.folder) if mode == "work" else ""
        command = [sys.executable, str(PROGRAM), mode, folder, str(self.model), str(COUNT)]
        process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._started.append(process)
        return process

    def stop(self) -> None:
        """End what a failed test has left."""
        for process in self._started:
            process.kill()
            process.communicate()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "wbc_desktop", *words]
        return subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )

    def look(self) -> dict[str, object]:
        """Start the window, and return what it shows."""
        process = self.start("look")
        out, err = process.communicate(timeout=PATIENCE_S)
        self.printed.append(err)
        assert process.returncode == 0, err
        return dict(json.loads(out))

    def log(self) -> str:
        file = self.data_dir.logs / "wbc-desktop.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def wait_for(self, holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not holds():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)


@pytest.fixture
def bench(
    tmp_path: Path,
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    data_dir_path: Path,
    child_environment: dict[str, str],
) -> Iterator[Bench]:
    folder = slide_folder(COUNT, f"{NAME} 1971-03-04")
    for file in sorted(folder.iterdir()):
        file.rename(file.with_name(f"siti {file.name}"))
    (folder / "siti broken.png").write_bytes(b"\x89PNG no picture of Siti")
    made = Bench(data_dir_path, folder, tiny_model, child_environment)
    yield made
    made.stop()


def test_a_session_with_errors_keeps_the_work_and_names_no_patient(bench: Bench) -> None:
    # An error in a slot, in a thread and in tasks: one dialog, and the program starts again when asked to.
    process = bench.start("work")
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    assert told["report"].count("event: unexpected error") == 2
    bench.wait_for(lambda: bench.log().count("window of version") == 2, process)
    assert len(list(bench.data_dir.logs.glob("crash-*.txt"))) == 2

    # The new process has replaced the first one. A fault ends it.
    bench.wait_for((bench.data_dir.logs / "faults.log").exists, process)
    bench.wait_for(lambda: "no thumbnail of" in bench.log().rpartition("window of version")[2], process)
    os.kill(process.pid, signal.SIGABRT)
    _, err = process.communicate(timeout=PATIENCE_S)
    bench.printed.append(err)
    assert process.returncode == -signal.SIGABRT

    # The next start tells that once. Slide, decisions and drafts are there.
    after = bench.look()
    assert after["dialog"] == "WBC Desktop"
    assert "Fatal Python error: Aborted" in str(after["report"])
    assert "window of version" in str(after["report"])
    assert after["slide"] == told["slide"]
    assert after["drafts"] == [f"{NAME} has a dr"]
    again = bench.look()
    assert (again["dialog"], again["drafts"]) == (None, after["drafts"])
    db = open_database(bench.data_dir.database_url)
    try:
        with db.read() as s:
            stored = comments.current(s, int(told["slide"]))
            assert [one.text for of_cell in stored.values() for one in of_cell] == [f"{NAME} has fever"]
    finally:
        db.close()

    # A command that fails and one that warns. It may name files to the person who runs it.
    report = bench.command("report", str(bench.folder), "--pdf", str(bench.data_dir.root / "report.pdf"))
    assert report.returncode in (0, 1), report.stderr
    assert bench.command("classify", str(bench.folder / "nowhere")).returncode == 2

    # The files tell what failed, and name nobody.
    log = bench.log()
    for helps in ("Traceback", "LookupError", "FolderError at ", "ValueError", "care_program.py:", "ended by a fault"):
        assert helps in log, helps
    files = sorted(bench.data_dir.logs.iterdir())
    assert len(files) == 4
    texts = {file.name: file.name + file.read_text(encoding="utf-8") for file in files}
    texts["stderr"] = "\n".join(bench.printed)
    assert [(name, word) for name, text in texts.items() for word in TELLING if word in text] == []
