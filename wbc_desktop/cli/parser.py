"""The parser of the command line. It imports no slow module."""

from __future__ import annotations

from collections.abc import Sequence

from wbc_desktop.cli.backup_parser import add_backup, add_restore
from wbc_desktop.cli.finetune_parser import add_finetune
from wbc_desktop.cli.models_parser import add_models
from wbc_desktop.cli.parser_parts import PROGRAM, Commands, Parser, add_command, add_common, not_empty
from wbc_desktop.cli.settings_parser import add_settings

DESCRIPTION = """\
WBC Desktop preclassifies images of white blood cells, lets a person review them, and reports the
differential. Without a command it opens its window, on FOLDER if one is given. A folder named like
a command is opened as ./classify.
"""

EPILOGUE = """\
Results go to stdout, messages to stderr. Exit status: 0 success; 1 some inputs were refused, each
named with its reason; 2 failed, a message gives the reason; 130 interrupted, finished results are
kept.

Database, models and logs are in one data directory: --data-dir, else WBC_DATA_DIR, else the user
data folder of the platform. The database is wbc.sqlite3 in it, unless --database or
WBC_DATABASE_URL gives another SQLAlchemy URL.

For research use only. Not for use in diagnostic procedures.
"""

CLASSIFY = """\
Scans FOLDER with its subfolders for images, preclassifies the cells, and stores the results. Each
image shows one cell, or a field with any number of white cells. In fields the cells are found first.
--pictures chooses the kind of images; without it the program decides at the first run, and later
runs keep that decision. A second run over an unchanged folder classifies nothing again. After a
change of the model, unreviewed cells are classified again; a cell that a reviewer decided keeps the
prediction that the reviewer saw, unless --force is given. Images are only read, never changed.

--cluster computes on the workers of a Dask cluster, which read the images under the same path; scanning
and the search for cells in fields stay here. ADDRESS is that of the scheduler. On another computer it
must be tls://…, with the certificates that Dask's configuration names, because whoever reaches a cluster
can run programs on it. --device auto is then the CPU. A worker that cannot give the same results as this
computer is left out, with a message. If a worker is lost, the others compute its cells. After 30 seconds
without any worker (distributed.comm.timeouts.connect in Dask's configuration) the command fails, and
finished results are kept.
"""

CLASSIFY_KEYS = """\
--json prints one object with:
  folder         the folder, absolute
  images         image files that were classified, now or before, or show no white cell
  classified     image files preclassified by this run
  unchanged      image files for which nothing was left to do: their cells keep their predictions,
                 which are by this model or of cells that a reviewer decided, or an earlier run found
                 no white cell in them
  without_cells  fields without white cells; those that this run searched are neither classified nor
                 unchanged
  cells          different cells in the images (files with the same content are one cell)
  pictures       "cells" if each image shows one cell, "fields" if any number of cells
  failed         [{"path", "reason"}], each refused file; path is relative to the folder
  remarks        [{"path", "remark"}], what to know about how new files are read
  bits           numbers of bits of the pictures' values where the files do not say them, else []
  counts         {CLASS: n}, the cells by their present class: the reviewer's, else the model's.
                 UNI counts cells of which the model was not sure, and in a slide that looks different as
                 a whole (unlike) all without a reviewer's class; NC cells that a reviewer excluded from
                 the count; both only if there are any. The counts add up to cells.
  unidentified   number of Unidentified cells: counts["UNI"], or 0
  unlike         {"cells", "of", "announced", "why", "adapted"}: how many cells are unlike the training
                 data of the model, of how many, whether a warning for the whole slide is given, and its
                 text (or ""), and of how many cells the prediction was adapted to the slide's stain. null
                 if the model cannot tell
  model, model_sha256, device, engine
                 the model, and the device that was used
  seconds        duration of the whole run
  images_per_second
                 rate of classifying, without scanning and loading the model; 0 if none

Exit status 2 if there was nothing to classify (no such folder, or an empty one); 1 if files were
refused, even if all were.
"""

IMPORT_LABELS = """\
Stores labels from another system as the reviewer's classifications, in one act that can be undone.
CSV has a header with the columns path and label, in any order; other columns are ignored, and comma,
semicolon or tab separate. A table written by export can be imported without changes: rows without a
label are skipped. path is relative to FOLDER; letter case, leading folders and Windows separators do
not matter if exactly one picture matches. With the column sha256, the content names the picture. In a
field the column cell (its number) or box (x y width height) names the cell. label is a class code, a
name in English, Indonesian and other languages, or a common short form. FOLDER need not have been
opened before, and no model is needed.
Exit status 1 if rows were refused, each named with its number.

If reviewers have accounts, NAME must be one of them. The password of NAME is asked for on the
terminal, or read from the first line of the input with --password-stdin. With a missing or wrong
password nothing is imported (exit status 2).
"""

DEMO = """\
Draws synthetic smear images into one folder per class under DIR, to try the program without data.
The same seed draws the same images. DIR must be new, empty, or an earlier demo.

With --fields, each image is a field of 1280 x 960 pixels with 0 to 6 white cells or erythroblasts;
some touch each other, some are cut by the edge. The images lie in DIR itself, beside labels.csv with
the class and box of every cell (path,label,box), which import-labels reads.
"""


AUDIT = """\
verify checks that the chain of entries is complete, that every recorded row (decisions,
preclassifications, models, signatures, amendments, reviewers, settings) is unchanged, that no such
row lacks an entry, and that the classes of the cells follow from the decisions.

Exit status 0 if all is sound; 1 if something was changed: the first broken entry is named on stderr
and under broken in the JSON (entry is null for a fault outside the trail). If the last entries were
cut off together with their rows, only a hash that was noted before can show it: give the one that a
signed report prints with --head.
"""


def command_parser() -> Parser:
    """Return the parser of all commands; ``args.command`` is the name of the command."""
    usage = f"{PROGRAM} [FOLDER] [--model NAME-or-FILE]\n       {PROGRAM} COMMAND …"
    parser = Parser(PROGRAM, description=DESCRIPTION, epilog=EPILOGUE, usage=usage)
    add_common(parser)
    commands = parser.add_subparsers(
        dest="command",
        metavar="COMMAND",
        title="commands (COMMAND --help says more)",
        prog=PROGRAM,
        parser_class=Parser,
    )
    _add_classify(commands)
    _add_export(commands)
    _add_report(commands)
    _add_import_labels(commands)
    add_finetune(commands)
    add_models(commands)
    _add_demo(commands)
    _add_doctor(commands)
    _add_audit(commands)
    add_backup(commands)
    add_restore(commands)
    add_settings(commands)
    return parser


def window_parser() -> Parser:
    """Return the parser of the call without a command, which opens the window; its help is the program's."""
    parser = Parser(PROGRAM, add_help=False)
    parser.add_argument("folder", type=not_empty, nargs="*", metavar="FOLDER")
    parser.add_argument("--model", metavar="NAME-or-FILE")
    parser.add_argument("-h", "--help", action="store_true")
    add_common(parser)
    return parser


def command_in(argv: Sequence[str]) -> str | None:
    """Return the command in ``argv``: its first word that is neither an option nor an option's value."""
    words = iter(argv)
    for word in words:
        if word == "--":
            return None
        if word in ("--data-dir", "--database", "--model"):
            next(words, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else None
    return None


COMMANDS = (
    *("classify", "export", "report", "import-labels", "finetune", "models", "demo", "doctor", "audit"),
    *("backup", "restore", "settings"),
)


def _add_classify(commands: Commands) -> None:
    parser = add_command(commands, "classify", "preclassify a folder of cell images", CLASSIFY, CLASSIFY_KEYS)
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("--model", metavar="NAME-or-FILE", help="a registered model or a model file (the active one)")
    parser.add_argument(
        "--device", default="auto", metavar="DEVICE", help="auto, cpu, cpu:int8, cuda, cuda:N or mps (auto)"
    )
    parser.add_argument(
        "--pictures",
        default="auto",
        choices=("auto", "cells", "fields"),
        help="what each image shows: one cell, or a field with any number of cells (auto)",
    )
    parser.add_argument("--cluster", metavar="ADDRESS", help="compute on a Dask cluster, for example tls://SERVER:8786")
    parser.add_argument("--force", action="store_true", help="classify all cells again")
    parser.add_argument("--csv", type=not_empty, metavar="FILE", help="then write one row per cell to FILE")
    parser.add_argument("--pdf", type=not_empty, metavar="FILE", help="then write the report to FILE")


def _add_export(commands: Commands) -> None:
    parser = add_command(commands, "export", "write the stored results of a folder as a CSV")
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("--csv", type=not_empty, metavar="FILE", required=True, help="write one row per cell to FILE")


def _add_report(commands: Commands) -> None:
    parser = add_command(commands, "report", "write the report of the stored results of a folder as a PDF")
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("--pdf", type=not_empty, metavar="FILE", required=True, help="write the report to FILE")


def _add_import_labels(commands: Commands) -> None:
    parser = add_command(commands, "import-labels", "import labels from another system", IMPORT_LABELS)
    parser.add_argument("folder", type=not_empty, metavar="FOLDER")
    parser.add_argument("table", type=not_empty, metavar="CSV")
    parser.add_argument("--reviewer", metavar="NAME", required=True, help="the reviewer of the classifications")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password of NAME from the first line of the input"
    )


def _add_demo(commands: Commands) -> None:
    parser = add_command(commands, "demo", "draw synthetic smear images to try the program", DEMO)
    parser.add_argument("folder", type=not_empty, metavar="DIR")
    parser.add_argument("--fields", action="store_true", help="draw fields with any number of white cells")
    parser.add_argument("--count", type=int, default=40, metavar="N", help="number of images (40)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed draws other images (1)")


def _add_doctor(commands: Commands) -> None:
    description = (
        "Checks whether the program can work on this computer: its own files (a damaged installation), "
        "versions, device, database, model, Qt; free space of at least 1 GB for data and for backups and "
        "500 MB for temporary files; whether the clock shows a time before the newest entry of the audit "
        "trail; and how old the last backup is. Exit status 0 if no fault was found, else 1."
    )
    parser = add_command(commands, "doctor", "check whether the program can work on this computer", description)
    parser.add_argument("--device", default="auto", metavar="DEVICE", help="the device to try (auto)")


def _add_audit(commands: Commands) -> None:
    parser = add_command(commands, "audit", "check the audit trail", AUDIT)
    parser.add_argument("what", choices=("verify",), metavar="verify", help="check the whole trail")
    parser.add_argument("--head", metavar="HASH", help="a hash from a signed report that the trail must contain")
