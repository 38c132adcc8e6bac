"""Compare the start of a bundle with that of the source tree: time, and processor time, until the window is visible."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from clean_root import CheckError, host

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
MOST = 1.5
"""The bundle may take this many times the processor time of the source tree."""
DISPLAY = ":98"
_PATIENCE_S, _POLL_S = 60.0, 0.02


def compared(program: Path, python: Path | None = None) -> list[str]:
    """Return lines about the start of both. Raises CheckError if the bundle takes more than MOST times as long.

    They start in turn, because other programs may use the processor. The first round warms the disk's cache.
    """
    python = python or ROOT / "build" / "bundle" / program.parents[1].name / "venv" / "bin" / "python"
    commands = {"source tree": [str(python), "-m", "wbc_desktop"], "bundle": [str(program)]}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    server = subprocess.Popen(
        ["Xvfb", DISPLAY, "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"], stderr=subprocess.DEVNULL
    )
    try:
        wait_for_server(server)
        with tempfile.TemporaryDirectory() as data:
            for turn in range(ROUNDS + 1):
                for name, command in commands.items():
                    measured = start(command, Path(data) / name)
                    if turn:
                        found[name].append(measured)
    finally:
        server.terminate()
        server.wait()
    medians = {name: [statistics.median(part) for part in zip(*times, strict=True)] for name, times in found.items()}
    lines = [f"start: {wall:.2f} s, {cpu:.2f} s of processor time: {name}" for name, (wall, cpu) in medians.items()]
    ratio = medians["bundle"][1] / medians["source tree"][1]
    lines.append(f"start: the bundle takes {ratio:.2f} times the processor time of the source tree")
    if ratio > MOST:
        raise CheckError(f"{'; '.join(lines)}. At most {MOST} is allowed.")
    return lines


def wait_for_server(server: subprocess.Popen[bytes]) -> None:
    """Wait until the display can be used. Raises CheckError if its server has ended."""
    asked = ["xdotool", "getdisplaygeometry"]
    while subprocess.run(asked, env=on_display(), capture_output=True, check=False).returncode:
        if server.poll() is not None:
            raise CheckError(f"Xvfb does not start on the display {DISPLAY}.")
        time.sleep(0.5)


def on_display() -> dict[str, str]:
    """Return the environment of programs on the display."""
    return {**os.environ, "DISPLAY": DISPLAY}


def start(command: Sequence[str], data: Path) -> tuple[float, float]:
    """Start a program, wait until its window is visible, and end it; return time and processor time in seconds."""
    environment = {**on_display(), "PYTHONPATH": str(ROOT), "WBC_DATA_DIR": str(data)}
    environment.pop("QT_QPA_PLATFORM", None)
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() < began + _PATIENCE_S:
            if visible(process.pid, environment):
                return time.monotonic() - began, processor_time(process.pid)
            if process.poll() is not None:
                break
            time.sleep(_POLL_S)
        raise CheckError(f"{command[0]} shows no window.")
    finally:
        process.terminate()
        process.wait()


def visible(process: int, environment: dict[str, str]) -> bool:
    """Return whether a process has a visible window."""
    words = ["xdotool", "search", "--onlyvisible", "--pid", str(process), "--name", "WBC"]
    return subprocess.run(words, env=environment, capture_output=True, check=False).returncode == 0


def processor_time(process: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    host("xdotool", "--version")
    print(*compared(Path(sys.argv[1]).resolve()), sep="\n")
