"""Which clusters are used, and how cells are divided among their workers: no Dask."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.regions import Box, PictureSource
from wbc_desktop.inference.cluster import checked_address, is_safe
from wbc_desktop.inference.results import CellInput
from wbc_desktop.inference.spread import parts_of


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("localhost", "tcp://localhost:8786"),
        ("127.0.0.1:9000", "tcp://127.0.0.1:9000"),
        (" tcp://127.1.2.3:9000 ", "tcp://127.1.2.3:9000"),
        ("tcp://[::1]:9000", "tcp://[::1]:9000"),
        ("tls://bench-2", "tls://bench-2:8786"),
        ("tls://192.0.2.7:9000", "tls://192.0.2.7:9000"),
    ],
)
def test_this_computer_and_certificates_are_safe(given: str, used: str) -> None:
    assert checked_address(given) == used
    assert is_safe(used)


@pytest.mark.parametrize(
    "given", ["bench-2", "tcp://192.0.2.7:8786", "0.0.0.0", "tcp://[::]:8786", "localhost.example.org", "127.0.0.1.nip"]
)
def test_another_computer_needs_certificates(given: str) -> None:
    with pytest.raises(UsageError, match="start the cluster with TLS, and write tls://"):
        checked_address(given)


@pytest.mark.parametrize("given", ["", "tls://", "ucx://localhost", "http://localhost", "localhost:port", "[::1"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="is no address of a scheduler"):
        checked_address(given)


def cells_of(*counts: int) -> list[CellInput]:
    """Return cells of fields that have so many cells each."""
    pages = [
        PictureSource(Path(f"{n}.png"), str(n), crop=Box(0, 0, 9, 9)) for n, c in enumerate(counts) for _ in range(c)
    ]
    return [CellInput(number, page) for number, page in enumerate(pages)]


@pytest.mark.parametrize(
    ("counts", "sizes"),
    [
        ((), []),
        ((1,) * 10, [4, 4, 2]),
        ((3, 3, 3), [6, 3]),  # a field stays whole
        ((4, 1), [4, 1]),
        ((20,), [8, 8, 4]),  # a crowded field is divided
    ],
)
def test_cells_are_divided_between_fields(counts: tuple[int, ...], sizes: list[int]) -> None:
    cells = cells_of(*counts)
    parts = list(parts_of(cells, 4))
    assert [len(part) for part in parts] == sizes
    assert [cell for part in parts for cell in part] == cells
