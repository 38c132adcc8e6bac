"""The names of the devices that compute."""

from __future__ import annotations

from wbc_desktop.domain.language import mark, tr

DEVICES = (
    (mark("Automatic"), "auto"),
    ("CPU", "cpu"),
    (mark("CPU, 8-bit numbers (faster)"), "cpu:int8"),
    (mark("NVIDIA GPU"), "cuda"),
    (mark("Apple GPU"), "mps"),
)
"""The devices to choose from: what is shown, and the value of the setting."""


def device_text(device: str) -> str:
    """Return the name of a device (such as ``cuda:1``) for people."""
    if device.startswith("cuda"):
        which = device.partition(":")[2]
        return "GPU" if which in ("", "0") else f"GPU {which}"
    return {"cpu": "CPU", "cpu:int8": tr("CPU, 8 bits"), "mps": "GPU (Apple)"}.get(device, device)
