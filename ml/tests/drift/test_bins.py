"""Bins of whole numbers, exactly."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

import numpy as np
import pytest

from mlkit.drift.bins import ExactBins, bin_edges, histogram
from mlkit.problems import Refused


def by_python(values: list[int], low: int, high: int, bins: int) -> list[int]:
    """`RDD.histogram` of PySpark 3.4, value by value, with Python's own numbers."""
    width = (high - low) / bins
    edges = [low, *(low + place * width for place in range(1, bins + 1))]
    steps = [above - below for below, above in pairwise(edges)]
    even = max(steps) - min(steps) < 1e-10
    step = (edges[-1] - edges[0]) / bins
    counts = [0] * (bins + 1)
    for value in values:
        if edges[0] <= value <= edges[-1]:
            counts[int((value - low) / step) if even else bisect_right(edges, value) - 1] += 1
    counts[-2] += counts[-1]
    return counts[:-1]


@pytest.mark.parametrize("reach", [10**3, 2**20, 2**40, 2**55, 2**61])
@pytest.mark.parametrize("around", [0, -(2**53), 2**60 + 1, -(2**61) - 7])
def test_exact_bins_are_those_of_python_value_by_value(around: int, reach: int) -> None:
    random = np.random.default_rng([abs(around), reach])
    compared = 0
    for _ in range(40):
        bins = int(random.integers(1, 12))
        values = np.int64(around) + random.integers(-reach, reach, 60)
        low, high = int(values.min()), int(values.max())
        try:
            exact = ExactBins.over(low, high, bins)
        except Refused:
            continue
        compared += 1
        wanted = by_python(values.tolist(), low, high, bins)
        assert exact.histogram(values).tolist() == wanted
        assert exact.histogram_of_rising(np.sort(values)).tolist() == wanted
        if abs(around) + reach < 2**52:
            floats = values.astype(np.float64)
            assert histogram(floats, bin_edges(floats, floats, bins)).tolist() == wanted
    assert compared > 20 or reach == 10**3


def test_the_ends_of_what_64_bits_hold_are_in_bins() -> None:
    values = np.array([-(2**63), -1, 0, 2**63 - 1])
    exact = ExactBins.over(-(2**63), 2**63 - 1, 2)
    wanted = by_python(values.tolist(), -(2**63), 2**63 - 1, 2)
    assert sum(wanted) == len(values)
    assert exact.histogram(values).tolist() == exact.histogram_of_rising(values).tolist() == wanted


def test_one_value_has_one_bin() -> None:
    assert ExactBins.over(2**60, 2**60, 5).histogram(np.array([2**60] * 3)).tolist() == [3]


def test_values_too_close_for_edges_are_refused_as_spark_refuses_them() -> None:
    with pytest.raises(Refused, match="duplicated values"):
        ExactBins.over(2**60, 2**60 + 2, 6)
    with pytest.raises(Refused, match="should be sorted"):
        ExactBins.over(2**60 + 100, 2**60 + 102, 6)
