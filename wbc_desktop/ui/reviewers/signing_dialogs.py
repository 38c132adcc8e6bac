"""The dialogs that sign a slide, amend it, and show its signed versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.signing import SignedVersion, meaning_text
from wbc_desktop.services.signing import SigningState
from wbc_desktop.ui.widgets.ask import AskDialog, password_field
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large
from wbc_desktop.ui.widgets.words import cells_text

Sign = Callable[[str, str], object]
"""Called with the meaning and the password."""
Amend = Callable[[str, str], object]
"""Called with the reason and the password."""


class SignatureDialog(AskDialog):
    """Shows who acts and, with accounts, asks for the password.

    ``who`` returns the reviewer who is signed in, and ``why_not`` why this reviewer may not do it, or None.
    """

    def __init__(
        self,
        title: str,
        about: str,
        do: str,
        act: Callable[[], object],
        who: Callable[[], Identity],
        why_not: Callable[[Identity], str | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, about, do, act, parent)
        self._who = who
        self._why_not = why_not
        self.reviewer = Label()
        self.password = password_field(self)

    def show_reviewer(self) -> None:
        """Show the reviewer who is signed in now."""
        who = self._who()
        self.reviewer.setText(_name_and_role(who))
        self.form.setRowVisible(self.password, who.account_id is not None)
        fault = self._why_not(who)
        self.button.setEnabled(fault is None)
        self.show_fault(fault or "")

    def typed_password(self) -> str:
        """Return the password and clear its field."""
        password = self.password.text()
        self.password.clear()
        return password


class SignDialog(SignatureDialog):
    """Asks for the meaning of the signature and, with accounts, for the password."""

    def __init__(
        self, slide: str, state: SigningState, who: Callable[[], Identity], sign: Sign, parent: QWidget | None = None
    ) -> None:
        about = _about_signing(slide, state)
        super().__init__(tr("Sign the slide"), about, tr("Sign"), self._sign, who, state.why_not_sign, parent)
        self._do = sign
        self.meaning = QComboBox()
        for meaning in state.rules.meanings:
            self.meaning.addItem(meaning_text(meaning), meaning)
        self.add(tr("Signed by"), self.reviewer)
        self.add(tr("&Meaning"), self.meaning)
        self.add(tr("&Password"), self.password)
        self.show_reviewer()
        (self.meaning if who().account_id is None else self.password).setFocus()

    def _sign(self) -> object:
        return self._do(str(self.meaning.currentData()), self.typed_password())


class AmendDialog(SignatureDialog):
    """Asks why a signed slide has to be changed. The next report prints the reason."""

    def __init__(
        self, slide: str, state: SigningState, who: Callable[[], Identity], amend: Amend, parent: QWidget | None = None
    ) -> None:
        last = state.versions[-1].version if state.versions else 0
        about = tr(
            "The slide “{slide}” can be changed again. Version {last} stays as it was signed. The next "
            "signature makes version {next}. Its report is marked AMENDED, with the reason and the changes.",
            slide=slide,
            last=last,
            next=last + 1,
        )
        title = tr("Amend the signed slide")
        super().__init__(title, about, tr("Amend"), self._amend, who, state.why_not_amend, parent)
        self._do = amend
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(10 * GRID)
        self.reason.setPlaceholderText(tr("For example: two cells were put into the wrong class"))
        self.add(tr("Amended by"), self.reviewer)
        self.add(tr("&Reason"), self.reason)
        self.add(tr("&Password"), self.password)
        self.show_reviewer()
        self.reason.setFocus()

    def _amend(self) -> object:
        return self._do(self.reason.toPlainText(), self.typed_password())


class VersionsDialog(FittedDialog):
    """Lists the signed versions of a slide: who signed, when, and why it was amended. Writes the report of each."""

    def __init__(
        self,
        slide: str,
        versions: Sequence[SignedVersion],
        write: Callable[[int], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Signed versions"))
        heading = Label(tr("Signed versions of “{slide}”", slide=slide))
        heading.setFont(large(self.font()))
        self.table = QTreeWidget()
        self.table.setHeaderLabels([tr("Version"), tr("Signed by"), tr("When"), tr("Amended afterwards because")])
        self.table.setRootIsDecorated(False)
        self.table.setAccessibleName(tr("Signed versions"))
        for version in reversed(versions):
            self.table.addTopLevelItem(_row(version))
        for place in range(3):
            self.table.resizeColumnToContents(place)
        self.table.setCurrentIndex(self.table.model().index(0, 0))
        self.report = QPushButton(tr("&Report of this version…"))
        self.report.setProperty("primary", True)
        self.report.clicked.connect(lambda: write(self.chosen()))
        self.report.setEnabled(bool(versions))
        buttons, foot = QDialogButtonBox(QDialogButtonBox.StandardButton.Close), QHBoxLayout()
        buttons.addButton(self.report, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        foot.addWidget(buttons)
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addWidget(heading)
        column.addWidget(self.table)
        self.fill(column, foot, QSize(96 * GRID, 40 * GRID))

    def chosen(self) -> int:
        """The number of the selected version."""
        return int(self.table.currentIndex().siblingAtColumn(0).data(Qt.ItemDataRole.UserRole))


def lock_sentence(version: SignedVersion) -> str:
    """Return a short text about a signed version: who signed it, with what meaning, its number."""
    names = ", ".join(f"{s.reviewer} ({meaning_text(s.meaning)})" for s in version.signatures)
    amended = tr("amended and signed") if version.version > 1 else tr("signed")
    return tr("{amended} by {names}, version {version}", amended=amended, names=names, version=version.version)


def why_locked(version: SignedVersion | None) -> str:
    """Return why a slide with this version in force cannot be changed; "" for None."""
    if version is None:
        return ""
    return tr(
        "The slide is {status}. To change it, amend it with a reason: the signed version stays.",
        status=lock_sentence(version),
    )


def _row(version: SignedVersion) -> QTreeWidgetItem:
    names = ", ".join(f"{s.reviewer}: {meaning_text(s.meaning)}" for s in version.signatures)
    when = f"{version.signatures[-1].at:%Y-%m-%d %H:%M}" if version.signatures else ""
    why = version.amendment.reason if version.amendment is not None else ""
    item = QTreeWidgetItem([f"{version.version}", names, when, why])
    item.setData(0, Qt.ItemDataRole.UserRole, version.version)
    for column in range(4):
        item.setToolTip(column, item.text(column))
    return item


def _about_signing(slide: str, state: SigningState) -> str:
    if state.locked is not None:
        return tr(
            "The slide “{slide}” is {status}. You add your signature to this version, which stays unchanged.",
            slide=slide,
            status=lock_sentence(state.locked),
        )
    rest = tr("; {cells} undecided", cells=cells_text(state.undecided)) if state.undecided else tr(", all decided")
    number = state.versions[-1].version + 1 if state.versions else 1
    return tr(
        "You sign version {number} of the slide “{slide}”: {cells}{rest}. Afterwards the slide can be changed "
        "only after it is amended with a reason.",
        number=number,
        slide=slide,
        cells=cells_text(state.total),
        rest=rest,
    )


def _name_and_role(who: Identity) -> str:
    return who.name if who.role is None else f"{who.name}, {tr(who.role)}"
