"""Sets of row numbers, and digests by row number, that take little memory for millions of rows."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from wbc_desktop.domain.audit import spans


class RowNumbers:
    """A set of row numbers, kept as ranges: rows that are stored together mostly have consecutive numbers."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def __contains__(self, number: int) -> bool:
        at = bisect_left(self._lasts, number)
        return at < len(self._lasts) and self._firsts[at] <= number

    def update(self, numbers: Iterable[int]) -> None:
        """Add these numbers."""
        for first, last in spans(numbers):
            begin, end = bisect_left(self._lasts, first - 1), bisect_right(self._firsts, last + 1)
            if begin < end:  # these ranges touch the new one
                first, last = min(first, self._firsts[begin]), max(last, self._lasts[end - 1])
            self._firsts[begin:end], self._lasts[begin:end] = [first], [last]


class NewestDigests:
    """The newest digest of each row, and the number of the entry that holds it; row numbers begin at 1."""

    def __init__(self, digest_bytes: int) -> None:
        self._bytes = digest_bytes
        self._digests = bytearray()
        self._entries = array("q")

    def __contains__(self, number: int) -> bool:
        return 0 < number < len(self._entries) and self._entries[number] != 0

    def update(self, digests: Mapping[int, str], entry: int) -> None:
        """Set the digests (hexadecimal) of these rows, which ``entry`` (from 1 on) holds. Raises ValueError under 1."""
        if min(digests, default=1) < 1:
            raise ValueError("the numbers of rows begin at 1")
        more = max(digests, default=0) + 1 - len(self._entries)
        if more > 0:
            self._entries.frombytes(bytes(more * self._entries.itemsize))
            self._digests.extend(bytes(more * self._bytes))
        for number, digest in digests.items():
            self._entries[number] = entry
            self._digests[number * self._bytes : (number + 1) * self._bytes] = bytes.fromhex(digest)

    def numbers(self) -> Iterator[int]:
        """Yield the numbers of the rows, ascending."""
        return (number for number, entry in enumerate(self._entries) if entry)

    def get(self, number: int) -> tuple[str, int]:
        """Return the digest of a row of :meth:`numbers`, and its entry."""
        return self._digests[number * self._bytes : (number + 1) * self._bytes].hex(), self._entries[number]
