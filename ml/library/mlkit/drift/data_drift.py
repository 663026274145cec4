"""The data drift signal: every compared feature by every metric that suits its type.

Source: `data_drift_compute_metrics/compute_data_drift.py` in Azure/azureml-assets, assets/model_monitoring/components/src,
commit 4b41f8ccbc01cf492767adc586ce1661c54c340a.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from mlkit.drift.bins import LARGEST_EXACT, ExactBins, Numbers, Wholes, bin_count, bin_edges, histogram
from mlkit.drift.distances import (
    chi_squared,
    count_categories,
    jensen_shannon,
    kolmogorov_smirnov,
    normalized_wasserstein,
    population_stability_index,
)
from mlkit.drift.features import FeatureType, compared_features, require_readable
from mlkit.drift.measure import DataType, Measure, Rows, data_type_of
from mlkit.problems import Refused
from mlkit.sparktypes import is_number, is_whole, shown
from mlkit.table import Column, Table

JENSEN_SHANNON: Final = "JensenShannonDistance"
PSI: Final = "PopulationStabilityIndex"
WASSERSTEIN: Final = "NormalizedWassersteinDistance"
KOLMOGOROV_SMIRNOV: Final = "TwoSampleKolmogorovSmirnovTest"
CHI_SQUARED: Final = "PearsonsChiSquaredTest"

METRICS: Final = (JENSEN_SHANNON, PSI, WASSERSTEIN, KOLMOGOROV_SMIRNOV, CHI_SQUARED)
"""Every metric of the signal. Wasserstein and Kolmogorov-Smirnov are for numbers, chi-squared for categories."""


@dataclass(frozen=True)
class Refusal:
    """A choice of metric with which Azure's run would fail as a whole, and the error it would fail with.

    Attributes:
        metric: that is chosen.
        data_type: for which features it is chosen: a signal has one metric for numbers and another one for categories.
        error: what ends the run.
    """

    metric: str
    data_type: DataType
    error: str


@dataclass(frozen=True)
class DataDrift:
    """What the signal computes on two tables.

    Attributes:
        measures: by metric, numerical features first, each in the reference's order.
        refused: metrics that cannot be chosen on these tables.
        rows: rows left after those with a null were dropped.
        dropped: rows that were dropped for a null.
        skipped: columns of both tables whose types do not fit each other, left out without a word in Azure.
    """

    measures: Sequence[Measure]
    refused: Sequence[Refusal]
    rows: Rows
    dropped: Rows
    skipped: Sequence[str]

    def impossible(self) -> list[Refusal]:
        """The refusals, if all metrics of numbers or all of categories are refused: no choice of metrics would run then."""
        computed = {measure.data_type for measure in self.measures}
        return [refusal for refusal in self.refused if refusal.data_type not in computed]


def complete_rows(reference: Table, production: Table) -> tuple[Table, Table]:
    """Both tables without the rows that hold a null in a column that both have by name, whether or not it is compared."""
    shared = [name for name in reference.columns if name in production.columns]

    def complete(table: Table) -> Table:
        kept = np.ones(table.rows, dtype=bool)
        for name in shared:
            kept &= ~table.columns[name].missing
        return table.take(kept)

    return complete(reference), complete(production)


def as_numbers(column: Column) -> Numbers:
    """A column's values as numbers. Instants, which only an override makes numerical, in seconds; shape (rows,)."""
    if column.type in ("timestamp", "date", "string", "binary"):
        raise Refused(f"the column {column.name} of type {column.type} cannot be treated as numbers")
    return column.numbers


def as_categories(column: Column) -> list[str]:
    """A column's values as the names of categories."""
    return ["" if cell is None else shown(cell) for cell in column.cells]


_Pair = tuple[Column, Column]


def _in_order(pair: _Pair) -> tuple[Numbers, Numbers]:
    """Two columns as the Kolmogorov-Smirnov test takes them: it looks at their order only, which texts and days have, too."""
    reference, production = pair
    if is_number(reference.type) or reference.type == "boolean":
        return reference.numbers, production.numbers
    cells: list[Any] = [*reference.cells, *production.cells]
    place = {cell: index for index, cell in enumerate(sorted(set(cells)))}
    places = np.fromiter((place[cell] for cell in cells), dtype=np.float64, count=len(cells))
    return places[: len(reference.cells)], places[len(reference.cells) :]


def _wholes(pair: _Pair) -> tuple[Wholes, Wholes] | None:
    """Two columns of whole numbers of which floating numbers leave some out; None if these are others."""
    if not all(is_whole(column.type) and column.cells for column in pair):
        return None
    if max(float(np.abs(column.numbers).max()) for column in pair) < LARGEST_EXACT:
        return None
    return np.array(pair[0].cells, dtype=np.int64), np.array(pair[1].cells, dtype=np.int64)


def _numerical(pair: _Pair, rows: tuple[int, int]) -> dict[str, Callable[[], float]]:
    @cache
    def values() -> tuple[Numbers, Numbers]:
        return as_numbers(pair[0]), as_numbers(pair[1])

    # Two metrics look at the same histograms.
    @cache
    def counts() -> tuple[np.ndarray, np.ndarray]:
        reference, production = values()
        wholes = _wholes(pair)
        if wholes is not None:
            low = min(int(side.min()) for side in wholes)
            high = max(int(side.max()) for side in wholes)
            bins = ExactBins.over(low, high, bin_count(min(rows)))
            return bins.histogram(wholes[0]), bins.histogram(wholes[1])
        edges = bin_edges(reference, production, bin_count(min(rows)))
        return histogram(reference, edges), histogram(production, edges)

    return {
        JENSEN_SHANNON: lambda: jensen_shannon(*counts(), rows),
        PSI: lambda: population_stability_index(*counts(), rows),
        WASSERSTEIN: lambda: normalized_wasserstein(*values()),
        KOLMOGOROV_SMIRNOV: lambda: kolmogorov_smirnov(*_in_order(pair)),
    }


def _categorical(pair: _Pair, rows: tuple[int, int]) -> dict[str, Callable[[], float]]:
    counts = count_categories(*(as_categories(column) for column in pair))
    return {
        JENSEN_SHANNON: lambda: jensen_shannon(*counts, rows),
        PSI: lambda: population_stability_index(*counts, rows),
        CHI_SQUARED: lambda: chi_squared(*counts, rows),
    }


def data_drift(
    reference: Table,
    production: Table,
    *,
    metrics: Sequence[str] = METRICS,
    overrides: Mapping[str, FeatureType] | None = None,
) -> DataDrift:
    """Compares every feature of two tables.

    Args:
        reference: what the model was trained on, usually.
        production: a window of what it was asked.
        metrics: which, from `METRICS`. Default: all.
        overrides: columns that are numerical or categorical whatever they look like.

    Raises:
        Refused: a table has no rows, the name of a column has a dot, or the tables have no column in common.
    """
    require_readable(reference, production)
    features = compared_features(reference, production, overrides)
    if not features:
        raise Refused(
            "Found no common columns between input datasets. Try double-checking if there are common columns between the "
            "input datasets. Common columns must have the same names (case-sensitive) and similar data types."
        )
    left, right = complete_rows(reference, production)
    rows = (left.rows, right.rows)
    dropped = Rows(reference.rows - left.rows, production.rows - right.rows)

    wanted: dict[str, dict[str, Callable[[], float]]] = {}
    for name, kind in features.items():
        pair = (left.columns[name], right.columns[name])
        wanted[name] = (_numerical if kind == "numerical" else _categorical)(pair, rows)
    kinds: tuple[FeatureType, ...] = ("numerical", "categorical")
    measures: list[Measure] = []
    refused: list[Refusal] = []
    for metric in metrics:
        for kind in kinds:
            names = [name for name, found in features.items() if found == kind and metric in wanted[name]]
            try:
                values = [wanted[name][metric]() for name in names]
            except Refused as refusal:
                refused.append(Refusal(metric, data_type_of(kind), str(refusal)))
                continue
            found = zip(names, values, strict=True)
            measures += [Measure(name, metric, value, Rows(*rows), data_type_of(kind)) for name, value in found]
    shared = [name for name in reference.columns if name in production.columns]
    skipped = [name for name in shared if name not in features]
    return DataDrift(measures, refused, Rows(*rows), dropped, skipped)


__all__ = ["METRICS", "DataDrift", "Refusal", "as_categories", "as_numbers", "complete_rows", "data_drift"]
