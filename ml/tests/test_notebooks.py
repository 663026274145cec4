"""Each notebook runs from the top, says what it shows, and is kept without outputs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


def code_of(notebook: Path) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def run(notebook: Path) -> dict[str, Any]:
    """What a notebook's names are bound to after its cells were run in one namespace, as a kernel does."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(code_of(notebook), start=1):
        exec(compile("".join(cell["source"]), f"{notebook.name}, code cell {number}", "exec"), names)
    return names


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_outputs_are_not_kept(notebook: Path) -> None:
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code_of(notebook))


def test_customer_churn_shows_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = next(path for path in NOTEBOOKS if path.stem == "customer-churn")
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setattr(sys, "path", list(sys.path))
    names = run(notebook)
    assert names["violations"] == []
    assert "monthly_charge" in {each.column for each in names["broken"]}
    assert names["baseline"].gain >= names["params"].baseline_gain
    assert names["fair"]
    quiet, campaign, competitor = (names["seen"][week] for week in ("quiet", "campaign", "competitor"))
    assert campaign[1] > 0.15 > 0.1 > max(quiet[1], competitor[1])
    assert competitor[2] < quiet[2] - 0.2
    assert names["after"] > names["before"] + 0.15
