"""The data quality signal: nulls, cells of another type and cells out of bounds, as rates per feature.

Sources: `data_quality_statistics/compute_data_quality_statistics.py`,
`data_quality_compute_metrics/compute_data_quality_metrics.py` and `data_quality_metrics_joiner/run.py` in
Azure/azureml-assets, assets/model_monitoring/components/src, commit 4b41f8ccbc01cf492767adc586ce1661c54c340a.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import numpy as np

from mlkit.drift.features import FeatureType, feature_type, require_readable
from mlkit.drift.measure import Measure, Rows, data_type_of
from mlkit.problems import Refused
from mlkit.sparkcasts import can_cast, cast_fails, cast_text
from mlkit.sparktypes import Value, declared, is_number, is_whole
from mlkit.table import Column, Table

NULLS: Final = "NullValueRate"
TYPE_ERRORS: Final = "DataTypeErrorRate"
OUT_OF_BOUNDS: Final = "OutOfBoundsRate"
ROW_COUNT: Final = "RowCount"


@dataclass(frozen=True)
class Bounds:
    """What is learned of one column of the reference.

    Attributes:
        type: its Spark type.
        data_type: whether it was numerical or categorical there; None for types that components do not know.
        low: smallest value of a numerical column, NaN left out only if nothing else is there.
        high: largest value of a numerical column.
        texts: the allowed texts of a column of texts, as they are read back: the list is kept as one line, brackets removed
            and split at commas, so that a text that holds one is not among them.
    """

    type: str
    data_type: FeatureType | None
    low: float | None = None
    high: float | None = None
    texts: frozenset[str] | None = None


@dataclass(frozen=True)
class Quality:
    """A feature's violations on both sides.

    Attributes:
        measure: production's rate; its threshold in Azure is the reference's rate plus the configured number.
        reference_rate: the reference's rate, or None if it is not computed.
        counts: violations in reference and production; None where they are not counted.
    """

    measure: Measure
    reference_rate: float | None
    counts: tuple[int | None, int | None]

    def threshold(self, numerical: float, categorical: float) -> float | None:
        """The threshold that counts, from the two configured numbers (rates; for `RowCount`, the categorical one in rows)."""
        if self.reference_rate is None:
            return None
        return self.reference_rate + (numerical if self.measure.data_type == "Numerical" else categorical)


def _read_back(texts: set[str | None]) -> frozenset[str]:
    line = ", ".join("null" if text is None else text for text in sorted(texts, key=lambda text: (text is None, text)))
    return frozenset(re.split(r"(?: +)?, ?", re.sub(r"[\[\]]", "", line).strip(" ")))


def learn_bounds(reference: Table, overrides: Mapping[str, FeatureType] | None = None) -> dict[str, Bounds]:
    """What later tables are held against, by column.

    Args:
        reference: with its nulls.
        overrides: columns that are numerical or categorical whatever they look like.
    """
    bounds = {}
    for name, column in reference.columns.items():
        kind = feature_type(column, overrides)
        low = high = texts = None
        if kind == "numerical" and is_number(column.type):
            values = column.numbers[~column.null]
            if len(values) > 0:
                # Spark: NaN is the greatest number.
                high = float("nan") if np.isnan(values).any() else float(values.max())
                low = float(np.nanmin(values)) if not np.isnan(values).all() else float("nan")
        elif kind == "categorical" and column.type == "string":
            texts = _read_back({None if cell is None else str(cell) for cell in column.cells})
        bounds[name] = Bounds(column.type, kind, low, high, texts)
    return bounds


def _filled(column: Column, kind: FeatureType | None) -> list[Value | None]:
    """The cells with nulls replaced: numbers by the median, texts by the most frequent one; the others keep them."""
    cells = list(column.cells)
    if kind == "numerical" and is_number(column.type):
        present = np.sort(column.numbers[~np.isnan(column.numbers)])
        if len(present) == 0:
            return cells
        # Spark's Imputer takes a value that is there: the lower of the two in the middle.
        median = float(present[(len(present) - 1) // 2])
        filling: Value = int(median) if is_whole(column.type) else median
        return [filling if cell is None or cell != cell else cell for cell in cells]
    if kind == "categorical" and column.type == "string":
        [(most, _)] = Counter(cells).most_common(1) or [(None, 0)]
        return cells if most is None else [most if cell is None else cell for cell in cells]
    return cells


def _require_computable(reference: Table, production: Table, overrides: Mapping[str, FeatureType] | None) -> None:
    """Where a component of Azure's would end with an error: statistics of the reference, medians, casts."""
    floating = any(column.type in ("double", "float") for column in reference.columns.values())
    for name, column in reference.columns.items():
        if feature_type(column, overrides) == "numerical" and is_number(column.type):
            if floating and column.null.all():
                raise Refused(f"float() argument must be a string or a real number, not 'NoneType': {name} of the reference")
            if not floating and not is_whole(column.type):
                raise Refused(f"LongType() can not accept object of type decimal.Decimal: {name} of the reference")
    for side, table in (("reference", reference), ("production", production)):
        for name, column in table.columns.items():
            if name not in reference.columns or name not in production.columns:
                continue
            if feature_type(column, overrides) == "numerical":
                if not is_number(column.type):
                    raise Refused(f"Column {name} must be of type numeric but was actually of type {column.type}.")
                if column.missing.all():
                    raise Refused(
                        f"surrogate cannot be computed. All the values in {name} are Null, Nan or missingValue(NaN): {side}"
                    )
            wanted = reference.columns[name].type
            if _supported(wanted) and not can_cast(column.type, wanted):
                raise Refused(f'cannot cast "{column.type.upper()}" to "{wanted.upper()}": {name}')


def _supported(name: str) -> bool:
    """Whether components count type errors against a Spark type: all that they know."""
    return not name.startswith("decimal(")


def _above(value: float, bound: float) -> bool:
    return not np.isnan(bound) and (np.isnan(value) or value > bound)


@dataclass(frozen=True)
class _Violations:
    nulls: int
    type_errors: int | None
    out_of_bounds: int | None
    bounded: bool


def _violations(column: Column, bounds: Bounds, overrides: Mapping[str, FeatureType] | None) -> _Violations:
    kind = feature_type(column, overrides)
    cells = _filled(column, kind)
    errors = [cell is None or cast_fails(cell, bounds.type) for cell in cells] if _supported(bounds.type) else None
    if errors is not None and any(errors) and is_number(bounds.type):
        # Only a column with an error is cast, and what cannot be cast is null from here on.
        cells = [None if bad else _number(cell, bounds.type) for cell, bad in zip(cells, errors, strict=True)]

    outside: int | None = None
    bounded = bounds.low is not None or bounds.texts is not None
    if bounds.low is not None and bounds.high is not None and kind == "numerical":
        low, high = bounds.low, bounds.high
        numbers = [float(cell) for cell in cells if isinstance(cell, int | float)]
        outside = sum(_above(number, high) or (number < low) for number in numbers)
    elif bounds.texts is not None:
        texts = [str(cell) for cell in cells if cell is not None]
        # Counted for texts only; any other type of column has no violation then.
        is_text = kind == "categorical" and column.type == "string"
        outside = sum(text not in bounds.texts for text in texts) if is_text else 0
    return _Violations(int(column.null.sum()), None if errors is None else sum(errors), outside, bounded)


def _number(cell: Value | None, name: str) -> Value | None:
    if isinstance(cell, str):
        return cast_text(cell, name)
    return int(cell) if isinstance(cell, float) and is_whole(name) and np.isfinite(cell) else cell


def _rate(count: int | None, rows: int) -> float | None:
    """Violations per row: five decimals, half up, decimally."""
    if count is None or rows == 0:
        return None
    return float(Decimal(repr(count / rows)).quantize(Decimal("0.00001"), ROUND_HALF_UP))


def data_quality(reference: Table, production: Table, *, overrides: Mapping[str, FeatureType] | None = None) -> list[Quality]:
    """Counts violations on both sides against what the reference holds.

    Null rate: nulls only. Type errors: cells that cannot be cast to the reference's type, and nulls that were not replaced
    (booleans, instants, whole numbers that are categories). Out of bounds: numbers outside the reference's smallest and
    largest, texts that it does not have. `RowCount` runs through the same comparison: more rows than the reference alarm.

    Args:
        reference: with its nulls.
        production: with its nulls.
        overrides: columns that are numerical or categorical whatever they look like.

    Returns:
        One entry per feature and metric, features by name, `RowCount` first.

    Raises:
        Refused: a table has no rows; the tables have no column in common; a column of numbers is empty or is made one by
            `overrides`; types that Spark has no cast between; the name of a column has a dot.
    """
    require_readable(reference, production)
    if not set(reference.columns) & set(production.columns):
        raise Refused("No data is found for input 'feature_names': the tables have no column in common")
    _require_computable(reference, production, overrides)
    bounds = learn_bounds(reference, overrides)
    rows = Rows(reference.rows, production.rows)
    found = [Quality(Measure("", ROW_COUNT, float(rows.production), rows, ""), float(rows.reference), (0, 0))]
    for name in sorted(bounds):
        if name not in production.columns:
            continue
        limits = bounds[name]
        reported = declared(limits.type) if limits.data_type is None else data_type_of(limits.data_type)
        sides = [_violations(table.columns[name], limits, overrides) for table in (reference, production)]
        metrics = [(TYPE_ERRORS, [side.type_errors for side in sides])] if sides[0].type_errors is not None else []
        metrics.append((NULLS, [side.nulls for side in sides]))
        if sides[0].bounded:
            metrics.append((OUT_OF_BOUNDS, [side.out_of_bounds for side in sides]))
        for metric, (before, now) in metrics:
            measure = Measure(name, metric, _rate(now, rows.production), rows, reported)
            found.append(Quality(measure, _rate(before, rows.reference), (before, now)))
    return found


__all__ = ["NULLS", "OUT_OF_BOUNDS", "ROW_COUNT", "TYPE_ERRORS", "Bounds", "Quality", "data_quality", "learn_bounds"]
