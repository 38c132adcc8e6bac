"""Choose the computing device, and count the cores that this process may use.

torch is imported only if this computer may have a GPU: that takes seconds.
"""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
import re
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wbc_desktop.domain.errors import DeviceError
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.torch_packages import install_advice
from wbc_desktop.runtime.nameless import Plain

log = logging.getLogger(__name__)

CPU, CPU_INT8 = "cpu", "cpu:int8"
"""The CPU, and the CPU with integers of 8 bits (:mod:`training.core.rounding`)."""
_CGROUP = Path("/sys/fs/cgroup")
_AMD = Path("/dev/kfd")
"""The device by which programs reach AMD's GPUs on Linux."""


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """A device (torch's name, such as ``cpu``, ``cuda:1`` and ``mps``, or ``cpu:int8``) and a sentence why this one."""

    device: str
    reason: str


def choose_device(asked: str = "auto") -> DeviceChoice:
    """Return the device to compute on. ``asked``: auto, cpu, cpu:int8, cuda, cuda:N or mps.

    Raises :class:`DeviceError` when the device asked for is unknown or not there; auto always finds one.
    """
    wanted = asked.strip().lower()
    if wanted == CPU:
        return DeviceChoice(CPU, tr("The CPU was asked for."))
    if wanted == CPU_INT8:
        return DeviceChoice(CPU_INT8, tr("The CPU with 8-bit numbers was asked for."))
    if wanted == "auto":
        return _best()
    if re.fullmatch(r"mps|cuda(:\d+)?", wanted) and (fault := torch_fault()):
        raise DeviceError(
            tr("A GPU needs torch, which cannot be used ({fault}): {advice}", fault=fault, advice=install_advice())
        )
    if wanted == "mps":
        if _has_mps():
            return DeviceChoice("mps", tr("The Apple GPU was asked for."))
        raise DeviceError(tr("This computer has no Apple GPU (mps) that can be used: choose “auto” or “cpu”."))
    if re.fullmatch(r"cuda(:\d+)?", wanted):
        return _cuda(wanted)
    raise DeviceError(
        tr("“{asked}” is no device: choose auto, cpu, cpu:int8, cuda, cuda:N (N counts from 0) or mps.", asked=asked)
    )


def torch_fault() -> str | None:
    """Return None if torch can be imported, else why not, as a part of a sentence. Takes seconds."""
    return import_fault("torch")


def import_fault(module: str) -> str | None:
    """Return None if this module can be imported, else why not, as a part of a sentence."""
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        return tr("it is not installed") if error.name == module else first_line(error)
    except Exception as error:  # a missing library of the system fails in many ways
        log.warning("%s cannot be imported", Plain(module), exc_info=True)
        return first_line(error)
    return None


def usable_cores() -> int:
    """Return the CPU cores that this process may use, by its affinity and a container's quota. At least 1."""
    getaffinity = getattr(os, "sched_getaffinity", None)
    cores = len(getaffinity(0)) if getaffinity is not None else os.cpu_count() or 1
    quota = _quota(_CGROUP)
    return max(1, min(cores, quota) if quota is not None else cores)


def may_have_gpu() -> bool:
    """Return False if this computer has no GPU for torch, without importing torch."""
    if "torch" in sys.modules or sys.platform == "darwin" or _AMD.exists():
        return True
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def _best() -> DeviceChoice:
    if not may_have_gpu():
        return DeviceChoice("cpu", tr("There is no GPU that can be used, so the CPU computes."))
    if fault := torch_fault():
        return DeviceChoice(
            "cpu", tr("A GPU needs torch, which cannot be used ({fault}), so the CPU computes.", fault=fault)
        )
    import torch

    count = _cuda_count()
    if count:
        name = torch.cuda.get_device_name(0)
        problem = _trial("cuda")
        if problem is None:
            return DeviceChoice("cuda", tr("There is a GPU: {name}.", name=name))
        return DeviceChoice(
            "cpu", tr("The GPU ({name}) cannot be used ({problem}), so the CPU computes.", name=name, problem=problem)
        )
    if _has_mps():
        return DeviceChoice("mps", tr("There is an Apple GPU."))
    return DeviceChoice("cpu", tr("There is no GPU that can be used, so the CPU computes."))


def _cuda(wanted: str) -> DeviceChoice:
    import torch

    count = _cuda_count()
    number = int(wanted.partition(":")[2] or 0)
    if count == 0:
        raise DeviceError(tr("This computer has no NVIDIA GPU (cuda) that can be used: choose “auto” or “cpu”."))
    if number >= count:
        there = "cuda:0" if count == 1 else tr("cuda:0 to cuda:{last}", last=count - 1)
        raise DeviceError(
            tr(
                "There is no GPU “{wanted}” on this computer, only {there}: choose one of these or “auto”.",
                wanted=wanted,
                there=there,
            )
        )
    problem = _trial(wanted)
    if problem is not None:
        raise DeviceError(
            tr("The GPU “{wanted}” cannot be used ({problem}): choose “auto” or “cpu”.", wanted=wanted, problem=problem)
        )
    return DeviceChoice(wanted, tr("The GPU {name} was asked for.", name=torch.cuda.get_device_name(number)))


def _cuda_count() -> int:
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the program reports an old driver itself
        return torch.cuda.device_count() if torch.cuda.is_available() else 0


def _has_mps() -> bool:
    import torch

    return torch.backends.mps.is_available()


def _trial(device: str) -> str | None:
    """Return None if the device can add, else why not. Only this detects a GPU that this torch does not support."""
    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return None if float((torch.ones(8, device=device) + 1).sum()) == 16 else tr("it gives wrong results")
    except torch.OutOfMemoryError:
        return None  # it works and is only full: the engine handles that
    except RuntimeError as error:
        log.warning("trial of %s failed", Plain(device), exc_info=True)
        return first_line(error)


def first_line(error: Exception) -> str:
    """Return the first line of an error's text without its full stop; its kind if it has none."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")


def _quota(root: Path) -> int | None:
    """Return the cores granted by the control group, rounded up; None without a limit."""
    for quota, period in _quota_files(root):
        try:
            limit, span = int(quota), int(period)
        except ValueError:  # "max": no limit
            continue
        if limit > 0 and span > 0:
            return max(1, -(-limit // span))
    return None


def _quota_files(root: Path) -> Iterable[tuple[str, str]]:
    try:
        quota, period = (root / "cpu.max").read_text("ascii").split()[:2]
        yield quota, period
    except (OSError, ValueError):
        pass
    try:
        old = root / "cpu"
        yield (old / "cpu.cfs_quota_us").read_text("ascii"), (old / "cpu.cfs_period_us").read_text("ascii")
    except (OSError, ValueError):
        pass
