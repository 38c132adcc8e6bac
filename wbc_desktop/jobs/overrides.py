"""Keep an error in a Python override of a Qt method from ending the program.

If Qt calls an override, and the override fails, PySide6 adds the name of the method to the text of the error. Before
Python 3.12 an error that was raised in C (a division by zero, a use of a deleted object, an interrupt) becomes an
exception object only when an ``except`` clause sees it. PySide6 up to 6.11.3 expects the object and crashes.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject


@functools.cache  # once a process
def protect_overrides() -> None:
    """Let all overrides of Qt methods raise exception objects, in the present classes and in those defined later."""
    if sys.version_info >= (3, 12):
        return
    for derived in _derived(QObject):
        _protect(derived)
    QObject.__init_subclass__ = classmethod(_on_definition)  # type: ignore[assignment]


def _on_definition(derived: type[QObject], /, **options: Any) -> None:
    super(QObject, derived).__init_subclass__(**options)
    _protect(derived)


def _derived(kind: type[Any]) -> Iterator[type[Any]]:
    for derived in kind.__subclasses__():
        yield derived
        yield from _derived(derived)


def _protect(kind: type[Any]) -> None:
    """Wrap the methods of a class that override methods of Qt."""
    if kind.__module__.startswith("PySide6."):
        return
    of_qt = [base for base in kind.__mro__ if base.__module__.startswith("PySide6.")]
    for name, method in list(vars(kind).items()):
        if isinstance(method, FunctionType) and any(name in vars(base) for base in of_qt):
            setattr(kind, name, _with_object(method))


def _with_object(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*args: Any, **options: Any) -> Any:
        try:
            return method(*args, **options)
        except BaseException:
            raise

    return call
