"""Boxes are drawn, moved and sized, and never leave the field."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.regions import MIN_BOX_SIDE, Box
from wbc_desktop.ui.cell.box_editor import BoxEditor

WIDTH, HEIGHT = 300, 200
ACTS = ("press", "drag", "move", "size", "next")
LEFT, RIGHT = Box(20, 20, 40, 60), Box(60, 20, 40, 60)


def test_new_box_is_drawn_in_any_direction_and_cut_at_the_edge() -> None:
    editor = BoxEditor([LEFT, RIGHT], WIDTH, HEIGHT, alternatives=True)
    editor.press(250, 150, 3)
    editor.drag(200, 260)
    assert editor.release()
    assert editor.result == (Box(200, 150, 50, 50),)
    assert editor.boxes[0] == LEFT, "another proposal stays"


def test_click_is_no_box() -> None:
    editor = BoxEditor([LEFT], WIDTH, HEIGHT, alternatives=True)
    editor.press(250, 150, 3)
    editor.drag(252, 151)
    assert not editor.release()


def test_box_is_moved_by_its_middle_and_sized_by_its_sides() -> None:
    editor = BoxEditor([LEFT, RIGHT], WIDTH, HEIGHT, alternatives=False)
    editor.press(80, 50, 3)
    editor.drag(90, 40)
    assert not editor.release()
    assert editor.boxes == (LEFT, Box(70, 10, 40, 60))
    editor.press(109, 69, 3)
    editor.drag(120, 90)
    editor.release()
    assert editor.result == (LEFT, Box(70, 10, 51, 81)), "both sides of the corner moved"


def test_keys_choose_move_and_size() -> None:
    editor = BoxEditor([LEFT, RIGHT], WIDTH, HEIGHT, alternatives=False)
    editor.next()
    assert editor.active == 1
    editor.move(500, -500)
    editor.resize(4, -1000)
    assert editor.boxes == (LEFT, Box(256, 26, 44, MIN_BOX_SIDE))
    editor.next(-1)
    assert editor.active == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["press", "drag", "move", "size", "next"]), st.integers(-400, 400), st.integers(-400, 400)
        )
    ),
    st.booleans(),
)
def test_boxes_stay_in_the_field(steps: list[tuple[str, int, int]], alternatives: bool) -> None:
    editor = BoxEditor([LEFT, RIGHT], WIDTH, HEIGHT, alternatives)
    for act, x, y in steps:
        if act == "press":
            editor.press(x, y, 3)
        elif act == "drag":
            editor.drag(x, y)
        elif act == "move":
            editor.move(x, y)
        elif act == "size":
            editor.resize(x, y)
        else:
            editor.next()
        for box in editor.boxes:
            assert box.within(WIDTH, HEIGHT) == box
            assert min(box.width, box.height) >= 1
