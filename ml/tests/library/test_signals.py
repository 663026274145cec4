"""Signals: the table that Azure's evaluator reads, late labels, and losses that rise as a model gets worse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlkit.drift import FALLING, breaches
from mlkit.io import read_raw
from mlkit.keys import read_assets
from mlkit.problems import InputError
from mlkit.signals import COLUMNS, LOSSES, VOLUME, day_counts, performance, volume
from support.azure import ML, run_component
from support.usecases import batch, model

COLUMN_NAMES = {"id_column": "customer_id", "label_column": "churned", "prediction_column": "churned"}


def answered(frame: pd.DataFrame) -> pd.DataFrame:
    """What the endpoint of customer-churn collects as outputs."""
    answers = model("customer-churn").answer(frame)
    return pd.DataFrame(
        {"customer_id": frame["customer_id"], "churned": answers.prediction, "churned_probability": answers.probability,
         "contract": frame["contract"]}
    )  # fmt: skip


def signal(frame: pd.DataFrame, labels: pd.DataFrame, **more: object) -> dict[tuple[str, str], float]:
    table = performance(
        answered(frame), labels, task="classification", score_column="churned_probability", **COLUMN_NAMES, **more
    )  # type: ignore[arg-type]
    assert tuple(table.columns) == COLUMNS
    return {(row.group, row.metric_name): row.metric_value for row in table.itertuples()}


def test_concept_drift_makes_every_loss_rise() -> None:
    usual, changed = batch("customer-churn", 2400, seed=71), batch("customer-churn", 2400, seed=72, competitor=1.0)
    before, now = (signal(frame, frame[["customer_id", "churned"]]) for frame in (usual, changed))
    for metric in LOSSES["classification"]:
        assert now["overall", metric] > before["overall", metric], metric


def test_labels_that_have_not_come_are_counted_and_left_out() -> None:
    frame = batch("customer-churn", 1000, seed=73)
    labels = frame[["customer_id", "churned"]].head(600)
    found = signal(frame, labels)
    assert found["overall", "unlabelled_share"] == pytest.approx(0.4)
    alone = signal(frame.head(600), labels)
    assert found["overall", "auc_loss"] == pytest.approx(alone["overall", "auc_loss"])


def test_with_few_labels_nothing_is_said_of_the_model() -> None:
    frame = batch("customer-churn", 1000, seed=74)
    assert set(signal(frame, frame[["customer_id", "churned"]].head(99))) == {("overall", "unlabelled_share")}
    assert len(signal(frame, frame[["customer_id", "churned"]].head(100))) > 1


def test_the_last_of_two_labels_counts_and_order_does_not() -> None:
    frame = batch("customer-churn", 500, seed=75)
    labels = frame[["customer_id", "churned"]]
    wrong_first = pd.concat([labels.assign(churned=1 - labels["churned"]), labels])
    assert signal(frame, wrong_first) == signal(frame, labels)
    assert signal(frame, labels.sample(frac=1, random_state=2)) == pytest.approx(signal(frame, labels))


def test_slices_are_groups_of_their_own() -> None:
    frame = batch("customer-churn", 3000, seed=76)
    groups = {group for group, _ in signal(frame, frame[["customer_id", "churned"]], slices=["contract"])}
    assert groups == {"overall", "contract=monthly", "contract=one_year", "contract=two_year"}


def test_a_threshold_is_written_back_and_decides_as_azure_decides() -> None:
    frame = batch("customer-churn", 2400, seed=77, competitor=1.0)
    table = performance(
        answered(frame), frame[["customer_id", "churned"]], task="classification", score_column="churned_probability",
        thresholds={"auc_loss": 0.25}, **COLUMN_NAMES,
    )  # fmt: skip
    rows = {row.metric_name: row for row in table.itertuples() if row.group == "overall"}
    assert breaches("auc_loss", rows["auc_loss"].metric_value, rows["auc_loss"].threshold_value)
    # Without a threshold there is no verdict, however bad it is.
    assert np.isnan(rows["log_loss"].threshold_value)
    assert not breaches("log_loss", rows["log_loss"].metric_value, rows["log_loss"].threshold_value)


def test_no_metric_has_a_name_that_azure_alarms_for_when_it_falls() -> None:
    emitted = {*LOSSES["classification"], *LOSSES["regression"], *VOLUME, "unlabelled_share"}
    assert emitted.isdisjoint(FALLING)


def test_a_missing_column_is_told() -> None:
    frame = batch("customer-churn", 200, seed=78)
    with pytest.raises(InputError, match=r"labels the column of the id is missing \(given customer_id"):
        signal(frame, frame[["churned"]])


def test_volume_measures_the_last_day_against_the_days_before() -> None:
    usual = {f"2026-03-{day:02d}": count for day, count in enumerate((100, 110, 90, 105, 95, 100), start=1)}
    before = np.array(list(usual.values()))
    for count in (100, 10, 300):
        table = volume({**usual, "2026-03-07": count}, {"std_deviation": 2.0})
        found = {row.metric_name: row for row in table.itertuples()}
        deviation = max(before.std(ddof=1), np.sqrt(before.mean()))
        assert found["std_deviation"].metric_value == pytest.approx(abs(count - 100) / deviation)
        assert breaches("std_deviation", found["std_deviation"].metric_value, found["std_deviation"].threshold_value) == (
            count != 100
        )
    assert found["rise_share"].metric_value == pytest.approx(2.0)
    assert found["drop_share"].metric_value == 0


def test_a_day_without_a_request_is_a_day() -> None:
    counts = day_counts({"2026-03-01": 5, "2026-03-04": 7}, "2026-03-01T00:00", "2026-03-06T00:00")
    assert counts == {"2026-03-01": 5, "2026-03-02": 0, "2026-03-03": 0, "2026-03-04": 7, "2026-03-05": 0}


def test_a_silent_day_alarms_through_the_component(tmp_path: Path) -> None:
    """As Azure would run it, by its YAML; the last day has no row at all."""
    moments = pd.date_range("2026-03-01", "2026-03-06 23:00", freq="h")
    (tmp_path / "production").mkdir()
    pd.DataFrame({"collected_at": moments.strftime("%Y-%m-%dT%H:%M:%SZ")}).to_csv(
        tmp_path / "production" / "a.csv", index=False
    )
    asset = next(asset for asset in read_assets(ML) if asset.name == "volume_signal")
    given = {"production_data": tmp_path / "production", "now": "2026-03-08T05:30:00Z", "std_deviation_threshold": 2}
    step = run_component(asset, given, tmp_path / "step")
    assert step.code == 0, step.log
    rows = {row.metric_name: row for row in read_raw(step.outputs["signal_metrics"]).itertuples()}
    assert rows["drop_share"].metric_value == 1
    assert breaches("std_deviation", rows["std_deviation"].metric_value, rows["std_deviation"].threshold_value)


def test_the_performance_component_joins_answers_that_are_collected_apart(tmp_path: Path) -> None:
    frame = batch("customer-churn", 400, seed=79)
    answers = answered(frame)
    ids = [f"r{index}_0" for index in range(len(frame))]
    tables = {
        "production_data": frame[["customer_id", "contract"]].assign(correlationid=ids),
        "model_outputs": answers[["churned", "churned_probability"]].assign(correlationid=ids),
        "ground_truth": frame[["customer_id", "churned"]],
    }
    given: dict[str, object] = {"task": "classification", "score_column": "churned_probability", "slices": "contract",
                                "auc_loss_threshold": 0.3, **COLUMN_NAMES}  # fmt: skip
    for name, table in tables.items():
        (tmp_path / name).mkdir()
        table.sample(frac=1, random_state=1).to_parquet(tmp_path / name / "a.parquet")
        given[name] = tmp_path / name
    asset = next(asset for asset in read_assets(ML) if asset.name == "performance_signal")
    step = run_component(asset, given, tmp_path / "step")
    assert step.code == 0, step.log
    found = read_raw(step.outputs["signal_metrics"]).set_index(["group", "metric_name"])["metric_value"].to_dict()
    wanted = signal(frame, tables["ground_truth"], slices=["contract"])
    assert found == pytest.approx(wanted)
