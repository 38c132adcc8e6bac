"""Device, processes and precision of a run, by Lightning Fabric."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.precision import MixedPrecision, Precision

from training.recipes.options import OptionError


def fabric_on(device: str) -> Fabric:
    """Return Fabric for ``auto``, ``cpu``, ``cuda``, ``cuda:N`` or ``mps``; under torchrun for all processes (DDP).

    Raises :class:`OptionError` for a missing device.
    """
    kind, _, number = device.partition(":")
    if kind == "auto":
        kind = "cuda" if torch.cuda.is_available() else "cpu"
    spread: dict[str, Any] = {"devices": [int(number)] if number.isdigit() else 1}
    if "TORCHELASTIC_RUN_ID" in os.environ and int(os.environ.get("WORLD_SIZE", "1")) > 1:
        here = int(os.environ["LOCAL_WORLD_SIZE"])
        spread = {"devices": here, "num_nodes": int(os.environ["WORLD_SIZE"]) // here, "strategy": "ddp"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an unused GPU is intended
            fabric = Fabric(accelerator=kind, plugins=[_precision(kind)], **spread)
            fabric.launch()
    except (RuntimeError, ValueError) as error:
        raise OptionError(f"The device {device} cannot be used ({str(error).splitlines()[0]}).") from None
    except Exception as error:
        if type(error).__name__ != "MisconfigurationException":
            raise
        raise OptionError(f"The device {device} cannot be used ({str(error).splitlines()[0]}).") from None
    return fabric


def _precision(kind: str) -> Precision:
    """Return bfloat16 if the hardware supports it (measured on two cores: 42 instead of 23 images/s)."""
    if kind == "cuda":
        return MixedPrecision("bf16-mixed" if torch.cuda.is_bf16_supported() else "16-mixed", "cuda")
    fast = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    return MixedPrecision("bf16-mixed", "cpu") if kind == "cpu" and fast() else Precision()


@contextmanager
def deterministic(wanted: bool) -> Iterator[None]:
    """Use deterministic algorithms of torch within the context if ``wanted``, else the fastest ones."""
    memory: Any = torch.utils.deterministic
    before, filled = torch.are_deterministic_algorithms_enabled(), memory.fill_uninitialized_memory
    quick = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = not wanted
    memory.fill_uninitialized_memory = False
    if wanted:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(wanted, warn_only=True)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*deterministic.*")
            yield
    finally:
        torch.use_deterministic_algorithms(before, warn_only=True)
        memory.fill_uninitialized_memory = filled
        torch.backends.cudnn.benchmark = quick
