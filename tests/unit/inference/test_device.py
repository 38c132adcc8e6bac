"""The choice of the device without torch: the CPU, invalid names, and the cores of a container."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.errors import DeviceError
from wbc_desktop.inference import device
from wbc_desktop.inference.device import choose_device, usable_cores


@pytest.mark.parametrize("asked", ["cpu", "CPU", " cpu "])
def test_the_cpu_is_always_there(asked: str) -> None:
    assert choose_device(asked).device == "cpu"


@pytest.mark.parametrize("asked", ["gpu", "", "cuda:", "cuda:x", "cuda:-1", "tpu", "cpu:0"])
def test_unknown_device_is_refused_with_the_valid_ones(asked: str) -> None:
    with pytest.raises(DeviceError, match="choose auto, cpu, cpu:int8, cuda"):
        choose_device(asked)


def test_there_is_at_least_one_core_and_no_more_than_the_machine_has() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)


@pytest.mark.slow
@given(quota=st.integers(1, 10**7), period=st.sampled_from([1000, 100_000]))
def test_a_container_s_quota_is_rounded_up(tmp_path_factory: pytest.TempPathFactory, quota: int, period: int) -> None:
    root = tmp_path_factory.mktemp("cgroup")
    (root / "cpu.max").write_text(f"{quota} {period}\n")
    cores = device._quota(root)
    assert cores is not None
    assert cores - 1 < quota / period <= cores


def test_no_quota_no_limit(tmp_path: Path) -> None:
    assert device._quota(tmp_path) is None
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert device._quota(tmp_path) is None
    (tmp_path / "cpu.max").write_text("nonsense\n")
    assert device._quota(tmp_path) is None


def test_the_older_control_groups_are_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("-1\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert device._quota(tmp_path) is None
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("50000\n")
    assert device._quota(tmp_path) == 1
    monkeypatch.setattr(device, "_CGROUP", tmp_path)
    assert usable_cores() == 1
