"""What ends Azure's attribution component before it has learned anything.

Source: `feature_importance_metrics/compute_feature_importance.py` in Azure/azureml-assets,
assets/model_monitoring/components/src, commit 4b41f8ccbc01cf492767adc586ce1661c54c340a, with LightGBM 4.3, pandas 1.5 and
scikit-learn 1.5: the errors are theirs, measured on tables that raise them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mlkit.drift.features import FeatureType
from mlkit.problems import Refused
from mlkit.sparktypes import is_floating, is_whole
from mlkit.table import Column, Table


def _is_plain(column: Column) -> bool:
    """Whether pandas holds a column as numbers or booleans: a boolean with nulls is none."""
    if column.type == "boolean":
        return not column.null.any()
    return is_whole(column.type) or is_floating(column.type) or column.type == "timestamp"


def _require_target(column: Column, learned: str) -> None:
    if learned == "regression":
        if not _is_plain(column):
            raise Refused(f"pandas dtypes must be int, float or bool. Fields with bad pandas dtypes: {column.name}: object")
        return
    floating = is_floating(column.type) or (is_whole(column.type) and bool(column.null.any()))
    if floating and column.missing.any():
        raise Refused("Input contains NaN.")
    if floating and not bool((column.numbers == np.floor(column.numbers)).all()):
        raise Refused("The target column is continuous. Please specify the task type as regression.")
    if not floating and (not (_is_plain(column) or column.type == "string") or column.null.any()):
        raise Refused(
            "Unknown label type: unknown. Maybe you are trying to fit a classifier, which expects discrete classes on a "
            "regression target with continuous values."
        )


def require_learnable(table: Table, target: str, learned: str, kinds: Mapping[str, FeatureType | None]) -> None:
    """Whether a model can be fitted to a table and explained.

    Args:
        table: with its nulls.
        target: the column to predict.
        learned: `classification` or `regression`.
        kinds: type of each other column, None for one that components do not know.

    Raises:
        Refused: the target or a column cannot be learned from, or there is one row only.
    """
    for name, kind in kinds.items():
        column = table.columns[name]
        if kind == "numerical" and not _is_plain(column):
            raise Refused(f"pandas dtypes must be int, float or bool. Fields with bad pandas dtypes: {name}: object")
        if column.type == "binary":
            raise Refused(f"unhashable type: 'bytearray' ({name})")
    _require_target(table.columns[target], learned)
    for name in kinds:
        # Days and decimals become categories, which LightGBM cannot write into its model.
        if table.columns[name].type == "date" or table.columns[name].type.startswith("decimal"):
            raise Refused(f"Circular reference detected ({name} of type {table.columns[name].type})")
    if table.rows == 1:
        raise Refused(
            "With n_samples=1, test_size=0.5 and train_size=None, the resulting train set will be empty. Adjust any of the "
            "aforementioned parameters."
        )
