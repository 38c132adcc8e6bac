"""Drafts are kept when the window closes, and are shown only to the person who typed them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.runtime.drafts import NO_ACCOUNT, Drafts, Spot
from wbc_desktop.runtime.paths import DataDir

HERE, THERE = Spot(1, 7, "a" * 64), Spot(1, 8, "b" * 64)


def test_saved_draft_is_shown_to_its_writer_only(data_dir: DataDir) -> None:
    drafts = Drafts(data_dir)
    drafts.set_text("Ada", HERE, "half a th")
    drafts.set_text("Bo", THERE, "naïve “cell” 细胞")
    drafts.save()
    again = Drafts(data_dir)
    assert again.text("Ada", HERE) == "half a th"
    assert again.text("Bo", HERE) == ""
    assert again.text("Bo", THERE) == "naïve “cell” 细胞"
    assert again.on_slide("Ada", 1) == [HERE]
    assert again.on_slide("Ada", 2) == []


def test_empty_text_deletes_a_draft(data_dir: DataDir) -> None:
    drafts = Drafts(data_dir)
    drafts.set_text("Ada", HERE, "half")
    drafts.save()
    drafts.set_text("Ada", HERE, " ")
    drafts.save()
    assert Drafts(data_dir).text("Ada", HERE) == ""


def test_draft_without_account_is_shown_to_everybody(data_dir: DataDir) -> None:
    drafts = Drafts(data_dir)
    drafts.set_text(NO_ACCOUNT, HERE, "half a th")
    assert drafts.text("Ada", HERE) == "half a th"
    drafts.set_text("Ada", HERE, "half a thought")
    assert drafts.text("Bo", HERE) == ""
    assert drafts.text("Ada", HERE) == "half a thought"


def test_cell_with_same_id_but_other_content_has_no_draft(data_dir: DataDir) -> None:
    drafts = Drafts(data_dir)
    drafts.set_text("Ada", HERE, "half a th")
    assert drafts.text("Ada", Spot(1, 7, "c" * 64)) == ""


@pytest.mark.parametrize("content", [b"{", b'[{"cell": 1}]', b"\xff\xfe", b'{"a": 1}', b"3"])
def test_damaged_file_is_renamed(data_dir: DataDir, content: bytes) -> None:
    data_dir.drafts_file.write_bytes(content)
    drafts = Drafts(data_dir)
    drafts.set_text("Ada", HERE, "half a th")
    drafts.save()
    assert (data_dir.root / "drafts-damaged-1.json").read_bytes() == content
    assert Drafts(data_dir).text("Ada", HERE) == "half a th"


def test_failed_save_is_raised_and_can_be_repeated(unprivileged_folder: Path) -> None:
    data_dir = DataDir(unprivileged_folder)
    drafts = Drafts(data_dir)
    drafts.set_text("Ada", HERE, "half a th")
    unprivileged_folder.chmod(0o500)
    with pytest.raises(StorageError):
        drafts.save()
    unprivileged_folder.chmod(0o700)
    drafts.save()
    assert Drafts(data_dir).text("Ada", HERE) == "half a th"
