"""Set up the project in .venv and run it, its tests and its checks: the same on Linux, macOS and Windows.

`make` only calls this file; where there is no make:  python installer/develop.py run
It needs nothing but Python itself, and starts under older versions too, to be able to say which one is needed.
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

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "wbc-set-up.json"
DEMO = ROOT / "demo"
OLDEST = (3, 11)
INTERRUPTED = 130
ROOM_GIB = 10  # torch with its CUDA libraries unpacks to 6 GiB, and pip needs room to unpack it


class SetUpError(Exception):
    """Something that a person has to put right; the text says what."""


def say(text: str) -> None:
    """A line for the person, in order with what the programs that we start print."""
    print(text, flush=True)


def tool(name: str) -> Path:
    """A program of the virtual environment."""
    return VENV / ("Scripts" if os.name == "nt" else "bin") / (name + (".exe" if os.name == "nt" else ""))


def call(*command: object, env: dict[str, str] | None = None) -> int:
    """Run a program in the project's folder, its output passed through; its exit status."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode


def newer_python() -> str | None:
    """Another Python on this machine that is new enough."""
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
            return found
    return None


def wanted_stamp(extras: Sequence[str]) -> dict[str, object]:
    """What the environment must have been made from to be used as it is."""
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return {"pyproject": project, "extras": list(extras), "root": str(ROOT)}


def read_stamp() -> dict[str, object]:
    """What .venv was last made from; empty when it was never finished."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and isinstance(stamp.get("extras"), list) else {}


def make_environment() -> None:
    """A virtual environment with pip in it; one that was left half made is made anew."""
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
    """Install the project and what it depends on into .venv, unless that was done already. Raises SetUpError."""
    stamp = read_stamp()
    had = cast("list[str]", stamp.get("extras", []))
    extras = sorted({*had, *extras})  # what a developer once installed stays
    if stamp == wanted_stamp(extras) and tool("python").exists():
        return
    make_environment()
    free = shutil.disk_usage(ROOT).free / 2**30
    if free < ROOM_GIB:
        say(f"Only {free:.0f} GiB are free on this disk; a first set-up takes up to {ROOM_GIB}. Trying all the same.")
    say("Installing what the program depends on (the first time some gigabytes, mostly torch) …")
    target = f".[{','.join(extras)}]" if extras else "."
    if call(tool("python"), "-m", "pip", "install", "--disable-pip-version-check", "-e", target) != 0:
        raise SetUpError(
            "The packages could not be installed; pip says why above. Set-up goes on from there next time."
        )
    STAMP.write_text(json.dumps(wanted_stamp(extras)), encoding="utf-8")


def has_display() -> bool:
    """Whether a window could be seen here."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return False
    if platform.system() in ("Windows", "Darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run() -> int:
    """Draw a demo slide and open the window on it; without a display classify it and write the report instead."""
    set_up([])
    screen = has_display()
    qt_libraries.name_missing(screen)
    program, slide = tool("wbc-desktop"), DEMO / "slide"
    apart = {**os.environ, "WBC_DATA_DIR": str(DEMO / "data")}  # trying it leaves nothing among a person's own slides
    say(f"The demo slide is {slide}")
    status = call(program, "demo", slide, env=apart)  # draws only what is not there yet
    if status != 0:
        return status
    if screen:
        say("Opening the window on it. What you do in it is kept in demo/data, apart from your own slides.")
        status = call(program, slide, env=apart)
        if status in (0, INTERRUPTED):
            return status
    say("No window can be shown here, so the demo slide is classified without one.")
    report, table = DEMO / "report.pdf", DEMO / "cells.csv"
    status = call(program, "classify", slide, "--csv", table, "--pdf", report, env=apart)
    if status == 0:
        say(f"The report is {report}\nThe table  is {table}")
    return status


def test(arguments: Sequence[str]) -> int:
    """Set up with the tools of a developer and run the tests offscreen; ``arguments`` go to pytest.

    There are as many processes as cores, and each file runs in one of them; ``-n 0`` runs all in one, for a debugger.
    """
    set_up(["dev"])
    qt_libraries.name_missing(screen=False)
    several = ["--numprocesses=logical", "--maxprocesses=8", "--dist=loadfile"]
    apart = {
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",  # more threads of numerical libraries would only wait for one another
        "PYTHONPYCACHEPREFIX": str(VENV / "bytecode"),  # to compile the tests takes as long as many of them
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return call(tool("python"), "-m", "pytest", *several, *arguments, env={**os.environ, **apart})


def quick(arguments: Sequence[str]) -> int:
    """Run the unit tests and the house rules without the slow ones; ``arguments`` go to pytest."""
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
    """Run the named checks, all of them even if one fails; 0 when each passed."""
    set_up(["dev"])
    worst = 0
    for name in names:
        for program, *arguments in CHECKS[name]:
            say(f"$ {' '.join([program, *arguments])}")
            worst = max(worst, abs(call(tool(program), *arguments)))
    return min(worst, 1)


WITH_ARGUMENTS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "test": (test, "run the tests offscreen; what follows goes to pytest"),
    "quick": (quick, "run the quick unit tests and the house rules; what follows goes to pytest"),
    "bench": (bench, "measure the budgets on this machine; --help says how much"),
}


def main() -> int:
    """Do one job; the exit status is that of what was run."""
    parser = argparse.ArgumentParser(description="Set up WBC Desktop in .venv and run it, its tests or its checks.")
    jobs = parser.add_subparsers(dest="job", required=True)
    jobs.add_parser("setup", help="install into .venv what running takes")
    jobs.add_parser("run", help="open the window on a demo slide; without a display write its report")
    jobs.add_parser("setup-system", help="install the system packages that Qt lacks, with apt-get")
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
            return qt_libraries.set_up_system()
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
