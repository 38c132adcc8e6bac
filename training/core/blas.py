"""One thread for the matrix products of NumPy."""

from __future__ import annotations

from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def use_one_blas_thread() -> None:
    """Let the BLAS of NumPy compute in the calling thread, from now on and in the whole process.

    The products of a head are small: further threads cost more than they gain, because they wait busily. That took 50
    ms of processor time a cell in place of 0.4. A limit for some calls only cannot be kept where several threads work.
    """
    ThreadpoolController().limit(limits=1, user_api="blas")
