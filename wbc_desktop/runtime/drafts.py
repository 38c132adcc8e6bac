"""Drafts: typed comments that are not saved yet, kept in the data directory until they are saved or deleted.

A draft belongs to the person who typed it: if there are accounts, nobody sees the drafts of others. It is not part of
the result, so it is not in the audit trail and never leaves this file.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import set_aside_damaged

log = logging.getLogger(__name__)

NO_ACCOUNT = ""
"""The owner of a draft if there are no accounts; everybody who signs in later sees these drafts too."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell of a draft, and its content: another database may have another cell with this id."""

    slide_id: int
    cell_id: int
    sha256: str


class Drafts:
    """The drafts of one data directory in memory; :meth:`save` writes them."""

    def __init__(self, data_dir: DataDir) -> None:
        self._file = data_dir.drafts_file
        self._texts = self._read()
        self._saved = dict(self._texts)

    def text(self, who: str, spot: Spot) -> str:
        """Return the draft of ``who`` for this cell, else the one from before there were accounts, else ""."""
        return self._texts.get((who, spot)) or self._texts.get((NO_ACCOUNT, spot), "")

    def set_text(self, who: str, spot: Spot, text: str) -> None:
        """Replace a draft; a text of white space only deletes it."""
        self._texts.pop((NO_ACCOUNT, spot), None)
        self._texts.pop((who, spot), None)
        if text.strip():
            self._texts[who, spot] = text

    def on_slide(self, who: str, slide_id: int) -> list[Spot]:
        """Return the cells of a slide with drafts that ``who`` may see, the oldest draft first."""
        mine = (spot for owner, spot in self._texts if owner in (who, NO_ACCOUNT) and spot.slide_id == slide_id)
        return list(dict.fromkeys(mine))

    def save(self) -> None:
        """Write all drafts if any changed, completely or not at all. Raises StorageError if that fails."""
        if self._texts == self._saved:
            return
        drafts = [
            {"reviewer": who, "slide": spot.slide_id, "cell": spot.cell_id, "sha256": spot.sha256, "text": text}
            for (who, spot), text in self._texts.items()
        ]
        with atomic_write(self._file, private=True) as file:
            file.write(json.dumps(drafts, indent=1).encode("ascii") + b"\n")
        self._saved = dict(self._texts)

    def _read(self) -> dict[tuple[str, Spot], str]:
        try:
            saved = json.loads(self._file.read_bytes())
            return {
                (str(one["reviewer"]), Spot(int(one["slide"]), int(one["cell"]), str(one["sha256"]))): str(one["text"])
                for one in saved
            }
        except FileNotFoundError:
            return {}
        except OSError as error:
            log.warning("drafts of comments could not be read: %s", error)
            return {}
        except (ValueError, TypeError, KeyError, RecursionError) as error:  # also bad UTF-8 and bad JSON
            set_aside_damaged(self._file, error)
            return {}
