"""The Spark components on real Spark give what they give in one process."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import datetime, timedelta
from pathlib import Path

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
