"""The schema's revisions that this program knows, and the migration between them."""

from __future__ import annotations

import warnings
from pathlib import Path

from sqlalchemy import Connection

REVISIONS = tuple(f"{number:04}" for number in range(1, 17))
"""Every revision, oldest first; listed here so that opening an up-to-date database does not load Alembic."""

HEAD = REVISIONS[-1]

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = _MIGRATIONS / "versions"


def missing_migrations() -> list[str]:
    """Return the revisions whose migration is missing or cannot be loaded."""
    from alembic.script import ScriptDirectory

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # a missing revision in the chain is only a warning
            found = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    except Exception:  # a damaged module fails in many ways, and a missing one breaks the chain
        return [revision for revision in REVISIONS if not any(_VERSIONS.glob(f"r{revision}_*.py*"))] or [HEAD]
    return [revision for revision in REVISIONS if revision not in found]


def migrate(connection: Connection, revision: str = "head") -> None:
    """Upgrade or downgrade the database to ``revision`` within the connection's transaction."""
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    target = HEAD if revision == "head" else revision
    goes_down = current is not None and (
        target == "base" or (target in REVISIONS and REVISIONS.index(target) < REVISIONS.index(current))
    )
    (command.downgrade if goes_down else command.upgrade)(config, target)
