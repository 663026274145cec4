"""What a use case says of its data is drafted from a table of it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from mlkit.contract import read_contract
from mlkit.io import read_raw
from mlkit.problems import InputError
from mlkit.validate import check
from support.scripts import module_of

ML = Path(__file__).resolve().parents[2]


DRAFT = module_of("local_draft", ML / "local" / "draft.py")
GIVEN = argparse.Namespace(time=None, id=None, target=None)


def table(folder: Path, labels: str = "01") -> Path:
    """300 rows with all kinds of columns."""
    path = folder / "calls.csv"
    lines = ["call_id,called_at,ended_at,plan,minutes,open,remark,label"]
    for row in range(300):
        day = f"2026-{row // 28 % 12 + 1:02}-{row % 28 + 1:02}"
        minutes = "" if row % 50 == 0 else str(row)
        lines.append(f"c{row},{day}T08:00:00Z,{day}T09:00:00Z,{'abc'[row % 3]},{minutes},{row % 2 == 0},said {row},{labels[row % len(labels)]}")  # noqa: E501  # fmt: skip
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_contract_is_kept_by_the_table_it_was_drafted_from(tmp_path: Path) -> None:
    given = argparse.Namespace(time="called_at", id=None, target=None)
    told = DRAFT.draft(table(tmp_path), "classification", tmp_path / "out", given)
    # An instant is no feature, and neither is a text that is another one in each row.
    assert told["features"] == ["plan", "minutes", "open"]
    assert (told["id"], told["target"], told["rows"]) == ("call_id", "label", 300)
    contract = read_contract(tmp_path / "out" / "contract.yaml")
    assert check(read_raw(tmp_path / "out" / "data" / "training"), contract) == []
    assert {contract.by_name[name].use for name in ("ended_at", "remark")} == {"extra"}
    rows = json.loads((tmp_path / "out" / "sample-request.json").read_text("utf-8"))["data"]
    assert [set(row) for row in rows] == [{"call_id", "plan", "minutes", "open"}] * 2


def test_what_cannot_be_told_is_asked_for_all_at_once(tmp_path: Path) -> None:
    path = table(tmp_path)
    path.write_text(path.read_text("utf-8").replace("call_id", "call").replace("label", "left"), "utf-8")
    with pytest.raises(InputError) as raised:
        DRAFT.draft(path, "classification", tmp_path / "out", GIVEN)
    assert [problem.where for problem in raised.value.problems] == ["--time", "--id", "--target"]
    assert not (tmp_path / "out").exists()


def test_a_label_of_another_task_is_refused(tmp_path: Path) -> None:
    given = argparse.Namespace(time="called_at", id=None, target=None)
    with pytest.raises(InputError, match="learned by a regression"):
        DRAFT.draft(table(tmp_path, "0123"), "classification", tmp_path / "out", given)
