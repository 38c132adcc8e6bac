"""Messages arrive in order in the window's thread, and are dropped if the owner no longer exists."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from wbc_desktop.jobs.mailbox import SLICE_S, Mailbox


class Owner:
    """Records its messages, and the threads in which they arrive."""

    def __init__(self) -> None:
        self.got: list[object] = []
        self.threads: set[int] = set()

    def take(self, message: object) -> None:
        self.got.append(message)
        self.threads.add(threading.get_ident())


def test_messages_of_several_threads_arrive_in_order_and_in_the_window_thread(qtbot: QtBot) -> None:
    owner = Owner()
    mailbox: Mailbox[tuple[int, int]] = Mailbox(owner.take)

    def post(sender: int) -> None:
        for number in range(200):
            mailbox.post((sender, number))

    threads = [threading.Thread(target=post, args=(sender,)) for sender in range(4)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(owner.got) == 800)
    for thread in threads:
        thread.join()
    for sender in range(4):
        assert [number for s, number in owner.got if s == sender] == list(range(200))
    assert owner.threads == {threading.get_ident()}


def test_a_handler_that_runs_an_event_loop_does_not_hold_up_the_next_message(qtbot: QtBot) -> None:
    class Dialogs(Owner):
        def take(self, message: object) -> None:
            if message == "dialog":
                qtbot.waitUntil(lambda: "next" in self.got)
            super().take(message)

    owner = Dialogs()
    mailbox: Mailbox[str] = Mailbox(owner.take)
    mailbox.post("dialog")
    mailbox.post("next")
    qtbot.waitUntil(lambda: owner.got == ["next", "dialog"])


def test_many_messages_do_not_block_timers(qtbot: QtBot) -> None:
    """However many wait, and however many more each of them brings."""

    class Slow(Owner):
        def take(self, message: object) -> None:
            super().take(message)
            time.sleep(SLICE_S)
            if len(self.got) < 20:
                mailbox.post(0)

    owner = Slow()
    seen: list[int] = []
    mailbox: Mailbox[int] = Mailbox(owner.take)
    for number in range(20):
        mailbox.post(number)
    QTimer.singleShot(1, lambda: seen.append(len(owner.got)))
    qtbot.waitUntil(lambda: len(owner.got) == 39)
    assert max(seen) < 10, "the timer had to wait for the messages"


def test_nothing_arrives_after_close(qtbot: QtBot) -> None:
    owner = Owner()
    mailbox: Mailbox[int] = Mailbox(owner.take)
    mailbox.post(1)
    mailbox.close()
    mailbox.post(2)
    qtbot.wait(20)
    mailbox.deliver_now()
    assert owner.got == []


def test_pending_messages_can_be_delivered_at_once(qtbot: QtBot) -> None:
    owner = Owner()
    mailbox: Mailbox[int] = Mailbox(owner.take)
    mailbox.post(1)
    mailbox.post(2)
    mailbox.deliver_now()
    assert owner.got == [1, 2]
    qtbot.wait(20)
    assert owner.got == [1, 2]


def test_deleted_owner_is_harmless(qtbot: QtBot) -> None:
    owner = Owner()
    mailbox: Mailbox[int] = Mailbox(owner.take)
    mailbox.post(1)
    del owner
    qtbot.wait(20)
    mailbox.post(2)
    mailbox.deliver_now()
    mailbox.close()
