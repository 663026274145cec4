"""What an endpoint does with requests: answers, refuses with everything that is wrong, collects what monitors need."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import pytest

from mlkit.io import read_raw
from mlkit.serve import COLLECTIONS, MOST_ROWS, Endpoint
from support.usecases import USE_CASES, model

SAMPLE = json.loads((USE_CASES / "customer-churn" / "sample-request.json").read_text("utf-8"))


def asked(rows: object) -> dict[str, list[dict[str, object]]]:
    answer = Endpoint(model("customer-churn")).answer(json.dumps(rows))
    return getattr(answer, "json", answer) if not isinstance(answer, dict) else answer


def test_every_form_of_a_request_gets_the_same_answer() -> None:
    rows = SAMPLE["data"]
    columns = list(rows[0])
    split = {"columns": columns, "index": [0, 1], "data": [[row[name] for name in columns] for row in rows]}
    answers = [asked(form) for form in (SAMPLE, {"input_data": split}, {"input_data": rows}, {"dataframe_split": split}, rows)]
    assert all(answer == answers[0] for answer in answers)
    assert [row["customer_id"] for row in answers[0]["predictions"]] == [row["customer_id"] for row in rows]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"contract": None}, ["contract: 1 of 1 values are missing"]),
        ({"tenure_months": "long", "paperless": "perhaps"}, ["tenure_months: 1 of 1 values are no whole", "paperless: 1 of 1"]),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_with_all_that_is_wrong(
    change: dict[str, object], says: list[str]
) -> None:
    answer = asked({"data": [{**SAMPLE["data"][0], **change}]})
    assert all(any(text in problem for problem in answer["problems"]) for text in says)
    assert len(answer["problems"]) == len(says)


def test_a_missing_column_is_told() -> None:
    row = {name: value for name, value in SAMPLE["data"][0].items() if name not in ("contract", "support_calls")}
    assert [problem.split(":")[0] for problem in asked({"data": [row]})["problems"]] == ["contract", "support_calls"]


@pytest.mark.parametrize(
    "change", [{"data_usage_gb": None}, {"contract": "weekly"}, {"monthly_charge": 9999}, {"new_column": 1}]
)
def test_what_a_signal_tells_of_is_answered(change: dict[str, object]) -> None:
    answer = asked({"data": [{**SAMPLE["data"][0], **change}]})
    assert 0 <= answer["predictions"][0]["churned_probability"] <= 1  # type: ignore[operator]


RAGGED = '{"input_data": {"columns": ["a"], "data": [[1, 2]]}}'


@pytest.mark.parametrize("text", ["", "[", "{}", "[]", '{"data": []}', '{"data": [1]}', '"x"', "null", RAGGED])
def test_what_is_no_request_is_refused(text: str) -> None:
    answer = Endpoint(model("customer-churn")).answer(text)
    assert "problems" in (answer if isinstance(answer, dict) else answer.json)


def test_a_request_has_an_end() -> None:
    answer = asked({"data": [SAMPLE["data"][0]] * (MOST_ROWS + 1)})
    assert f"at most {MOST_ROWS}" in str(answer["problems"])


def test_what_is_collected_fits_azures_signals() -> None:
    kept: dict[str, tuple[pd.DataFrame, str]] = {}

    def keep(name: str) -> Callable[[pd.DataFrame, str], None]:
        return lambda frame, correlation: kept.update({name: (frame, correlation)})

    endpoint = Endpoint(model("customer-churn"), *(keep(name) for name in COLLECTIONS))
    endpoint.answer(json.dumps(SAMPLE))
    assert len({correlation for _, correlation in kept.values()}) == 1
    contract = model("customer-churn").contract
    # The attribution signal fails where production has a column that the reference lacks, and wants the target's own name.
    reference = read_raw(USE_CASES / "customer-churn" / "data" / "reference")
    features = [column.name for column in contract.features]
    assert list(kept["model_inputs"][0].columns) == features
    assert list(kept["model_outputs"][0].columns) == [contract.target.name]
    assert set(reference.columns) == {*features, contract.target.name}
    assert list(kept["answers"][0].columns) == ["customer_id", "churned", "churned_probability"]
    kept.clear()
    endpoint.answer(json.dumps({"data": [{name: value for name, value in SAMPLE["data"][0].items() if name != "customer_id"}]}))
    assert set(kept) == {"model_inputs", "model_outputs"}
