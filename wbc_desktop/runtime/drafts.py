"""Comments that were typed and not stored yet: kept in the data directory until they are stored or deleted by hand.

A draft is whose hands typed it: where reviewers come in by name and password, nobody is shown another's. It is not part
of the result, so it is in no audit trail and never leaves this file.
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
"""Who types where there are no accounts; whoever comes in later is given these drafts too."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell on which something is written, and its content: another database may have another cell by this id."""

    slide_id: int
    cell_id: int
    sha256: str


class Drafts:
    """The drafts of one data directory, in memory; :meth:`save` writes them."""

    def __init__(self, data_dir: DataDir) -> None:
        self._file = data_dir.drafts_file
        self._texts = self._read()
        self._saved = dict(self._texts)

    def text(self, who: str, spot: Spot) -> str:
        """What was typed there by ``who``, else by anybody before there were accounts; "" when nothing was."""
        return self._texts.get((who, spot)) or self._texts.get((NO_ACCOUNT, spot), "")

    def set_text(self, who: str, spot: Spot, text: str) -> None:
        """Keep a text in place of the one before; one of blanks only is none."""
        self._texts.pop((NO_ACCOUNT, spot), None)
        self._texts.pop((who, spot), None)
        if text.strip():
            self._texts[who, spot] = text

    def on_slide(self, who: str, slide_id: int) -> list[Spot]:
        """The cells of a slide on which ``who`` has something to finish, the oldest draft first."""
        mine = (spot for owner, spot in self._texts if owner in (who, NO_ACCOUNT) and spot.slide_id == slide_id)
        return list(dict.fromkeys(mine))

    def save(self) -> None:
        """Write what changed, whole or not at all. Raises StorageError when that cannot be done."""
        if self._texts == self._saved:
            return
        kept = [
            {"reviewer": who, "slide": spot.slide_id, "cell": spot.cell_id, "sha256": spot.sha256, "text": text}
            for (who, spot), text in self._texts.items()
        ]
        with atomic_write(self._file, private=True) as file:
            file.write(json.dumps(kept, indent=1).encode("ascii") + b"\n")
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
