"""The products of a head are small: the BLAS of NumPy computes them in the calling thread."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from training.core.blas import use_one_blas_thread
threadpool_limits(limits=2, user_api="blas")
use_one_blas_thread()
print({one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"})
"""


def test_numpy_computes_in_one_thread_from_then_on() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "{1}"
