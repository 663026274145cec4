"""A contract is read with every problem at its place, and broken contracts are caught one by one and all at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlkit.contract import read_contract
from mlkit.problems import InputError
from mlkit.validate import check
from support.usecases import batch, use_case

BAD = """\
task: clustering
label: { delay: soon, colour: red }
columns:
  - { name: id, type: text, use: id, missingAtMost: 0.1 }
  - { name: at, type: text, use: time }
  - { name: months, type: whole }
  - { name: price, type: money, minimum: 5, maximum: 1 }
  - { name: place, type: text, categories: ["a, b"], minimum: 1 }
  - { name: place, type: text, shape: round }
  - { name: weight, type: number, slices: true }
"""


def test_every_problem_of_a_contract_is_told_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text(BAD)
    with pytest.raises(InputError) as told:
        read_contract(file)
    text = str(told.value)
    for where, what in (
        ("1:1", "task is none of what is possible (given clustering"),
        ("2:10", "a delay is a number of days (given soon"),
        ("2:23", "there is no such key (given colour"),
        ("4:38", "the id is never missing"),
        ("6:5", "say whether months is numerical or categorical"),
        ("7:20", "type is none of what is possible (given money"),
        ("7:45", "the maximum lies below the minimum"),
        ("8:45", "Azure's data quality never finds a category with a comma or a bracket again"),
        ("8:5", "the column place is no number and has no minimum"),
        ("9:32", "there is no such key (given shape"),
        ("9:7", "two columns have one name"),
        ("10:35", "weight has no groups to tell apart"),
        ("3:1", "there is one target (given none"),
    ):
        assert f"{file}:{where} {what}" in text, text
    assert len(text.splitlines()) == 13


def test_a_contract_cannot_give_a_key_twice(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text("task: regression\ncolumns: []\ntask: classification\n")
    with pytest.raises(InputError, match=r"3:1 this key is given twice \(given task\)"):
        read_contract(file)


CHURN = use_case("customer-churn").contract


def good(rows: int = 400) -> pd.DataFrame:
    """Rows that keep the contract."""
    return batch("customer-churn", rows, seed=3)


def test_the_committed_data_keeps_its_contract() -> None:
    assert check(use_case("customer-churn").data(), CHURN) == []


BREAKS = {
    "column": (lambda f: f.drop(columns="contract"), "contract", "the feature is missing as a column"),
    "unknown column": (lambda f: f.assign(shoe_size=42), "shoe_size", "does not know this column"),
    "type": (
        lambda f: f.assign(support_calls=f.support_calls.astype(object).mask(f.index < 5, "many")),
        "support_calls",
        "5 of 400 values are no whole",
    ),
    "no whole number": (
        lambda f: f.assign(tenure_months=f.tenure_months + np.where(f.index < 2, 0.5, 0.0)),
        "tenure_months",
        "2 of 400 values are no whole",
    ),
    "missing": (lambda f: f.assign(monthly_charge=f.monthly_charge.mask(f.index < 1)), "monthly_charge", "none may be"),
    "too many missing": (
        lambda f: f.assign(data_usage_gb=f.data_usage_gb.mask(f.index < 60)),
        "data_usage_gb",
        "at most 5.00% may be",
    ),
    "minimum": (lambda f: f.assign(monthly_charge=f.monthly_charge - 1000), "monthly_charge", "400 of 400 values lie below 0"),
    "maximum": (lambda f: f.assign(tenure_months=f.tenure_months + 361), "tenure_months", "400 of 400 values lie above 360"),
    "category": (
        lambda f: f.assign(contract=f.contract.mask(f.index == 7, "weekly")),
        "contract",
        "1 of 400 values are none of",
    ),
    "repeated id": (lambda f: f.assign(customer_id="c1"), "customer_id", "399 of 400 ids were there before"),
    "constant target": (lambda f: f.assign(churned=0), "churned", "nothing to learn"),
    "too few rows": (lambda f: f.head(10), "", "10 rows; at least 100"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_broken_contract_is_caught(kind: str) -> None:
    break_it, column, says = BREAKS[kind]
    found = check(break_it(good()), CHURN, fewest_rows=100)
    assert [each.column for each in found if says in each.message] == [column], found
    assert len(found) == 1, found


def test_every_violation_is_told_at_once() -> None:
    frame = good()
    for kind in ("unknown column", "type", "missing", "minimum", "category"):
        frame = BREAKS[kind][0](frame)
    columns = {each.column for each in check(frame, CHURN)}
    assert columns >= {"shoe_size", "support_calls", "monthly_charge", "contract"}


def test_a_violation_names_the_first_row_and_examples() -> None:
    frame = good()
    frame.loc[[7, 9], "contract"] = ["weekly", "daily"]
    (found,) = check(frame, CHURN)
    assert (found.first_row, found.rows, set(found.examples)) == (8, 2, {"weekly", "daily"})


def test_a_missing_share_is_judged_at_its_edge() -> None:
    frame = good()
    at_edge = frame.assign(data_usage_gb=pd.Series(1.0, index=frame.index).mask(frame.index < 20))
    beyond = frame.assign(data_usage_gb=pd.Series(1.0, index=frame.index).mask(frame.index < 21))
    assert check(at_edge, CHURN) == []
    assert [each.rule for each in check(beyond, CHURN)] == ["missing"]
