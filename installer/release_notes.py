"""Print the notes of a release: the section of CHANGELOG.md for the version of a tag.

python installer/release_notes.py v0.2.0            the tag must be that of the version in pyproject.toml
python installer/release_notes.py v0.2.0 --out FILE

Exit status 2, with one sentence, if tag, version and changelog do not agree.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_HEADING = re.compile(r"^## (\S+)(?: .*)?$", re.MULTILINE)


class ReleaseError(Exception):
    """Tag, version and changelog do not agree; the text says what to do."""


def project_version(root: Path = ROOT) -> str:
    """Return the version of the project, which is stated in pyproject.toml only."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def sections(changelog: str) -> dict[str, str]:
    """Return the text below each heading of a version, by the version. Raises ReleaseError if one occurs twice."""
    found: dict[str, str] = {}
    headings = list(_HEADING.finditer(changelog))
    for heading, following in itertools.zip_longest(headings, headings[1:]):
        if heading[1] in found:
            raise ReleaseError(f"CHANGELOG.md has two sections “{heading[1]}”: join them.")
        end = len(changelog) if following is None else following.start()
        found[heading[1]] = changelog[heading.end() : end].strip()
    return found


def release_notes(tag: str, version: str, changelog: str) -> str:
    """Return the notes for a tag. Raises ReleaseError."""
    if tag != f"v{version}":
        raise ReleaseError(f"The tag is {tag}, but pyproject.toml has version {version}: name the tag v{version}.")
    found = sections(changelog)
    if found.get("Unreleased"):
        raise ReleaseError(f"CHANGELOG.md has entries under “Unreleased”: move them to the section “{version}”.")
    if not found.get(version):
        raise ReleaseError(f"CHANGELOG.md has no section “{version}”, or it is empty: write what changed.")
    return found[version] + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print or write the notes, and return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("tag", metavar="TAG", help="the tag of the release, such as v0.2.0")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write to FILE instead of stdout")
    asked = parser.parse_args(arguments)
    try:
        notes = release_notes(asked.tag, project_version(), (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.out is None:
        print(notes, end="")
    else:
        asked.out.write_text(notes, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
