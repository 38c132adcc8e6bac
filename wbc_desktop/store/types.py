"""Column types: paths of any bytes, text without invalid characters, and UTC times with time zone."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator


class PathBytes(TypeDecorator[str]):
    """A path, stored as the bytes of the file system (``os.fsencode``) and returned as ``str``.

    File names are bytes, not text: Python represents invalid UTF-8 by lone surrogates, which text columns refuse. As
    bytes, each name is stored exactly, compares exactly (no case folding, no normal forms) and sorts by code point on
    every database. ``SELECT CAST(path AS TEXT)`` shows it in the SQLite shell.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else os.fsencode(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else os.fsdecode(value)


class PlainText(TypeDecorator[str]):
    """Text for people; lone surrogates and NUL, which databases refuse, become the replacement character."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. Raises ValueError for a naive time, because its zone is unknown."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
