"""One feature's numbers for a pair of samples, by the formulas in `mlkit.drift`, fast enough for thousands of windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mlkit.drift.bins import ExactBins, Numbers, Wholes, bin_count, bin_edges, histogram
from mlkit.drift.data_drift import CHI_SQUARED, JENSEN_SHANNON, KOLMOGOROV_SMIRNOV, WASSERSTEIN
from mlkit.drift.distances import (
    chi_squared,
    jensen_shannon,
    kolmogorov_smirnov,
    normalized_wasserstein,
    population_stability_index,
)
from mlkit.problems import Refused

_EVEN: Final = 1e-10


@dataclass(frozen=True)
class Sorted:
    """Numbers that many windows are compared with.

    Attributes:
        values: rising, none missing.
    """

    values: Numbers | Wholes

    @staticmethod
    def of(values: Numbers | Wholes) -> Sorted:
        """Sorts a copy."""
        rising = values.copy()
        rising.sort()
        return Sorted(rising)

    def histogram(self, edges: Numbers) -> NDArray[np.int64]:
        """What `mlkit.drift.bins.histogram` counts, by looking at the values around each edge only.

        Which bin a value is in never falls as the value rises: so the place where it changes can be searched for, and only
        rounding near an edge needs a look.
        """
        values = self.values.astype(np.float64, copy=False)
        steps = np.diff(edges)
        even = bool(steps.max() - steps.min() < _EVEN)
        if not even:
            return histogram(values, edges)
        first, last = float(edges[0]), float(edges[-1])
        width = (last - first) / len(steps)
        start = int(np.searchsorted(values, first, side="left"))
        end = int(np.searchsorted(values, last, side="right"))
        places = [start]
        for number in range(1, len(steps)):
            place = int(np.clip(np.searchsorted(values, edges[number], side="left"), start, end))
            while place > start and int((values[place - 1] - first) / width) >= number:
                place = int(np.searchsorted(values, values[place - 1], side="left"))
            while place < end and int((values[place] - first) / width) < number:
                place = int(np.searchsorted(values, values[place], side="right"))
            places.append(place)
        places.append(end)
        return np.asarray(np.diff(np.array(places, dtype=np.int64)), dtype=np.int64)


def numerical(metric: str, reference: Sorted | Numbers | Wholes, window: Numbers | Wholes) -> float:
    """A metric of numbers.

    Args:
        metric: Azure's name.
        reference: none missing, at least one; sorted where many windows are compared with it.
        window: none missing, at least one; shape (m,). Whole numbers on both sides where floating ones leave some out.

    Raises:
        Refused: Azure's run would fail.
    """
    rising = isinstance(reference, Sorted)
    values = reference.values if isinstance(reference, Sorted) else reference
    rows = (len(values), len(window))
    if metric in (WASSERSTEIN, KOLMOGOROV_SMIRNOV):
        sides = (values.astype(np.float64, copy=False), window.astype(np.float64, copy=False))
        return normalized_wasserstein(*sides) if metric == WASSERSTEIN else kolmogorov_smirnov(*sides)
    exact = values.dtype == np.int64 and window.dtype == np.int64
    counts = (_exact_counts if exact else _counts)(values, window, rising, bin_count(min(rows)))
    return jensen_shannon(*counts, rows) if metric == JENSEN_SHANNON else population_stability_index(*counts, rows)


_Counts = tuple[NDArray[np.int64], NDArray[np.int64]]


def _counts(reference: Numbers | Wholes, window: Numbers | Wholes, rising: bool, bins: int) -> _Counts:
    values, own = reference.astype(np.float64, copy=False), window.astype(np.float64, copy=False)
    span = values[[0, -1]] if rising else np.array([values.min(), values.max()])
    edges = bin_edges(span, np.array([own.min(), own.max()]), bins)
    return Sorted(values).histogram(edges) if rising else histogram(values, edges), histogram(own, edges)


def _exact_counts(reference: Numbers | Wholes, window: Numbers | Wholes, rising: bool, bins: int) -> _Counts:
    values, own = reference.astype(np.int64, copy=False), window.astype(np.int64, copy=False)
    low, high = (values[0], values[-1]) if rising else (values.min(), values.max())
    found = ExactBins.over(min(int(low), int(own.min())), max(int(high), int(own.max())), bins)
    return found.histogram_of_rising(values) if rising else found.histogram(values), found.histogram(own)


def categorical(metric: str, reference: NDArray[np.int64], window: NDArray[np.int64]) -> float:
    """A metric of categories.

    Args:
        metric: Azure's name.
        reference: counts, shape (k,).
        window: counts of the same categories, shape (k,). Categories that neither has do not count.
    """
    there = (reference > 0) | (window > 0)
    left, right = reference[there], window[there]
    rows = (int(left.sum()), int(right.sum()))
    if metric == CHI_SQUARED:
        return chi_squared(left, right, rows)
    return jensen_shannon(left, right, rows) if metric == JENSEN_SHANNON else population_stability_index(left, right, rows)


__all__ = ["Refused", "Sorted", "categorical", "numerical"]
