"""Read the fields of a JSON file from outside, each checked; a fault names the field."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wbc_desktop.domain.language import tr

MOST_BYTES = 16 * 2**20
MOST_TEXT = 4000
"""Characters of the longest text."""
MOST_COUNT = 10**9
_ROUNDING = 1e-9
"""Figures may exceed their limits by this much, because they were computed."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Fault(ValueError):
    """What is wrong with the file, as the part of a sentence."""


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object; ``place`` is where it stands in the file. All readers raise :class:`Fault`."""

    values: Mapping[str, Any]
    place: str = ""

    def get(self, key: str) -> Any:
        """Return the value of a field, of any type; None if there is none."""
        return self.values.get(key)

    def fault(self, key: str) -> Fault:
        """Return the error that this field is not valid."""
        return Fault(tr("the field “{field}” is not valid", field=f"{self.place}{key}"[:200]))

    def text(self, key: str) -> str:
        """Return a text, which may be empty."""
        return self._text(key, self.get(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self._text(key, value) for value in self._list(key))

    def truth(self, key: str) -> bool:
        """Return true or false."""
        value = self.get(key)
        if not isinstance(value, bool):
            raise self.fault(key)
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Return a finite number between two limits."""
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(key)
        if not low - _ROUNDING <= value <= high + _ROUNDING or not math.isfinite(value):
            raise self.fault(key)
        return min(max(float(value), low), high)

    def whole(self, key: str, low: int = 0, high: int = MOST_COUNT) -> int:
        """Return a whole number between two limits."""
        return self._whole(key, self.get(key), low, high)

    def counts(self, key: str) -> dict[str, int]:
        """Return counts by class."""
        part = self.part(key)
        return {part._text(name[:20], name): part.whole(name) for name in part.values}

    def matrix(self, key: str, size: int, total: int) -> tuple[tuple[int, ...], ...]:
        """Return a square matrix of counts with this sum."""
        rows = self._list(key)
        if len(rows) != size or not all(isinstance(row, list) and len(row) == size for row in rows):
            raise self.fault(key)
        found = tuple(tuple(self._whole(key, value, 0, total) for value in row) for row in rows)
        if sum(map(sum, found)) != total:
            raise self.fault(key)
        return found

    def sha256(self, key: str) -> str:
        """Return a SHA-256 in lower-case hexadecimal digits."""
        value = self.text(key)
        if not _SHA256.fullmatch(value):
            raise self.fault(key)
        return value

    def file_name(self, key: str) -> str:
        """Return the name of a file that lies in the same folder."""
        value = self.text(key)
        if value in ("", ".", "..") or any(sign in value for sign in "/\\:\0"):
            raise self.fault(key)
        return value

    def part(self, key: str) -> Fields:
        """Return an object."""
        return self._part(key, self.get(key))

    def parts(self, key: str) -> list[Fields]:
        """Return a list of objects."""
        return [self._part(f"{key}.{at}", value) for at, value in enumerate(self._list(key))]

    def _part(self, key: str, value: Any) -> Fields:
        if not isinstance(value, dict):
            raise self.fault(key)
        return Fields(value, f"{self.place}{key}.")

    def _list(self, key: str) -> list[Any]:
        value = self.get(key)
        if not isinstance(value, list):
            raise self.fault(key)
        return value

    def _text(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or len(value) > MOST_TEXT:
            raise self.fault(key)
        return value

    def _whole(self, key: str, value: Any, low: int, high: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fault(key)
        return value


def file_content(content: bytes) -> Fields:
    """Return the object in the content of a JSON file. Raises :class:`Fault`."""
    if len(content) > MOST_BYTES:
        raise Fault(tr("the file is too large"))
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Fault(tr("the file is not valid JSON")) from error
    if not isinstance(value, dict):
        raise Fault(tr("the file is not valid JSON"))
    return Fields(value)
