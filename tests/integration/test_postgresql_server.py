"""The server of the tests ends with them, also when they are killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from databases import missing

from installer.server_programs import server_programs

BEGIN = """
import sys
from pathlib import Path
from postgresql_server import running

with running(Path(sys.argv[1])) as url:
    print(url.split("host=")[1], flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_server_ends_when_the_tests_are_killed(repository: Path) -> None:
    if missing():
        pytest.skip(missing())
    child = subprocess.Popen(
        [sys.executable, "-c", BEGIN, str(server_programs())],
        env={**os.environ, "PYTHONPATH": str(repository / "tests")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    folder = Path(child.stdout.readline().strip())
    server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    child.kill()
    child.communicate()
    until = time.monotonic() + 60
    while (folder.exists() or Path(f"/proc/{server}").exists()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
