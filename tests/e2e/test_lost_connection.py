"""The window on a PostgreSQL server that goes away and comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from wbc_desktop.services.trail import verify

if TYPE_CHECKING:
    from conftest import Session


@pytest.mark.slow
def test_decision_is_refused_until_the_server_is_back(
    start: Callable[..., Session], slide_folder: Callable[..., Path], new_on_server: Callable[[], str]
) -> None:
    url = new_on_server()
    session = start(slide_folder(3), url)
    session.wait_until_classified(3)
    first, second, _ = (cell.id for cell in session.cells)
    window = session.window
    window.gallery.select(first)
    window.reviewing.classify("EOS")
    session.wait_for_cell(first, lambda cell: cell.label == "EOS")
    database = create_engine(url).url.database
    admin = create_engine(new_on_server(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false"))
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"))
        window.gallery.select(second)
        window.reviewing.classify("MON")
        session.wait_for_message("cannot be reached")
        connection.execute(text(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true"))
    admin.dispose()
    window.gallery.select(second)
    window.reviewing.classify("MON")
    session.wait_for_cell(second, lambda cell: cell.label == "MON")
    assert [cell.label for cell in session.cells if cell.id == first] == ["EOS"]
    assert verify(session.db).sound
    session.close()
