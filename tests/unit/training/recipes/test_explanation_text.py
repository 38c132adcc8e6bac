"""Sentences and table of the comparison of methods of explanation."""

from __future__ import annotations

from typing import Any

from training.recipes import explanation_text


def row(key: str, title: str, faithfulness: float, gap: tuple[float, float, float], **more: Any) -> dict[str, Any]:
    """A row of evaluation.json."""
    means = {"heat": 0.6, "deletion": 0.2, "insertion": 0.2 + faithfulness, "faithfulness": faithfulness}
    means |= {"agreement": 0.7}
    values: dict[str, Any] = {"key": key, "title": title, "control": False, "empty": 0, "milliseconds": 0.25}
    for name, mean in means.items():
        values |= {name: mean, f"{name}_ci95": [mean - 0.05, mean + 0.05]}
    return values | {"against_grad_cam": gap[0], "against_grad_cam_ci95": list(gap[1:])} | more


def network(*gap: float, centre: float = 0.3) -> dict[str, Any]:
    """A network with three methods and the control in the centre."""
    rows = [
        row("grad-cam", "Grad-CAM", 0.4, (0, 0, 0), empty=12),
        row("layer-cam", "LayerCAM", 0.5, (gap[0], gap[1], gap[2])),
        row(
            "centre", "centre of the picture", centre, (0, 0, 0), control=True, empty=None, heat=None, milliseconds=None
        ),
    ]
    return {"architecture": "ResNet50 + CBAM", "map": [7, 8], "forward_milliseconds": 20.04, "methods": rows}


def test_most_faithful_method_is_named_with_its_difference() -> None:
    told = explanation_text.sentences(network(0.1, 0.02, 0.2), 150)
    assert "maps of 7 x 8 points, 150 cells: LayerCAM is the most faithful method (0.50, 0.45 to 0.55" in told[0]
    assert told[1] == "The difference from Grad-CAM is +0.10, +0.02 to +0.20."
    assert "no difference" in explanation_text.sentences(network(0.1, -0.02, 0.2), 150)[1]
    assert "Cells without any heat: Grad-CAM 12." in told
    assert told[-1].startswith("The forward pass takes 20.0 ms")


def test_control_that_is_not_exceeded_is_said() -> None:
    assert "which no method exceeds" not in " ".join(explanation_text.sentences(network(0.1, 0.0, 0.2), 9))
    assert "which no method exceeds" in " ".join(explanation_text.sentences(network(0.1, 0.0, 0.2, centre=0.6), 9))


def test_cells_of_the_table() -> None:
    grad, layer, centre = (explanation_text.cells(one) for one in network(0.1, 0.02, 0.2)["methods"])
    assert len(grad) == len(explanation_text.HEAD) == len(explanation_text.WIDTHS)
    assert grad[:3] == ("Grad-CAM", "12", "60.0\n55.0 to 65.0")
    assert grad[6] == ""
    assert layer[6:] == ("+0.10\n+0.02 to +0.20", "0.70\n0.65 to 0.75", "0.25")
    assert (centre[1], centre[2], centre[8]) == ("", "", "")


def test_table_in_markdown() -> None:
    lines = explanation_text.markdown(network(0.1, 0.02, 0.2))
    assert len(lines) == 5
    assert {line.count("|") for line in lines} == {len(explanation_text.HEAD) + 1}
    assert "| Grad-CAM | 12 | 60.0 (55.0 to 65.0) |" in lines[2]
