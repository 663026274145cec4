"""What Azure's formulas do to a column that nobody would expect: told beside a replay of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlkit.backtest.columns import Values
from mlkit.backtest.spec import Signal
from mlkit.drift.data_drift import WASSERSTEIN
from mlkit.drift.data_quality import OUT_OF_BOUNDS
from mlkit.drift.distances import SMALLEST_DEVIATION
from mlkit.drift.features import FeatureType


def surprises(signal: Signal, name: str, kind: FeatureType, reference: Values) -> Iterator[str]:
    """Sentences on one feature of a signal.

    Args:
        signal: which.
        name: the column.
        kind: as what it is compared.
        reference: the reference's cells.
    """
    threshold = signal.thresholds.get(kind)
    if threshold is None:
        return
    if threshold.azure == WASSERSTEIN and reference.numbers is not None:
        values = reference.numbers[~reference.missing]
        if len(values) > 1 and 0 < float(np.std(values, ddof=1)) < SMALLEST_DEVIATION:
            yield (
                f"{signal.key}: {name} varies by less than {SMALLEST_DEVIATION}: its Wasserstein distance is divided by "
                f"{SMALLEST_DEVIATION} and stays near 0 however far it moves; scale it, or choose another metric"
            )
    if threshold.azure == OUT_OF_BOUNDS and any({",", "[", "]"} & set(text) for text in reference.names):
        yield (
            f"{signal.key}: {name} holds texts with a comma or a bracket, which data quality never finds again: they are out "
            "of bounds on both sides; write them otherwise"
        )
