"""What must hold of this use case's model, whatever its parameters: change features.py or params.yaml and run this."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from mlkit.drift import data_drift
from mlkit.features import derived, request_frame
from mlkit.metrics import regression_metrics, sliced, truth_of
from mlkit.signals import performance
from mlkit.table import Column, Table
from support.usecases import batch, generator, model, use_case

NAME = "fuel-efficiency"
FUEL = use_case(NAME)
SOON = datetime(2026, 11, 30)


def week(seed: int, start: datetime = SOON, rows: int = 1400, **causes: float) -> pd.DataFrame:
    return batch(NAME, rows, seed, start, days=28 if rows > 700 else 7, **causes)


def error(frame: pd.DataFrame) -> float:
    return regression_metrics(truth_of(frame, FUEL.contract), model(NAME).answer(frame))["mean_absolute_error"]


def distances(frame: pd.DataFrame) -> dict[str, float]:
    """Normalised Wasserstein distances from the committed reference's weeks."""
    sides = []
    for each in (batch(NAME, 1680, 32, datetime(2026, 10, 26), days=28), frame):
        columns = {}
        for column in FUEL.contract.features:
            cells = [None if cell is None or cell != cell else cell for cell in each[column.name].tolist()]
            columns[column.name] = Column(column.name, column.spark_type, cells)
        sides.append(Table(columns, len(each)))
    found = data_drift(*sides, metrics=["NormalizedWassersteinDistance"], overrides=FUEL.contract.feature_types)
    return {each.feature: each.value for each in found.measures if each.value is not None}


def test_the_model_reaches_a_floor_close_to_what_is_possible() -> None:
    # The week after training's last; colder ones than it has seen are another matter.
    made = generator(NAME).batch(420, datetime(2026, 11, 23), 7, 51)
    possible = made.truth["best_possible_mean_absolute_error"]
    assert error(batch(NAME, 420, 51, datetime(2026, 11, 23))) < possible * 1.45


def test_no_kind_of_van_and_no_depot_is_planned_much_worse() -> None:
    frame = week(52)
    overall = error(frame)
    for each in sliced(FUEL.contract, frame, model(NAME).answer(frame), ["van_model", "depot"]):
        assert each["metrics"] is None or each["metrics"]["mean_absolute_error"] < 1.6 * overall, each


@pytest.mark.parametrize("column", ["depot", "report_id", "reported_at"])
def test_answers_do_not_depend_on_what_is_no_feature(column: str) -> None:
    frame = week(53, rows=350)
    changed = frame.assign(**{column: frame[column].to_numpy()[::-1]})
    assert np.array_equal(model(NAME).answer(frame).prediction, model(NAME).answer(changed).prediction)


DIRECTIONS = {
    "more load": ("payload_kg", lambda cells: cells + 500, 1),
    "more town": ("urban_share", lambda cells: (cells + 0.3).clip(upper=1), 1),
    "a larger van": ("van_model", lambda cells: "long", 1),
}


@pytest.mark.parametrize("what", DIRECTIONS)
def test_the_model_has_learned_which_way(what: str) -> None:
    column, change, sign = DIRECTIONS[what]
    frame = week(54, rows=350)
    after = model(NAME).answer(frame.assign(**{column: change(frame[column])})).prediction
    assert sign * float((after - model(NAME).answer(frame).prediction).mean()) > 0.1


def test_features_are_of_the_row_alone() -> None:
    asked = request_frame(week(55, rows=70), FUEL.contract)
    together = derived(FUEL.features.derive, asked)
    apart = pd.concat([derived(FUEL.features.derive, asked.iloc[[row]]) for row in range(len(asked))])
    pd.testing.assert_frame_equal(together, apart)


def test_mileage_drifts_as_the_fleet_ages_and_nothing_else_but_age_and_season() -> None:
    now, later = distances(week(56)), distances(week(57, SOON + timedelta(days=200)))
    assert now["mileage_km"] < 0.15
    assert later["mileage_km"] > now["mileage_km"] + 0.15
    assert later["vehicle_age_months"] > now["vehicle_age_months"]
    # How vans are loaded and where they drive does not follow from their age.
    assert max(later["payload_kg"], later["urban_share"]) < 0.1


def test_long_routes_are_found_where_they_are() -> None:
    found = distances(week(58, long_routes=1.0))
    assert min(found["urban_share"], found["average_speed_kmh"]) > 0.5
    assert found["payload_kg"] < 0.1


def test_a_new_fuel_is_seen_by_labels_alone() -> None:
    usual, changed = week(59), week(59, fuel=1.0)
    # What is asked is the same to the last digit: no signal on inputs or answers can see it.
    contract = FUEL.contract
    pd.testing.assert_frame_equal(request_frame(usual, contract), request_frame(changed, contract))
    tables = []
    for frame in (usual, changed):
        answers = pd.DataFrame({"report_id": frame["report_id"], "litres_per_100km": model(NAME).answer(frame).prediction})
        tables.append(
            performance(
                answers,
                frame[["report_id", "litres_per_100km"]],
                task="regression",
                id_column="report_id",
                label_column="litres_per_100km",
                prediction_column="litres_per_100km",
            ).set_index("metric_name")["metric_value"]
        )
    assert (tables[1] > tables[0] + 0.5)[["mean_absolute_error", "root_mean_squared_error", "absolute_bias"]].all()
