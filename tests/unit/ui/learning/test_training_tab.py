"""Fine-tuning runs in the window: real processes with a stand-in for the learning, and made-up results."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from unit.domain.comparison_samples import a_comparison, a_result
from unit.services.lessons import ADA
from unit.services.training_bench import TrainingBench, processes_of
from unit.services.written_runs import CURVE, START, write_run

from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.reviewers import NOBODY
from wbc_desktop.domain.runs import RunState
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.jobs.training import TrainingWatch
from wbc_desktop.runtime import private
from wbc_desktop.services import finetune
from wbc_desktop.services.registry import list_models
from wbc_desktop.services.run_files import newest_run, run_in
from wbc_desktop.services.shown_runs import shown_runs
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.learning import training_tab as part
from wbc_desktop.ui.learning.promoting import Promoting
from wbc_desktop.ui.learning.training import Training
from wbc_desktop.ui.learning.training_tab import TrainingTab
from wbc_desktop.ui.widgets.preferences import Preferences

PATIENCE_MS = 60_000
INTERRUPTED = "A fine-tuning was interrupted. It can be resumed."


class Shown:
    """A tab with its training, as a window makes them."""

    def __init__(self, context: SlideContext, bench: TrainingBench, preferences: Preferences, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        watch = TrainingWatch(bench.learning, running_ms=20, idle_ms=50)
        self.training = Training(context, bench.data_dir, lambda: True, watch, self.window)
        promoting = Promoting(context, bench.data_dir.models, lambda: True, self.window)
        self.tab = TrainingTab(
            context, bench.learning, self.training, promoting, lambda: preferences.settings, self.window
        )
        self.training.begin()
        self.window.show()

    def close(self) -> None:
        self.training.close()
        self.tab.stop()
        self.window.hide()


@pytest.fixture
def bench(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingBench]:
    monkeypatch.setattr(finetune, "adopt", partial(finetune.adopt, check=lambda path: None))  # its model has no weights
    made = TrainingBench(db, tmp_path / "data", monkeypatch)
    yield made
    made.close()


@pytest.fixture
def open_tab(
    context: SlideContext, bench: TrainingBench, preferences: Preferences, qtbot: QtBot
) -> Iterator[Callable[[], Shown]]:
    every: list[Shown] = []

    def make() -> Shown:
        every.append(Shown(context, bench, preferences, qtbot))
        return every[-1]

    yield make
    for one in every:
        one.close()


@pytest.fixture(autouse=True)
def agreed(monkeypatch: pytest.MonkeyPatch) -> list[QDialog]:
    """The dialogs that asked something; each is accepted."""
    asked: list[QDialog] = []

    def show(dialog: QDialog) -> bool:
        asked.append(dialog)
        return True

    monkeypatch.setattr(part, "show_dialog", show)
    return asked


def texts(tab: TrainingTab) -> list[str]:
    return [tab.runs.item(row).text() for row in range(tab.runs.count())]


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def start(tab: TrainingTab, qtbot: QtBot) -> None:
    """Start a run with the form, and wait until the tab shows that it runs."""
    wait(qtbot, tab.form.button.isEnabled)
    tab.form.button.click()
    wait(qtbot, lambda: tab.view.stop.isVisible() and bool(tab.view.loss.words() != "no value yet"))


@pytest.mark.slow
def test_run_is_started_watched_and_its_candidate_adopted(
    db: Database, bench: TrainingBench, open_tab: Callable[[], Shown], messages: list[Message], qtbot: QtBot
) -> None:
    bench.correct()
    bench.set(steps=8, pause=0.2, refuse="a.png")
    tab = open_tab().tab
    wait(qtbot, lambda: "4 new corrections" in tab.form.lessons.text())
    tab.form.strengths["deep"].setChecked(True)
    tab.form.name.setText("  our   stain ")
    start(tab, qtbot)
    assert not tab.form.button.isEnabled()
    assert "Training" in tab.view.phase.text()
    assert "left" in tab.view.phase.text()
    assert "4 cells to learn from · 2 held out" in tab.view.about.text()
    assert tab.view.refused.text() == "1 cell could not be used:\n• a.png, cell 2: is damaged"
    wait(qtbot, lambda: tab.view.remove.isVisible() and bool(messages))
    assert tab.view.title.text() == "“our stain”: finished"
    wait(qtbot, lambda: "deep" in texts(tab)[0])
    assert tab.view.loss.words() == "0.125 after step 8 of 8"
    assert not tab.view.accuracy.isVisible()
    assert messages[0].text == "The fine-tuning has finished: “our stain” is better than the active model."
    assert messages[0].buttons[0][0] == "Show"
    found = {model.name: model for model in list_models(db, bench.data_dir.models)}
    assert found["our stain"].is_candidate


@pytest.mark.slow
def test_stopped_run_is_resumed(bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot) -> None:
    bench.correct()
    bench.set(steps=2000, pause=0.05)
    tab = open_tab().tab
    start(tab, qtbot)
    tab.view.stop.click()
    assert tab.view.phase.text() == "Stopping…"
    wait(qtbot, lambda: tab.view.resume.isVisible())
    wait(qtbot, lambda: texts(tab)[0].endswith("stopped, can be resumed"))
    bench.set(steps=1)
    tab.view.resume.click()
    wait(qtbot, lambda: tab.view.title.text().endswith("finished"))
    assert not tab.view.resume.isVisible()


def test_run_that_cannot_be_asked_to_stop_can_be_asked_again(
    bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_run(bench.learning, "20261128T100000Z", None, START, *CURVE)
    with FileLock(folder / "run.lock", thread_local=False):  # it is running
        tab = open_tab().tab
        tab.choose(folder)
        wait(qtbot, tab.view.stop.isVisible)
        with monkeypatch.context() as full:
            full.setattr(private, "make_file", no_room)
            tab.view.stop.click()
        assert "the disk is full" in tab.banner.text()
        assert (tab.view.stop.isEnabled(), tab.view.phase.text()) == (True, "Starting…")
        tab.view.stop.click()
        assert (tab.view.stop.isEnabled(), tab.view.phase.text()) == (False, "Stopping…")
        assert (folder / "stop").exists()


def no_room(_path: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.slow
def test_run_goes_on_without_a_window_and_is_found_again(
    bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot
) -> None:
    bench.correct()
    bench.set(steps=2000, pause=0.05)
    first = open_tab()
    start(first.tab, qtbot)
    folder = first.training.folder
    first.close()
    again = open_tab()
    assert folder is not None
    assert run_in(folder).state is RunState.RUNNING
    wait(qtbot, lambda: again.tab.view.stop.isVisible() and "Training" in again.tab.view.phase.text())
    steps = again.tab.view.loss.words()
    wait(qtbot, lambda: again.tab.view.loss.words() != steps)
    again.tab.view.stop.click()
    wait(qtbot, lambda: again.tab.view.resume.isVisible())


def test_failed_run_shows_its_sentence_as_plain_text(
    bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot
) -> None:
    sentence = "The disk is full: make room in <b>data</b>."
    folder = write_run(bench.learning, "20261128T100000Z", None, {"event": "failed", "sentence": sentence})
    tab = open_tab().tab
    wait(qtbot, lambda: len(texts(tab)) == 1)
    assert texts(tab)[0].endswith("quick\nfailed")
    tab.choose(folder)
    wait(qtbot, lambda: tab.view.fault.text() == sentence)
    assert tab.view.fault.textFormat().name == "PlainText"
    assert [b.isVisible() for b in (tab.view.stop, tab.view.resume, tab.view.remove)] == [False, False, True]


FAILED = {"event": "failed", "sentence": "The disk is full."}


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([{"event": "begin"}], INTERRUPTED),
        ([{"event": "stopped"}, {"event": "begin"}], INTERRUPTED),
        ([FAILED, {"event": "begin"}], INTERRUPTED),
        ([{"event": "begin"}, FAILED], "The fine-tuning failed: The disk is full."),
    ],
)
def test_run_that_ended_badly_is_reported_once_when_a_window_opens(
    bench: TrainingBench,
    open_tab: Callable[[], Shown],
    messages: list[Message],
    qtbot: QtBot,
    events: list[dict[str, Any]],
    text: str,
) -> None:
    write_run(bench.learning, "20261128T100000Z", None, *events)
    shown = open_tab()
    assert [message.text for message in messages] == [text]
    with qtbot.waitSignal(shown.training.shown):
        messages[0].buttons[0][1]()
    shown.close()
    open_tab()
    assert len(messages) == 1


def test_stopped_run_is_not_reported(
    bench: TrainingBench, open_tab: Callable[[], Shown], messages: list[Message]
) -> None:
    write_run(bench.learning, "20261128T100000Z", None, {"event": "begin"}, {"event": "stopped"})
    open_tab()
    assert messages == []


@pytest.mark.slow
def test_run_that_fails_again_is_reported_again(
    bench: TrainingBench, open_tab: Callable[[], Shown], messages: list[Message], qtbot: QtBot
) -> None:
    bench.correct()
    bench.set(fail="The disk is full.")
    shown = open_tab()
    start_button = shown.tab.form.button
    wait(qtbot, start_button.isEnabled)
    start_button.click()
    wait(qtbot, lambda: len(messages) == 1)
    shown.close()
    open_tab().close()
    assert len(messages) == 1, "the window that was open has said it"
    run = newest_run(bench.learning)
    assert run is not None
    bench.ended(bench.keep(finetune.resume(bench.db, run, ADA)))
    open_tab()
    assert [message.text for message in messages] == ["The fine-tuning failed: The disk is full."] * 2


def test_finished_run_shows_its_comparison(
    bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(bench.learning, "20261128T100000Z", a_result())
    reasons = ["Not passed: on PBC basophils are worse.", "Passed: on PBC the calibration error is 0.058."]
    worse = a_result(gate={"passed": False, "reasons": reasons}, laboratory=None, home=[a_comparison("PBC")])
    newest = write_run(bench.learning, "20261129T100000Z", worse)
    tab = open_tab().tab
    wait(qtbot, lambda: len(texts(tab)) == 2)
    assert [text.splitlines()[1] for text in texts(tab)] == ["finished: not better", "finished: better"]
    assert tab.form.durations["quick"].text() == "The last one took 42 s for 71 cells (CPU)."
    tab.runs.setCurrentRow(1)
    view = tab.view.comparison
    wait(qtbot, lambda: view.gate.text() == "Better than “wbc8”")
    first = view.sets.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "Our laboratory (held out)"
    assert [first.text(column) for column in range(1, 7)] == [
        *("96", "50.0 %", "75.0 %", "+25.0 (+16.0 to +34.0)", "24 / 0", "0.250")
    ]
    basophils = view.classes.topLevelItem(4)
    assert basophils is not None
    assert [basophils.text(column) for column in range(5)] == [
        *("Basophil (BAS)", "12", "50.0 % (40.0 to 60.0)", "75.0 % (65.0 to 85.0)", "3 / 0")
    ]
    assert view.confusions.topLevelItemCount() == 8
    view.sets.setCurrentItem(view.sets.topLevelItem(1))
    assert "calibration error 0.058 → 0.058" in view.figures.text()
    tab.choose(newest)
    wait(qtbot, lambda: view.gate.text() == "Not better than “wbc8”")
    assert view.reasons.text() == "• Not passed: on PBC basophils are worse."
    assert view.passed.text() == "• Passed: on PBC the calibration error is 0.058."
    asked: list[Any] = []
    monkeypatch.setattr(tab._promoting, "promote", lambda *words: asked.append((*words[:3], words[5])))
    view.promote.click()
    assert asked == [("wbc8 our stain", "fedcba9876543210" * 4, Gate(False, tuple(reasons)), newest)]


def test_damaged_result_is_one_sentence(bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot) -> None:
    folder = write_run(bench.learning, "20261128T100000Z", a_result(seconds="soon"))
    tab = open_tab().tab
    tab.choose(folder)
    wait(qtbot, lambda: "cannot be read" in tab.view.fault.text())
    assert not tab.view.comparison.isVisible()


def test_run_is_removed_after_a_question(
    bench: TrainingBench, open_tab: Callable[[], Shown], agreed: list[QDialog], qtbot: QtBot
) -> None:
    folder = write_run(bench.learning, "20261128T100000Z", a_result())
    tab = open_tab().tab
    tab.choose(folder)
    wait(qtbot, lambda: tab.view.remove.isVisible())
    tab.view.remove.click()
    wait(qtbot, lambda: tab.form.isVisible() and not texts(tab))
    assert (shown_runs(bench.learning), len(agreed)) == ([], 1)
    assert not folder.exists()


@pytest.mark.slow
def test_comparison_is_saved_as_pdf(
    bench: TrainingBench,
    open_tab: Callable[[], Shown],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = write_run(bench.learning, "20261128T100000Z", a_result())
    tab = open_tab().tab
    tab.choose(folder)
    wait(qtbot, tab.view.comparison.isVisible)
    target = tmp_path / "comparison.pdf"
    monkeypatch.setattr(part, "ask_where", lambda *_: target)
    tab.view.comparison.pdf.click()
    wait(qtbot, lambda: str(target) in tab.banner.text())
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.slow
def test_nobody_starts_or_removes_without_signing_in(
    bench: TrainingBench, open_tab: Callable[[], Shown], preferences: Preferences, qtbot: QtBot
) -> None:
    bench.correct()
    folder = write_run(bench.learning, "20261128T100000Z", a_result())
    tab = open_tab().tab
    preferences.act_as(NOBODY)
    wait(qtbot, tab.form.button.isEnabled)
    tab.form.button.click()
    wait(qtbot, lambda: bool(tab.banner.text()))
    tab.banner.clear()
    tab.choose(folder)
    wait(qtbot, tab.view.remove.isVisible)
    tab.view.remove.click()
    wait(qtbot, lambda: bool(tab.banner.text()))
    assert [one.run.folder for one in shown_runs(bench.learning)] == [folder]


@pytest.mark.slow
def test_killed_training_is_reported_while_the_window_is_open(
    bench: TrainingBench, open_tab: Callable[[], Shown], messages: list[Message], qtbot: QtBot
) -> None:
    bench.correct()
    bench.set(steps=2000, pause=0.05)
    shown = open_tab()
    start(shown.tab, qtbot)
    for process in processes_of(bench.learning):
        process.kill()
    wait(qtbot, lambda: bool(messages))
    assert [message.text for message in messages] == [INTERRUPTED]
    with qtbot.waitSignal(shown.training.shown):
        messages[0].buttons[0][1]()
    wait(qtbot, shown.tab.view.resume.isVisible)


@pytest.mark.slow
def test_run_that_another_program_resumes_is_shown_as_running(
    db: Database, bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot
) -> None:
    bench.correct()
    bench.set(steps=2000, pause=0.05)
    started = bench.begin()
    started.process.kill()
    run = bench.ended(started)
    tab = open_tab().tab
    tab.choose(run.folder)
    wait(qtbot, tab.view.resume.isVisible)
    bench.keep(finetune.resume(db, run, ADA))
    wait(qtbot, lambda: tab.view.stop.isVisible() and texts(tab)[0].endswith("running"))
    assert not tab.form.button.isEnabled()


@pytest.mark.slow
@pytest.mark.parametrize("asked_new", [False, True])
def test_run_that_is_found_after_the_tab_was_shown_is_chosen_unless_a_new_one_was_asked_for(
    bench: TrainingBench, open_tab: Callable[[], Shown], qtbot: QtBot, asked_new: bool
) -> None:
    bench.correct()
    bench.set(steps=2000, pause=0.05)
    tab = open_tab().tab
    wait(qtbot, tab.form.isVisible)
    if asked_new:
        tab.new.click()
    bench.keep(bench.begin())
    wait(qtbot, lambda: tab.runs.count() == 1 and not tab.form.button.isEnabled())
    if asked_new:
        qtbot.wait(100)
        assert tab.form.isVisible()
    else:
        wait(qtbot, lambda: tab.view.stop.isVisible() and texts(tab)[0].endswith("running"))
