"""What a signal's run puts out: one measure per feature and metric, and Azure's verdict on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from mlkit.drift.features import FeatureType
from mlkit.sparkcasts import cast_text

DataType = str
"""`Numerical` or `Categorical`; empty for all features together. A type that components do not know is named as Spark's schema
prints it."""


def data_type_of(kind: FeatureType | None) -> DataType:
    """A feature's type as Azure reports it; empty for a type that components do not know."""
    return "" if kind is None else "Numerical" if kind == "numerical" else "Categorical"


FALLING: Final = frozenset(
    {
        "TwoSampleKolmogorovSmirnovTest",
        "PearsonsChiSquaredTest",
        "NormalizedDiscountedCumulativeGain",
        "AggregatedCoherencePassRate",
        "AggregatedGroundednessPassRate",
        "AggregatedFluencyPassRate",
        "AggregatedSimilarityPassRate",
        "AggregatedRelevancePassRate",
        "AverageCoherenceScore",
        "AverageGroundednessScore",
        "AverageFluencyScore",
        "AverageRelevanceScore",
        "AverageSimilarityScore",
    }
)
"""Metrics that alarm when they fall below their threshold. Every other name alarms above it: accuracy, precision and recall,
too, and any name that a custom signal chooses. Source: `evaluate_metrics_threshold.py`, see `breaches`."""


@dataclass(frozen=True)
class Rows:
    """Rows that a measure was computed on, after what is dropped was dropped."""

    reference: int
    production: int


@dataclass(frozen=True)
class Measure:
    """One number of a signal.

    Attributes:
        feature: the column; empty for what concerns the table or all features together.
        metric: Azure's name of the metric.
        value: None if Azure does not compute it; NaN where Azure computes NaN.
        rows: what it was computed on.
        data_type: as Azure reports it.
    """

    feature: str
    metric: str
    value: float | None
    rows: Rows
    data_type: DataType


def single(value: float) -> float:
    """A value as Azure stores and compares it for drift: rounded to a 32-bit float."""
    return float(np.float32(value))


def _order(value: float) -> tuple[bool, float]:
    # Spark: NaN is greater than every other number, and equal to itself.
    return (math.isnan(value), 0.0 if math.isnan(value) else value)


def breaches(metric: str, value: float | str | None, threshold: float | str | None) -> bool:
    """Azure's verdict: strictly above the threshold, or strictly below for the metrics in `FALLING`.

    NaN counts as greater than every number: a NaN distance alarms, a NaN p-value never does; with NaN as threshold
    `FALLING` metrics always alarm and the others never. What is null or an empty text is not evaluated, and a text that is
    no number never alarms.

    Source: `model_monitor_evaluate_metrics_threshold/evaluate_metrics_threshold.py` in Azure/azureml-assets,
    assets/model_monitoring/components/src, commit 4b41f8ccbc01cf492767adc586ce1661c54c340a.
    """

    def number(given: float | str | None) -> float | None:
        if isinstance(given, str):
            cast = cast_text(given, "double") if given != "" else None
            return float(cast) if isinstance(cast, float) else None
        return given

    left, right = number(value), number(threshold)
    if left is None or right is None:
        return False
    return _order(left) < _order(right) if metric in FALLING else _order(left) > _order(right)


def breaches_drift(metric: str, value: float | None, threshold: float) -> bool:
    """`breaches` for the data drift signal, where value and threshold are compared as 32-bit floats."""
    return breaches(metric, None if value is None else single(value), single(threshold))
