"""The Spark components on real Spark give what they give in one process."""

from __future__ import annotations

import base64
import importlib.util
import json
import math
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlkit.io import read_raw
from mlkit.keys import read_assets
from support.azure import ML, run_component
from support.events import collected
from support.usecases import batch

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed (requirements/spark.lock)"
    ),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java (Debian: default-jre-headless)"),
]

ASSETS = {asset.name: asset for asset in read_assets(ML)}
START = datetime(2026, 3, 1)


def both(name: str, given: dict[str, object], folder: Path, output: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A component's table from Spark and from one process."""
    found = []
    for engine in ("on", "off"):
        env = {"MLKIT_SPARK": engine, "SPARK_LOCAL_IP": "127.0.0.1"}
        step = run_component(ASSETS[name], given, folder / f"{name}-{engine}", env)
        assert step.code == 0, step.log
        if engine == "on":
            # Spark's own part files prove that it was there.
            assert list(step.outputs[output].glob("part-*.parquet")), step.log
        table = read_raw(step.outputs[output])
        found.append(table.sort_values(sorted(table.columns)).reset_index(drop=True)[sorted(table.columns)])
    return found[0], found[1]


def test_collected_events_become_a_table_on_spark(tmp_path: Path) -> None:
    collected(tmp_path / "source", START, 24)
    given = {"data_window_start": "2026-03-01T02:00:00Z", "data_window_end": "2026-03-01T05:30:00Z",
             "input_data": tmp_path / "source"}  # fmt: skip
    spark, alone = both("collected_to_table", given, tmp_path, "preprocessed_input_data")
    assert len(spark) == len(alone) == 8
    for name in ("x", "correlationid"):
        assert spark[name].astype(str).tolist() == alone[name].astype(str).tolist()
    assert pd.to_datetime(spark["collected_at"]).tolist() == pd.to_datetime(alone["collected_at"]).tolist()
    spark, alone = both("collected_rows", given, tmp_path, "preprocessed_input_data")
    assert list(spark.columns) == list(alone.columns) == ["x"]
    assert spark["x"].astype(str).tolist() == alone["x"].astype(str).tolist()


def test_signals_are_the_same_on_spark(tmp_path: Path) -> None:
    frame = batch("customer-churn", 600, seed=81)
    answers = frame[["customer_id", "contract"]].assign(churned=(frame["monthly_charge"] > 50).astype(int), p=0.25)
    for name, table in (("answers", answers), ("truth", frame[["customer_id", "churned"]])):
        (tmp_path / name).mkdir()
        table.to_parquet(tmp_path / name / "a.parquet")
    given = {"production_data": tmp_path / "answers", "ground_truth": tmp_path / "truth", "task": "classification",
             "id_column": "customer_id", "label_column": "churned", "prediction_column": "churned", "score_column": "p",
             "slices": "contract", "recall_loss_threshold": 0.4}  # fmt: skip
    spark, alone = both("performance_signal", given, tmp_path, "signal_metrics")
    pd.testing.assert_frame_equal(spark, alone, check_dtype=False)

    moments = [START + timedelta(hours=hour) for hour in range(24 * 6)]
    (tmp_path / "calls").mkdir()
    pd.DataFrame({"collected_at": pd.to_datetime(moments)}).astype("datetime64[us]").to_parquet(
        tmp_path / "calls" / "a.parquet"
    )
    given = {"production_data": tmp_path / "calls", "now": "2026-03-08T05:30:00Z", "std_deviation_threshold": 2}
    spark, alone = both("volume_signal", given, tmp_path, "signal_metrics")
    pd.testing.assert_frame_equal(spark, alone, check_dtype=False)


def calls(random: np.random.Generator, rows: int, days: int, moved_from: int | None = None) -> pd.DataFrame:
    """What a model was asked, with nulls, a column that moves, few and many whole numbers, texts and truths."""
    moved_from = days if moved_from is None else moved_from
    day = random.integers(0, days, rows)
    frame = pd.DataFrame({
        "at": pd.to_datetime([START + timedelta(days=int(each), minutes=int(minute))
                              for each, minute in zip(day, random.integers(0, 1440, rows), strict=True)]),
        "moves": random.normal(0, 1, rows) + np.where(day >= moved_from, 1.5, 0.0),
        "few": random.integers(0, 12, rows),
        "many": random.integers(0, 10**6, rows),
        "word": random.choice(["a", "b", "c, d", "e"], rows, p=[0.5, 0.3, 0.15, 0.05]),
        "flag": random.random(rows) < 0.3,
        "answer": random.random(rows),
        "skipped": pd.to_datetime("2026-01-01"),
    }).astype({"at": "datetime64[us]", "skipped": "datetime64[us]"})  # fmt: skip
    frame.loc[random.random(rows) < 0.04, "moves"] = None
    frame.loc[random.random(rows) < 0.02, "word"] = None
    return frame


EVERY_KIND: list[dict[str, Any]] = [
    {"key": "drift", "type": "data-drift", "window": "3d", "numerical": {"metric": "jensen-shannon-distance", "value": 0.2},
     "categorical": {"metric": "population-stability-index", "value": 0.2}},
    {"key": "tests", "type": "data-drift", "window": "1d", "offset": "12h", "featureTypes": {"few": "numerical"},
     "numerical": {"metric": "two-sample-kolmogorov-smirnov-test", "value": 0.01},
     "categorical": {"metric": "pearsons-chi-squared-test", "value": 0.01}},
    {"key": "earlier", "type": "data-drift", "window": "2d", "reference": {"window": "6d", "offset": "4d"},
     "numerical": {"metric": "normalized-wasserstein-distance", "value": 0.1},
     "categorical": {"metric": "jensen-shannon-distance", "value": 0.1}},
    {"key": "answers", "type": "prediction-drift", "window": "1d",
     "numerical": {"metric": "population-stability-index", "value": 0.2}},
    {"key": "holes", "type": "data-quality", "window": "1d", "numerical": {"metric": "null-value-rate", "value": 0.01},
     "categorical": {"metric": "out-of-bounds-rate", "value": 0.0}},
]  # fmt: skip


def same(left: Any, right: Any, at: str = "report") -> None:
    """Equal, numbers to ten digits: sums of shares are added up in another order."""
    if isinstance(left, dict) and isinstance(right, dict):
        assert left.keys() == right.keys(), at
        for key in left:
            same(left[key], right[key], f"{at}.{key}")
    elif isinstance(left, list) and isinstance(right, list):
        assert len(left) == len(right), at
        for index, (one, other) in enumerate(zip(left, right, strict=True)):
            same(one, other, f"{at}[{index}]")
    elif isinstance(left, float) and isinstance(right, float):
        assert math.isclose(left, right, rel_tol=1e-10, abs_tol=1e-8), (at, left, right)
    else:
        assert left == right, at


def reports(given: dict[str, object], folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the backtest tells on Spark and in one process, without where its tables lie."""
    found = []
    for engine in ("on", "off"):
        env = {"MLKIT_SPARK": engine, "SPARK_LOCAL_IP": "127.0.0.1"}
        step = run_component(ASSETS["backtest_monitor"], given, folder / engine, env)
        assert step.code == 0, step.log
        texts = sorted(step.outputs["report"].glob("part-*.txt"))
        # Spark leaves a mark of its own where it has written all.
        assert (step.outputs["report"] / "_SUCCESS").exists() == (engine == "on"), step.log
        report = json.loads("".join(text.read_text("utf-8") for text in texts))
        found.append({key: value for key, value in report.items() if key not in ("production", "reference")})
    return found[0], found[1]


def test_a_backtest_says_the_same_on_spark(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    reference, production = calls(random, 3_000, 5).drop(columns="at"), calls(random, 6_000, 20, 15)
    for name, frame in (("reference", reference), ("production", production)):
        (tmp_path / name).mkdir()
        frame.to_parquet(tmp_path / name / "a.parquet", index=False)
    spec = base64.b64encode(json.dumps({"every": "1d", "signals": EVERY_KIND}).encode()).decode()
    given = {"production_data": tmp_path / "production", "reference_data": tmp_path / "reference", "spec": spec,
             "time": "at", "prediction": "answer", "seed": 3}  # fmt: skip
    spark, alone = reports(given, tmp_path)
    same(spark, alone)
    told = {signal["key"]: signal for signal in spark["signals"]}
    moved = next(feature for feature in told["drift"]["features"] if feature["name"] == "moves")
    assert moved["alarms"] > 0
    assert moved["first_alarm"] > "2026-03-16"
    assert set(told) == {str(signal["key"]) for signal in EVERY_KIND}


def test_a_backtest_of_csv_files_says_the_same_on_spark_and_ends_where_azure_refuses(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    columns = ["moves", "word", "flag"]
    tables = {"reference": calls(random, 2_000, 5)[columns], "production": calls(random, 24_000, 2)[["at", *columns]]}
    for name, frame in tables.items():
        (tmp_path / name).mkdir()
        frame.to_csv(tmp_path / name / "a.csv", index=False, date_format="%Y-%m-%dT%H:%M:%SZ")
    test = {"metric": "two-sample-kolmogorov-smirnov-test", "value": 0.01}
    signals = [{"key": "tests", "type": "data-drift", "window": "1d", "numerical": test}]
    spec = base64.b64encode(json.dumps({"signals": signals}).encode()).decode()
    given = {"production_data": tmp_path / "production", "reference_data": tmp_path / "reference", "spec": spec, "time": "at"}
    spark, alone = reports(given, tmp_path)
    same(spark, alone)
    assert spark["signals"][0]["refused"]
