"""The notes of a release: tag, version and changelog must agree."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "installer"))

import release_notes  # noqa: E402
from release_notes import ReleaseError  # noqa: E402

CHANGELOG = """# Changelog

Introduction.

## Unreleased

## 0.2.0 (2026-12-01)

- New.

### Heading

- More ## of it.

## 0.1.0

- First.
"""


def test_the_section_of_the_version_is_returned() -> None:
    assert release_notes.release_notes("v0.2.0", "0.2.0", CHANGELOG) == "- New.\n\n### Heading\n\n- More ## of it.\n"
    assert release_notes.release_notes("v0.1.0", "0.1.0", CHANGELOG) == "- First.\n"


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "sentence"),
    [
        ("v0.2.1", "0.2.0", CHANGELOG, "name the tag v0.2.0"),
        ("0.2.0", "0.2.0", CHANGELOG, "name the tag v0.2.0"),
        ("v0.3.0", "0.3.0", CHANGELOG, "no section “0.3.0”"),
        ("v0.2", "0.2", CHANGELOG, "no section “0.2”"),
        ("v0.2.0", "0.2.0", "## 0.2.0\n\n## 0.1.0\n- First.", "no section “0.2.0”, or it is empty"),
        ("v0.2.0", "0.2.0", CHANGELOG.replace("## Unreleased", "## Unreleased\n\n- Late."), "under “Unreleased”"),
        ("v0.2.0", "0.2.0", CHANGELOG + "\n## 0.2.0\n- Again.", "two sections “0.2.0”"),
        ("v0.2.0", "0.2.0", "", "no section"),
    ],
)
def test_disagreement_is_refused(tag: str, version: str, changelog: str, sentence: str) -> None:
    with pytest.raises(ReleaseError, match=sentence):
        release_notes.release_notes(tag, version, changelog)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
    monkeypatch.setattr(release_notes, "ROOT", tmp_path)
    monkeypatch.setattr(release_notes.project_version, "__defaults__", (tmp_path,))
    return tmp_path


def test_notes_are_printed_or_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release_notes.main(["v0.2.0"]) == 0
    out = capsys.readouterr().out
    assert release_notes.main(["v0.2.0", "--out", str(project / "notes.md")]) == 0
    assert (project / "notes.md").read_text(encoding="utf-8") == out
    assert out.startswith("- New.")


def test_a_refusal_is_one_sentence_with_status_2(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release_notes.main(["v9.0.0", "--out", str(project / "notes.md")]) == 2
    err = capsys.readouterr().err
    assert err == "The tag is v9.0.0, but pyproject.toml has version 0.2.0: name the tag v0.2.0.\n"
    assert not (project / "notes.md").exists()


def test_this_changelog_can_be_read(repository: Path) -> None:
    found = release_notes.sections((repository / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert {"Unreleased", release_notes.project_version()} <= set(found)
    assert found["0.1.0"].startswith("The first version")
