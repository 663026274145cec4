"""Live answers: joined with labels by id, told apart by deployment, and compared as what they are, copies or shares."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlkit.contract import Column, Contract
from mlkit.live import compare_live, labelled, live_answers, main

CONTRACT = Contract(
    "classification",
    (
        Column("customer_id", "text", use="id"),
        Column("at", "timestamp", use="time"),
        Column("x", "number"),
        Column("churned", "whole", use="target", categories=("0", "1")),
    ),
)
YAML = """
task: classification
columns:
  - { name: customer_id, type: text, use: id }
  - { name: at, type: timestamp, use: time }
  - { name: x, type: number, minimum: 0, maximum: 1 }
  - { name: churned, type: whole, use: target, categories: ["0", "1"] }
"""
START = datetime(2026, 12, 14)


def truth_of(ids: range) -> np.ndarray:
    """Whether a customer leaves is theirs alone, whoever answers."""
    return np.array([float(np.random.default_rng(number).random() < 0.3) for number in ids])


def collect(root: Path, deployment: str, ids: range, skill: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    folder = root / "churn-prod" / deployment / "answers" / "2026" / "12" / "14" / "05"
    folder.mkdir(parents=True)
    probability = 1 / (1 + np.exp(-(skill * truth_of(ids) + random.normal(0, 1, len(ids)))))
    lines = [
        json.dumps({
            "time": "2026-12-14T05:00:00Z",
            "correlationid": f"{deployment}-{number}",
            "data": [{"customer_id": str(number), "churned": int(value > 0.6), "churned_probability": float(value)}],
        })
        for number, value in zip(ids, probability, strict=True)
    ]  # fmt: skip
    (folder / "one.jsonl").write_text("\n".join(lines), "utf-8")


def labels_of(ids: range) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [str(number) for number in ids], "churned": truth_of(ids).astype(int)})


def told(root: Path, labels: pd.DataFrame, capsys: pytest.CaptureFixture[str], **more: str) -> dict[str, object]:
    contract, file = root / "contract.yaml", root / "labels.csv"
    contract.write_text(YAML, "utf-8")
    labels.to_csv(file, index=False)
    options = {"metric": "auc", "may-lose": "0.02", "since": "2026-12-14T00:00:00Z", "until": "2026-12-21T00:00:00Z"} | more
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    places = ["--answers", str(root), "--labels", str(file), "--contract", str(contract), "--endpoint", "churn-prod"]
    assert main([*places, "--champion", "model-12", "--challenger", "model-13", *given]) == 0
    return json.loads(capsys.readouterr().out)


def test_shares_of_traffic_are_two_samples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(tmp_path, "model-12", range(0, 3000), 1.0, 1)
    collect(tmp_path, "model-13", range(3000, 5000), 2.5, 2)
    found = told(tmp_path, labels_of(range(5000)), capsys)
    assert found["paired"] is False
    assert found["rows"] == [3000, 2000]
    assert found["verdict"] == "holds"
    assert found["low"] > 0  # type: ignore[operator]


def test_copies_are_compared_on_the_same_requests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(tmp_path, "model-12", range(0, 3000), 2.5, 1)
    collect(tmp_path, "model-13", range(0, 600), 0.2, 2)
    found = told(tmp_path, labels_of(range(3000)), capsys)
    assert found["paired"] is True
    assert found["rows"] == [600, 600]
    assert found["verdict"] == "fails"


def test_without_labels_it_is_too_early(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(tmp_path, "model-12", range(0, 300), 1.0, 1)
    collect(tmp_path, "model-13", range(300, 600), 1.0, 2)
    found = told(tmp_path, labels_of(range(0, 320)), capsys)
    assert found["verdict"] == "not yet"
    assert found["gain"] is None
    # Nothing is on record of a deployment that nobody asked.
    assert told(tmp_path, labels_of(range(600)), capsys, since="2026-12-15T00:00:00Z")["rows"] == [0, 0]


def test_the_interval_covers_the_truth_when_both_are_the_same_model() -> None:
    random = np.random.default_rng(11)
    draws, covered = 200, 0
    for _ in range(draws):
        sides = []
        for first in (0, 1000):
            truth = (random.random(400) < 0.3).astype(float)
            probability = 1 / (1 + np.exp(-(truth + random.normal(0, 1, 400))))
            ids = [str(first + number) for number in range(400)]
            frame = {"customer_id": ids, "truth": truth, "prediction": (probability > 0.6) * 1.0, "probability": probability}
            sides.append(pd.DataFrame(frame))
        found, paired = compare_live(sides[0], sides[1], CONTRACT, "auc")
        assert not paired
        covered += found.low <= 0 <= found.high
    assert 0.9 <= covered / draws <= 0.99


def test_a_column_that_is_missing_is_told() -> None:
    answers = pd.DataFrame({"customer_id": ["1"], "churned": [1], "collected_at": [START]})
    with pytest.raises(Exception, match="labels a column is missing"):
        labelled(answers, pd.DataFrame({"customer_id": ["1"]}), CONTRACT)


def test_a_folder_without_the_deployment_has_no_answers(tmp_path: Path) -> None:
    assert len(live_answers(tmp_path, "e", "d", START, START + timedelta(days=1))) == 0
