"""After any changes of a folder's files and a scan, each file has the cell of its content.

The audit trail stays sound, too.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.services.folders import CODES, Bench, picture, put, shown_class
from wbc_desktop.inference.images import read_image
from wbc_desktop.services.trail import verify
from wbc_desktop.store.engine import open_database

Step = tuple[str, str, str | bytes]
NAMES = ("n1.bmp", "n2.bmp", "n3.bmp", "N1.bmp", "sub/n1.bmp", "backup.bmp")
names = st.sampled_from(NAMES)
contents = st.builds(picture, st.sampled_from(CODES), st.integers(0, 1))
steps = st.lists(
    st.tuples(st.sampled_from(["rename", "swap", "copy", "link", "delete", "scan"]), names, names)
    | st.tuples(st.just("write"), names, contents),
    max_size=12,
)


def apply(bench: Bench, step: Step) -> None:
    """Apply one change to the folder; none if its file does not exist."""
    act, name, other = step
    file = bench.folder / name
    if act == "scan":
        bench.scan()
    elif isinstance(other, bytes):
        put(file, other)
    elif not file.exists() or name == other:
        return
    elif act == "delete":
        file.unlink()
    elif act == "swap" and (bench.folder / other).exists():
        file.rename(bench.folder / "between")
        (bench.folder / other).rename(file)
        (bench.folder / "between").rename(bench.folder / other)
    elif act == "copy" and not (bench.folder / other).exists():
        shutil.copy2(file, bench.folder / other)
    elif act == "link" and not (bench.folder / other).exists():
        os.link(file, bench.folder / other)
    elif act == "rename":
        file.replace(bench.folder / other)


@pytest.mark.slow
@settings(max_examples=40)
@given(rounds=st.lists(steps, min_size=1, max_size=3))
def test_each_file_has_the_cell_of_its_content_after_a_scan(migrated: Path, rounds: list[list[Step]]) -> None:
    with TemporaryDirectory() as place:
        shutil.copy(migrated, place)
        db = open_database(f"sqlite:///{place}/wbc.sqlite3")
        bench = Bench(db, Path(place) / "slide")
        (bench.folder / "sub").mkdir()
        put(bench.folder / "stays.bmp", picture("NEU", shade=9))
        for one in rounds:
            for step in one:
                apply(bench, step)
            bench.classify()
            found = {name: bench.folder / name for name in (*NAMES, "stays.bmp") if (bench.folder / name).exists()}
            assert bench.stored() == {name: hashlib.sha256(f.read_bytes()).hexdigest() for name, f in found.items()}
            assert bench.classes() == {name: shown_class(read_image(file)) for name, file in found.items()}
        assert verify(db).sound
        db.close()
