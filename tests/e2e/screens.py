"""Shows every screen and dialog of the window, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from conftest import write_cell_image
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from unit.domain.comparison_samples import a_result
from unit.services.written_runs import CURVE, START, write_run

from wbc_desktop.domain.backups import SignedReport
from wbc_desktop.domain.cells import RefusedFile
from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.learning import LeftOut, LeftOutKind
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.jobs.operations import Message
from wbc_desktop.runtime.crash import CrashReport
from wbc_desktop.services import accounts, fields, leaving_out, merging, region_acts, review, second_read, signing
from wbc_desktop.services.backup import back_up
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.daily_backup import listed
from wbc_desktop.services.scan import scan
from wbc_desktop.services.settings_changes import Difference
from wbc_desktop.services.settings_file import SettingsFile
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, regions
from wbc_desktop.ui.backups.backups import RestoreDialog
from wbc_desktop.ui.cell.cell_tools import CellTools
from wbc_desktop.ui.cell.full_screen import FullScreen
from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab
from wbc_desktop.ui.learning.models_tab import ModelsTab
from wbc_desktop.ui.learning.promoting import PromoteDialog
from wbc_desktop.ui.learning.training_tab import TrainingTab
from wbc_desktop.ui.reviewers.account_dialogs import NewReviewerDialog, PasswordDialog
from wbc_desktop.ui.reviewers.agreement import AgreementDialog
from wbc_desktop.ui.settings.keys_page import KeysPage
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.settings.transfer import ImportDialog
from wbc_desktop.ui.shell.crash_dialog import CrashDialog
from wbc_desktop.ui.shell.dialogs import AboutDialog, RefusedDialog
from wbc_desktop.ui.shell.main_window import MainWindow
from wbc_desktop.ui.shell.translating import CHOICES
from wbc_desktop.ui.slides.slide_acts import SlideActs

PATIENCE_MS = 120_000
BOSS, PASSWORD = "Dr. Sri Wahyuni", "correct horse"
Screen = tuple[str, QWidget]
Part = TypeVar("Part", bound=QObject)


class Screens:
    """Goes through the screens and dialogs of a window on a classified slide."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self._window, self._bot = window, qtbot
        self._db = window.backend.db

    def all(self, folder: Path) -> Iterator[Screen]:
        """Yield name and widget of each screen; a screen is closed when the next one is requested."""
        yield "first run", self._window
        yield from self._slide(folder)
        yield from self._messages()
        yield from self._full_screen()
        yield from self._dialogs()
        yield from self._fields(folder.parent / "fields")
        self._window.open_slide.open(folder)
        self._wait(lambda: self._is_ready(folder))
        yield from self._signed()
        yield from self._learning()
        yield from self._runs()
        yield from self._models()
        yield from self._accounts()

    def _wait(self, condition: Callable[[], object]) -> None:
        self._bot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def _part(self, kind: type[Part]) -> Part:
        found = self._window.findChild(kind)
        assert isinstance(found, kind)
        return found

    def _changed(self, slide_id: int) -> None:
        self._window.context.announce(Changes(slide_id, tuple(self._ids), True, True))
        self._wait(lambda: not self._window.backend.cells.loading)

    def _slide(self, folder: Path) -> Iterator[Screen]:
        window = self._window
        window.open_slide.open(folder)
        self._wait(lambda: window.slide is not None and window.backend.cells.total and not window.work.running)
        self._wait(lambda: not window.backend.cells.loading)
        assert window.slide is not None
        with self._db.read() as s:
            self._ids = cells.ids(s, window.slide.id)
        review.reclassify(self._db, window.slide.id, self._ids[:2], "EOS", Identity("Dr. Ayu Lestari"))
        review.reclassify(self._db, window.slide.id, self._ids[2:3], "BAS", Identity("Dr. Ayu Lestari"))
        self._changed(window.slide.id)
        if not window.commands["heat"].isChecked():
            window.commands["heat"].trigger()
        window.gallery.select(self._ids[0])
        self._wait(window.cell_view.picture.has_overlay)
        self._wait(lambda: window.side.differential.isVisible())
        yield "gallery", window
        window.commands["groups"].trigger()
        window.side.filters.unfold()
        yield "groups and filters", window
        window.commands["groups"].trigger()

    def _messages(self) -> Iterator[Screen]:
        window = self._window
        window.banner.show_text("A sentence that is rather long, as those about folders and files are. " * 3, "warning")
        window.unlike.show_text("The cells of this slide look unlike what the model learned from. " * 2, "info")
        yield "banners", window
        window.banner.clear()
        window.unlike.clear()
        for decided in (12, 100):
            window.pane.queue_bar.show_progress(decided, 100)
            yield f"queue of cells, {decided} classified", window
        window.pane.queue_bar.hide()
        window.open_slide.open(Path("/") / "nowhere" / "a folder that is gone")
        self._wait(window.banner.text)
        yield "error", window
        window.banner.clear()
        for name, state in (
            ("loading", (0, 0, True, "")),
            ("nothing", (0, 0, False, "")),
            ("filtered", (0, 8, False, "")),
        ):
            window.pane.show_state(*state)
            yield name, window
        window.pane.show_state(8, 8, False, "")

    def _full_screen(self) -> Iterator[Screen]:
        full = self._part(FullScreen)
        full.enter()
        self._window.showNormal()
        self._wait(full.page.words()["class"].strip)
        yield "full screen", self._window
        full.page.show_end(3, True)
        yield "end of the full screen", self._window
        full.leave()
        self._window.showNormal()

    def _dialogs(self) -> Iterator[Screen]:
        window, slide = self._window, self._window.slide
        assert slide is not None
        tools = self._part(CellTools)
        tools.compare(self._ids[0], self._ids[1])
        compared = tools.compare_dialog
        assert compared is not None
        self._wait(lambda: compared.left.loaded and compared.right.loaded)
        yield "compare", compared
        compared.reject()
        change = Difference("Reference ranges", "NEU 40–80 (age 18–)", "NEU 38–82 (age 18–)")
        imported = ImportDialog(SettingsFile("2026-11-29T08:00:00+00:00", "0.1.0", {}), [change] * 12, int, window)
        yield from self._one("import of settings", imported)
        for page in ("settings", "keys"):
            settings = SettingsDialog(window.backend.preferences.settings, CHOICES, window)
            keys = KeysPage(window.backend.preferences.keymap, [shown for shown, _ in window.commands.classes])
            settings.add_page(keys, "&Keys")
            if page == "keys":
                settings.show_page(keys)
            yield from self._one(page, settings)
        refused = [RefusedFile(f"a folder/scan {n}.jpg", "is no image that can be read") for n in range(30)]
        for name, dialog in (
            ("details", window.details.dialog(slide)),
            ("ranges", window.ranges.dialog()),
            ("classes", window.classes.dialog()),
            ("sign with cells undecided", window.reviewers.signing.sign_dialog(slide)),
            ("about", AboutDialog(window.model.version, window)),
            ("refused", RefusedDialog(refused, window)),
            ("crash", CrashDialog(CrashReport("An error.", "program: wbc-desktop\n" * 40), window)),
            ("earlier fault", CrashDialog(CrashReport("A fault.", "program: wbc-desktop\n", earlier=True), window)),
            ("watch", window.watching.dialog()),
            ("folders", self._part(SlideActs).folders_dialog(slide, merging.parts(self._db, slide.id))),
        ):
            yield from self._one(name, dialog)
        yield from self._backups()
        for page in ("index", "first-slide", "keys"):
            window.guide.open(page)
            yield f"guide, {page}", window.guide
            window.guide.close()

    def _backups(self) -> Iterator[Screen]:
        """Yield the dialog of the backups with a copy in it, and the question before a restore."""
        window = self._window
        data_dir = window.backend.data_dir
        back_up(self._db, data_dir, data_dir.backups / "before the holidays.zip")
        report = SignedReport("ab" * 32, "2026-11-29T08:00:00.000000Z", "2026-11-23 S-0417", 2)
        (found,) = listed(window.backups.plan(), self._db)
        older = replace(found, missing=(report,), of_another=True)
        dialog = window.backups.dialog()
        self._wait(lambda: dialog.table.topLevelItemCount() == 1)
        dialog.show_message(Message("A sentence that is rather long, as those about folders and files are. " * 2))
        yield from self._one("backups", dialog)
        yield from self._one("restore", RestoreDialog(older, window))

    def _is_ready(self, folder: Path) -> bool:
        """Return whether this folder is the open slide, and all work on it has ended."""
        window = self._window
        is_open = window.slide is not None and Path(window.slide.folder) == folder
        return is_open and not window.work.running and not window.backend.cells.loading

    def _fields(self, folder: Path) -> Iterator[Screen]:
        """Yield the screens of a slide of two fields, of which the second shows no cell."""
        window, ada = self._window, Identity("Dr. Ayu Lestari")
        folder.mkdir(exist_ok=True)
        for number in range(2):
            write_cell_image(folder / f"a field with a rather long name {number}.png", seed=number, side=320)
        slide = open_slide(self._db, folder)
        scan(self._db, slide, cancel=lambda: False, progress=lambda _p: None, announce=lambda _c: None)
        fields.set_kind(self._db, slide, PictureKind.FIELDS, ada)
        with self._db.read() as s:
            page = regions.pictures(s, slide.id)[0].id
        for box in (Box(0, 60, 90, 90), Box(130, 80, 100, 100)):
            region_acts.draw(self._db, slide.id, page, box, ada)
        window.open_slide.open(folder)
        self._wait(lambda: self._is_ready(folder) and window.backend.fields.latest is not None)
        self._wait(window.cell_view.picture.has_overlay)
        window.picture_kinds.notice.show_text("The pictures of this slide are fields. " * 3, "info")
        yield "field", window
        window.picture_kinds.notice.clear()
        window.commands["draw"].trigger()
        yield "drawing a box", window
        window.cell_view.picture.stop_editing()
        window.full_screen.enter()
        window.showNormal()
        self._wait(window.full_screen.page.picture.has_overlay)
        window.commands["draw"].trigger()
        yield "drawing a box on the full screen", window
        window.full_screen.leave()
        window.showNormal()
        yield from self._one("fields", window.fields.dialog())
        yield from self._one("kind of pictures", window.picture_kinds.dialog(slide))
        window.fields.show(1)
        yield "field without cells", window

    def _signed(self) -> Iterator[Screen]:
        window, slide, reviewers = self._window, self._window.slide, self._window.reviewers
        assert slide is not None
        yield from self._one("second read", reviewers.second_reads.dialog(slide))
        second = second_read.begin(self._db, slide.id, Identity("B. Okafor"))
        with self._db.read() as s:
            others = cells.ids(s, second.id)
        review.reclassify(self._db, second.id, others, "LYM", Identity("B. Okafor"))
        review.reclassify(self._db, slide.id, self._ids, "NEU", Identity("Dr. Ayu Lestari"))
        found = second_read.comparisons(self._db, slide.id)
        yield from self._one("agreement", AgreementDialog(found, lambda _one: None, lambda _cell: None, window))
        yield from self._one("sign", window.reviewers.signing.sign_dialog(slide))
        signing.sign(self._db, slide, reviewers.sign_in.identity, "", "reviewed", window.backend.preferences.settings)
        self._changed(slide.id)
        self._wait(lambda: "Dr. Ayu" in window.pane.about())
        yield "signed slide", window
        yield from self._one("versions", reviewers.signing.versions_dialog(slide))
        yield from self._one("amend", reviewers.signing.amend_dialog(slide))

    def _learning(self) -> Iterator[Screen]:
        """Yield the pages of the window of learning: the readers of the signed slide differ on each cell."""
        window, learning = self._window, self._window.learning
        what = LeftOut(LeftOutKind.REVIEWER, "A reviewer with a long name", "was being trained in the laboratory then")
        leaving_out.leave_out(self._db, what, window.reviewers.sign_in.identity)
        learning.open("corrections")
        tab = learning.tab("corrections")
        assert isinstance(tab, CorrectionsTab)
        self._wait(lambda: tab.page == "content")
        tab.slips.select_row(0)
        tab.left_out.select_row(0)
        for place in range(tab.tabs.count()):
            tab.tabs.setCurrentIndex(place)
            yield f"corrections {place}", learning
            learning.close()
        assert tab.left_out.shown is not None
        for kind in (LeftOutKind.REVIEWER, LeftOutKind.SLIDE, LeftOutKind.TIME):
            dialog = tab.left_out.dialog(tab.left_out.shown)
            dialog.kind.setCurrentIndex(max(0, dialog.kind.findData(kind.value)))
            yield from self._one(f"leave out {kind}", dialog)

    def _runs(self) -> Iterator[Screen]:
        """Yield the tab of training: the form for a new run, a finished run, and one that failed."""
        learning, runs = self._window.learning, self._window.backend.data_dir.learning
        refused = {"event": "refused", "path": "slide/cell_0001.png", "cell": 1, "reason": "is damaged"}
        finished = write_run(runs, "20261127T100000Z", a_result(), START, *CURVE, refused)
        failed = {"event": "failed", "sentence": "The disk of the data folder is full: make room, and resume."}
        broken = write_run(runs, "20261128T100000Z", None, START, *CURVE[:9], failed, resumable=True)
        learning.open("training")
        tab = learning.tab("training")
        assert isinstance(tab, TrainingTab)
        self._wait(lambda: tab.form.lessons.text() and tab.runs.count() == 2)
        yield "new run", learning
        learning.close()
        tab.choose(finished)
        learning.open("training")
        self._wait(tab.view.comparison.isVisible)
        yield "finished run", learning
        learning.close()
        tab.choose(broken)
        learning.open("training")
        self._wait(tab.view.fault.isVisible)
        yield "failed run", learning
        learning.close()

    def _models(self) -> Iterator[Screen]:
        """Yield the tab of models, the question before a promotion, and the signed slides that a model would change."""
        learning = self._window.learning
        learning.open("models")
        tab = learning.tab("models")
        assert isinstance(tab, ModelsTab)
        self._wait(lambda: tab.chosen() is not None)
        yield "models", learning
        gate = Gate(False, ("Failed: on PBC (800 cells) basophils are worse beyond noise.",))
        yield from self._one("promote", PromoteDialog("our stain", gate, learning))
        learning.open("models")
        tab.replay.click()
        self._wait(lambda: not tab.replaying.running and tab.replaying.sentence.text())
        yield "replay", learning
        learning.close()

    def _accounts(self) -> Iterator[Screen]:
        window, reviewers = self._window, self._window.reviewers
        accounts.add(self._db, Identity("root"), BOSS, Role.MANAGER, PASSWORD)
        reviewers.sign_in.sign_in(BOSS, PASSWORD)
        reviewers.sign_in.refresh()
        window.banner.clear()
        yield from self._one("accounts", reviewers.accounts.dialog())
        yield from self._one("switch", reviewers.sign_in.dialog())
        yield from self._one("new reviewer", NewReviewerDialog(False, "", lambda *_: None, window))
        yield from self._one("password", PasswordDialog("B. Okafor", True, lambda *_: None, window))
        lock = reviewers.lock
        lock.lock()
        assert lock.dialog is not None
        yield "locked", lock.dialog
        reviewers.sign_in.sign_in(BOSS, PASSWORD)
        lock.dialog.accept()

    def _one(self, name: str, dialog: QDialog) -> Iterator[Screen]:
        yield name, dialog
        dialog.hide()
        dialog.deleteLater()
