"""torch and Qt take seconds to import: inference and its services must not import them."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_importing_inference_and_its_services_imports_no_torch_and_no_qt(child_environment: dict[str, str]) -> None:
    code = (
        "import sys\n"
        "import wbc_desktop.inference.engine, wbc_desktop.inference.cards, wbc_desktop.inference.images\n"
        "import wbc_desktop.services.scan, wbc_desktop.services.slides\n"
        "import wbc_desktop.services.classify, wbc_desktop.services.models\n"
        "print(sorted({'torch', 'torchvision', 'PySide6', 'matplotlib', 'scipy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=child_environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
