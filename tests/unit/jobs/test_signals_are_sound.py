"""PySide6 must be fit for use: 6.12.0 loses a reference at each emit and ends Python 3.11 with an abort."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot


class Sender(QObject):
    sent = Signal(str)


def test_emitting_a_signal_loses_no_reference(qtbot: QtBot) -> None:
    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(50):
        sender.sent.emit("x")
    lost = before - sys.getrefcount(True)
    assert lost < 25, "this PySide6 is broken (6.12.0 is): install another, for instance PySide6-Essentials 6.11.3"
