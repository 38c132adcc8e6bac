"""Column types: paths that may hold any bytes, plain text that always fits, aware UTC times, arrays of small maps."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator


class PathBytes(TypeDecorator[str]):
    """A path, kept as the bytes that the file system knows (``os.fsencode``), given back as ``str``.

    File names are bytes, not text: one that is not valid UTF-8 reaches Python with lone surrogates, which no text
    column takes. As bytes each name survives the round trip, compares exactly (no case folding, no normal forms) and
    sorts by code point on every database. ``SELECT CAST(path AS TEXT)`` shows them in the SQLite shell.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else os.fsencode(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else os.fsdecode(value)


class PlainText(TypeDecorator[str]):
    """Text for people; what no database takes as text (lone surrogates, NUL) becomes the replacement character."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is refused, since nobody could say later when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
