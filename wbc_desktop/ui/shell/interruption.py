"""Lets Ctrl+C and SIGTERM close the window."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@contextmanager
def interruptible(app: QApplication, close_window: Callable[[], None], status: int) -> Iterator[None]:
    """Let Ctrl+C and SIGTERM close the window as its close button does, with the exit code ``status``."""
    from PySide6.QtCore import QCoreApplication, QSocketNotifier

    receiver, sender = socket.socketpair()
    sender.setblocking(False)
    receiver.setblocking(False)
    notifier = QSocketNotifier(receiver.fileno(), QSocketNotifier.Type.Read, app)

    def close() -> None:
        receiver.recv(64)
        close_window()
        QCoreApplication.exit(status)

    notifier.activated.connect(close)
    before_fd = signal.set_wakeup_fd(sender.fileno())
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before_fd)
        notifier.setEnabled(False)
        notifier.deleteLater()
        receiver.close()
        sender.close()
