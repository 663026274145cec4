"""What the month computes: effects follow from causes, and equal questions have equal answers."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ML = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ML / "month"))

from world import Scenario, World  # noqa: E402

from mlkit.io import plain  # noqa: E402

CAUSES = [
    {"from": 3, "to": 3, "campaign": 0.45, "volume": 1.5},
    {"from": 9, "to": 9, "competitor": 0.8},
    {"from": 12, "to": 12, "nulls": 0.3},
    {"from": 13, "to": 13, "unmetered": 0.2, "fromHour": 13, "toHour": 15},
]
DRIFT = {
    "name": "drift", "type": "DataDrift", "window": 24, "offset": 0,
    "metrics": [{"metric": "JensenShannonDistance", "dataType": "Numerical"}],
    "types": {"tenure_months": "numerical", "support_calls": "numerical"},
}  # fmt: skip
QUALITY = {
    "name": "quality", "type": "DataQuality", "window": 24, "offset": 0,
    "metrics": [{"metric": "NullValueRate", "dataType": "Numerical"}],
}  # fmt: skip
VOLUME = {
    "name": "volume", "type": "Custom", "component": "volume_signal", "window": 168, "offset": 0,
    "metrics": [{"metric": "std_deviation"}],
}  # fmt: skip
PERFORMANCE = {
    "name": "performance", "type": "Custom", "component": "performance_signal", "window": 24, "offset": 168,
    "metrics": [{"metric": "auc_loss"}],
}  # fmt: skip
EDIT = [
    'frame["monthly_charge"] / (1.0 + frame["data_usage_gb"])',
    '[charge / usage for charge, usage in zip(frame["monthly_charge"].tolist(), frame["data_usage_gb"].tolist())]',
]
BEFORE = {"day": -27}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return made(1, str(tmp_path_factory.mktemp("month")))


@cache
def made(seed: int, scratch: str) -> World:
    folder = ML / "use-cases" / "customer-churn"
    return World(Scenario(folder, datetime(2026, 12, 7), seed, 1000, 30, CAUSES), Path(scratch))


def measured(world: World, day: int, *signals: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a run on the morning of a day finds, by signal."""
    at = f"{world.date(day):%Y-%m-%d}T04:30:00"
    found = world.monitor({"at": at, "version": BEFORE, "reached": True, "signals": signals, **more})
    return {each["signal"]: each for each in found}


def test_a_usual_day_is_quiet(world: World) -> None:
    found = measured(world, 3, DRIFT, QUALITY, VOLUME, PERFORMANCE)
    assert found["drift"]["value"] < 0.1
    assert found["quality"]["value"] < 0.05
    assert found["volume"]["value"] < 2
    assert found["performance"]["value"] < 0.2


def test_signals_on_a_weekly_list_find_what_was_scored_in_their_window(world: World) -> None:
    def of(signal: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {**signal, "name": f"list-{signal['name']}", "window": 168, "ofBatch": True, **more}

    batches = [{"at": f"{world.date(day):%Y-%m-%d}T05:12:00", "day": day, "version": BEFORE} for day in (-6, 1, 8, 15)]
    predictions = {
        "name": "predictions", "type": "PredictionDrift", "offset": 0, "reference": {"window": 168, "offset": 168},
        "metrics": [{"metric": "PopulationStabilityIndex", "dataType": "Categorical"}],
    }  # fmt: skip
    listed = [of(DRIFT), of(predictions), of(PERFORMANCE)]
    rows = world.score({"version": BEFORE, "day": 1, "reached": True})["rows"]
    usual = measured(world, 3, *listed, batches=batches)
    assert 0.9 * rows < usual["list-drift"]["rows"] <= rows
    assert usual["list-drift"]["value"] < 0.1
    assert usual["list-predictions"]["value"] < 0.05
    # The same list until the next is there; what it says of who is on it is known a week later.
    assert measured(world, 7, of(DRIFT), batches=batches) == measured(world, 3, of(DRIFT), batches=batches)
    labelled = measured(world, 9, of(PERFORMANCE), batches=batches)["list-performance"]
    assert (labelled["rows"], labelled["value"] < 0.25) == (rows, True)
    # The day of the campaign is a seventh of the list of day 8.
    assert measured(world, 9, of(DRIFT), batches=batches)["list-drift"]["value"] > usual["list-drift"]["value"] * 1.5
    # Before the first list there is nothing to look at, and Azure's run fails.
    assert "no batch has scored" in measured(world, 9, of(DRIFT))["list-drift"]["error"]


def test_a_campaign_is_found_by_inputs_and_by_volume(world: World) -> None:
    found = measured(world, 4, DRIFT, VOLUME)
    assert found["drift"]["value"] > 0.2
    assert found["drift"]["feature"] in ("monthly_charge", "tenure_months")
    assert found["volume"]["value"] > 5


def test_a_campaign_reaches_customers_only(world: World) -> None:
    assert measured(world, 4, DRIFT, reached=False)["drift"]["value"] < 0.1


def test_a_changed_concept_is_found_by_labels_alone(world: World) -> None:
    assert measured(world, 10, DRIFT)["drift"]["value"] < 0.1
    assert measured(world, 17, PERFORMANCE)["performance"]["value"] > 0.4


def test_nulls_are_found_by_data_quality(world: World) -> None:
    found = measured(world, 13, QUALITY)["quality"]
    assert found["feature"] == "data_usage_gb"
    assert found["value"] > 0.25
    assert found["reference"] < 0.03


def test_a_version_that_was_not_there_has_answered_nothing(world: World) -> None:
    found = measured(world, 17, DRIFT, PERFORMANCE, since="2026-12-22T08:00:00")
    assert "value" not in found["performance"]
    assert "no production data" in found["performance"]["error"]
    assert found["drift"]["value"] < 0.15


def test_a_version_fails_on_what_its_training_never_saw(world: World) -> None:
    asked = {"day": 13, "fromHour": 13, "toHour": 15, "requests": 40}
    assert world.fail({"version": BEFORE, **asked})["failed"] == 0
    broken = world.fail({"version": {"day": 1, "edit": [EDIT]}, **asked})
    assert 0 < broken["failed"] < broken["requests"]
    assert broken["error"] == "ZeroDivisionError: float division by zero"


def test_an_edit_that_does_not_fit_is_told(world: World) -> None:
    with pytest.raises(ValueError, match="does not hold"):
        world.train({"version": {"day": 1, "edit": [["no such line", ""]]}})


def test_a_lost_column_costs_what_it_was_worth(world: World) -> None:
    whole, lost = (world.train({"version": {"day": 1, **more}}) for more in ({}, {"lost": ["support_calls"]}))
    assert lost["metrics"]["auc"] < whole["metrics"]["auc"] - 0.02


def test_one_seed_tells_one_month(world: World, tmp_path: Path) -> None:
    again, other = made(1, str(tmp_path)), made(2, str(tmp_path))
    assert again is not world
    told = [json.dumps(plain([each.train({"version": BEFORE}), measured(each, 4, DRIFT, PERFORMANCE)]))
            for each in (world, again, other)]  # fmt: skip
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_a_list_holds_everybody_of_a_week_once_and_marks_whom_the_version_marks(world: World) -> None:
    found = world.score({"version": BEFORE, "day": 1, "reached": True})
    week = [world.requests(day, True) for day in range(-6, 1)]
    assert found["rows"] == len({customer for frame in week for customer in frame["customer_id"]})
    assert 0 < found["positive"] < found["rows"]
    # A campaign's customers come a week later into the list.
    assert world.score({"version": BEFORE, "day": 4, "reached": True})["rows"] > found["rows"]
