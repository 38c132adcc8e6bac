"""All acts of a person, and a database in which each act would change something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from sqlalchemy.orm import Session
from unit.services.model_files import model_file

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.learning import LeftOut, LeftOutKind, SecondLook
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.signing import SignedVersion, SigningRules
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import (
    accounts,
    comments,
    counting,
    entry_undo,
    fields,
    finetune,
    labels,
    leaving_out,
    merging,
    ranges,
    region_acts,
    registry,
    review,
    second_read,
    settings_file,
    shown_runs,
    signing,
    slide_fields,
    slide_list,
)
from wbc_desktop.services import classes as laboratory
from wbc_desktop.services.models import ensure_model
from wbc_desktop.services.run_files import run_in
from wbc_desktop.services.settings_file import SettingsFile
from wbc_desktop.store import (
    classifications,
    entries,
    files,
    merged,
    models,
    preclassifications,
    regions,
    reviewers,
    second_reads,
    signatures,
    slides,
)
from wbc_desktop.store import comments as stored_comments
from wbc_desktop.store.engine import Database, open_database

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TYPED, BOSS = Identity("Ada"), Identity("Dr. Sri")
PASSWORD = "battery staple"
NEW_CLASS = CellClass("GPL", "Giant platelet", False, "#332288", "G")
REGION = Box(40, 40, 30, 30)
CHANGED_CLASS = CellClass("ATY", "Atypical", True, "#332288", "A")

Act = Callable[["Bench", Identity], object]


@dataclass
class Bench:
    """A database in which every act would change something, with ids of its content."""

    db: Database
    ada: int
    folder: Path
    slides: dict[str, int]
    cells: dict[str, int]

    def slide(self, name: str) -> int:
        return self.slides[name]

    def cell(self, name: str) -> int:
        return self.cells[name]

    def sign(self, by: Identity) -> object:
        with self.db.read() as s:
            slide = slides.get(s, self.slide("decided"))
        return signing.sign(self.db, slide, by, PASSWORD, "approved", Settings(reviewer="Ada"))

    def labels(self, by: Identity) -> object:
        return labels.import_labels(self.db, self.folder, self.folder / "labels.csv", by)


def slide_in(db: Database, slide_id: int) -> Slide:
    with db.read() as s:
        return slides.get(s, slide_id)


UNRECORDED: dict[str, Act] = {
    "finetune.begin": lambda b, by: finetune.begin(b.db, b.folder, by),
    "finetune.resume": lambda b, by: finetune.resume(b.db, run_in(b.folder), by),
    "shown_runs.remove_run": lambda b, by: shown_runs.remove_run(b.db, run_in(b.folder), by),
}
"""Acts that need an identity and change no result: the audit trail does not have them."""

SERVICES: dict[str, Act] = {
    "review.reclassify": lambda b, by: review.reclassify(b.db, b.slide("open"), [b.cell("open")], "EOS", by),
    "review.confirm": lambda b, by: review.confirm(b.db, b.slide("waiting"), [b.cell("waiting")], by),
    "review.undo": lambda b, by: review.undo(b.db, b.slide("open"), by),
    "review.redo": lambda b, by: review.redo(b.db, b.slide("undone"), by),
    "region_acts.draw": lambda b, by: region_acts.draw(
        b.db, b.slide("fields"), b.cell("fields"), Box(1, 1, 20, 20), by
    ),
    "region_acts.remove": lambda b, by: region_acts.remove(b.db, b.slide("fields"), [b.cell("region")], by),
    "region_acts.split": lambda b, by: region_acts.split(
        b.db, b.slide("fields"), b.cell("region"), region_acts.halves(REGION), by
    ),
    "fields.set_kind": lambda b, by: fields.set_kind(b.db, slide_in(b.db, b.slide("open")), PictureKind.FIELDS, by),
    "comments.comment": lambda b, by: comments.comment(b.db, b.cell("open"), "a smudge", by),
    "slide_fields.change_fields": lambda b, by: slide_fields.change_fields(
        b.db, b.slide("open"), SlideFields(sample="S-2"), by
    ),
    "slide_list.remove": lambda b, by: slide_list.remove(b.db, b.slide("open"), by),
    "slide_list.restore": lambda b, by: slide_list.restore(b.db, b.slide("unlisted"), by),
    "merging.merge": lambda b, by: merging.merge(b.db, b.slide("open"), b.slide("waiting"), by),
    "merging.separate": lambda b, by: merging.separate(b.db, b.slide("whole"), b.slide("part"), by),
    "second_read.begin": lambda b, by: second_read.begin(b.db, b.slide("waiting"), by),
    "labels.import_labels": lambda b, by: b.labels(by),
    "classes.add_class": lambda b, by: laboratory.add_class(b.db, NEW_CLASS, by),
    "classes.change_class": lambda b, by: laboratory.change_class(b.db, replace(CHANGED_CLASS, name="Other"), by),
    "ranges.change_ranges": lambda b, by: ranges.change_ranges(b.db, [RangeBand("NEU", 1, 2)], "ours", by),
    "counting.change_counting": lambda b, by: counting.change_counting(b.db, False, by),
    "settings_file.import_settings": lambda b, by: settings_file.import_settings(
        b.db, SettingsFile("", "", {}, cut_cells=False), by, lambda values: None
    ),
    "entry_undo.undo_entry": lambda b, by: entry_undo.undo_entry(b.db, EntryKind.CLASS, by),
    "entry_undo.redo_entry": lambda b, by: entry_undo.redo_entry(b.db, EntryKind.RANGES, by),
    "leaving_out.leave_out": lambda b, by: leaving_out.leave_out(
        b.db, LeftOut(LeftOutKind.SLIDE, str(b.slide("open")), "blurred"), by
    ),
    "leaving_out.take_back": lambda b, by: leaving_out.take_back(
        b.db, LeftOut(LeftOutKind.SLIDE, str(b.slide("waiting")), ""), by
    ),
    "leaving_out.look_again": lambda b, by: leaving_out.look_again(b.db, [SecondLook(b.cell("open"), "NEU", True)], by),
    "leaving_out.forget_looks": lambda b, by: leaving_out.forget_looks(b.db, [b.cell("open")], by),
    "signing.sign": lambda b, by: b.sign(by),
    "signing.amend": lambda b, by: signing.amend(b.db, b.slide("signed"), by, PASSWORD, "mixed up"),
    "registry.promote": lambda b, by: registry.promote(b.db, b.folder, "other", by),
    "registry.roll_back": lambda b, by: registry.roll_back(b.db, by),
    "accounts.confirm": lambda b, by: accounts.confirm(b.db, by, PASSWORD),
    "accounts.add": lambda b, by: accounts.add(b.db, by, "Cy", Role.MANAGER, PASSWORD),
    "accounts.change": lambda b, by: accounts.change(b.db, by, b.ada + 1, role=Role.PATHOLOGIST),
    "accounts.reset_password": lambda b, by: accounts.reset_password(b.db, by, b.ada, "correct horse", old=PASSWORD),
    "accounts.change_rules": lambda b, by: accounts.change_rules(b.db, by, SigningRules(frozenset({Role.MANAGER}))),
}
READS = {"accounts.can_act", "second_read.existing"}


def recorded(act: Callable[[Session, Bench, Identity], object]) -> Act:
    """Return an act that runs a function of the store in its own transaction."""

    def do(bench: Bench, by: Identity) -> None:
        with bench.db.write() as s:
            act(s, bench, by)

    return do


def enter(kind: EntryKind) -> Act:
    values: dict[EntryKind, dict[str, object]] = {
        EntryKind.CLASS: {"ATY": {}},
        EntryKind.PICTURES: {"": "fields"},
        EntryKind.BITS: {"": "12"},
        EntryKind.FOREIGN: {"": {"announced": True}},
    }
    value = values.get(kind, {"": True})
    return recorded(lambda s, b, by: entries.record(s, kind, value, by, NOW, b.slide("open")))


def versions(s: Session, b: Bench, name: str) -> SignedVersion:
    return signatures.versions(s, b.slide(name))[-1]


def change_role(s: Session, b: Bench, by: Identity) -> None:
    other = reviewers.get(s, b.ada + 1)
    reviewers.change(s, other, replace(other, role=Role.PATHOLOGIST), by, NOW)


def change_own_password(s: Session, b: Bench, by: Identity) -> None:
    own = reviewers.get(s, b.ada)
    reviewers.change(s, own, replace(own, password="no hash"), by, NOW)


STORE: dict[str, Act] = {
    "classifications.record": recorded(
        lambda s, b, by: classifications.record(s, b.slide("open"), ActKind.CONFIRM, {b.cell("open"): "NEU"}, by, NOW)
    ),
    "comments.record": recorded(lambda s, b, by: stored_comments.record(s, b.cell("open"), "a smudge", by, NOW)),
    "comments.undo_or_redo": recorded(
        lambda s, b, by: stored_comments.undo_or_redo(
            s, ActKind.UNDO, stored_comments.of_cell(s, b.cell("waiting"))[0].act_id, by, NOW
        )
    ),
    **{f"entries.record {kind.value}": enter(kind) for kind in EntryKind},
    "regions.set_kind": recorded(lambda s, b, by: regions.set_kind(s, b.slide("open"), PictureKind.FIELDS, by, NOW)),
    "merged.set_part": recorded(
        lambda s, b, by: merged.set_part(s, b.slide("open"), b.slide("waiting"), True, by, NOW)
    ),
    "merged.set_listed": recorded(lambda s, b, by: merged.set_listed(s, b.slide("open"), False, by, NOW)),
    "second_reads.hidden_copy": recorded(lambda s, b, by: second_reads.hidden_copy(s, b.slide("waiting"), by, NOW)),
    "second_reads.create": recorded(lambda s, b, by: second_reads.create(s, b.slide("waiting"), by, NOW)),
    "signatures.add_version": recorded(
        lambda s, b, by: signatures.add_version(s, b.slide("decided"), "d" * 64, "{}", by, NOW)
    ),
    "signatures.add_signature": recorded(
        lambda s, b, by: signatures.add_signature(s, versions(s, b, "signed"), by, "approved", NOW)
    ),
    "signatures.add_amendment": recorded(
        lambda s, b, by: signatures.add_amendment(s, versions(s, b, "signed"), by, "mixed up", NOW)
    ),
    "models.activate": recorded(lambda s, b, by: models.activate(s, models.all_models(s)[0].id, by, NOW)),
    "reviewers.create": recorded(lambda s, b, by: reviewers.create(s, "Cy", Role.TECHNICIAN, "no hash", by, NOW)),
    "reviewers.change": recorded(change_role),
    "reviewers.change password": recorded(change_own_password),
}


def fill(place: Path) -> Bench:
    """Create the database ``place/wbc.sqlite3``, all by the typed name Ada; there are no accounts."""
    folder = place / "folder"
    folder.mkdir()
    Image.new("RGB", (64, 64), "violet").save(folder / "a.png")
    (folder / "labels.csv").write_text("path,label\na.png,NEU\n", "utf-8")
    db = open_database(f"sqlite:///{place / 'wbc.sqlite3'}")
    bench = Bench(db, 0, folder, {}, {})
    _add_slides(bench)
    for name in ("open", "undone", "decided", "signed"):
        review.reclassify(db, bench.slide(name), [bench.cell(name)], "NEU", TYPED)
    review.undo(db, bench.slide("undone"), TYPED)
    comments.comment(db, bench.cell("waiting"), "large", Identity("Bo"))
    slide_list.remove(db, bench.slide("unlisted"), TYPED)
    merging.merge(db, bench.slide("whole"), bench.slide("part"), TYPED)
    ensure_model(db, model_file(folder / "other.safetensors", "other"))
    ensure_model(db, model_file(folder / "first.safetensors", "first"))
    registry.promote(db, folder, "first", TYPED)
    laboratory.add_class(db, CHANGED_CLASS, TYPED)
    ranges.change_ranges(db, [RangeBand("NEU", 3, 4)], "ours", TYPED)
    entry_undo.undo_entry(db, EntryKind.RANGES, TYPED)
    with db.write() as s:
        version = signatures.add_version(s, bench.slide("signed"), "d" * 64, "{}", Identity("Bo"), NOW)
        signatures.add_signature(s, version, Identity("Bo"), "approved", NOW)
    return bench


def _add_slides(bench: Bench) -> None:
    """Add a slide of one cell for each name; the one named waiting has a prediction."""
    names = ("open", "waiting", "undone", "unlisted", "whole", "part", "decided", "signed", "fields")
    with bench.db.write() as s:
        model = models.register(
            s,
            name="m",
            sha256="0" * 64,
            path="",
            classes=[("NEU", "Neutrophil")],
            threshold=0.5,
            architecture="",
            trained_at="",
            summary={},
            now=NOW,
        )
        for name in names:
            slide = slides.create(s, f"/{name}", name, NOW)
            image = ScannedImage("a.png", 1, 1, name.rjust(64, "0"), 80, 80)
            bench.slides[name], bench.cells[name] = slide.id, files.record_images(s, slide.id, [image], NOW)[0]
        regions.set_kind(s, bench.slide("fields"), PictureKind.FIELDS, None, NOW)
        (picture,) = regions.pictures(s, bench.slide("fields"))
        found = regions.NewRegion(picture, REGION, 0.9, sure=True)
        (bench.cells["region"],) = regions.add(s, bench.slide("fields"), [found], "find", NOW)
        new = [NewPreclassification(bench.cell("waiting"), "NEU", 0.9, {"NEU": 0.9}, False, None)]
        preclassifications.add_many(s, model.id, "cpu", new, NOW)
