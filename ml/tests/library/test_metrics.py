"""Metrics against scikit-learn's, and what slices, fairness, calibration and the baseline say of known answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics as reference

from mlkit.contract import Column, Contract
from mlkit.metrics import (
    area_under_curve,
    calibration,
    classification_metrics,
    fairness,
    naive_baseline,
    regression_metrics,
    sliced,
    worst_slices,
)
from mlkit.model import Answers

RANDOM = np.random.default_rng(5)
TRUTH = (RANDOM.random(500) < 0.3).astype(float)
PROBABILITY = np.clip(0.3 + 0.3 * (TRUTH - 0.3) + RANDOM.normal(0, 0.2, 500), 0.01, 0.99).round(2)
ANSWERS = Answers((PROBABILITY >= 0.4).astype(int), PROBABILITY)


def test_classification_metrics_are_scikit_learns() -> None:
    found = classification_metrics(TRUTH, ANSWERS)
    said = ANSWERS.prediction
    for name, wanted in {
        "auc": reference.roc_auc_score(TRUTH, PROBABILITY),
        "recall": reference.recall_score(TRUTH, said),
        "precision": reference.precision_score(TRUTH, said),
        "f1": reference.f1_score(TRUTH, said),
        "accuracy": reference.accuracy_score(TRUTH, said),
        "log_loss": reference.log_loss(TRUTH, PROBABILITY),
        "brier_score": reference.brier_score_loss(TRUTH, PROBABILITY),
    }.items():
        assert found[name] == pytest.approx(wanted, rel=1e-12), name


def test_regression_metrics_are_scikit_learns() -> None:
    truth, said = RANDOM.normal(7, 2, 300), RANDOM.normal(7, 2, 300)
    found = regression_metrics(truth, Answers(said, None))
    assert found["r2"] == pytest.approx(reference.r2_score(truth, said), rel=1e-12)
    assert found["mean_absolute_error"] == pytest.approx(reference.mean_absolute_error(truth, said), rel=1e-12)
    assert found["root_mean_squared_error"] == pytest.approx(reference.root_mean_squared_error(truth, said), rel=1e-12)


def test_a_single_class_has_no_auc() -> None:
    assert np.isnan(area_under_curve(np.ones(5), np.arange(5.0)))


CONTRACT = Contract(
    "classification",
    (
        Column("id", "text", "id"),
        Column("at", "timestamp", "time"),
        Column("x", "number"),
        Column("group", "text", "sensitive"),
        Column("y", "whole", "target", categories=("0", "1")),
    ),
)


def test_fairness_finds_the_group_that_is_overlooked() -> None:
    group = np.where(np.arange(500) % 2 == 0, "a", "b")
    # Of group b the model finds none.
    said = np.where(group == "b", 0, TRUTH).astype(int)
    frame = pd.DataFrame({"group": group, "y": TRUTH})
    slices = sliced(CONTRACT, frame, Answers(said, said.astype(float)), ["group"])
    recall = next(each for each in fairness(CONTRACT, slices) if each["metric"] == "recall")
    assert (recall["gap"], recall["lowest"]["group"], recall["highest"]["group"]) == (1.0, "b", "a")


def test_small_slices_are_named_without_metrics() -> None:
    frame = pd.DataFrame({"group": ["a"] * 471 + ["b"] * 29, "y": TRUTH})
    told = {each["value"]: each["metrics"] for each in sliced(CONTRACT, frame, ANSWERS, ["group"])}
    assert told["b"] is None
    assert told["a"] is not None


SLICED = Contract("classification", (*CONTRACT.columns, Column("place", "text", "extra", slices=True)))


def worst(place: list[str], said: np.ndarray) -> dict[str, tuple[str, float]]:
    """Group and value of the worst by metric; what is said of 1 or 0 is the probability, too."""
    frame = pd.DataFrame({"place": place, "group": "a", "y": TRUTH})
    slices = sliced(SLICED, frame, Answers(said, said.astype(float)), ["group", "place"])
    return {each["metric"]: (each["group"], each["value"]) for each in worst_slices(SLICED, slices)}


def test_the_worst_group_is_the_one_that_is_overlooked() -> None:
    place = ["north" if row % 2 else "south" for row in range(500)]
    found = worst(place, np.where(np.array(place) == "south", 0, TRUTH).astype(int))
    # Of the south the model finds none: that is as good as chance.
    assert found == {"auc": ("south", 0.5), "recall": ("south", 0.0)}


def test_a_group_of_few_labels_is_not_the_worst_by_chance() -> None:
    # All 29 of the far north that are 1 are missed, of the rest one more than half; both have rows enough.
    ones = np.flatnonzero(TRUTH == 1)
    far = {*ones[:29], *np.flatnonzero(TRUTH == 0)[:60]}
    place = ["far" if row in far else "near" for row in range(500)]
    said = TRUTH.astype(int)
    said[ones[:29]] = 0
    said[ones[29:][::2]] = 0
    assert worst(place, said)["recall"][0] == "near"
    assert worst(place, said)["auc"][0] == "near"
    # With one label more it counts.
    place[ones[29]] = "far"
    assert worst(place, said)["recall"] == ("far", 0.0)
    # Where no group has enough there is nothing to say, and a gate on it lets nothing through.
    assert worst([str(row) for row in range(500)], said) == {}


def test_the_worst_error_is_the_largest() -> None:
    columns = (Column("place", "text", "extra", slices=True), Column("y", "number", "target"))
    contract = Contract("regression", columns)
    frame = pd.DataFrame({"place": ["near"] * 40 + ["far"] * 40, "y": np.zeros(80)})
    answers = Answers(np.repeat([1.0, 3.0], 40), None)
    assert worst_slices(contract, sliced(contract, frame, answers, ["place"])) == [
        {"column": "place", "metric": "mean_absolute_error", "value": 3.0, "group": "far", "rows": 40}
    ]


def test_calibration_error_is_what_probabilities_are_off_by() -> None:
    probability = np.repeat([0.2, 0.6], 500)
    truth = np.concatenate([np.arange(500) < 100, np.arange(500) < 300]).astype(float)
    assert calibration(truth, probability, bins=2).error == pytest.approx(0, abs=1e-12)
    assert calibration(truth, probability + 0.1, bins=2).error == pytest.approx(0.1)


def test_a_model_that_only_knows_the_rate_does_not_beat_the_baseline() -> None:
    frame = pd.DataFrame({"at": pd.date_range("2026-01-01", periods=500), "y": TRUTH})
    rate = Answers(np.zeros(500, dtype=int), np.full(500, TRUTH.mean()))
    loss = classification_metrics(TRUTH, rate)["log_loss"]
    assert naive_baseline(CONTRACT, frame, frame, loss).gain == pytest.approx(0, abs=1e-12)
    better = naive_baseline(CONTRACT, frame, frame, loss / 2)
    assert (better.name, better.gain) == ("majority class", pytest.approx(0.5))


def test_the_best_naive_rule_is_the_one_to_beat() -> None:
    columns = (*CONTRACT.columns[:4], Column("y", "number", "target"))
    contract = Contract("regression", columns)
    train = pd.DataFrame({"at": pd.date_range("2026-01-01", periods=4), "y": [1.0, 1.0, 1.0, 9.0]})
    test = pd.DataFrame({"at": pd.date_range("2026-02-01", periods=2), "y": [9.0, 9.0]})
    found = naive_baseline(contract, train, test, loss=0.0)
    assert (found.name, found.rules["mean"], found.rules["median"]) == ("last value", 6.0, 8.0)
