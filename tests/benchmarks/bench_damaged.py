"""Tries damaged files of every format that is read; each must give a picture, or a reason of ours, and nothing else.

    python tests/benchmarks/bench_damaged.py [--files 1000] [--only NAME ...] [--json FILE]

Each format runs in a program of its own, which reads its files as a scan and a classification do: ordinary ones itself,
the others in helper processes; TIFF files also from disk, in parts. Prints for each format how many files gave a
picture and how many a reason, seconds by the clock of the slowest file, processor time in all, and the highest memory
of the program and of a helper in MB. The result is 1 when a file had an error without a reason or took more than 10 s,
when a program crashed or used more than 1 GB (a helper 7), or when anything was printed to the standard error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import psutil  # noqa: E402 - all of them are found from the line above

from benchmarks.damaged import contents, damaged, files, outcome_of  # noqa: E402
from training.core.reading import isolated  # noqa: E402

MOST_SECONDS, MOST_PROGRAM_MB, MOST_HELPER_MB = 10.0, 1000, 7000


def tried(name: str, count: int) -> dict[str, Any]:
    """Read ``count`` damaged copies of one file in this process, and return the figures."""
    every = files()
    told: dict[str, Any] = {"picture": 0, "reason": 0, "wrong": [], "slowest_s": 0.0}
    helper = program = 0
    with tempfile.TemporaryDirectory(prefix="wbc-damaged-") as folder:
        sound = [outcome_of(content) for content in contents(every[name], Path(folder) / "sound.tif")]
        if set(sound) != {"picture"}:
            told["wrong"].append(f"the sound file: {sound}")
        for number in range(count):
            for content in contents(damaged(every, name, number), Path(folder) / "damaged.tif"):
                began = time.perf_counter()
                try:
                    outcome = outcome_of(content)
                except Exception as error:
                    outcome = f"{type(error).__name__}: {error}"
                took = time.perf_counter() - began
                told["slowest_s"] = max(told["slowest_s"], round(took, 2))
                if took > MOST_SECONDS:
                    told["wrong"].append(f"file {number}: {took:.1f} s")
                if outcome in ("picture", "reason"):
                    told[outcome] += 1
                else:
                    told["wrong"].append(f"file {number}: {outcome}")
                helper = max([helper, *map(_most_memory, psutil.Process().children())])
        program = _most_memory(psutil.Process())
    isolated._end_all()
    if sys.platform != "win32":
        import resource

        ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of helpers that were killed, too
        helper = max(helper, ended * (1 if sys.platform == "darwin" else 1024))
    told["memory_mb"] = {"program": program // 10**6, "helper": helper // 10**6}
    return told


def _most_memory(process: psutil.Process) -> int:
    """Return the highest memory of a process so far in bytes; where the system does not keep it, the present one."""
    try:
        if sys.platform == "linux":
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            return 1024 * int(status.partition("VmHWM:")[2].split()[0])
        memory = process.memory_info()
        return int(getattr(memory, "peak_wset", memory.rss))
    except (psutil.Error, OSError, IndexError):  # it ended
        return 0


def judged(name: str, count: int) -> dict[str, Any]:
    """Run :func:`tried` in a program of its own, and return its figures with what it did to that program."""
    own = psutil.Process()
    before = own.cpu_times()
    command = [sys.executable, __file__, "--files", str(count), "--child", name]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    after = own.cpu_times()
    try:
        told = json.loads(ended.stdout)
    except ValueError:
        told = {"wrong": [f"the program ended with {ended.returncode}"], "memory_mb": {"program": 0, "helper": 0}}
    if ended.stderr:
        told["wrong"].append(f"printed to the standard error: {ended.stderr[:500]}")
    if told["memory_mb"]["program"] > MOST_PROGRAM_MB or told["memory_mb"]["helper"] > MOST_HELPER_MB:
        told["wrong"].append(f"memory: {told['memory_mb']} MB")
    children = after.children_user - before.children_user + after.children_system - before.children_system
    told["processor_s"] = round(children, 1)  # 0 on Windows, which does not tell
    return told


def main() -> int:
    """Try, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000, metavar="N", help="damaged files of each format (1000)")
    parser.add_argument("--only", action="append", metavar="NAME", choices=sorted(files()))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(tried(asked.child, asked.files)))
        return 0
    told = {}
    for name in asked.only or files():
        told[name] = judged(name, asked.files)
        print(name, json.dumps(told[name]), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=2), encoding="utf-8")
    return int(any(one["wrong"] for one in told.values()))


if __name__ == "__main__":
    sys.exit(main())
