"""What these formulas do to these tables that nobody would expect: told beside the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from mlkit.drift.data_drift import DataDrift
from mlkit.drift.distances import SMALLEST_DEVIATION
from mlkit.drift.features import DISTINCT_SHARE, FeatureType, compared_features, distinct_share
from mlkit.sparktypes import is_floating, is_whole
from mlkit.table import Table


def traps(
    reference: Table, production: Table, drift: DataDrift, overrides: Mapping[str, FeatureType] | None = None
) -> Iterator[str]:
    """Sentences on what a monitor on these tables would do unexpectedly.

    Args:
        reference: with its nulls.
        production: with its nulls.
        drift: what `data_drift` computed on them.
        overrides: columns that are numerical or categorical whatever they look like.
    """
    for refusal in drift.refused:
        yield (
            f"{refusal.metric} of {refusal.data_type.lower()} features would end the whole run in Azure, of all features and "
            f"metrics: {refusal.error}"
        )
    for side, rows, left in (
        ("reference", drift.dropped.reference, drift.rows.reference),
        ("production", drift.dropped.production, drift.rows.production),
    ):
        if rows > 0:
            yield f"{rows} of {rows + left} rows of the {side} hold a null in some column and are left out of all distances"
        if left == 0:
            yield f"no row of the {side} is without a null: nothing is left to compare"
    for name in drift.skipped:
        types = (reference.columns[name].type, production.columns[name].type)
        yield f"{name} is skipped without a word: {types[0]} in the reference, {types[1]} in production"
    features = compared_features(reference, production, overrides)
    for name, kind in features.items():
        column = reference.columns[name]
        if is_whole(column.type) and kind == "categorical" and name not in (overrides or {}):
            share = distinct_share(column)
            yield (
                f"{name} holds whole numbers, of which {share:.2%} are distinct: below {DISTINCT_SHARE:.0%} Azure takes them "
                "for categories; name it under featureTypes to have it compared as a number"
            )
        if kind == "numerical" and is_floating(column.type):
            values = column.numbers[~column.missing]
            if len(values) > 1 and 0 < float(np.std(values, ddof=1)) < SMALLEST_DEVIATION:
                yield (
                    f"{name} varies by less than {SMALLEST_DEVIATION}: its Wasserstein distance is divided by "
                    f"{SMALLEST_DEVIATION} and stays near 0 however far it moves; scale it, or choose another metric"
                )
        if column.type == "string" and any(isinstance(cell, str) and {",", "[", "]"} & set(cell) for cell in column.cells):
            yield (
                f"{name} holds texts with a comma or a bracket: data quality never finds them again and counts them as out of "
                "bounds on both sides"
            )
