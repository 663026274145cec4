"""Distances and tests between two samples, as Azure's data drift component computes them.

Sources: `data_drift_compute_metrics/numerical_data_drift_metrics.py` and `categorical_data_drift_metrics.py` in
Azure/azureml-assets, assets/model_monitoring/components/src, commit 4b41f8ccbc01cf492767adc586ce1661c54c340a.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import distance
from scipy.stats import chisquare, ks_2samp, wasserstein_distance

from mlkit.drift.bins import Numbers
from mlkit.problems import Refused

KS_ROWS: Final = 10_000
"""From so many rows on, on either side, the Kolmogorov-Smirnov test is refused."""

SMALLEST_DEVIATION: Final = 0.001
"""The Wasserstein distance is never divided by less. Columns on a scale far below never drift."""


def jensen_shannon(reference: NDArray[np.int64], production: NDArray[np.int64], rows: tuple[int, int]) -> float:
    """Jensen-Shannon distance: the square root of the divergence to base 2. 0 is equal, 1 is disjoint.

    Args:
        reference: counts per bin or category, shape (k,).
        production: counts of the same bins or categories, shape (k,).
        rows: rows of reference and production.
    """
    with np.errstate(all="ignore"):
        return float(distance.jensenshannon(reference / rows[0], production / rows[1], base=2))


def population_stability_index(reference: NDArray[np.int64], production: NDArray[np.int64], rows: tuple[int, int]) -> float:
    """Population stability index with natural logarithm; one is added to each count. At least 0.

    Rows that lie in no bin still count among the rows.

    Args:
        reference: counts per bin or category, shape (k,).
        production: counts of the same bins or categories, shape (k,).
        rows: rows of reference and production.
    """
    expected = (reference + 1) / (rows[0] + len(reference))
    actual = (production + 1) / (rows[1] + len(production))
    return float(((actual - expected) * np.log(actual / expected)).sum())


def normalized_wasserstein(reference: Numbers, production: Numbers) -> float:
    """First Wasserstein distance in standard deviations of the reference. At least 0.

    Args:
        reference: values, shape (n,). Their sample standard deviation (n - 1) divides, but never less than 0.001.
        production: values, shape (m,).

    Raises:
        Refused: one of them has no value.
    """
    if min(len(reference), len(production)) == 0:
        raise Refused("Distribution can't be empty.")
    with np.errstate(all="ignore"):
        deviation = float(np.std(reference, ddof=1)) if len(reference) > 1 else 0.0
    if not math.isfinite(deviation):
        return math.nan  # Spark's, of values whose squares have no end.
    return float(wasserstein_distance(reference, production)) / max(deviation, SMALLEST_DEVIATION)


def kolmogorov_smirnov(reference: Numbers, production: Numbers) -> float:
    """P-value of the two-sided two-sample Kolmogorov-Smirnov test. 0 to 1; small means different.

    Args:
        reference: values, shape (n,).
        production: values, shape (m,).

    Raises:
        Refused: either side has 10,000 values or more, or none. In Azure this ends the whole run, categorical features
            included.
    """
    if min(len(reference), len(production)) == 0:
        raise Refused("Data passed to ks_2samp must not be empty")
    if max(len(reference), len(production)) >= KS_ROWS:
        raise Refused(f"Cannot calculate two-sample Kolmogorov-Smirnov test on dataset with more than {KS_ROWS} entries")
    return float(ks_2samp(reference, production).pvalue)


def chi_squared(reference: NDArray[np.int64], production: NDArray[np.int64], rows: tuple[int, int]) -> float:
    """P-value of Pearson's chi-squared test of production's counts against the reference's shares. 0 to 1, or NaN.

    A category that the reference does not have makes it 0; a single category makes it NaN.

    Args:
        reference: counts per category, shape (k,).
        production: counts of the same categories, shape (k,).
        rows: rows of reference and production.

    Raises:
        Refused: the reference has no row, and production some.
    """
    if rows[0] == 0 and len(reference) > 0:
        raise Refused("division by zero")
    with np.errstate(all="ignore"):
        return float(chisquare(production, reference / rows[0] * rows[1]).pvalue)


def count_categories(reference: Sequence[str], production: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts of every category of either side, in one order.

    Args:
        reference: one category per row.
        production: one category per row.

    Returns:
        Counts of the reference and of production, each of shape (categories,).
    """
    names, index = np.unique(np.array([*reference, *production], dtype=object), return_inverse=True)
    return (
        np.bincount(index[: len(reference)], minlength=len(names)),
        np.bincount(index[len(reference) :], minlength=len(names)),
    )
