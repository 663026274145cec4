"""Which columns are compared, and whether as numbers or as categories.

Source: `shared_utilities/df_utils.py` in Azure/azureml-assets, assets/model_monitoring/components/src, commit
4b41f8ccbc01cf492767adc586ce1661c54c340a.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from mlkit.problems import Refused
from mlkit.sparktypes import OTHER, compared_as, is_floating, is_whole
from mlkit.table import Column, Table

FeatureType = Literal["numerical", "categorical"]

DISTINCT_SHARE: Final = 0.05
"""Whole numbers with a smaller share of distinct values are categories. Exactly this share is numerical."""


def distinct_share(column: Column) -> float:
    """Distinct values per row, nulls counted as one value and as rows. Above 0, at most 1; NaN without rows."""
    return len(set(column.cells)) / len(column.cells) if len(column.cells) > 0 else float("nan")


def feature_type(
    column: Column, overrides: Mapping[str, FeatureType] | None = None, known_as: str | None = None
) -> FeatureType | None:
    """Whether a column is numerical or categorical, or None for a type that components do not know (decimal(p,s)).

    Args:
        column: with its nulls: the decision falls before they are dropped.
        overrides: what people said, by column.
        known_as: the type as which it is compared. Default: its own.
    """
    said = (overrides or {}).get(column.name)
    if said is not None:
        return said
    known = known_as or column.type
    if known in OTHER:
        return "categorical"
    if is_floating(known):
        return "numerical"
    if is_whole(known):
        return "categorical" if distinct_share(column) < DISTINCT_SHARE else "numerical"
    return None


def compared_features(
    reference: Table, production: Table, overrides: Mapping[str, FeatureType] | None = None
) -> dict[str, FeatureType]:
    """The features that drift is computed for, in the reference's order, decided on the reference.

    Columns whose types do not fit each other are left out without a word, as Azure does.

    Args:
        reference: with its nulls.
        production: with its nulls.
        overrides: what people said, by column.
    """
    features: dict[str, FeatureType] = {}
    for name, column in reference.columns.items():
        other = production.columns.get(name)
        known = None if other is None else compared_as(column.type, other.type)
        kind = None if known is None else feature_type(column, overrides, known)
        if kind is not None:
            features[name] = kind
    return features


def require_readable(*tables: Table) -> None:
    """What every signal needs of its tables.

    Args:
        tables: with their nulls.

    Raises:
        Refused: a table has no rows, or the name of a column has a dot, which Spark takes for a nested field.
    """
    for table in tables:
        if table.rows == 0:
            raise Refused("No data is found for one of the inputs: a table without rows")
        for name in table.columns:
            if "." in name:
                raise Refused(f"Column name {name} has a dot, which is not supported. Please rename the column and retry.")
