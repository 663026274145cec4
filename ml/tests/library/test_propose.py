"""A gate and thresholds are proposed from a sample, with reasons that hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlkit.backtest.measures import numerical
from mlkit.drift.data_drift import JENSEN_SHANNON
from support.scripts import module_of

ML = Path(__file__).resolve().parents[2]


PROPOSE = module_of("local_propose", ML / "local" / "propose.py")

CONTRACT = """task: classification
label: {delay: 0d}
columns:
  - {name: id, type: text, use: id}
  - {name: at, type: timestamp, use: time}
  - {name: usage, type: number, missingAtMost: 0.5}
  - {name: plan, type: text, categories: [a, b, c]}
  - {name: label, type: whole, use: target, categories: ["0", "1"]}
"""
PARAMS = "seed: 1\nparameters: {max_iter: 40, min_samples_leaf: 20, learning_rate: 0.1}\n"
FEATURES = """def derive(frame):
    return frame.assign(usage=frame["usage"].astype("float64"))
"""


def drafted(folder: Path, *, a_day: int, days: int, signal: float) -> Path:
    """A use case's folder with a sample; `signal` is how much of the label the usage explains, 0: nothing."""
    random = np.random.default_rng(3)
    rows = a_day * days
    usage = random.normal(size=rows)
    label = (signal * usage + (1 - signal) * random.normal(size=rows) > 0).astype(int)
    at = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(rows) * (86_400 // a_day), unit="s")
    frame = pd.DataFrame({
        "id": [f"r{row}" for row in range(rows)], "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "usage": usage.round(4),
        "plan": random.choice(list("abc"), rows), "label": label,
    })  # fmt: skip
    for name, text in (("contract.yaml", CONTRACT), ("params.yaml", PARAMS), ("features.py", FEATURES)):
        (folder / name).write_text(text, "utf-8")
    data = folder / "data" / "training" / "training.csv"
    data.parent.mkdir(parents=True)
    frame.to_csv(data, index=False)
    return data


def proposed(folder: Path, metric: str | None = None, **sample: Any) -> dict[str, Any]:
    data = drafted(folder, **sample)
    told: dict[str, Any] = json.loads(json.dumps(PROPOSE.propose(folder, data, metric)))
    return told


def test_the_gate_lies_between_no_model_and_what_the_training_reaches(tmp_path: Path) -> None:
    gate = proposed(tmp_path, a_day=60, days=20, signal=0.7)["gate"]
    assert gate["metric"] == "auc"
    assert gate["floor"] == 0.5
    assert gate["floor"] < gate["value"] <= gate["sure"] < gate["reached"]
    assert gate["beaten"] is True
    assert f"reaches auc {gate['reached']:.3g}" in gate["reason"]


def test_a_training_that_learns_nothing_gets_the_floor_and_is_told_so(tmp_path: Path) -> None:
    gate = proposed(tmp_path, a_day=60, days=20, signal=0.0)["gate"]
    assert (gate["beaten"], gate["value"]) == (False, 0.5)
    assert "better features come first" in gate["reason"]


def test_losses_are_bounded_from_above(tmp_path: Path) -> None:
    gate = proposed(tmp_path, "log_loss", a_day=60, days=20, signal=0.7)["gate"]
    assert gate["bound"] == "atMost"
    assert gate["reached"] < gate["sure"] <= gate["value"] < gate["floor"]


def test_a_metric_that_no_step_computes_is_not_judged(tmp_path: Path) -> None:
    assert proposed(tmp_path, "likes", a_day=60, days=20, signal=0.7)["gate"] is None


def test_few_rows_a_day_get_a_longer_window_and_many_do_not(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    for folder in (few, many):
        folder.mkdir()
    seldom = proposed(few, a_day=30, days=60, signal=0.7)["window"]
    often = proposed(many, a_day=1_440, days=8, signal=0.7)["window"]
    assert seldom["days"] > 1
    assert (often["days"], often["rows"]) == (1, 1_440)
    assert [each["raised"] for signal in often["signals"].values() for each in signal.values()] == [False] * 4
    assert "30 rows a day" in seldom["reason"]


def test_thresholds_hold_in_99_of_100_quiet_windows(tmp_path: Path) -> None:
    data = drafted(tmp_path, a_day=40, days=30, signal=0.7)
    found = PROPOSE.propose(tmp_path, data, None)["window"]
    advice = found["signals"]["data-drift"]["numerical"]
    # Apart from the product's own drawing: other windows of the same distribution.
    random = np.random.default_rng(11)
    reference = random.normal(size=1_200)
    quiet = [numerical(JENSEN_SHANNON, reference, random.normal(size=found["rows"])) for _ in range(300)]
    assert np.mean(np.array(quiet) > advice["value"]) <= 0.03


def test_a_sample_without_a_whole_day_says_nothing_of_windows(tmp_path: Path) -> None:
    told = proposed(tmp_path, a_day=600, days=1, signal=0.7)
    assert told["window"] is None
    assert told["gate"]["beaten"] is True


def test_nulls_by_chance_raise_the_threshold_of_their_rate() -> None:
    random = np.random.default_rng(5)
    cells = pd.DataFrame({"usage": np.where(random.random(4_000) < 0.2, np.nan, 1.0)})
    few, many = PROPOSE.null_rate(cells, 40), PROPOSE.null_rate(cells, 4_000)
    assert (few["raised"], many["raised"]) == (True, False)
    share = cells["usage"].isna().mean()
    windows = random.binomial(40, share, 20_000) / 40 - share
    assert np.mean(windows > few["value"]) <= 0.012


def test_default_thresholds_alarm_by_chance_where_rows_are_few() -> None:
    told = PROPOSE.defaults()
    assert [one["rows"] for one in told["sizes"]] == list(PROPOSE.VOLUMES)
    alarms = [one["alarms"]["numerical"] for one in told["sizes"]]
    assert alarms[0] > 0.9
    assert alarms[-1] == 0.0
    levels = [one["levels"]["numerical"] for one in told["sizes"]]
    assert levels == sorted(levels, reverse=True)
