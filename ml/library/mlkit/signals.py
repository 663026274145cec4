"""Signals of this project's own: how good live answers were once labels came, and how much was asked.

The table that a custom signal writes has one row per group and metric: `group`, `group_pivot`, `metric_name`, `metric_value`,
`threshold_value`. Azure compares value and threshold of each row as they stand in the table: the monitor's own threshold
counts only because it comes in as `<metric>_threshold` and is written back. A metric of a name that Azure does not know alarms
when it *rises*, so everything here is a loss. Rows without value or threshold are not evaluated. Sources: Microsoft's article
on monitoring model performance; `evaluate_metrics_threshold.py` in Azure/azureml-assets,
assets/model_monitoring/components/src, commit 4b41f8ccbc01cf492767adc586ce1661c54c340a.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from mlkit.contract import Task
from mlkit.metrics import SMALLEST_SLICE, groups, metrics
from mlkit.model import Answers
from mlkit.problems import InputError, Problem

COLUMNS: Final = ("group", "group_pivot", "metric_name", "metric_value", "threshold_value")
OVERALL: Final = "overall"

LOSSES: Final[Mapping[Task, tuple[str, ...]]] = {
    "classification": ("auc_loss", "recall_loss", "precision_loss", "accuracy_loss", "log_loss", "brier_score"),
    "regression": ("mean_absolute_error", "root_mean_squared_error", "absolute_bias"),
}
"""What the performance signal can emit, by task; besides `unlabelled_share`. All rise as the model gets worse."""

Row = tuple[str, str, str, float, float | None]


def signal_table(rows: Sequence[Row], metric_thresholds: Mapping[str, float]) -> pd.DataFrame:
    """Rows as the table that Azure's evaluator reads; a row without a threshold of its own gets that of its metric."""
    filled = [
        (group, pivot, metric, value, metric_thresholds.get(metric, float("nan")) if threshold is None else threshold)
        for group, pivot, metric, value, threshold in rows
        if math.isfinite(value)
    ]
    frame = pd.DataFrame(filled, columns=list(COLUMNS))
    return frame.astype({"metric_value": "float64", "threshold_value": "float64"})


def _losses(task: Task, truth: np.ndarray, answers: Answers) -> dict[str, float]:
    told = metrics(task, truth, answers)
    if task == "regression":
        return {
            "mean_absolute_error": told["mean_absolute_error"],
            "root_mean_squared_error": told["root_mean_squared_error"],
            "absolute_bias": abs(told["bias"]),
        }
    found = {f"{name}_loss": 1 - told[name] for name in ("auc", "recall", "precision", "accuracy")}
    return {**found, "log_loss": told["log_loss"], "brier_score": told["brier_score"]}


def join_labels(answers: pd.DataFrame, labels: pd.DataFrame, id_column: str) -> pd.DataFrame:
    """Answers with their labels, those that have none yet left out.

    An id that was answered twice keeps its last answer; of two labels the last counts.

    Args:
        answers: with the id.
        labels: with the id.
        id_column: the column that both have.

    Raises:
        InputError: one of them lacks the column.
    """
    lacking = [Problem(side, "the column of the id is missing", id_column, ", ".join(map(str, frame.columns)))
               for side, frame in (("answers", answers), ("labels", labels)) if id_column not in frame.columns]  # fmt: skip
    if lacking:
        raise InputError(lacking)
    left = answers.assign(**{id_column: answers[id_column].astype(str)}).drop_duplicates(id_column, keep="last")
    right = labels.assign(**{id_column: labels[id_column].astype(str)}).drop_duplicates(id_column, keep="last")
    repeated = [name for name in right.columns if name in left.columns and name != id_column]
    return left.merge(right.rename(columns={name: f"{name}_label" for name in repeated}), on=id_column, how="inner")


def performance(
    answers: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    task: Task,
    id_column: str,
    label_column: str,
    prediction_column: str,
    score_column: str | None = None,
    slices: Sequence[str] = (),
    thresholds: Mapping[str, float] | None = None,
    fewest: int = 100,
) -> pd.DataFrame:
    """Losses of answers whose labels have come, overall and by slice.

    Args:
        answers: id, prediction, score of 1, columns of slices; numbers may be text.
        labels: id and label.
        task: what the model does.
        id_column: joins both.
        label_column: in `labels`. May have the prediction's name.
        prediction_column: in `answers`.
        score_column: probability of 1 in `answers`; without one there is no auc_loss, log_loss and brier_score.
        slices: columns of `answers` whose groups are told apart.
        thresholds: by metric; a metric without one is written and not evaluated.
        fewest: with fewer labelled answers nothing but `unlabelled_share` is told.

    Returns:
        The signal's table, see `signal_table`. `unlabelled_share` is the share of answers that have no label yet.

    Raises:
        InputError: a column is missing.
    """
    joined = join_labels(answers, labels, id_column)
    truth_column = f"{label_column}_label" if label_column in answers.columns and label_column != id_column else label_column
    wanted = [(prediction_column, joined), (truth_column, joined), *((name, joined) for name in slices)]
    wanted += [(score_column, joined)] if score_column else []
    lacking = [Problem("data", "a column is missing", name, ", ".join(map(str, frame.columns)))
               for name, frame in wanted if name not in frame.columns]  # fmt: skip
    if lacking:
        raise InputError(lacking)
    asked = answers[id_column].astype(str).nunique()
    rows: list[Row] = [(OVERALL, "", "unlabelled_share", 1 - len(joined) / asked if asked > 0 else float("nan"), None)]
    if len(joined) >= max(fewest, 1):
        truth = pd.to_numeric(joined[truth_column]).to_numpy(dtype=np.float64)
        said = pd.to_numeric(joined[prediction_column]).to_numpy(dtype=np.float64)
        scored = pd.to_numeric(joined[score_column]).to_numpy(dtype=np.float64) if score_column else None
        parts = [(OVERALL, "", np.ones(len(joined), dtype=bool))]
        parts += [(column, value, kept) for column in slices for value, kept in groups(joined, column)]
        for column, value, kept in parts:
            if int(kept.sum()) < (SMALLEST_SLICE if column != OVERALL else 1):
                continue
            probability = None if scored is None else scored[kept]
            if task == "classification" and probability is None:
                found = _losses(task, truth[kept], Answers(said[kept], said[kept]))
                found = {
                    name: loss
                    for name, loss in found.items()
                    if name.endswith("_loss") and name not in ("auc_loss", "log_loss")
                }
            else:
                found = _losses(task, truth[kept], Answers(said[kept], probability))
            group = OVERALL if column == OVERALL else f"{column}={value}"
            rows += [(group, "", name, loss, None) for name, loss in found.items()]
    return signal_table(rows, thresholds or {})


VOLUME: Final = ("std_deviation", "drop_share", "rise_share")
"""What the volume signal emits."""


def volume(counts: Mapping[str, int], thresholds: Mapping[str, float] | None = None) -> pd.DataFrame:
    """How far the last day's number of requests lies from the days before it.

    Args:
        counts: requests by day (ISO), one entry for every day of the window, those without requests with 0.
        thresholds: by metric.

    Returns:
        The signal's table: `std_deviation`, the distance from the mean of the days before in their sample standard deviations
        (at least the root of the mean, as counts have, and at least 1), `drop_share` and `rise_share`, by which share of the
        mean it lies below and above. No rows with fewer than three days.
    """
    days = sorted(counts)
    if len(days) < 3:
        return signal_table([], thresholds or {})
    before = np.array([counts[day] for day in days[:-1]], dtype=np.float64)
    last, mean = float(counts[days[-1]]), float(before.mean())
    deviation = max(float(before.std(ddof=1)), math.sqrt(mean), 1.0)
    rows: list[Row] = [(days[-1], "", "std_deviation", abs(last - mean) / deviation, None)]
    if mean > 0:
        rows += [(days[-1], "", "drop_share", max(0.0, (mean - last) / mean), None)]
        rows += [(days[-1], "", "rise_share", max(0.0, (last - mean) / mean), None)]
    return signal_table(rows, thresholds or {})


def day_counts(days: Mapping[str, int], start: str, end: str) -> dict[str, int]:
    """Counts for every whole day of `[start, end)`, those without requests with 0.

    Args:
        days: requests by day (ISO).
        start: first instant, ISO.
        end: first instant after the window, ISO.
    """
    first, last = pd.Timestamp(start).tz_localize(None).normalize(), pd.Timestamp(end).tz_localize(None)
    every = pd.date_range(first, last, freq="D", inclusive="left")
    return {day.strftime("%Y-%m-%d"): int(days.get(day.strftime("%Y-%m-%d"), 0)) for day in every}
