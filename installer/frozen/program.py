"""The program of a bundle: ``wbc-desktop``, or ``wbc-train`` if the file has that name.

With ``-m MODULE`` it runs one of its own modules, as Python does: child processes are started this way
(``training/core/bundle.py``).
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import MutableMapping
from pathlib import Path

MODULES = ("training", "training.core.reading.helper", "wbc_desktop.services.qt_trial")


def main() -> int:
    """Run the program, or a module of it, and return the exit status."""
    multiprocessing.freeze_support()  # runs the child process of a multiprocessing pool, and does not return then
    restore_library_path(os.environ)
    if len(sys.argv) > 2 and sys.argv[1] == "-m" and sys.argv[2] in MODULES:
        module = sys.argv[2]
        del sys.argv[1:3]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return 0
    if Path(sys.executable).stem == "wbc-train":
        from training.cli import main as train

        return train()
    from wbc_desktop.cli.main import main as desktop

    return desktop()


def restore_library_path(environment: MutableMapping[str, str]) -> None:
    """Undo what the bootloader did to the library path, so that other programs do not get this one's libraries.

    The bootloader keeps the value of before; the loader of this process has read its own value already.
    """
    for name in ("LD_LIBRARY_PATH", "LIBPATH", "DYLD_LIBRARY_PATH"):
        before = environment.pop(f"{name}_ORIG", None)
        if before is not None:
            environment[name] = before
        elif name == "LD_LIBRARY_PATH":
            environment.pop(name, None)


if __name__ == "__main__":
    sys.exit(main())
