"""The formulas against numbers that the code behind Azure's own signals gave on the same tables (golden/*/expected.json)."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlkit.drift import (
    FALLING,
    attribution_drift,
    breaches,
    breaches_drift,
    classification_performance,
    compared_features,
    data_drift,
    data_quality,
    distinct_share,
    feature_type,
    learn_bounds,
    normalized_discounted_cumulative_gain,
    regression_performance,
    single,
)
from mlkit.drift.bins import bin_count, bin_edges, histogram
from mlkit.drift.data_drift import DataDrift, complete_rows
from mlkit.problems import Refused
from mlkit.table import Table, read_table

GOLDEN = Path(__file__).parent / "golden"
PAIRS = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
P_VALUES = ("TwoSampleKolmogorovSmirnovTest", "PearsonsChiSquaredTest")


@cache
def expected(pair: str) -> dict[str, Any]:
    return json.loads((GOLDEN / pair / "expected.json").read_text())


@cache
def tables(pair: str) -> tuple[Table, Table]:
    types = expected(pair)["types"]
    sides = ("reference", "production")
    reference, production = (read_table(GOLDEN / pair / f"{side}.csv", types[side]) for side in sides)
    return reference, production


@cache
def drift(pair: str) -> DataDrift:
    return data_drift(*tables(pair))


def number(value: Any) -> float:
    return float(value.replace("Infinity", "inf")) if isinstance(value, str) else float(value)


def agrees(metric: str, value: float, wanted: float) -> bool:
    if math.isnan(wanted):
        return math.isnan(value)
    if metric in P_VALUES:
        return value == wanted if wanted in (0.0, 1.0) else math.isclose(value, wanted, rel_tol=1e-6)
    return math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-8)


def assert_drift(found: DataDrift, wanted: list[dict[str, Any]]) -> None:
    assert [(m.feature, m.metric, m.data_type) for m in sorted(found.measures, key=lambda m: (m.metric, m.feature))] == sorted(
        ((m["feature"], m["metric"], m["data_type"]) for m in wanted), key=lambda m: (m[1], m[0])
    )
    values = {(m.feature, m.metric): m.value for m in found.measures}
    for want in wanted:
        value = values[want["feature"], want["metric"]]
        assert value is not None, want
        assert agrees(want["metric"], value, number(want["value"])), want
        assert breaches_drift(want["metric"], value, float(want["threshold"])) == want["breached"], want
        if not math.isnan(value):
            assert math.isclose(single(value), number(want["stored_single_precision"]), rel_tol=1e-6, abs_tol=1e-8), want


@pytest.mark.parametrize("pair", PAIRS)
def test_data_drift(pair: str) -> None:
    want = expected(pair)["drift"]
    found = drift(pair)
    assert (found.rows.reference, found.rows.production) == (want["rows_used"]["reference"], want["rows_used"]["production"])
    assert_drift(found, want["metrics"])


@pytest.mark.parametrize("pair", PAIRS)
def test_refused_metrics(pair: str) -> None:
    want = expected(pair)["drift"]["refused"]
    texts = json.dumps(want)
    found = drift(pair).refused
    assert bool(found) == bool(want)
    for refusal in found:
        assert refusal.metric in texts
        assert refusal.error in texts


def test_feature_types_can_be_overridden() -> None:
    want = expected("ties-and-integers")["drift_with_overrides"]
    overrides = {name: kind for kind, names in want["overrides"].items() for name in names.split(",")}
    assert_drift(data_drift(*tables("ties-and-integers"), overrides=overrides), want["metrics"])


@pytest.mark.parametrize("pair", PAIRS)
def test_bins(pair: str) -> None:
    want = expected(pair)["bins"]
    reference, production = complete_rows(*tables(pair))
    bins = bin_count(min(reference.rows, production.rows))
    assert bins == want["bins"]
    for name, histograms in want["features"].items():
        left, right = reference.columns[name].numbers, production.columns[name].numbers
        edges = bin_edges(left, right, bins)
        assert np.allclose(edges, histograms["edges"], rtol=1e-12, atol=0)
        assert histogram(left, edges).tolist() == histograms["reference_counts"], name
        assert histogram(right, edges).tolist() == histograms["production_counts"], name


@pytest.mark.parametrize("pair", PAIRS)
def test_types_are_inferred_as_azure_infers_them(pair: str) -> None:
    sides = dict(zip(("reference", "production"), tables(pair), strict=True))
    compared = compared_features(*tables(pair))
    for name, want in expected(pair)["type_inference"].items():
        assert (name in compared) == want["compared_in_drift"], name
        for side, table in sides.items():
            assert feature_type(table.columns[name]) == want[side]["inferred"], (name, side)
            if "distinct_share" in want[side]:
                assert distinct_share(table.columns[name]) == pytest.approx(want[side]["distinct_share"], rel=1e-12)


@pytest.mark.parametrize("pair", PAIRS)
def test_data_quality(pair: str) -> None:
    want = expected(pair)["quality"]
    numerical, categorical = (float(want["configured"][kind]) for kind in ("numerical", "categorical"))
    found = {(q.measure.feature, q.measure.metric): q for q in data_quality(*tables(pair))}
    assert set(found) == {(m["feature"], m["metric"]) for m in want["metrics"]}
    for metric in want["metrics"]:
        quality = found[metric["feature"], metric["metric"]]
        threshold = quality.threshold(numerical, categorical)
        assert quality.measure.value == metric["value"], metric
        assert quality.reference_rate == metric["reference_value"], metric
        assert quality.counts == (metric["reference_count"], metric["production_count"]), metric
        assert quality.measure.data_type == metric["data_type"], metric
        assert threshold == pytest.approx(metric["threshold"], abs=1e-12), metric
        assert breaches(metric["metric"], quality.measure.value, threshold) == metric["breached"], metric


@pytest.mark.parametrize("pair", PAIRS)
def test_quality_statistics(pair: str) -> None:
    bounds = learn_bounds(tables(pair)[0])
    for want in expected(pair)["quality"]["statistics"]:
        found = bounds[want["featureName"]]
        assert (found.low, found.high) == (want["min_value"], want["max_value"]), want
        texts = want["allowed_texts_as_read_back"]
        assert (None if found.texts is None else sorted(found.texts)) == texts, want


MODEL = expected("model")
PREDICTION = {"label": "predicted", "amount": "amount_predicted"}


@pytest.mark.parametrize("index", range(len(MODEL["attribution"])))
def test_attribution_drift(index: int) -> None:
    want = MODEL["attribution"][index]
    reference, production = tables("model")
    task = None if want["task_type"] is None else want["task_type"].lower()
    sides = []
    for side, table in (("reference", reference), ("production", production)):
        columns = {name: table.columns[name] for name in want["columns"][side]}
        if side == "production" and want["target"] in columns:
            # As on Azure: production knows predictions only, under the target's name.
            columns[want["target"]] = table.columns[PREDICTION[want["target"]]]
        sides.append(Table(columns, table.rows))
    if "error" in want:
        with pytest.raises(Refused) as refused:
            attribution_drift(*sides, want["target"], task=task)
        assert str(refused.value) == want["error"]["text"]
        return
    found = attribution_drift(*sides, want["target"], task=task)
    for name, kind, before, now in zip(found.features, found.types, found.reference, found.production, strict=True):
        importance = want["importances"][name]
        assert kind == (importance["data_type"],) * 2
        assert before == pytest.approx(importance["reference"], rel=1e-6)
        assert now == pytest.approx(importance["production"], rel=1e-6)
    assert found.ndcg == pytest.approx(want["ndcg"], abs=1e-6)
    for threshold, breached in want["breached_at"].items():
        assert breaches("NormalizedDiscountedCumulativeGain", found.ndcg, float(threshold)) == breached
    assert breaches("NormalizedDiscountedCumulativeGain", found.ndcg, math.nan) is want["breached_as_written"]


@pytest.mark.parametrize("index", range(len(MODEL["performance"])))
def test_performance(index: int) -> None:
    want = MODEL["performance"][index]
    table = next(table for table in tables("model") if table.rows == want["rows"])
    truth, prediction = table.columns[want["truth"]], table.columns[want["prediction"]]
    if want["task"] == "tabular-classification":
        found = classification_performance([str(c) for c in truth.cells], [str(c) for c in prediction.cells])
    else:
        found = regression_performance(truth.numbers, prediction.numbers)
    assert list(found) == [metric["metric"] for metric in want["metrics"]]
    for metric in want["metrics"]:
        assert found[metric["metric"]] == pytest.approx(metric["value"], rel=1e-12)
        assert breaches(metric["metric"], found[metric["metric"]], float(metric["threshold"])) == metric["breached"]


NDCG_CASES = json.loads((GOLDEN / "ndcg-cases.json").read_text())["cases"]


@pytest.mark.parametrize("case", NDCG_CASES, ids=lambda case: str(case["reference"]))
def test_ndcg(case: dict[str, Any]) -> None:
    sides = (np.array(case["reference"], float), np.array(case["production"], float))
    if "error" in case:
        with pytest.raises(Refused) as refused:
            normalized_discounted_cumulative_gain(*sides)
        assert str(refused.value) == case["error"]["text"]
        return
    found = normalized_discounted_cumulative_gain(*sides)
    assert found == pytest.approx(case["ndcg"], abs=1e-12)


THRESHOLDS = json.loads((GOLDEN / "threshold-cases.json").read_text())


def test_which_metrics_alarm_when_they_fall() -> None:
    assert sorted(FALLING) == sorted(THRESHOLDS["alarms_when_below"])


@pytest.mark.parametrize("case", THRESHOLDS["cases"], ids=lambda c: f"{c['metric']} {c['value']} at {c['threshold']}")
def test_verdicts(case: dict[str, Any]) -> None:
    def typed(given: Any) -> Any:
        return number(given) if case["column_type"] != "string" and given is not None else given

    decide = breaches
    if case["column_type"] == "float":
        decide = breaches_drift  # type: ignore[assignment]
    assert decide(case["metric"], typed(case["value"]), typed(case["threshold"])) == case["breached"]
