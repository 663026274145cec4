"""Histograms as Azure's components and Spark make them.

Sources: `shared_utilities/histogram_utils.py` (edges) in Azure/azureml-assets, assets/model_monitoring/components/src, commit
4b41f8ccbc01cf492767adc586ce1661c54c340a; `RDD.histogram` of PySpark 3.4 (which value is in which bin).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mlkit.problems import Refused

Numbers = NDArray[np.float64]

LARGEST_EXACT: Final = 2**53
"""Beyond it floating numbers leave whole numbers out."""

_EVEN: Final = 1e-10
"""Steps between edges that differ by less, absolutely, count as equal."""


def bin_count(rows: int) -> int:
    """How many bins: Sturges' rule.

    Args:
        rows: rows of the smaller table, after rows with nulls are gone.

    Raises:
        Refused: none is left.
    """
    if rows == 0:
        raise Refused("math domain error")
    return math.ceil(math.log2(rows) + 1)


def bin_edges(reference: Numbers, production: Numbers, bins: int) -> Numbers:
    """Edges of equal bins from the common minimum to the common maximum.

    Rounding can put the last edge just below the maximum; what lies above it is in no bin. A column with one value only
    has a single bin, half a percent of the value to each side (0.005 at zero).

    Args:
        reference: values, shape (n,), none missing, at least one.
        production: values, shape (m,), none missing, at least one.
        bins: how many, at least 1.

    Returns:
        The edges, rising, shape (bins + 1,), or (2,) for a single value.

    Raises:
        Refused: the values are so close that two edges are the same number, or one is infinite.
    """
    low = min(float(reference.min()), float(production.min()))
    high = max(float(reference.max()), float(production.max()))
    if low == high:
        delta = 0.005 if low == 0 else abs(low * 0.005)
        return np.array([low - delta, low + delta])
    with np.errstate(all="ignore"):
        width = np.float64(high - low) / bins
        edges: Numbers = low + np.arange(bins + 1, dtype=np.float64) * width
    if not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
        raise Refused("buckets should not contain duplicated values")
    return edges


def histogram(values: Numbers, edges: Numbers) -> NDArray[np.int64]:
    """Counts per bin, as `RDD.histogram` counts.

    Where all steps between edges are equal within 1e-10 the bin is found by division, otherwise by bisection; an edge
    belongs to the bin above it, the last edge to the last bin. Differs from `numpy.histogram` for values on edges.

    Args:
        values: shape (n,), none missing.
        edges: rising, shape (k + 1,).

    Returns:
        Counts, shape (k,). Values outside the edges are not counted.
    """
    inside = values[(values >= edges[0]) & (values <= edges[-1])]
    steps = np.diff(edges)
    if steps.max() - steps.min() < _EVEN:
        width = (edges[-1] - edges[0]) / len(steps)
        index = ((inside - edges[0]) / width).astype(np.int64)
    else:
        index = np.searchsorted(edges, inside, side="right") - 1
    counts = np.bincount(index, minlength=len(edges))
    counts[-2] += counts[-1]
    return counts[:-1]


def exact_histograms(
    reference: Sequence[int], production: Sequence[int], bins: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts per bin of whole numbers that floating numbers cannot tell apart: those beyond 2**53.

    The components compute with Python's own numbers: the lowest edge and distances from it are exact, the other edges not.

    Args:
        reference: values, at least one.
        production: values, at least one.
        bins: how many, at least 1.

    Returns:
        Counts of the reference and of production, each of shape (bins,), or (1,) for a single value.
    """
    low = min(*reference, *production)
    high = max(*reference, *production)
    width = (high - low) / bins
    edges = [low, *(low + place * width for place in range(1, bins + 1))]
    if low == high:
        edges = [low - abs(low * 0.005), low + abs(low * 0.005)]
    steps = [above - below for below, above in pairwise(edges)]
    even = max(steps) - min(steps) < _EVEN
    step = (edges[-1] - edges[0]) / len(steps)

    def counts(values: Sequence[int]) -> NDArray[np.int64]:
        inside = [value for value in values if edges[0] <= value <= edges[-1]]
        places = [int((value - edges[0]) / step) if even else bisect_right(edges, value) - 1 for value in inside]
        found = np.bincount(np.array(places, dtype=np.int64), minlength=len(edges))
        found[-2] += found[-1]
        return found[:-1]

    return counts(reference), counts(production)
