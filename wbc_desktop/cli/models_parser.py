"""The parser of ``models``."""

from __future__ import annotations

from wbc_desktop.cli.parser_parts import PROGRAM, Commands, Parser, add_command, add_common, add_reviewer, not_empty

MODELS = """\
The models that classify here, and which of them is active. NAME is a model's name in the list, or
the first 8 or more digits of its SHA-256.
"""

LIST = """\
Lists the registered models, the ones that come with the program, and other model files in the data
directory. Those were left by an interrupted import: import them again. The active model has a star.

--json prints {"folder", "models"}: the folder of the model files, and for each model
  name, sha256, file
  registered     whether it is in the database
  active, candidate
                 candidate: it was compared with an active model, and was never active itself
  fault          why its file cannot be used, or null
  classes, threshold, architecture, trained_at, registered_at, program_version
  descent        [{"name", "sha256"}], the models that it was trained from, its parent first; the
                 name is null if a model is not here
  training_data, evaluation
                 from its model card
  gate           {"passed", "reasons"} of the comparison, or null if there was none
"""

PROMOTE = """\
Makes a model the active one. The change, its reason and the result of the comparison are recorded in
the audit trail. A candidate that was not found better than the active model is refused, unless
--force and --reason are given.

Unreviewed cells are classified again when their folder is classified or opened the next time. Cells
that a reviewer decided keep the prediction that the reviewer saw; signed slides stay as they are.
models replay says before which of their flags would change.
"""

ROLL_BACK = """\
Makes the model active again that was active before the present one; once more, the one before that.
Everything else is as for models promote.
"""

IMPORT = """\
Copies a model file (.safetensors) into the data directory and registers it. It does not become
active. A file that is damaged, of another program or of another format is refused; files with
pickles are never loaded. If a passport (FILE.json) lies beside it, it must be that of the file. A
name that another model has gets a number.
"""

EXPORT = """\
Writes the file of a model to FILE, and its passport to FILE.json: descent, training data, figures
and SHA-256.
"""

REPLAY = """\
Classifies the undecided cells of all signed slides with the model, and lists the slides on which
flags of the differential would change. Nothing is stored: signed results stay as they are. Decided
cells keep the reviewer's class.

--json prints one object with:
  model, model_sha256, device
  signed         number of signed slides
  recounted      number of undecided cells that were classified
  changed        [{"folder", "name", "version", "flags"}]; each of flags is {"class", "before",
                 "after", "share_before", "share_after", "crosses"}; crosses: the share would be on
                 another side of a limit
  failed         [{"folder", "path", "reason"}], pictures that could not be read; exit status 1

The slides on which a share crosses a limit come first.
"""

WHO = """\
--reviewer is the name in the audit trail (default: the one in the settings). If reviewers have
accounts, it must be a manager's. The password is asked for on the terminal, or read from the first
line of the input with --password-stdin.
"""


def add_models(commands: Commands) -> None:
    """Add ``models`` with its own commands; ``args.what`` is the name of the one that was given."""
    parser: Parser = commands.add_parser("models", help="list, promote, import and export models", description=MODELS)
    add_common(parser)
    inner = parser.add_subparsers(
        dest="what", metavar="WHAT", required=True, prog=f"{PROGRAM} models", parser_class=Parser
    )
    add_command(inner, "list", "list the models", LIST)
    promote = add_command(inner, "promote", "make a model the active one", PROMOTE, WHO)
    promote.add_argument("name", type=not_empty, metavar="NAME")
    promote.add_argument("--force", action="store_true", help="also if it was not found better; needs --reason")
    _add_person(promote)
    _add_person(add_command(inner, "rollback", "return to the model that was active before", ROLL_BACK, WHO))
    imported = add_command(inner, "import", "add a model file", IMPORT)
    imported.add_argument("file", type=not_empty, metavar="FILE")
    export = add_command(inner, "export", "write a model file and its passport", EXPORT)
    export.add_argument("name", type=not_empty, metavar="NAME")
    export.add_argument("file", type=not_empty, metavar="FILE")
    replay = add_command(inner, "replay", "list the signed slides whose flags would change", REPLAY)
    replay.add_argument("name", type=not_empty, metavar="NAME")
    replay.add_argument(
        "--device", default="auto", metavar="DEVICE", help="auto, cpu, cpu:int8, cuda, cuda:N or mps (auto)"
    )


def _add_person(parser: Parser) -> None:
    parser.add_argument("--reason", default="", metavar="TEXT", help="the reason, for the audit trail")
    add_reviewer(parser)
