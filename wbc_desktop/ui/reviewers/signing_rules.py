"""The laboratory's rules of signing in the dialog of reviewers. Each change takes effect at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.reviewers import Role
from wbc_desktop.domain.signing import MEANINGS, SigningRules, meaning_text
from wbc_desktop.jobs.operations import Message
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID

ROLES = {
    Role.TECHNICIAN: mark("Technicians"),
    Role.PATHOLOGIST: mark("Pathologists"),
    Role.MANAGER: mark("Managers"),
}


class RulesBox(QWidget):
    """Shows who may sign, with what meanings, and whether a slide with undecided cells may be signed.

    ``change`` saves the rules; if they are refused, it calls its second argument with the reason.
    """

    def __init__(
        self, rules: SigningRules, change: Callable[[SigningRules, Callable[[Message], object]], object]
    ) -> None:
        super().__init__()
        self._change = change
        title = Label(tr("Signing"))
        title.setProperty("role", "section")
        self.roles = {role: QCheckBox(tr(text)) for role, text in ROLES.items()}
        who = QHBoxLayout()
        who.setSpacing(2 * GRID)
        who.addWidget(Label(tr("May sign:")))
        for role, box in self.roles.items():
            box.setChecked(role in rules.roles)
            box.clicked.connect(self._save)
            who.addWidget(box)
        who.addStretch(1)
        self.undecided = QCheckBox(tr("A slide may be signed while cells are undecided"))
        self.undecided.setChecked(rules.undecided_allowed)
        self.undecided.clicked.connect(self._save)
        self.meanings = QLineEdit(", ".join(meaning_text(meaning) for meaning in rules.meanings))
        self.meanings.setAccessibleName(tr("What a signature can mean, separated by commas"))
        self.meanings.editingFinished.connect(self._save)
        what = QHBoxLayout()
        what.setSpacing(GRID)
        what.addWidget(Label(tr("Meanings:")))
        what.addWidget(self.meanings, 1)
        self.fault = FaultLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(title)
        column.addLayout(who)
        column.addWidget(self.undecided)
        column.addLayout(what)
        column.addWidget(self.fault)

    def chosen(self) -> SigningRules:
        """The rules as chosen in the fields."""
        stored = {meaning_text(meaning): meaning for meaning in MEANINGS}  # stored in English, shown translated
        roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
        return SigningRules(
            roles,
            self.undecided.isChecked(),
            tuple(stored.get(text.strip(), text) for text in self.meanings.text().split(",")),
        )

    def _save(self) -> None:
        self.fault.show_text("")
        self._change(self.chosen(), self.fault.show_message)
