"""The parser of ``finetune``."""

from __future__ import annotations

from wbc_desktop.cli.parser_parts import Commands, add_command, add_reviewer
from wbc_desktop.domain.runs import STRENGTHS

FINETUNE = """\
Trains a candidate from the stored corrections, starting from the active model, and compares both on
the same cells: locked test sets of the known laboratories, and corrections of slides that are held
out. Corrections are the decisions of signed or finished slides. The candidate is registered; it does
not become active (see models promote).

--strength quick learns new class scores for the laboratory and takes about a minute; deep trains
copies of the last stages of the network, too, and takes up to 20 minutes on two cores.

The training is a process of its own. Interrupting this command stops it, and finished work is kept.
--resume continues the newest run, also after the computer was switched off. If that run is still
running, because this command was killed, it is followed; if it has finished, its result is printed.
"""

FINETUNE_KEYS = """\
--json prints one object with:
  candidate    {"name", "file", "sha256"}
  active       {"name", "sha256"}, the model that it was compared with
  corrections  {CLASS: n}, the corrections that it was trained on
  strength, seconds
  home         a comparison for each locked test set
  laboratory   the comparison on held-out corrections, or null if there are none
  gate         {"passed", "reasons"}: whether the candidate was found better
  failed       [{"path", "cell", "reason"}], corrections whose picture could not be used; exit status 1

Exit status 2 if nothing could be done: too few corrections, a run that is running already, no room.

--reviewer is who starts it (default: the name in the settings). If reviewers have accounts, the
password is asked for on the terminal, or read from the first line of the input with --password-stdin.
"""


def add_finetune(commands: Commands) -> None:
    """Add ``finetune``."""
    parser = add_command(commands, "finetune", "train a candidate from the stored corrections", FINETUNE, FINETUNE_KEYS)
    parser.add_argument("--strength", choices=tuple(STRENGTHS), help="how much of the network is trained (quick)")
    parser.add_argument("--device", metavar="DEVICE", help="auto, cpu, cuda, cuda:N or mps (auto)")
    parser.add_argument("--resume", action="store_true", help="continue the newest run")
    add_reviewer(parser)
