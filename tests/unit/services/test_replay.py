"""Which flags of signed slides another model would change; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from unit.services.classifying import FakeEngine
from unit.services.signed_slides import ADA, NOW, NamingEngine, make_slide, set_rules

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.services import accounts, ranges, signing
from wbc_desktop.services.replay import ReplayOutcome, SlideReplay, replay
from wbc_desktop.services.signed_reports import signed_data
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit
from wbc_desktop.store.engine import Database

SignSlide = Callable[..., Slide]


@pytest.fixture
def sign_slide(db: Database, slide_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> SignSlide:
    """``sign_slide(name, count, decided)``: a signed slide of NEU cells by the model, of which the first are decided.

    NEU should be 40 to 80 %, LYM at most 40 %.
    """
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    set_rules(db)
    return lambda name, count, decided, sign=True: make_slide(db, slide_folder(count, name), decided, sign)


def run(
    db: Database, engine: FakeEngine, cancel: Callable[[], bool] = lambda: False
) -> tuple[ReplayOutcome, list[tuple[int, int]], list[SlideReplay]]:
    steps: list[tuple[int, int]] = []
    found: list[SlideReplay] = []
    outcome = replay(db, engine, cancel=cancel, progress=lambda *step: steps.append(step), found=found.append)
    return outcome, steps, found


@pytest.mark.slow
def test_flags_of_undecided_cells_would_change(db: Database, sign_slide: SignSlide) -> None:
    changes = sign_slide("changes", 8, decided=2)
    sign_slide("decided", 3, decided=3)
    sign_slide("not signed", 3, decided=0, sign=False)
    same = sign_slide("same", 3, decided=2)
    with db.read() as s:
        before = audit.head(s)
    signed = signed_data(db, changes, NOW)
    engine = NamingEngine(classes={"cell_0002.png": "NEU"})  # of both slides
    outcome, steps, found = run(db, engine)
    with db.read() as s:
        assert audit.head(s) == before, "nothing is stored"
    assert (outcome.signed, [one.slide.id for one in outcome.slides]) == (3, [changes.id, same.id])
    assert list(outcome.slides) == found
    assert len(engine.asked) == 7, "decided cells, and those of slides that are not signed, are not classified"
    assert (steps[0], steps[-1]) == ((0, 7), (7, 7))
    (one,) = outcome.changed
    assert (one.slide.id, one.version, one.cells, one.unread) == (changes.id, 1, 6, ())
    shares = {flag.cell_class.code: (flag.share_before, flag.share_after) for flag in one.flags}
    assert shares == {"NEU": (1.0, 3 / 8), "LYM": (0.0, 5 / 8)}
    flags = {flag.cell_class.code: (flag.before, flag.after, flag.crosses) for flag in one.flags}
    assert flags == {"NEU": ("within", "low, not settled", True), "LYM": ("within", "high, not settled", True)}
    again = signed_data(db, changes, NOW)
    assert signed is not None
    assert again is not None
    assert again.differential == signed.differential
    assert verify(db).sound


@pytest.mark.slow
def test_ranges_of_the_signed_version_apply(db: Database, sign_slide: SignSlide) -> None:
    sign_slide("one", 4, decided=0)
    ranges.change_ranges(db, [RangeBand("NEU", 0, None)], "later", ADA)
    outcome, _, _ = run(db, NamingEngine())
    assert {flag.cell_class.code for flag in outcome.changed[0].flags} == {"NEU", "LYM"}


@pytest.mark.slow
def test_unsure_model_counts_cells_as_unidentified(db: Database, sign_slide: SignSlide) -> None:
    sign_slide("one", 4, decided=0)
    outcome, _, _ = run(db, NamingEngine(classes={f"cell_{n:04}.png": "?NEU" for n in range(4)}))
    (one,) = outcome.slides
    assert [(flag.cell_class.code, flag.after, flag.share_after) for flag in one.flags] == [
        ("NEU", "", None),
        ("LYM", "", None),
    ]


@pytest.mark.slow
def test_renamed_files_are_found_and_missing_ones_keep_their_class(db: Database, sign_slide: SignSlide) -> None:
    slide = sign_slide("one", 4, decided=2)
    folder = Path(slide.folder)
    (folder / "cell_0002.png").rename(folder / "renamed.png")
    (folder / "cell_0003.png").unlink()
    engine = NamingEngine()
    outcome, steps, _ = run(db, engine)
    (one,) = outcome.slides
    assert (one.cells, [file.path for file in one.unread]) == (1, ["cell_0003.png"])
    assert engine.asked == ["cell_0002.png", "cell_0003.png", "renamed.png"]
    assert steps[-1] == (2, 2)


@pytest.mark.slow
def test_cancelled_replay_keeps_what_was_found(db: Database, sign_slide: SignSlide) -> None:
    first = sign_slide("one", 2, decided=0)
    sign_slide("two", 2, decided=0)
    found: list[SlideReplay] = []
    with pytest.raises(Cancelled):
        replay(db, NamingEngine(), cancel=lambda: bool(found), progress=lambda *_: None, found=found.append)
    assert [one.slide.id for one in found] == [first.id]


@pytest.mark.slow
def test_amended_slide_is_not_replayed(db: Database, sign_slide: SignSlide) -> None:
    slide = sign_slide("one", 2, decided=0)
    signing.amend(db, slide.id, ADA, "", "mixed up")
    assert run(db, NamingEngine())[0] == ReplayOutcome(0, ())
