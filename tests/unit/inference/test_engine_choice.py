"""Which engine runs the network, and why; torch is not imported to find that out."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wbc_desktop.domain.errors import DeviceError
from wbc_desktop.inference import device, engine_choice, torch_packages
from wbc_desktop.inference.device import choose_device, may_have_gpu
from wbc_desktop.inference.engine_choice import choose_engine
from wbc_desktop.inference.torch_packages import install_advice, missing_packages

Fault = Callable[[], str | None]


def absent() -> str | None:
    return "it is not installed"


def sound() -> str | None:
    return None


@pytest.mark.parametrize(
    ("onnx", "torch", "name", "words"),
    [
        (sound, absent, "onnxruntime", "needs no torch"),
        (sound, sound, "onnxruntime", "fastest engine on a CPU"),
        (absent, sound, "pytorch", "ONNX Runtime cannot be used (it is not installed)"),
    ],
)
def test_engine_of_a_cpu(monkeypatch: pytest.MonkeyPatch, onnx: Fault, torch: Fault, name: str, words: str) -> None:
    monkeypatch.setattr(engine_choice, "onnx_runtime_fault", onnx)
    monkeypatch.setattr(engine_choice, "torch_fault", torch)
    found = choose_engine("cpu")
    assert found.name == name
    assert words in found.reason


def test_without_any_engine_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_choice, "onnx_runtime_fault", absent)
    monkeypatch.setattr(engine_choice, "torch_fault", absent)
    with pytest.raises(DeviceError, match=r"ONNX Runtime, .* \(it is not installed\): install the program again\."):
        choose_engine("cpu")


@pytest.mark.parametrize("name", ["cuda", "cuda:1", "mps"])
def test_engine_of_a_gpu(name: str) -> None:
    assert choose_engine(name).name == "pytorch"


def test_onnx_runtime_is_installed_with_the_program() -> None:
    assert engine_choice.onnx_runtime_fault() is None


def test_computer_without_gpu_is_found_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "may_have_gpu", lambda: False)
    monkeypatch.setattr(device, "torch_fault", lambda: pytest.fail("torch is imported", pytrace=False))
    assert choose_device("auto").device == "cpu"


def test_gpu_without_torch_leaves_the_work_to_the_cpu_or_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "may_have_gpu", lambda: True)
    monkeypatch.setattr(device, "torch_fault", absent)
    found = choose_device("auto")
    assert (found.device, "needs torch" in found.reason) == ("cpu", True)
    for asked in ("cuda", "cuda:0", "mps"):
        with pytest.raises(DeviceError, match=r"needs torch, .* \(it is not installed\): install it with “.*pip"):
            choose_device(asked)


def test_driver_of_a_gpu_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def load(name: str) -> Any:
        asked.append(name)
        if len(asked) == 1:
            raise OSError("no such library")

    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(device, "_AMD", tmp_path / "kfd")
    monkeypatch.setattr(ctypes, "CDLL", load)
    assert [may_have_gpu(), may_have_gpu()] == [False, True]
    assert asked == ["libcuda.so.1"] * 2
    (tmp_path / "kfd").touch()
    assert may_have_gpu()
    assert len(asked) == 2


def test_missing_packages_are_named_with_the_command_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_packages, "find_spec", lambda name: None if name == "torchvision" else object())
    assert missing_packages() == ["torchvision"]
    assert f"{sys.executable} -m pip install torch torchvision" in install_advice()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert install_advice() == "install the full version of WBC Desktop."  # nothing can be added to a bundle
