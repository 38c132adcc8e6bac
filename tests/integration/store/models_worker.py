"""Imports or promotes a model, and waits in the middle until the process is killed.

``models_worker.py FOLDER MOMENT``: the folder holds a database, the folder ``models`` and the file new.safetensors.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import model_files, registry
from wbc_desktop.store import models
from wbc_desktop.store.engine import open_database


def wait_to_be_killed() -> None:
    print("ready", flush=True)
    sys.stdin.read()


def stop_after(module: Any, name: str) -> None:
    """Replace a function: it works as before, then waits."""
    real: Callable[..., Any] = getattr(module, name)

    def replaced(*arguments: Any, **options: Any) -> Any:
        result = real(*arguments, **options)
        wait_to_be_killed()
        return result

    setattr(module, name, replaced)


MOMENTS = {
    "copied, not yet in its place": (model_files, "_copy"),
    "registered, not yet committed": (model_files, "registered"),
    "promoted, not yet committed": (models, "activate"),
}


def main(folder: Path, moment: str) -> None:
    db = open_database(f"sqlite:///{folder / 'wbc.sqlite3'}")
    module, name = MOMENTS[moment]
    stop_after(module, name)
    if module is models:
        registry.promote(db, folder / "models", "first", Identity("Ada"))
    else:
        model_files.import_model(db, folder / "models", folder / "new.safetensors", check=lambda path: None)


main(Path(sys.argv[1]), sys.argv[2])
