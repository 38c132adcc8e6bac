"""The child process of ``qt_check``: load the libraries that it names, and Qt, and print what failed as JSON."""

from __future__ import annotations

import ctypes
import importlib
import json
import sys


def main() -> None:
    """Try the libraries of the first argument, a JSON list, and Qt's widgets."""
    missing = []
    for name in json.loads(sys.argv[1]):
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    error = ""
    try:
        importlib.import_module("PySide6.QtWidgets")  # by name, because the services must not need Qt
    except BaseException as failure:
        error = f"{type(failure).__name__}: {failure}"
    print(json.dumps({"missing": missing, "error": error}))


if __name__ == "__main__":
    main()
