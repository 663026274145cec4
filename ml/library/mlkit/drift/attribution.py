"""The feature attribution drift signal: does the model still lean on the same features?

Sources: `feature_importance_metrics/compute_feature_importance.py` and `compute_feature_attribution_drift.py` in
Azure/azureml-assets, assets/model_monitoring/components/src, commit 4b41f8ccbc01cf492767adc586ce1661c54c340a.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from mlkit.drift.bins import Numbers
from mlkit.drift.data_drift import as_categories
from mlkit.drift.features import FeatureType, feature_type, require_readable
from mlkit.drift.learnable import require_learnable
from mlkit.drift.measure import Measure, Rows, data_type_of
from mlkit.problems import Refused
from mlkit.sparktypes import microseconds
from mlkit.table import Column, Table

Task = Literal["classification", "regression"]

NDCG: Final = "NormalizedDiscountedCumulativeGain"
MOST_EXPLAINED: Final = 5_000
"""Rows that are explained at most; half of the table where that is less."""

CORRELATION: Final = "correlationid"
"""The one column that may be missing on one side. The model is fitted to it all the same where it is there."""

_NO_INSTANT: Final = -(2**63)
_ENDLESS: Final = 1e38
"""What LightGBM takes for a target without end."""


@dataclass(frozen=True)
class Attribution:
    """Importances of both sides and how well production's ranking matches the reference's.

    Attributes:
        features: by name.
        types: of each feature, in the reference and in production: each table decides by itself.
        reference: importance per feature, mean absolute SHAP value, shape (features,).
        production: the same of production.
        ndcg: 0 to 1; 1 is the same ranking.
        rows: rows of both tables; all are fitted to.
    """

    features: tuple[str, ...]
    types: tuple[tuple[FeatureType, FeatureType], ...]
    reference: Numbers
    production: Numbers
    ndcg: float
    rows: Rows

    def measures(self) -> list[Measure]:
        """The signal's measure, then each side's importances."""
        found = [Measure("", NDCG, self.ndcg, self.rows, "")]
        for name, kinds, before, now in zip(self.features, self.types, self.reference, self.production, strict=True):
            then, today = (data_type_of(kind) for kind in kinds)
            found.append(Measure(name, "BaselineFeatureImportance", float(before), self.rows, then))
            found.append(Measure(name, "ProductionFeatureImportance", float(now), self.rows, today))
        return found


def normalized_discounted_cumulative_gain(reference: Numbers, production: Numbers) -> float:
    """NDCG of the ranking that production's importances give, with the reference's as gain.

    Linear gain, logarithmic discount to base 2, all features; features of equal importance share their mean discount.

    Args:
        reference: importances, shape (features,), at least two, none below zero.
        production: importances of the same features, shape (features,).

    Returns:
        0 to 1; 0 if the reference has no importance at all.
    """
    if len(reference) < 2:
        raise Refused("Computing NDCG is only meaningful when there is more than 1 document. Got 1 instead.")
    discount = 1 / np.log2(np.arange(len(reference)) + 2)
    order = np.argsort(-production, kind="stable")
    ranked, gains = production[order], reference[order]
    # Each group of ties gets the mean gain at each of its places.
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    sizes = np.diff(np.r_[starts, len(ranked)])
    means = np.add.reduceat(gains, starts) / sizes
    reached = float((means * np.add.reduceat(discount, starts)).sum())
    best = float((np.sort(reference)[::-1] * discount).sum())
    return reached / best if best > 0 else 0.0


def _encoded(column: Column, kind: FeatureType | None) -> tuple[Numbers, bool]:
    """A column as LightGBM takes it, and whether it is a category. Nulls are missing, but for instants: those are nanoseconds
    since 1970, and a null is the smallest whole number there is."""
    if column.type == "timestamp":
        moments = (1_000 * microseconds(cell) if isinstance(cell, datetime) else _NO_INSTANT for cell in column.cells)
        return np.fromiter(moments, dtype=np.float64, count=len(column.cells)), False
    if kind == "numerical":
        return column.numbers, False
    cells: set[Any] = {cell for cell in column.cells if cell is not None and cell == cell}
    present = sorted(cells)
    codes = {cell: code for code, cell in enumerate(present)}
    encoded = (np.nan if cell is None else codes.get(cell, np.nan) for cell in column.cells)
    return np.fromiter(encoded, dtype=np.float64, count=len(column.cells)), True


def determine_task(target: Column, overrides: Mapping[str, FeatureType] | None, task: Task | None) -> Task:
    """What is learned: what was said, else classification for a categorical target and regression for a numerical one."""
    if task is not None:
        return task
    return "classification" if feature_type(target, overrides) == "categorical" else "regression"


def explained_rows(rows: int) -> NDArray[np.intp]:
    """Indices of the rows that are explained: a random half, or 5,000 above 10,000 rows; always the same for one size.

    Source: scikit-learn's `train_test_split(random_state=0)`, its test part.
    """
    size = MOST_EXPLAINED if rows > 2 * MOST_EXPLAINED else math.ceil(rows * 0.5)
    return np.random.RandomState(0).permutation(rows)[:size]


def feature_importances(
    table: Table, target: str, *, task: Task | None = None, overrides: Mapping[str, FeatureType] | None = None
) -> tuple[dict[str, float], dict[str, FeatureType]]:
    """Mean absolute SHAP values of a LightGBM model that is fitted to all rows of the table.

    200 trees of depth 5 at rate 0.1, tree SHAP, averaged over the classes where there are more than two.

    Args:
        table: features and target; nulls are kept, LightGBM knows them.
        target: the column to predict.
        task: Default: by the target's type.
        overrides: columns that are numerical or categorical whatever they look like.

    Raises:
        Refused: the target is not there, or cannot be learned; a column is of a type that LightGBM does not take; one row only.
    """
    from lightgbm import LGBMClassifier, LGBMRegressor

    _require_target(table, target)
    learned = determine_task(table.columns[target], overrides, task)
    kinds = {name: feature_type(column, overrides) for name, column in table.columns.items() if name != target}
    require_learnable(table, target, learned, kinds)
    encoded = {name: _encoded(table.columns[name], kind) for name, kind in kinds.items()}
    names = list(encoded)
    inputs = np.column_stack([values for values, _ in encoded.values()])
    categories = [index for index, (_, categorical) in enumerate(encoded.values()) if categorical]
    goal = table.columns[target]
    outputs: Any = _amounts(goal) if learned == "regression" else np.array(as_categories(goal))
    settings: dict[str, Any] = {
        "boosting_type": "gbdt", "learning_rate": 0.1, "max_depth": 5, "n_estimators": 200, "n_jobs": 1,
        "random_state": 777, "verbosity": -1,
    }  # fmt: skip
    model = (LGBMClassifier if learned == "classification" else LGBMRegressor)(**settings)
    model.fit(inputs, outputs, categorical_feature=categories)
    chosen = inputs[explained_rows(table.rows)]
    contributions = np.asarray(model.booster_.predict(chosen, pred_contrib=True))
    # Per class one block of features and a constant.
    blocks = contributions.reshape(len(chosen), -1, len(names) + 1)[:, :, :-1]
    importances = np.abs(blocks).mean(axis=0).mean(axis=0)
    types = {name: kind or "categorical" for name, kind in kinds.items()}
    return dict(zip(names, importances.tolist(), strict=True)), types


def _require_target(table: Table, target: str) -> None:
    if target not in table.columns:
        raise Refused(
            f"Target column = '{target}' is not in the dataset provided to this component. Please try using either a complete "
            "dataset that already has the target column or try joining with a dataset that results in the target column "
            "being included."
        )


def _amounts(column: Column) -> Numbers:
    """A target as LightGBM takes it for a regression: a null is 0."""
    values = _encoded(column, "numerical")[0]
    return np.nan_to_num(values, nan=0.0, posinf=_ENDLESS, neginf=-_ENDLESS)


def attribution_drift(
    reference: Table,
    production: Table,
    target: str,
    *,
    task: Task | None = None,
    overrides: Mapping[str, FeatureType] | None = None,
) -> Attribution:
    """Compares what a model fitted to the reference leans on with what one fitted to production leans on.

    Both tables need the target under one name: for production that is usually the prediction, renamed. Predictions follow the
    old model, so that a change of why things happen stays unseen by this signal until labels are there.

    Args:
        reference: features and target.
        production: the same columns; a column `correlationid` may be there or not.
        target: the column to predict, by its name in both.
        task: Default: by the target's type in each table.
        overrides: columns that are numerical or categorical whatever they look like.

    Raises:
        Refused: the columns differ, or see `feature_importances`.
    """
    require_readable(reference, production)
    before, types = feature_importances(reference, target, task=task, overrides=overrides)
    now, later = feature_importances(production, target, task=task, overrides=overrides)
    differing = sorted((set(before) ^ set(now)) - {CORRELATION})
    if differing:
        listed = ", ".join(f"'{name}'" for name in differing)
        raise Refused(f"Feature names in baseline and production data do not match, diff: {{{listed}}}")
    names = tuple(sorted(set(before) - {CORRELATION}))
    left = np.array([before[name] for name in names])
    right = np.array([now[name] for name in names])
    return Attribution(
        names,
        tuple((types[name], later[name]) for name in names),
        left,
        right,
        normalized_discounted_cumulative_gain(left, right),
        Rows(reference.rows, production.rows),
    )
