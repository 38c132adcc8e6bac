"""Makes another model the active one: asks first, and says what follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import ONLY_MANAGERS
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services import finetune, registry
from wbc_desktop.services.registry import Promotion
from wbc_desktop.ui.widgets.ask import AskDialog, Show
from wbc_desktop.ui.widgets.fitting import show_dialog


class Promoting(QObject):
    """Promotes models and rolls back, for managers. ``folder`` is the one of model files.

    Signals: ``changed()``: another model is active.
    """

    changed = Signal()

    def __init__(
        self, context: SlideContext, folder: Path, ensure_signed_in: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = folder
        self._ensure_signed_in = ensure_signed_in

    def promote(
        self, name: str, sha256: str, gate: Gate | None, show: Show, above: QWidget, run: Path | None = None
    ) -> None:
        """Make a model the active one, after the person agreed. ``show`` shows messages.

        ``run``: the folder of the run that made the model, whose candidate may not be in the list of models yet.
        """
        if not self._may_manage(show):
            return
        dialog = PromoteDialog(name, gate, above)
        if not show_dialog(dialog):
            return
        folder, reason, force = self._folder, dialog.reason.text(), gate is not None and not gate.passed

        def act(acting: Acting) -> Promotion:
            if run is not None:
                finetune.adopt(acting.db, folder, run)
            return registry.promote(acting.db, folder, sha256, acting.identity, reason=reason, force=force)

        self._run(tr("promoting the model “{name}”", name=name), act, show)

    def roll_back(self, show: Show, above: QWidget) -> None:
        """Make the model active again that was active before, after the person agreed."""
        if not self._may_manage(show):
            return
        self._context.run(
            Operation(
                tr("rolling back the model"),
                lambda acting: registry.planned_rollback(acting.db),
                slide=None,
                done=lambda planned: self._roll_back(planned, show, above),
                show=show,
            )
        )

    def _roll_back(self, planned: Promotion, show: Show, above: QWidget) -> None:
        """Ask the person, and do what was asked: nothing, if another model became active meanwhile."""
        about = tr(
            "“{earlier}”, which was active before “{present}”, becomes active again. {follows} “{present}” stays in "
            "the list.",
            earlier=planned.model.name,
            present="" if planned.before is None else planned.before.name,
            follows=follows(),
        )
        dialog = ReasonDialog(tr("Roll back"), about, tr("Roll back"), above)
        if show_dialog(dialog):
            reason = dialog.reason.text()
            self._run(
                tr("rolling back the model"),
                lambda acting: registry.roll_back(acting.db, acting.identity, reason=reason, planned=planned),
                show,
            )

    def close(self) -> None:
        """Announce nothing more: the window closes, but a promotion still ends."""
        self.blockSignals(True)

    def _may_manage(self, show: Show) -> bool:
        if not self._ensure_signed_in():
            return False
        if not self._context.identity.may_manage:
            show(Message(tr(ONLY_MANAGERS)))
            return False
        return True

    def _run(self, name: str, act: Callable[[Acting], Promotion], show: Show) -> None:
        def done(promotion: Promotion) -> None:
            if promotion.changed:
                self.changed.emit()

        self._context.run(
            Operation(
                name,
                act,
                worker=True,
                doing=tr("Changing the active model"),
                finish=True,
                slide=None,
                message=said,
                done=done,
                show=show,
            )
        )


class ReasonDialog(AskDialog):
    """Asks before the active model changes, and for the reason, which the audit trail keeps."""

    def __init__(self, title: str, about: str, do: str, above: QWidget | None = None, needed: bool = False) -> None:
        super().__init__(title, about, do, self._check, above)
        self._needed = needed
        self.reason = QLineEdit()
        self.add(tr("&Reason") if needed else tr("&Reason (may be empty)"), self.reason)
        self.reason.setFocus()
        self.fit()

    def _check(self) -> None:
        if self._needed and not self.reason.text().strip():
            raise UsageError(tr("Give the reason why this model is promoted although it was not found better."))


class PromoteDialog(ReasonDialog):
    """Asks before a promotion. A model that failed the gate is promoted only with a reason."""

    def __init__(self, name: str, gate: Gate | None, above: QWidget | None = None) -> None:
        failed = gate is not None and not gate.passed
        parts = [tr("“{name}” becomes the active model. {follows}", name=name, follows=follows())]
        if failed and gate is not None:
            reasons = [f"• {reason}" for reason in gate.failures or (tr("no reason is given."),)]
            parts.append("\n".join([tr("The comparison did not find it better than the active one:"), *reasons]))
            if gate.others:
                parts.append(tr("Its other results are in the list of training runs, and in that of models."))
            parts.append(tr("It is promoted only if you give a reason. The audit trail keeps it."))
        elif gate is None:
            parts.append(tr("It was not compared with the active one here."))
        else:
            parts.append(tr("The comparison found it better than the active one."))
        title = tr("Promote a model that was not found better") if failed else tr("Promote")
        super().__init__(title, "\n\n".join(parts), tr("Promote anyway") if failed else tr("Promote"), above, failed)


def follows() -> str:
    """Return what follows for cells if another model becomes active."""
    return tr(
        "Cells that nobody has reviewed are classified again: those of the open slide now, those of other slides when "
        "they are opened. Reviewed cells and signed results stay as they are."
    )


def said(promotion: Promotion) -> Message:
    """Return the message about a promotion or a rollback."""
    if not promotion.changed:
        return Message(tr("“{name}” is the active model already.", name=promotion.model.name))
    text = tr("“{name}” is the active model now.", name=promotion.model.name)
    return Message(f"{text} {promotion.remark}", "warning") if promotion.remark else Message(text, "done")
