"""The parser of ``settings``."""

from __future__ import annotations

from wbc_desktop.cli.parser_parts import PROGRAM, Commands, Parser, add_command, add_common, add_reviewer, not_empty

DESCRIPTION = """\
export writes the settings to FILE, to take them to another computer: the laboratory's name and address,
language, theme, paper, heatmap, keys, lock, plan of backups; and from the database the classes that the
laboratory added or changed, its reference ranges, and whether cells at the edge of a field count.

Not in FILE: what belongs to one person or computer (the reviewer's name, device, watched folder, folder of
the backups, size and place of the window), accounts, rules of signing, models and slides.

import puts the settings of FILE in force. What changes is printed, --look only prints it. Classes that FILE
does not name stay as they are. The settings before are kept in the data directory as
settings-before-import-….json. What is changed in the database is in the audit trail and can be undone in
the window; with accounts only a manager changes that, with --reviewer and the password. An open window must
be closed first, or import there (File, Settings).

FILE is refused if it is damaged or changed by hand, of a newer version, or of another program.
"""

KEYS = """\
import --json prints one object with:
  file      the file
  version   the version that wrote it
  made_at   when, ISO 8601 in UTC
  changes   [{"name", "before", "after"}], what was, or with --look would be, changed
  imported  false with --look
  kept      the copy of the settings before, or null

export --json prints {"file"}.
"""


def add_settings(commands: Commands) -> None:
    """Add the command ``settings`` with ``export`` and ``import``."""
    parser = commands.add_parser(
        "settings", help="export the settings to a file, or import them", description=DESCRIPTION, epilog=KEYS
    )
    add_common(parser)
    acts = parser.add_subparsers(
        dest="act", metavar="ACT", required=True, prog=f"{PROGRAM} settings", parser_class=Parser
    )
    export = add_command(acts, "export", "write the settings to a file", DESCRIPTION, KEYS)
    export.add_argument("file", type=not_empty, metavar="FILE")
    read = add_command(acts, "import", "put the settings of a file in force", DESCRIPTION, KEYS)
    read.add_argument("file", type=not_empty, metavar="FILE")
    read.add_argument("--look", action="store_true", help="only print what would change")
    add_reviewer(read)
