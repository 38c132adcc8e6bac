"""Frozen dataclasses as plain JSON and back, so that a signed result can be stored and shown again unchanged.

A field may be a text, number, boolean, None, enum, aware time, dataclass, named tuple of plain values, or a tuple or
mapping (with text keys) of these. Functions are left out. A field that is missing in older JSON gets its default; an
unknown field is ignored.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def freeze(value: Any) -> Any:
    """Return ``value`` as plain JSON. Raises ``TypeError`` for other types."""
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: freeze(kept) for f in fields(value) if not callable(kept := getattr(value, f.name))}
    if isinstance(value, Mapping):
        return {str(key): freeze(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [freeze(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def thaw(kind: type[T], value: Any, **rest: Any) -> T:
    """Return the dataclass ``kind`` from the result of :func:`freeze`; ``rest`` are the fields that were left out.

    Raises ``ValueError`` if the value does not fit.
    """
    if not isinstance(value, dict):
        raise ValueError(f"{kind.__name__} is not made of {type(value).__name__}")
    hints = get_type_hints(kind)
    given = dict(rest)
    for f in fields(kind):  # type: ignore[arg-type]
        if f.name in value and f.name not in given:
            given[f.name] = _thawed(hints[f.name], value[f.name])
        elif f.name not in given and f.default is MISSING and f.default_factory is MISSING:
            raise ValueError(f"{kind.__name__} lacks {f.name}")
    return kind(**given)


def _thawed(hint: Any, value: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in inner if kind is not type(None)]
        return None if value is None else _thawed(kinds[0], value) if len(kinds) == 1 else value
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_thawed(inner[0], item) for item in value)
        return tuple(_thawed(kind, item) for kind, item in zip(inner, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _thawed(inner[1], item) for key, item in value.items()}
    if isinstance(origin, type) and issubclass(origin, frozenset | set):
        return origin(_thawed(inner[0], item) for item in value)
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return [_thawed(inner[0], item) for item in value]
    if isinstance(hint, type):
        return _of_type(hint, value)
    return value


def _of_type(kind: type, value: Any) -> Any:
    if is_dataclass(kind):
        return thaw(kind, value)
    if issubclass(kind, Enum):
        return kind(value)
    if issubclass(kind, tuple):  # a named tuple
        return kind(*value)
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    return float(value) if kind is float else value
