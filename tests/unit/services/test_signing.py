"""Signing, the lock, amendments, and reports of versions, on a real database without a slide folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pypdf import PdfReader

from tests.unit.services.fields_folder import Fields
from wbc_desktop.domain import classes as in_force
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.errors import SlideSigned, UsageError
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.signing import SigningRules, Stage, stage
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.reports.data import ReportState
from wbc_desktop.reports.digest import result_digest
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import accounts, classes, counting, ranges, review, signing, slide_fields
from wbc_desktop.services.accounts import WrongPassword
from wbc_desktop.services.comments import comment
from wbc_desktop.services.labels import import_labels
from wbc_desktop.services.report import report_data, write_report
from wbc_desktop.services.scan import ScanOutcome, scan
from wbc_desktop.services.signed_reports import signed_data
from wbc_desktop.services.signing import SigningRefused
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, files, signatures, slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

BO = Identity("Bo")
ADA = Identity("Ada")
NOW = datetime(2026, 5, 4, 13, tzinfo=UTC)
SETTINGS = Settings(reviewer="Ada", laboratory="Klinik Sehat")
StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(in_force, "_laboratory", {})  # put back after the test


@pytest.fixture
def ready(db: Database, store_slide: StoredSlide) -> tuple[Slide, list[int]]:
    """Return a slide of three decided cells."""
    slide_id, ids = store_slide({"a.png": "NEU", "b.png": "NEU", "c.png": "LYM"})
    review.confirm(db, slide_id, ids, BO)
    with db.read() as s:
        return slides.get(s, slide_id), ids


def sign(db: Database, slide: Slide, who: Identity = ADA, meaning: str = "approved") -> None:
    signing.sign(db, slide, who, "", meaning, SETTINGS, lambda: NOW)


@pytest.mark.parametrize("rule", ["white", "name"])
def test_amendment_lists_changed_rules_of_counting(db: Database, ready: tuple[Slide, list[int]], rule: str) -> None:
    slide, ids = ready
    plasma = classes.add_class(db, CellClass("PLA", "Plasma cell", True, "#123456", ""), Identity("Ada"))
    review.reclassify(db, slide.id, ids[:1], "PLA", Identity("Ada"))
    sign(db, slide)
    signing.amend(db, slide.id, ADA, "", "Plasma cells are counted otherwise.")
    changed = replace(plasma, white=False) if rule == "white" else replace(plasma, name="Plasmacyte")
    classes.change_class(db, changed, Identity("Ada"))
    sign(db, slide)
    second = signed_data(db, slide, NOW)
    assert second is not None
    expected = {
        "white": "PLA is a white cell: “yes” → “no”",
        "name": "name of PLA: “Plasma cell” → “Plasmacyte”",
    }
    assert second.signing.changes == (expected[rule],)


def test_amendment_lists_cut_cells_that_are_no_longer_counted(db: Database, tmp_path: Path) -> None:
    fields = Fields(db, tmp_path / "fields")
    fields.find()
    review.reclassify(db, fields.slide.id, [cell.id for cell in fields.cells()], "NEU", Identity("Ada"))
    sign(db, fields.slide)
    signing.amend(db, fields.slide.id, ADA, "", "Our rule for cut cells changed.")
    counting.change_counting(db, False, Identity("Ada"))
    sign(db, fields.slide)
    second = signed_data(db, fields.slide, NOW)
    assert second is not None
    assert (second.differential.white, second.signing.changes) == (
        2,
        ("cells at the edge that are not counted: “0” → “1”",),
    )


@pytest.mark.slow
def test_undecided_slide_cannot_be_signed(db: Database, store_slide: StoredSlide) -> None:
    slide_id, ids = store_slide({"a.png": "NEU", "b.png": "?NEU"})
    with db.read() as s:
        slide = slides.get(s, slide_id)
    review.confirm(db, slide_id, ids[:1], Identity("Ada"))
    with pytest.raises(SigningRefused, match="1 cell still waits"):
        sign(db, slide)
    accounts.change_rules(db, ADA, SigningRules(undecided_allowed=True))
    sign(db, slide)
    assert signing.signing_state(db, slide_id).locked is not None


def test_signing_needs_cells_and_a_meaning(db: Database, store_slide: StoredSlide) -> None:
    slide_id, _ = store_slide({})
    with db.read() as s:
        slide = slides.get(s, slide_id)
    with pytest.raises(SigningRefused, match="no cell"):
        sign(db, slide)
    with pytest.raises(UsageError, match="meaning"):
        sign(db, slide, meaning="  ")


@pytest.mark.slow
def test_signed_slide_is_locked(db: Database, ready: tuple[Slide, list[int]]) -> None:
    slide, ids = ready
    sign(db, slide)
    before = report_data(db, slide, SETTINGS, NOW)
    for act in (
        lambda: review.reclassify(db, slide.id, ids[:1], "LYM", BO),
        lambda: review.reclassify(db, slide.id, ids[:1], "NEU", BO),  # refused although it would change nothing
        lambda: review.confirm(db, slide.id, ids, BO),
        lambda: review.undo(db, slide.id, BO),
        lambda: slide_fields.change_fields(db, slide.id, SlideFields(sample="S-8"), BO),
    ):
        with pytest.raises(SlideSigned, match="signed by Ada"):
            act()
    now = report_data(db, slide, SETTINGS, NOW)
    assert replace(before, read_picture=now.read_picture, read_maps=now.read_maps) == now
    assert verify(db).sound


def test_signed_report_is_printed_from_stored_data(db: Database, ready: tuple[Slide, list[int]]) -> None:
    slide, _ = ready
    sign(db, slide)
    data = report_data(db, slide, Settings(laboratory="Another name"), NOW + timedelta(days=1))
    assert data.state is ReportState.SIGNED
    assert data.laboratory == "Klinik Sehat"
    assert data.reported_at == NOW + timedelta(days=1)
    assert [(s.reviewer, s.meaning, s.at) for s in data.signing.signatures] == [("Ada", "approved", NOW)]
    assert result_digest(data) == data.signing.digest
    assert data.signing.head
    assert verify(db, data.signing.head).sound


@pytest.mark.slow
def test_amendment_makes_a_new_version_and_keeps_the_first(db: Database, ready: tuple[Slide, list[int]]) -> None:
    slide, ids = ready
    sign(db, slide)
    first = signed_data(db, slide, NOW, 1)
    assert first is not None
    with pytest.raises(UsageError, match="reason"):
        signing.amend(db, slide.id, ADA, "", " ")
    signing.amend(db, slide.id, ADA, "", "Two cells were mixed up.")
    assert report_data(db, slide, SETTINGS, NOW).state is ReportState.PRELIMINARY
    with pytest.raises(SigningRefused, match="already being amended"):
        signing.amend(db, slide.id, ADA, "", "again")
    review.reclassify(db, slide.id, ids[:2], "EOS", BO)
    sign(db, slide)
    again, second = signed_data(db, slide, NOW, 1), signed_data(db, slide, NOW)
    assert again is not None
    assert second is not None
    assert [c.label for c in again.cells] == [c.label for c in first.cells] == ["NEU", "NEU", "LYM"]
    assert (again.state, again.signing.superseded) == (ReportState.SIGNED, 2)
    assert result_digest(again) == first.signing.digest
    assert (second.state, second.signing.version) == (ReportState.AMENDED, 2)
    assert second.signing.changes == ("2 cells: Neutrophil → Eosinophil",)
    assert second.signing.amendment is not None
    assert second.signing.amendment.reason == "Two cells were mixed up."
    with db.read() as s:
        assert stage(signatures.versions(s, slide.id)) is Stage.AMENDED
    with pytest.raises(UsageError, match="no signed version 3"):
        signed_data(db, slide, NOW, 3)
    assert verify(db).sound


def test_other_reviewer_adds_a_signature_once(db: Database, ready: tuple[Slide, list[int]]) -> None:
    slide, _ = ready
    sign(db, slide, BO, "reviewed")
    sign(db, slide, ADA, "approved")
    (version,) = signing.signing_state(db, slide.id).versions
    assert [(s.reviewer, s.meaning) for s in version.signatures] == [("Bo", "reviewed"), ("Ada", "approved")]
    with pytest.raises(SigningRefused, match="already"):
        sign(db, slide, ADA)


@pytest.mark.slow
def test_signing_checks_password_and_role_with_accounts(db: Database, ready: tuple[Slide, list[int]]) -> None:
    slide, _ = ready
    accounts.add(db, ADA, "Boss", Role.MANAGER, "correct horse")
    boss = accounts.sign_in(db, "Boss", "correct horse")
    accounts.add(db, boss, "Tek", Role.TECHNICIAN, "battery staple")
    tek = accounts.sign_in(db, "Tek", "battery staple")
    accounts.change_rules(db, boss, SigningRules(frozenset({Role.PATHOLOGIST, Role.MANAGER})))
    with pytest.raises(WrongPassword):
        signing.sign(db, slide, boss, "wrong", "approved", SETTINGS)
    with pytest.raises(SigningRefused, match="technician may not sign"):
        signing.sign(db, slide, tek, "battery staple", "approved", SETTINGS)
    assert signing.signing_state(db, slide.id).versions == ()
    signing.sign(db, slide, boss, "correct horse", "approved", SETTINGS)
    with pytest.raises(SigningRefused, match="technician may not amend"):
        signing.amend(db, slide.id, tek, "battery staple", "a reason")
    with pytest.raises(WrongPassword):
        signing.amend(db, slide.id, boss, "battery staple", "a reason")


def test_decision_during_signing_prevents_it(
    db: Database, ready: tuple[Slide, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    slide, ids = ready
    whole = signing.current_data

    def slow(*args: object) -> object:
        data = whole(*args)  # type: ignore[arg-type]
        review.reclassify(db, slide.id, ids[:1], "EOS", BO)  # at another window
        return data

    monkeypatch.setattr(signing, "current_data", slow)
    with pytest.raises(SigningRefused, match="changed while you signed"):
        sign(db, slide)
    assert signing.signing_state(db, slide.id).versions == ()


def test_changed_files_during_signing_prevent_it(
    db: Database, ready: tuple[Slide, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scan has no entry in the audit trail, so the cells themselves must be compared."""
    slide, _ = ready
    whole = signing.current_data

    def slow(*args: object) -> object:
        data = whole(*args)  # type: ignore[arg-type]
        with db.write() as s:
            files.mark_missing(s, slide.id, ["a.png"])
        return data

    monkeypatch.setattr(signing, "current_data", slow)
    with pytest.raises(SigningRefused, match="changed while you signed"):
        sign(db, slide)
    assert signing.signing_state(db, slide.id).versions == ()


@pytest.mark.slow
def test_amendment_lists_changed_inputs_of_findings(db: Database, ready: tuple[Slide, list[int]]) -> None:
    slide, _ = ready
    slide_fields.change_fields(db, slide.id, SlideFields(white_count="7.4"), Identity("Ada"))
    sign(db, slide)
    signing.amend(db, slide.id, ADA, "", "The analyser counts erythroblasts, and our ranges differ.")
    slide_fields.change_fields(db, slide.id, SlideFields(white_count="7.4", corrected="yes"), Identity("Ada"))
    ranges.change_ranges(db, [RangeBand("NEU", 70.0, 71.0)], "ours", Identity("Ada"))
    sign(db, slide)
    second = signed_data(db, slide, NOW)
    assert second is not None
    changes = " ".join(second.signing.changes)
    assert "No class and no field differs" not in changes
    assert "corrected for erythroblasts: “no” → “yes”" in changes
    assert "reference ranges: “the program’s defaults for adults” → “set 1 of the laboratory”" in changes


@pytest.mark.slow
def test_report_prints_the_signing_state(db: Database, ready: tuple[Slide, list[int]], tmp_path: Path) -> None:
    slide, ids = ready

    def words(name: str, version: int | None = None) -> str:
        if version is None:
            write_report(db, slide, tmp_path / name, SETTINGS)
        else:
            signing.write_version(db, slide, version, tmp_path / name)
        return " ".join("".join(page.extract_text() for page in PdfReader(tmp_path / name).pages).split())

    assert "PRELIMINARY" in words("0.pdf")
    sign(db, slide)
    signed = words("1.pdf")
    assert "SIGNED" in signed
    assert "Ada: approved, 2026-05-04 20:00 UTC+07:00" in signed
    head = report_data(db, slide, SETTINGS, NOW).signing.head
    assert head in signed.replace(" ", "")
    signing.amend(db, slide.id, ADA, "", "Mixed up")
    assert "being amended" in words("2.pdf")
    review.reclassify(db, slide.id, ids[:1], "EOS", BO)
    sign(db, slide)
    amended = words("3.pdf")
    assert "AMENDED" in amended
    assert "Reason: Mixed up" in amended
    assert "1 cell: Neutrophil" in amended
    earlier = words("4.pdf", version=1)
    assert "SIGNED" in earlier
    assert "no longer in force" in earlier


def test_scan_and_labels_do_not_change_a_signed_slide(db: Database, slide_folder: Callable[..., Path]) -> None:
    folder = slide_folder(3)
    slide = open_slide(db, folder)

    def look() -> ScanOutcome:
        return scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)

    look()
    with db.read() as s:
        ids = cells.ids(s, slide.id)
    review.reclassify(db, slide.id, ids, "NEU", BO)
    sign(db, slide)
    (folder / "cell_0000.png").unlink()
    (folder / "new.png").write_bytes((folder / "cell_0001.png").read_bytes() + b"x")
    found = look()
    assert (found.images, found.added) == (3, 0)
    with db.read() as s:
        assert cells.ids(s, slide.id) == ids
    table = folder.parent / "labels.csv"
    table.write_text("path,label\ncell_0001.png,LYM\n", encoding="utf-8")
    with pytest.raises(SlideSigned):
        import_labels(db, folder, table, Identity("Cy"))
    signing.amend(db, slide.id, ADA, "", "new images")
    assert look().added == 1
    assert verify(db).sound


@pytest.mark.slow
def test_comments_are_stored_with_the_version_and_locked(db: Database, ready: tuple[Slide, list[int]]) -> None:
    slide, ids = ready
    comment(db, ids[0], "two cells touch", Identity("Ada"))
    sign(db, slide)
    with pytest.raises(SlideSigned):
        comment(db, ids[0], "too late", Identity("Ada"))
    signing.amend(db, slide.id, ADA, "", "a remark was wrong", lambda: NOW)
    review.undo(db, slide.id, Identity("Ada"))
    comment(db, ids[1], "smudge", Identity("Ada"))
    sign(db, slide)
    first = signed_data(db, slide, NOW, 1)
    second = signed_data(db, slide, NOW, 2)
    assert first is not None
    assert second is not None
    assert [c.text for c in first.cell_comments] == ["two cells touch"]
    assert [c.text for c in second.cell_comments] == ["smudge"]
    assert {"1 comment on cells added", "1 comment on cells taken back"} <= set(second.signing.changes)
