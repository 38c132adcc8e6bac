"""Settings are saved and loaded, and a damaged file is replaced by defaults."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings, os_user

some_settings = st.builds(
    Settings,
    reviewer=st.text(),
    laboratory=st.text(),
    address=st.text(),
    device=st.sampled_from(["auto", "cpu", "cuda:1"]),
    auto_advance=st.booleans(),
    theme=st.sampled_from(["system", "light", "dark"]),
    heatmap_opacity=st.floats(0, 1),
    page_size=st.sampled_from(["A4", "Letter"]),
    heatmap_on=st.booleans(),
    language=st.sampled_from(["system", "en", "id"]),
)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(saved=some_settings)
def test_saved_settings_are_loaded(data_dir: DataDir, saved: Settings) -> None:
    saved.save(data_dir)
    assert Settings.load(data_dir) == saved


def test_without_a_file_the_reviewer_is_who_is_logged_in(data_dir: DataDir) -> None:
    assert Settings.load(data_dir) == Settings()
    assert Settings().reviewer == os_user()
    assert not data_dir.settings_file.exists()


def test_unknown_system_account(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert Settings().reviewer == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b'"text"', b"null", b"[" * 100_000])
def test_a_damaged_file_is_set_aside(data_dir: DataDir, content: bytes) -> None:
    for number in (1, 2):
        data_dir.settings_file.write_bytes(content)
        assert Settings.load(data_dir) == Settings()
        assert (data_dir.root / f"settings-damaged-{number}.json").read_bytes() == content
        assert not data_dir.settings_file.exists()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    values=st.dictionaries(
        st.sampled_from([*Settings.__dataclass_fields__, "of a later version"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_invalid_values_are_replaced_by_defaults(data_dir: DataDir, values: dict[str, object]) -> None:
    data_dir.settings_file.write_text(json.dumps({"laboratory": "Lab", **values}))
    loaded = Settings.load(data_dir)
    assert loaded.laboratory == (
        values["laboratory"] if isinstance(values.get("laboratory"), str) else "" if "laboratory" in values else "Lab"
    )
    assert 0 <= loaded.heatmap_opacity <= 1
    assert loaded.theme in ("system", "light", "dark")
    assert loaded.page_size in ("A4", "Letter")
    assert isinstance(loaded.auto_advance, bool)
    loaded.save(data_dir)
    assert Settings.load(data_dir) == loaded


def test_failed_save_is_reported(unprivileged_folder: Path) -> None:
    data_dir = DataDir(unprivileged_folder)
    Settings(laboratory="old").save(data_dir)
    unprivileged_folder.chmod(0o555)
    with pytest.raises(StorageError, match=r"settings\.json"):
        Settings(laboratory="new").save(data_dir)
    assert Settings.load(data_dir).laboratory == "old"


def test_settings_that_cannot_be_read_are_the_defaults(unprivileged_folder: Path) -> None:
    data_dir = DataDir(unprivileged_folder)
    Settings(laboratory="old").save(data_dir)
    data_dir.settings_file.chmod(0)
    assert Settings.load(data_dir) == Settings()
    assert data_dir.settings_file.exists()
