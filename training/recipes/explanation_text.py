"""The comparison of methods of explanation as text: sentences and table cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HEAD = (
    "",
    "empty",
    "heat on the cell %",
    "deletion",
    "insertion",
    "faithfulness",
    "against Grad-CAM",
    "agreement",
    "ms",
)
WIDTHS = (1.3, 0.6, 1.1, 1.1, 1.1, 1.2, 1.3, 1.1, 0.5)


def sentences(network: Mapping[str, Any], cells: int) -> list[str]:
    """Return what the comparison shows for one network."""
    by_key = {row["key"]: row for row in network["methods"]}
    own = [row for row in network["methods"] if not row["control"]]
    best = max(own, key=lambda row: row["faithfulness"])
    height, width = network["map"]
    told = [
        f"{network['architecture']}, maps of {height} x {width} points, {cells:,} cells: {best['title']} is the most"
        f" faithful method ({_with_interval(best, 'faithfulness')};"
        f" Grad-CAM: {_with_interval(by_key['grad-cam'], 'faithfulness')})."
    ]
    if best["key"] != "grad-cam":
        low, high = best["against_grad_cam_ci95"]
        sure = "" if low > 0 or high < 0 else ": the interval includes no difference"
        told.append(f"The difference from Grad-CAM is {_with_interval(best, 'against_grad_cam', '+.2f')}{sure}.")
    centre = by_key["centre"]
    beaten = centre["faithfulness"] < best["faithfulness"]
    told.append(
        f"A map that does not look at the network and is hottest in the centre has"
        f" {_with_interval(centre, 'faithfulness')}"
        + ("." if beaten else ", which no method exceeds: here the curves only show whether a map finds the cell.")
    )
    empty = [f"{row['title']} {row['empty']:,}" for row in own if row["empty"]]
    if empty:
        told.append(f"Cells without any heat: {', '.join(empty)}.")
    told.append(f"The forward pass takes {network['forward_milliseconds']:.1f} ms of processor time a cell.")
    return told


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one line of the table of methods; intervals are on a second line of their cells."""
    is_standard = row["key"] in ("grad-cam", "hires-cam")
    return (
        row["title"],
        "" if row["empty"] is None else f"{row['empty']:,}",
        _two_lines(row, "heat", 100, ".1f"),
        *(_two_lines(row, key) for key in ("deletion", "insertion", "faithfulness")),
        "" if is_standard else _two_lines(row, "against_grad_cam", 1, "+.2f"),
        _two_lines(row, "agreement"),
        "" if row["milliseconds"] is None else f"{row['milliseconds']:.2f}",
    )


def markdown(network: Mapping[str, Any]) -> list[str]:
    """Return the table of methods for a model card."""

    def one_line(cell: str) -> str:
        return cell.replace("\n", " (") + ")" if "\n" in cell else cell

    lines = [f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|"]
    return lines + [f"| {' | '.join(map(one_line, cells(row)))} |" for row in network["methods"]]


def _two_lines(row: Mapping[str, Any], key: str, factor: float = 1, form: str = ".2f") -> str:
    if row[key] is None:
        return ""
    low, high = row[f"{key}_ci95"]
    return f"{factor * row[key]:{form}}\n{factor * low:{form}} to {factor * high:{form}}"


def _with_interval(row: Mapping[str, Any], key: str, form: str = ".2f") -> str:
    low, high = row[f"{key}_ci95"]
    return f"{row[key]:{form}}, {low:{form}} to {high:{form}}"
