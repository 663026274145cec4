"""How good answers are: overall, by slice, by sensitive group, calibrated or not, and against a naive baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from mlkit.contract import Contract, Task
from mlkit.model import Answers

Numbers = NDArray[np.float64]

SMALLEST_SLICE: Final = 30
"""Slices with fewer rows are listed without metrics: they would be noise."""

PRIMARY_LOSS: Final[Mapping[Task, str]] = {"classification": "log_loss", "regression": "mean_absolute_error"}
"""What the search minimises, and what the naive baseline must be beaten in."""

RISING_IS_BETTER: Final = frozenset({"auc", "accuracy", "precision", "recall", "f1", "r2"})
"""Metrics that are better when higher. Every other one is a loss."""

_SMALLEST_PROBABILITY: Final = 1e-15


def area_under_curve(truth: Numbers, probability: Numbers) -> float:
    """Area under the ROC curve, 0 to 1; ties count half. NaN with a single class.

    Args:
        truth: 0 or 1, shape (n,).
        probability: of 1, shape (n,); any increasing score will do.
    """
    positives = int(truth.sum())
    negatives = len(truth) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    ranks = rankdata(probability)
    return float((ranks[truth == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def _share(hits: int, of: int) -> float:
    return hits / of if of > 0 else float("nan")


def classification_metrics(truth: Numbers, answers: Answers) -> dict[str, float]:
    """auc, recall, precision, f1, accuracy, selection_rate, log_loss, brier_score. NaN where there is nothing to count.

    Precision and recall are those of 1.

    Args:
        truth: 0 or 1, shape (n,), at least one row.
        answers: of the same rows.
    """
    assert answers.probability is not None
    said, probability = answers.prediction, answers.probability
    hits = int(((said == 1) & (truth == 1)).sum())
    recall, precision = _share(hits, int((truth == 1).sum())), _share(hits, int((said == 1).sum()))
    clipped = np.clip(probability, _SMALLEST_PROBABILITY, 1 - _SMALLEST_PROBABILITY)
    return {
        "auc": area_under_curve(truth, probability),
        "recall": recall,
        "precision": precision,
        "f1": _share(2 * hits, int((truth == 1).sum()) + int((said == 1).sum())),
        "accuracy": float((said == truth).mean()),
        "selection_rate": float((said == 1).mean()),
        "log_loss": float(-(truth * np.log(clipped) + (1 - truth) * np.log(1 - clipped)).mean()),
        "brier_score": float(((probability - truth) ** 2).mean()),
    }


def regression_metrics(truth: Numbers, answers: Answers) -> dict[str, float]:
    """r2, mean_absolute_error, root_mean_squared_error, bias (mean of prediction - truth); in the target's unit but for r2.

    Args:
        truth: values, shape (n,), at least one row.
        answers: of the same rows.
    """
    error = answers.prediction - truth
    spread = float(((truth - truth.mean()) ** 2).sum())
    return {
        "r2": 1 - float((error**2).sum()) / spread if spread > 0 else float("nan"),
        "mean_absolute_error": float(np.abs(error).mean()),
        "root_mean_squared_error": float(np.sqrt((error**2).mean())),
        "bias": float(error.mean()),
    }


def metrics(task: Task, truth: Numbers, answers: Answers) -> dict[str, float]:
    """The task's metrics."""
    return classification_metrics(truth, answers) if task == "classification" else regression_metrics(truth, answers)


def truth_of(frame: pd.DataFrame, contract: Contract) -> Numbers:
    """The labels of a typed frame as numbers, shape (rows,)."""
    return frame[contract.target.name].to_numpy(dtype=np.float64)


def taken(answers: Answers, rows: NDArray[np.bool_]) -> Answers:
    """The answers of some rows only."""
    probability = None if answers.probability is None else answers.probability[rows]
    return Answers(answers.prediction[rows], probability)


def groups(frame: pd.DataFrame, column: str) -> list[tuple[str, NDArray[np.bool_]]]:
    """The groups of a column, in order of name, and which rows are in each; rows without a value are `(missing)`."""
    cells = frame[column]
    names = cells.map(lambda value: str(value), na_action="ignore").fillna("(missing)").to_numpy(dtype=object)
    return [(str(name), names == name) for name in sorted(set(names))]


def sliced(contract: Contract, frame: pd.DataFrame, answers: Answers, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Metrics for each group of each column.

    Returns:
        Per group `{column, value, rows, positives, metrics}`; positives are the rows whose label is 1, None of a regression;
        metrics are None below `SMALLEST_SLICE` rows.
    """
    truth = truth_of(frame, contract)
    found = []
    for column in columns:
        for name, rows in groups(frame, column):
            count = int(rows.sum())
            told = metrics(contract.task, truth[rows], taken(answers, rows)) if count >= SMALLEST_SLICE else None
            positives = int(truth[rows].sum()) if contract.task == "classification" else None
            found.append({"column": column, "value": name, "rows": count, "positives": positives, "metrics": told})
    return found


WORST: Final[Mapping[Task, tuple[str, ...]]] = {
    "classification": ("auc", "recall"),
    "regression": ("mean_absolute_error",),
}
"""What is told of the worst group of a column. Of r2 it would say more of how far a group's labels spread than of the model."""


def _counted(metric: str, group: Mapping[str, Any]) -> int:
    """How many labels of a group its metric stands on: recall counts the 1 only, auc pairs them with the 0."""
    positives = {"recall": group["positives"], "auc": min(group["positives"] or 0, group["rows"] - (group["positives"] or 0))}
    return int(positives.get(metric, group["rows"]))


def worst_slices(contract: Contract, slices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The worst group of each column that the contract marks with `slices`.

    Of several groups the worst is by chance below what it is worth, the more the fewer rows it has: groups in which a metric
    stands on fewer than `SMALLEST_SLICE` labels are none of them.

    Args:
        contract: the use case's.
        slices: see `sliced`.

    Returns:
        Per column and metric of `WORST` `{column, metric, value, group, rows}`, in the contract's order; nothing of a column
        without a group of enough labels.
    """
    found = []
    for column in (column.name for column in contract.columns if column.slices):
        for metric in WORST[contract.task]:
            groups_of = [each for each in slices if each["column"] == column and each["metrics"] is not None]
            counted = [each for each in groups_of if _counted(metric, each) >= SMALLEST_SLICE]
            if not counted:
                continue
            choose = min if metric in RISING_IS_BETTER else max
            worst = choose(counted, key=lambda each: each["metrics"][metric])
            found.append({
                "column": column, "metric": metric, "value": worst["metrics"][metric], "group": worst["value"],
                "rows": worst["rows"],
            })  # fmt: skip
    return found


FAIRNESS: Final[Mapping[Task, tuple[str, ...]]] = {
    "classification": ("recall", "selection_rate"),
    "regression": ("mean_absolute_error", "bias"),
}
"""What is compared between sensitive groups: equal opportunity and demographic parity, or errors."""


def fairness(contract: Contract, slices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Largest difference between the groups of each sensitive column.

    Args:
        contract: the use case's.
        slices: of the sensitive columns, see `sliced`.

    Returns:
        Per column and metric `{column, metric, gap, lowest, highest}`; lowest and highest name the group and its value.
    """
    found = []
    for column in contract.named("sensitive"):
        measured = [each for each in slices if each["column"] == column and each["metrics"] is not None]
        for metric in FAIRNESS[contract.task]:
            values = [(each["metrics"][metric], each["value"]) for each in measured if np.isfinite(each["metrics"][metric])]
            if len(values) < 2:
                continue
            low, high = min(values), max(values)
            found.append({
                "column": column, "metric": metric, "gap": high[0] - low[0],
                "lowest": {"group": low[1], "value": low[0]}, "highest": {"group": high[1], "value": high[0]},
            })  # fmt: skip
    return found


@dataclass(frozen=True)
class Calibration:
    """Whether probabilities mean what they say.

    Attributes:
        bins: per tenth of the rows in order of probability: `{rows, predicted, observed}`, both means.
        error: mean absolute difference of predicted and observed, weighted by rows; 0 is perfect.
    """

    bins: list[dict[str, float]]
    error: float


def calibration(truth: Numbers, probability: Numbers, bins: int = 10) -> Calibration:
    """Calibration in bins of equally many rows.

    Args:
        truth: 0 or 1, shape (n,).
        probability: of 1, shape (n,).
        bins: how many, at least 1.
    """
    order = np.argsort(probability, kind="stable")
    found = []
    error = 0.0
    for part in np.array_split(order, bins):
        if len(part) == 0:
            continue
        predicted, observed = float(probability[part].mean()), float(truth[part].mean())
        found.append({"rows": len(part), "predicted": predicted, "observed": observed})
        error += len(part) / len(order) * abs(predicted - observed)
    return Calibration(found, error)


@dataclass(frozen=True)
class Baseline:
    """What a rule without learning reaches on the same test rows.

    Attributes:
        name: the best rule.
        metric: the loss that is compared.
        loss: the rule's.
        gain: share of the rule's loss that the model saves; below 0 if it is worse.
        rules: the loss of each rule.
    """

    name: str
    metric: str
    loss: float
    gain: float
    rules: Mapping[str, float]


def naive_answers(contract: Contract, train: pd.DataFrame, test: pd.DataFrame) -> dict[str, Answers]:
    """What rules that look at the labels only would have answered, by the rule's name.

    Classification: the share of 1 in training as everybody's probability (which decides as the majority class does).
    Regression: training's mean, its median, and the last value seen.

    Args:
        contract: the use case's.
        train: typed rows with labels.
        test: typed rows that are answered.
    """
    known, rows = truth_of(train, contract), len(test)
    if contract.task == "classification":
        share = float(known.mean())
        return {"majority class": Answers(np.full(rows, float(share >= 0.5)), np.full(rows, share))}
    last = float(train.sort_values(contract.time, kind="stable")[contract.target.name].iloc[-1])
    values = {"mean": float(known.mean()), "median": float(np.median(known)), "last value": last}
    return {name: Answers(np.full(rows, value), None) for name, value in values.items()}


def naive_baseline(contract: Contract, train: pd.DataFrame, test: pd.DataFrame, loss: float) -> Baseline:
    """Compares a model's loss with the rules of `naive_answers`.

    Args:
        contract: the use case's.
        train: typed rows with labels.
        test: typed rows with labels.
        loss: the model's, of `PRIMARY_LOSS`, on `test`.
    """
    truth, metric = truth_of(test, contract), PRIMARY_LOSS[contract.task]
    answered = naive_answers(contract, train, test)
    rules = {name: metrics(contract.task, truth, answers)[metric] for name, answers in answered.items()}
    name = min(rules, key=lambda rule: rules[rule])
    best = rules[name]
    return Baseline(name, metric, best, (best - loss) / best if best > 0 else float("nan"), rules)
