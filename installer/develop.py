"""Set up the project in .venv and run it, its tests and its checks on Linux, macOS and Windows.

`make` only calls this file. Without make:  python installer/develop.py run
It needs only Python, and also starts with older versions, so that it can name the required version.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import qt_libraries
import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "wbc-set-up.json"
DEMO = ROOT / "demo"
OLDEST = (3, 11)
INTERRUPTED = 130
ROOM_GIB, ROOM_WITH_TORCH_GIB = 2, 10
"""Disk space for a first set-up. torch with its CUDA libraries unpacks to 6 GiB, and pip needs room to unpack it."""


class SetUpError(Exception):
    """An error that a person must fix; the text says how."""


def say(text: str) -> None:
    """Print a line at once, so that it comes in order with the output of started programs."""
    print(text, flush=True)


def tool(name: str) -> Path:
    """Return the path of a program of the virtual environment."""
    return VENV / ("Scripts" if os.name == "nt" else "bin") / (name + (".exe" if os.name == "nt" else ""))


def call(*command: object, env: dict[str, str] | None = None) -> int:
    """Run a program in the project's folder with visible output; return its exit status."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode


def newer_python() -> str | None:
    """Return the path of another Python on this machine that is new enough, or None."""
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
            return found
    return None


def wanted_stamp(extras: Sequence[str]) -> dict[str, object]:
    """Return the stamp of an up-to-date environment with these extras."""
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return {"pyproject": project, "extras": list(extras), "root": str(ROOT)}


def read_stamp() -> dict[str, object]:
    """Return the stamp of the last finished set-up of .venv; empty if there is none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and isinstance(stamp.get("extras"), list) else {}


def make_environment() -> None:
    """Create a virtual environment with pip, unless there is a complete one. Raises SetUpError."""
    if tool("python").exists() and call(tool("python"), "-c", "import pip") == 0:
        return
    say(f"Making the virtual environment {VENV.name} with Python {sys.version.split()[0]} …")
    if call(sys.executable, "-m", "venv", "--clear", VENV) == 0:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    raise SetUpError(
        f"Python could not make a virtual environment: on Debian or Ubuntu run `sudo apt-get install {package}`."
    )


def set_up(extras: Sequence[str]) -> None:
    """Install the project and its dependencies into .venv, unless they are up to date. Raises SetUpError."""
    stamp = read_stamp()
    had = cast("list[str]", stamp.get("extras", []))
    extras = sorted({*had, *extras})  # keep the extras that were installed before
    if stamp == wanted_stamp(extras) and tool("python").exists():
        return
    make_environment()
    free, with_torch = shutil.disk_usage(ROOT).free / 2**30, not {"dev", "training"}.isdisjoint(extras)
    room = ROOM_WITH_TORCH_GIB if with_torch else ROOM_GIB
    if free < room:
        say(f"Only {free:.0f} GiB are free on this disk; a first set-up takes up to {room} GiB. Trying anyway.")
    size = "some gigabytes the first time, mostly torch" if with_torch else "about a gigabyte the first time"
    say(f"Installing the dependencies ({size}) …")
    target = f".[{','.join(extras)}]" if extras else "."
    if call(tool("python"), "-m", "pip", "install", "--disable-pip-version-check", "-e", target) != 0:
        raise SetUpError(
            "The packages could not be installed: see the message of pip above. The next set-up continues from there."
        )
    STAMP.write_text(json.dumps(wanted_stamp(extras)), encoding="utf-8")


def has_display() -> bool:
    """Return whether this machine can show a window."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return False
    if platform.system() in ("Windows", "Darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run() -> int:
    """Draw a demo slide and open the window on it; without a display classify it and write its report.

    Return the exit status of the last program.
    """
    set_up([])
    screen = has_display()
    qt_libraries.name_missing(screen)
    program, slide = tool("wbc-desktop"), DEMO / "slide"
    environment = {**os.environ, "WBC_DATA_DIR": str(DEMO / "data")}  # keeps the demo out of the person's own data
    say(f"The demo slide is {slide}")
    status = call(program, "demo", slide, env=environment)  # draws only missing files
    if status != 0:
        return status
    if screen:
        say("Opening the window on it. Its data is stored in demo/data, separate from your own slides.")
        status = call(program, slide, env=environment)
        if status in (0, INTERRUPTED):
            return status
    say("No window can be shown here, so the demo slide is classified without one.")
    report, table = DEMO / "report.pdf", DEMO / "cells.csv"
    status = call(program, "classify", slide, "--csv", table, "--pdf", report, env=environment)
    if status == 0:
        say(f"The report is {report}\nThe table  is {table}")
    return status


def train(arguments: Sequence[str]) -> int:
    """Install what training and GPUs need, and run wbc-train; without arguments show its commands."""
    set_up(["training"])
    return call(tool("wbc-train"), *(arguments or ["--help"]))


def test(arguments: Sequence[str]) -> int:
    """Set up with the developer tools and run the tests offscreen; ``arguments`` go to pytest.

    There are as many processes as cores, and each file runs in one of them; ``-n 0`` uses one process, for a debugger.
    """
    set_up(["dev"])
    qt_libraries.name_missing(screen=False)
    # The order of pyproject.toml has long files first, so that no process waits at the end for one of them.
    several = ["--numprocesses=logical", "--maxprocesses=8", "--dist=loadfile", "--no-loadscope-reorder"]
    environment = {
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",  # more threads per process would only wait for each other
        "PYTHONPYCACHEPREFIX": str(VENV / "bytecode"),  # compiling the tests takes as long as many of them
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return call(tool("python"), "-m", "pytest", *several, *arguments, env={**os.environ, **environment})


def quick(arguments: Sequence[str]) -> int:
    """Run the fast unit tests and the house rules; ``arguments`` go to pytest."""
    return test(["-m", "not slow", *QUICK, *arguments])


def bench(arguments: Sequence[str]) -> int:
    """Measure the budgets of the design; ``arguments`` go to the benchmark."""
    set_up(["dev"])
    qt_libraries.name_missing(screen=has_display())
    searched = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return call(tool("python"), "-m", "benchmarks", *arguments, env={**os.environ, "PYTHONPATH": searched})


QUICK = ("tests/test_house.py", "tests/unit")
CHECKS: dict[str, list[list[str]]] = {
    "lint": [["ruff", "check", "."], ["ruff", "format", "--check", "."]],
    "types": [["mypy"]],
    "imports": [["lint-imports"]],
}


def check(names: Sequence[str]) -> int:
    """Run all named checks, even if one fails; return 0 when all pass, else 1."""
    set_up(["dev"])
    worst = 0
    for name in names:
        for program, *arguments in CHECKS[name]:
            say(f"$ {' '.join([program, *arguments])}")
            worst = max(worst, abs(call(tool(program), *arguments)))
    return min(worst, 1)


WITH_ARGUMENTS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "train": (train, "install what training and GPUs need (some gigabytes) and run wbc-train; arguments go to it"),
    "test": (test, "run the tests offscreen; further arguments go to pytest"),
    "quick": (quick, "run the fast unit tests and the house rules; further arguments go to pytest"),
    "bench": (bench, "measure the budgets on this machine; --help lists the options"),
}


def main() -> int:
    """Run one job and return its exit status."""
    parser = argparse.ArgumentParser(description="Set up WBC Desktop in .venv and run it, its tests or its checks.")
    jobs = parser.add_subparsers(dest="job", required=True)
    jobs.add_parser("setup", help="install the program and its dependencies into .venv")
    jobs.add_parser("run", help="open the window on a demo slide; without a display write its report")
    jobs.add_parser("setup-system", help="install the missing system packages for Qt and the tests, with apt-get")
    for name, (_, about) in WITH_ARGUMENTS.items():
        jobs.add_parser(name, help=about, add_help=False)
    for name, commands in CHECKS.items():
        jobs.add_parser(name, help=" and ".join(" ".join(command) for command in commands))
    jobs.add_parser("check", help="lint, types and imports")
    asked, rest = parser.parse_known_args()
    if rest and asked.job not in WITH_ARGUMENTS:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    if sys.version_info < OLDEST:
        other = newer_python()
        if other is None:
            say(f"This needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
            return 2
        return call(other, *sys.argv)
    try:
        if asked.job == "setup":
            set_up([])
            return 0
        if asked.job == "setup-system":
            return system_packages.set_up_system()
        if asked.job == "run":
            return run()
        if asked.job in WITH_ARGUMENTS:
            return WITH_ARGUMENTS[asked.job][0](rest)
        return check(list(CHECKS) if asked.job == "check" else [asked.job])
    except SetUpError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
