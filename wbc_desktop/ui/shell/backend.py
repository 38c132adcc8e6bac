"""The objects behind the window, in one place: database, jobs, loaders, item models and settings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.item_models.fields import FieldList
from wbc_desktop.item_models.pictures import Pictures
from wbc_desktop.item_models.slides import SlideListModel
from wbc_desktop.jobs.engine_source import EngineSource
from wbc_desktop.jobs.explanations import Explanations
from wbc_desktop.jobs.heat_checks import HeatChecks
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.jobs.picture_loader import PictureLoader
from wbc_desktop.jobs.references import ReferenceLoader
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.jobs.thumbnails import ThumbnailLoader
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.drafts import CommentDrafts
from wbc_desktop.ui.shell.model_in_use import ModelFile
from wbc_desktop.ui.shell.placement import Placement
from wbc_desktop.ui.widgets.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Backend:
    """The objects that the parts of the window share. :meth:`close` stops them."""

    db: Database
    data_dir: DataDir
    runner: Runner
    context: SlideContext
    thumbnails: ThumbnailLoader
    pictures: PictureLoader
    heat_checks: HeatChecks
    explanations: Explanations
    references: ReferenceLoader
    cells: CellListModel
    slides: SlideListModel
    fields: FieldList
    preferences: Preferences
    placement: Placement
    drafts: CommentDrafts
    engine: EngineSource
    model_file: ModelFile

    def close(self) -> None:
        """Stop all jobs and loaders, and wait for their threads. Finished results are kept."""
        self.runner.stop_all(wait=False)
        self.preferences.store()
        self.drafts.store()
        self.thumbnails.stop()
        self.pictures.stop()
        self.heat_checks.stop()
        self.explanations.stop()
        self.references.stop()
        self.cells.stop()
        self.slides.stop()
        self.fields.stop()
        self.runner.stop_all(wait=True)


def make_backend(db: Database, data_dir: DataDir, model: str | None, owner: QObject) -> Backend:
    """Create the backend as children of ``owner``. ``model`` is a model's name or file, or None for the active one."""
    thumbnails = ThumbnailLoader(data_dir.thumbnails, owner)
    preferences = Preferences(data_dir, owner)
    model_file = ModelFile(db, model)
    engine = EngineSource(model_file, lambda: preferences.settings.device)
    runner = Runner(owner)
    context = SlideContext(db, runner, lambda: preferences.identity, owner)
    return Backend(
        db=db,
        data_dir=data_dir,
        runner=runner,
        context=context,
        thumbnails=thumbnails,
        pictures=PictureLoader(owner),
        heat_checks=HeatChecks(owner),
        explanations=Explanations(db, engine, owner),
        references=ReferenceLoader(db, data_dir.thumbnails, owner),
        cells=CellListModel(db, Pictures(thumbnails, owner), owner),
        slides=SlideListModel(db, owner),
        fields=FieldList(context, owner),
        preferences=preferences,
        placement=Placement(data_dir),
        drafts=CommentDrafts(data_dir, preferences, owner),
        engine=engine,
        model_file=model_file,
    )
