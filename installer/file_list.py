"""Write the SHA-256 of every file of a folder into a list in it, as sha256sum writes it.

python installer/file_list.py dist                        dist/SHA256SUMS, for a release: sha256sum --check SHA256SUMS
python installer/file_list.py FOLDER --name files.sha256  the list by which “wbc-desktop doctor” checks a bundle
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path


def file_list(folder: Path, name: str) -> str:
    """Return a line for each file of the folder except ``name``, sorted by path. Links are left out."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path != folder / name]
    lines = []
    for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def write_file_list(folder: Path, name: str) -> Path:
    """Write the list into the folder and return it. Raises OSError, and ValueError for a folder without files."""
    text = file_list(folder, name)
    if not text:
        raise ValueError(f"The folder {folder} has no files: build them first.")
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder / name


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list, print it, and return the exit status: 2, with one sentence, if it cannot be written."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--name", default="SHA256SUMS", help="the name of the list in the folder (SHA256SUMS)")
    asked = parser.parse_args(arguments)
    try:
        written = write_file_list(asked.folder, asked.name)
    except OSError as error:
        print(f"The list in {asked.folder} cannot be written ({error.strerror}).", file=sys.stderr)
        return 2
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(written.read_text(encoding="utf-8"), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
