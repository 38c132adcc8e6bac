"""Jobs end exactly once, with a sentence, in the window's thread; they can be stopped; no thread is left over."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Slot
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.errors import Cancelled, StorageError
from wbc_desktop.jobs.runner import MAX_JOBS, Job, JobContext, Runner
from wbc_desktop.services.changes import Changes


class Record:
    """Records every signal of a job, and the thread in which it arrives."""

    def __init__(self, job: Job) -> None:
        self.events: list[tuple[str, object]] = []
        self.threads: set[int] = set()
        job.progressed.connect(lambda p: self.add("progressed", p))
        job.changed.connect(lambda c: self.add("changed", c))
        job.finished.connect(lambda r: self.add("finished", r))
        job.failed.connect(lambda t: self.add("failed", t))
        job.stopped.connect(lambda: self.add("stopped", None))
        job.ended.connect(lambda: self.add("ended", None))

    def add(self, kind: str, payload: object) -> None:
        self.events.append((kind, payload))
        self.threads.add(threading.get_ident())

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.events]


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []

    @Slot(object)
    def take(self, payload: object) -> None:
        self.got.append(payload)


@pytest.fixture
def runner(qtbot: QtBot):
    made = Runner()
    yield made
    made.stop_all()


def run(qtbot: QtBot, runner: Runner, fn, name: str = "the test") -> Record:
    job = runner.start(fn, name)
    record = Record(job)
    with qtbot.waitSignal(job.ended):
        pass
    return record


def test_progress_changes_and_result_arrive_in_order_in_the_window_thread(qtbot: QtBot, runner: Runner) -> None:
    worker: list[int] = []

    def work(ctx: JobContext) -> str:
        worker.append(threading.get_ident())
        ctx.progress(1)
        ctx.announce(Changes(7, (1, 2)))
        ctx.progress(2)
        return "result"

    record = run(qtbot, runner, work)
    assert record.events == [
        ("progressed", 1),
        ("changed", Changes(7, (1, 2))),
        ("progressed", 2),
        ("finished", "result"),
        ("ended", None),
    ]
    assert record.threads == {threading.get_ident()}
    assert worker != [threading.get_ident()]
    assert runner.jobs == []


def test_error_for_a_person_is_shown_unchanged(qtbot: QtBot, runner: Runner) -> None:
    def work(ctx: JobContext) -> None:
        raise StorageError("The disk is full.")

    assert run(qtbot, runner, work).events == [("failed", "The disk is full."), ("ended", None)]


FAULTS = [ZeroDivisionError("secret detail"), MemoryError(), SystemExit(3), KeyboardInterrupt()]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_any_other_fault_becomes_a_plain_sentence_and_a_traceback_in_the_log(
    qtbot: QtBot, runner: Runner, caplog: pytest.LogCaptureFixture, fault: BaseException
) -> None:
    def work(ctx: JobContext) -> None:
        raise fault

    record = run(qtbot, runner, work, "opening the slide")
    assert record.kinds == ["failed", "ended"]
    sentence = str(record.events[0][1])
    assert "opening the slide" in sentence
    assert sentence.endswith(".")
    assert "secret" not in sentence
    assert any(entry.exc_info for entry in caplog.records)


def test_cancel_reaches_the_function_and_ends_as_stopped(qtbot: QtBot, runner: Runner) -> None:
    begun = threading.Event()

    def work(ctx: JobContext) -> None:
        begun.set()
        while True:
            ctx.check()
            time.sleep(0.001)

    job = runner.start(work, "waiting")
    record = Record(job)
    begun.wait(5)
    assert job.running
    assert not job.cancel_asked
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert record.kinds == ["stopped", "ended"]
    assert not job.running
    job.cancel()


def test_a_function_that_stops_by_itself_hands_over_what_it_finished(qtbot: QtBot, runner: Runner) -> None:
    def work(ctx: JobContext) -> int:
        done = 0
        while not ctx.cancelled():
            done += 1
            if done == 1:
                ctx.progress(done)
        return done

    job = runner.start(work, "counting")
    record = Record(job)
    job.progressed.connect(lambda _: job.cancel())
    with qtbot.waitSignal(job.ended):
        pass
    assert record.kinds == ["progressed", "finished", "ended"]


def test_job_without_references_runs_to_its_end(qtbot: QtBot, runner: Runner) -> None:
    got: list[object] = []
    runner.start(lambda ctx: "kept", "lonely").finished.connect(got.append)
    gc.collect()
    qtbot.waitUntil(lambda: got == ["kept"])


def test_finished_job_is_released(qtbot: QtBot, runner: Runner) -> None:
    job = runner.start(lambda ctx: None, "short")
    with qtbot.waitSignal(job.ended):
        pass
    gone = weakref.ref(job)
    del job
    gc.collect()
    assert gone() is None


def test_ended_job_releases_functions_that_refer_to_it(qtbot: QtBot, runner: Runner) -> None:
    receiver = Receiver()
    job = runner.start(lambda ctx: None, "short")
    job.finished.connect(lambda result, job=job, receiver=receiver: receiver.take(job.name))
    with qtbot.waitSignal(job.ended):
        pass
    assert receiver.got == ["short"]
    gone = weakref.ref(receiver)
    del job, receiver
    assert gone() is None, "without a collection"


def test_a_deleted_receiver_is_harmless(qtbot: QtBot, runner: Runner) -> None:
    go = threading.Event()
    receiver, other = Receiver(), Receiver()

    def work(ctx: JobContext) -> str:
        go.wait(5)
        ctx.progress("news")
        return "done"

    job = runner.start(work, "talking")
    for signal in (job.progressed, job.finished):
        signal.connect(receiver.take)
        signal.connect(other.take)
    receiver.deleteLater()
    QCoreApplication.sendPostedEvents(receiver, QEvent.Type.DeferredDelete)
    with qtbot.waitSignal(job.ended):
        go.set()
    assert receiver.got == []
    assert other.got == ["news", "done"]


def test_a_slot_that_raises_does_not_hurt_the_others(qtbot: QtBot, runner: Runner) -> None:
    got: list[object] = []

    def broken(_: object) -> None:
        raise ValueError("slot")

    job = runner.start(lambda ctx: "done", "talking")
    job.finished.connect(broken)
    job.finished.connect(got.append)
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(job.ended):
        pass
    assert got == ["done"]
    assert [kind for kind, *_ in raised] == [ValueError]


def test_a_persons_act_that_waits_for_a_thread_is_done_although_the_program_closes(qtbot: QtBot) -> None:
    """All threads are busy when a person confirms all and closes the window: the decision is not lost."""
    runner = Runner()
    done: list[str] = []
    for _ in range(MAX_JOBS):
        runner.start(_until_stopped, "busy")
    runner.start(lambda _ctx: done.append("scan"), "scanning")
    runner.start(lambda _ctx: done.append("act"), "confirming", act=True)
    runner.stop_all()
    assert done == ["act"]


def _until_stopped(ctx: JobContext) -> None:
    while not ctx.cancelled():
        time.sleep(0.005)


def test_stop_all_waits_delivers_and_leaves_no_thread(qtbot: QtBot) -> None:
    runner = Runner()
    inside: list[int] = []
    barrier = threading.Barrier(4)

    def work(ctx: JobContext) -> str:
        inside.append(1)
        barrier.wait(5)
        try:
            while not ctx.cancelled():
                time.sleep(0.001)
            if len(inside) % 2:
                raise Cancelled
            return "partial"
        finally:
            inside.pop()

    records = [Record(runner.start(work, f"job {n}")) for n in range(3)]
    barrier.wait(5)
    runner.stop_all()
    assert inside == []
    assert runner.jobs == []
    assert all(record.kinds[-1] == "ended" and record.kinds.count("ended") == 1 for record in records)
    assert runner._pool.activeThreadCount() == 0
    with pytest.raises(RuntimeError):
        runner.start(lambda ctx: None, "too late")
    runner.stop_all()


def test_queued_jobs_are_stopped_before_they_begin(qtbot: QtBot) -> None:
    runner = Runner()
    ran: list[int] = []

    def work(ctx: JobContext) -> None:
        ran.append(1)
        while not ctx.cancelled():
            time.sleep(0.001)

    records = [Record(runner.start(work, f"job {n}")) for n in range(30)]
    runner.stop_all()
    assert len(ran) < 30
    assert all(record.kinds in (["finished", "ended"], ["stopped", "ended"]) for record in records)


def test_stopping_without_waiting_lets_the_runner_go_on(qtbot: QtBot, runner: Runner) -> None:
    job = runner.start(lambda ctx: [time.sleep(0.001) for _ in iter(ctx.cancelled, True)], "long")
    with qtbot.waitSignal(runner.idle):
        runner.stop_all(wait=False)
    assert not job.running
    assert run(qtbot, runner, lambda ctx: "again").events[0] == ("finished", "again")


def test_a_runner_deleted_while_a_job_runs_is_harmless(qtbot: QtBot) -> None:
    runner = Runner()
    over = threading.Event()

    def work(ctx: JobContext) -> None:
        while not ctx.cancelled():
            ctx.progress("still here")
            time.sleep(0.0005)
        ctx.progress("into the void")
        over.set()

    got: list[object] = []
    job = runner.start(work, "orphan")
    job.progressed.connect(got.append)
    qtbot.waitUntil(lambda: len(got) > 3)
    del job, runner
    gc.collect()
    assert over.wait(5)
    qtbot.wait(20)


def test_a_job_is_started_from_the_window_thread_only(qtbot: QtBot, runner: Runner) -> None:
    faults: list[BaseException] = []

    def elsewhere() -> None:
        try:
            runner.start(lambda ctx: None, "wrong")
        except RuntimeError as error:
            faults.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(faults) == 1
