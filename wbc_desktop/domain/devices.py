"""The names of the devices that compute."""

from __future__ import annotations

from wbc_desktop.domain.language import tr


def device_text(device: str) -> str:
    """Return the name of a device (such as ``cuda:1``) for people."""
    if device.startswith("cuda"):
        which = device.partition(":")[2]
        return "GPU" if which in ("", "0") else f"GPU {which}"
    return {"cpu": "CPU", "cpu:int8": tr("CPU, 8 bits"), "mps": "GPU (Apple)"}.get(device, device)
