"""Backs up or restores until it is killed (``backup_worker.py backup|restore DATA_DIR FILE``); prints a line each."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.backup import back_up
from wbc_desktop.services.restore import prepare, replace
from wbc_desktop.store.engine import open_database


def main(what: str, root: str, file: str) -> None:
    data_dir = DataDir(Path(root))
    for number in count(1):
        if what == "backup":
            db = open_database(data_dir.database_url)
            back_up(db, data_dir, Path(file))
            db.close()
        else:
            replace(prepare(data_dir, data_dir.database_file, Path(file)))
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
