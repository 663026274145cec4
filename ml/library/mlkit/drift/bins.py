"""Histograms as Azure's components and Spark make them.

Sources: `shared_utilities/histogram_utils.py` (edges) in Azure/azureml-assets, assets/model_monitoring/components/src, commit
4b41f8ccbc01cf492767adc586ce1661c54c340a; `RDD.histogram` of PySpark 3.4 (which value is in which bin).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mlkit.problems import Refused

Numbers = NDArray[np.float64]
Wholes = NDArray[np.int64]

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


@dataclass(frozen=True)
class ExactBins:
    """Equal bins over whole numbers that floating numbers cannot tell apart: those beyond 2**53.

    Attributes:
        ends: the largest number in each bin but the last, never falling, shape (bins - 1,).
        last: the largest number that is in a bin at all.
    """

    ends: Wholes
    last: int

    @staticmethod
    def over(low: int, high: int, bins: int) -> ExactBins:
        """Bins from the common minimum to the common maximum.

        The components compute with Python's own numbers: the lowest edge and distances from it are exact, the other edges not.
        Which bin a number is in never falls as the number rises: so the place where it changes is searched for, once for all
        numbers.

        Args:
            low: the smallest value of both tables.
            high: the largest.
            bins: how many, at least 1; a column with one value only has a single one.

        Raises:
            Refused: the values are so close that edges are the same number, or fall.
        """
        if low == high:
            return ExactBins(np.array([], dtype=np.int64), high)
        width = (high - low) / bins
        edges = [low, *(low + place * width for place in range(1, bins + 1))]
        if sorted(edges) != edges:
            raise Refused("buckets should be sorted")
        if len(set(edges)) < len(edges):
            raise Refused("buckets should not contain duplicated values")
        steps = [above - below for below, above in pairwise(edges)]
        step = (edges[-1] - low) / bins
        even = max(steps) - min(steps) < _EVEN
        last = min(high, math.floor(edges[-1]))

        def place(value: int) -> int:
            return int((value - low) / step) if even else bisect_right(edges, value) - 1

        ends = []
        for number in range(1, bins):
            inside, beyond = low, last + 1
            while beyond - inside > 1:
                middle = (inside + beyond) // 2
                inside, beyond = (middle, beyond) if place(middle) < number else (inside, middle)
            ends.append(inside)
        return ExactBins(np.array(ends, dtype=np.int64), last)

    def histogram(self, values: Wholes) -> NDArray[np.int64]:
        """Counts per bin, shape (bins,), of values of shape (n,) in any order."""
        places = np.searchsorted(self.ends, values[values <= self.last], side="left")
        return np.bincount(places, minlength=len(self.ends) + 1)

    def histogram_of_rising(self, values: Wholes) -> NDArray[np.int64]:
        """The same of values in rising order, without a look at each."""
        ends = np.searchsorted(values, [*self.ends, self.last], side="right")
        return np.asarray(np.diff(ends, prepend=0), dtype=np.int64)
