"""Devices have names that a person understands."""

from __future__ import annotations

import pytest

from wbc_desktop.domain.devices import device_text


@pytest.mark.parametrize(
    ("device", "text"),
    [
        ("cpu", "CPU"),
        ("cpu:int8", "CPU, 8 bits"),
        ("cuda", "GPU"),
        ("cuda:1", "GPU 1"),
        ("mps", "GPU (Apple)"),
        ("xpu", "xpu"),
    ],
)
def test_devices(device: str, text: str) -> None:
    assert device_text(device) == text
