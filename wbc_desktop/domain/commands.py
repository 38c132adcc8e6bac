"""All commands of the window: names, texts, menus and keys. The window connects them with functions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``name`` for the code, ``text`` for the menu, ``about`` for the tooltip and the help.

    ``menu`` is "" for commands with keys only. ``keys`` are the defaults; a person may choose others (``keymap``).
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    about: str = ""
    icon: str = ""
    checkable: bool = False
    group: str = ""


LINE = Command("", "", "")

CHANGING = (
    *("UNI", "NC", "confirm", "confirm_shown", "undo", "redo", "draw", "remove", "split", "comment"),
    *("import", "folders", "pictures"),
)
"""The commands that change the open slide. A signature locks them."""

COMMANDS: tuple[Command, ...] = (
    Command("open", "&File", "&Open a folder…", ("Ctrl+O",), "Open a folder of cell images as a slide", "folder"),
    Command("demo", "&File", "Try a &demo slide", (), "Draw a slide of synthetic cells and open it"),
    Command(
        "watch",
        "&File",
        "&Watch a folder…",
        (),
        "Add and classify the images that a microscope camera saves in a folder",
    ),
    LINE,
    Command("csv", "&File", "Export &CSV…", ("Ctrl+E",), "Write one row per cell to a CSV file"),
    Command("pdf", "&File", "&Report (PDF)…", ("Ctrl+P",), "Write the differential and its evidence as PDF", "report"),
    Command("import", "&File", "&Import labels…", (), "Take classifications from a CSV file with path and label"),
    LINE,
    Command("reviewer", "&File", "Switc&h reviewer…", ("Ctrl+L",), "Sign in as a reviewer, by name and password"),
    Command("sign_out", "&File", "Sign ou&t", ("Ctrl+Shift+L",), "Lock the window until a reviewer signs in"),
    Command("accounts", "&File", "Re&viewers…", (), "Accounts of reviewers, who may sign, what a signature means"),
    Command("settings", "&File", "&Settings…", ("Ctrl+,",), "Reviewer, laboratory, device, paper, language and keys"),
    Command("classes", "&File", "C&lasses…", (), "Names, colours and keys of the classes; classes of your own"),
    Command(
        "ranges", "&File", "Refere&nce ranges…", (), "By class, age and sex; they decide the flags in the differential"
    ),
    Command(
        "backups", "&File", "&Backups…", (), "Copies of the database: daily, now, what is in each, and restoring one"
    ),
    Command("quit", "&File", "&Quit", ("Ctrl+Q",), "Close the window; running tasks stop, finished work is kept"),
    Command("UNI", "&Review", "Unidentified", ("U",), "The class cannot be told; the cell still needs a decision"),
    Command("NC", "&Review", "Not classed", ("X",), "Take the cell out of the count: artefact, smudge, two cells"),
    Command("confirm", "&Review", "Confirm", ("Space",), "Agree with the preclassification"),
    Command(
        "confirm_shown",
        "&Review",
        "Confirm all sho&wn",
        ("Ctrl+Return",),
        "Agree with the preclassification of every cell that the filters show, in one step",
    ),
    Command("select_all", "&Review", "Select &all shown", ("Ctrl+A",), "Select every cell that the filters show"),
    LINE,
    Command("undo", "&Review", "&Undo", ("Ctrl+Z",), "Undo the last decision", "undo"),
    Command("redo", "&Review", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Redo the last undone decision", "redo"),
    LINE,
    Command(
        "full_screen",
        "&Review",
        "&Full screen",
        ("F",),
        "Show one cell at a time on the full screen, or leave it",
        "",
        True,
    ),
    Command("next", "&Review", "&Next cell to review", ("Ctrl+Right",), "Go to the next cell that needs a decision"),
    Command(
        "advance",
        "&Review",
        "Advance automat&ically",
        (),
        "Go to the next cell to review after each decision",
        "",
        True,
    ),
    Command("left", "", "One cell to the left", (), "The left arrow always does this, too"),
    Command("right", "", "One cell to the right", (), "The right arrow always does this, too"),
    Command("up", "", "One line up", (), "The up arrow always does this, too"),
    Command("down", "", "One line down", (), "The down arrow always does this, too"),
    Command("page_up", "", "One page up", (), "Page up always does this, too"),
    Command("page_down", "", "One page down", (), "Page down always does this, too"),
    Command("first", "", "The first cell", (), "Home always does this, too"),
    Command("last", "", "The last cell", (), "End always does this, too"),
    LINE,
    Command("draw", "&Review", "&Draw a cell", ("Ctrl+N",), "Draw a box around a cell that was not found"),
    Command("remove", "&Review", "Remo&ve: no cell", ("Del",), "The box shows no white cell; undo brings it back"),
    Command("split", "&Review", "Spli&t into two cells", ("Ctrl+T",), "Replace the box of touching cells by two boxes"),
    LINE,
    Command("comment", "&Review", "Co&mment…", ("Ctrl+M",), "Write a comment on the cell shown; it is never deleted"),
    Command("compare", "&Review", "Com&pare", ("Ctrl+D",), "Two selected cells side by side, or one and its reference"),
    Command("heat", "&View", "&Heatmap", ("H",), "Show where the network looked", "heat", True),
    LINE,
    Command("fit", "&View", "&Fit picture", ("0",), "The whole picture", "fit"),
    Command("actual", "&View", "&Actual size", ("1",), "One screen pixel per picture pixel"),
    Command("zoom_in", "&View", "Zoom &in", ("+", "="), "Larger picture"),
    Command("zoom_out", "&View", "Zoom &out", ("-",), "Smaller picture"),
    Command(
        "whole_field",
        "&View",
        "Show the &whole field",
        ("Ctrl+0",),
        "Fit the picture to the whole field instead of the cell",
        "",
        True,
    ),
    LINE,
    Command("next_field", "&View", "Ne&xt field", ("Ctrl+PgDown",), "Go to the first cell of the next field"),
    Command("previous_field", "&View", "Pre&vious field", ("Ctrl+PgUp",), "Go to the first cell of the field before"),
    LINE,
    Command("only_unreviewed", "&View", "Only un&reviewed cells", ("Ctrl+R",), "Hide cells that are decided", "", True),
    Command("find", "&View", "Fin&d by file name", ("Ctrl+F",), "Show only cells whose file name contains some text"),
    Command(
        "show_all",
        "&View",
        "Show all &cells",
        ("Esc",),
        "Dismiss the message, then show the cells of every class",
    ),
    LINE,
    Command("order_name", "&View", "Sort by &name", (), "By the name of the file", "", True, "order"),
    Command("order_uncertainty", "&View", "Sort by &uncertainty", (), "The least sure first", "", True, "order"),
    Command("order_time", "&View", "Sort by &time", (), "By the time of the file", "", True, "order"),
    LINE,
    Command(
        "groups", "&View", "Grou&ps by class", ("Ctrl+G",), "One group per class, or all cells in one group", "", True
    ),
    LINE,
    Command("larger", "&View", "&Larger thumbnails", ("Ctrl++", "Ctrl+="), "Fewer cells, larger"),
    Command("smaller", "&View", "S&maller thumbnails", ("Ctrl+-",), "More cells, smaller"),
    LINE,
    Command("theme_system", "&View", "&System theme", (), "Light or dark as the system", "", True, "theme"),
    Command("theme_light", "&View", "Li&ght", (), "Light always", "", True, "theme"),
    Command("theme_dark", "&View", "Dar&k", (), "Dark always", "", True, "theme"),
    Command("details", "&Slide", "&Details…", ("Ctrl+I",), "Sample, patient, age, sex, stain, time, total white count"),
    Command(
        "folders",
        "&Slide",
        "&Folders of the sample…",
        (),
        "Merge folders of one sample into this slide, or separate them",
    ),
    Command("pictures", "&Slide", "Pict&ures…", (), "Whether the pictures show single cells or fields"),
    Command("field_list", "&Slide", "Fi&elds…", (), "All fields with their cells, also those without cells"),
    Command(
        "remove_from_list",
        "&Slide",
        "Remove from the l&ist",
        (),
        "Images, decisions and history stay; opening brings it back",
    ),
    LINE,
    Command("sign", "&Slide", "&Sign…", ("Ctrl+Shift+S",), "Sign the result with name, time and meaning; it is locked"),
    Command("amend", "&Slide", "&Amend…", (), "Open a signed slide again, with a reason; the signed version stays"),
    Command("versions", "&Slide", "Signed &versions…", (), "Every signed version, each with its report as it was"),
    LINE,
    Command(
        "second_read",
        "&Slide",
        "Se&cond read…",
        (),
        "Review the slide without seeing the first reviewer’s classes",
    ),
    Command(
        "agreement", "&Slide", "A&greement…", (), "How well the second read agrees with the first, and the differences"
    ),
    LINE,
    Command("stop", "&Slide", "S&top", ("Ctrl+.",), "Stop running tasks; finished work is kept", "stop"),
    Command("rescan", "&Slide", "&Look for new images", ("F5",), "Read the folder again and preclassify what is new"),
    Command(
        "learning",
        "&Learning",
        "&Learning from corrections…",
        ("Ctrl+Shift+M",),
        "What the model can learn from the reviewers’ corrections, and the exclusions",
    ),
    Command(
        "teach",
        "&Learning",
        "&Classify the cells that teach most",
        ("Ctrl+Shift+T",),
        "Show the cells of the slide from whose classification the model learns the most, the best first",
    ),
    Command("help", "&Help", "&Guide", ("F1",), "How to work with the program, task by task", "info"),
    Command("key_card", "&Help", "&Keyboard card", (), "All keys in use on one page"),
    Command(
        "limits", "&Help", "What the &models cannot do", (), "How good they are, on which cells, and where they fail"
    ),
    Command("about", "&Help", "&About WBC Desktop", (), "Version, model, licence"),
)
