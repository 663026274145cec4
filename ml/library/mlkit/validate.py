"""Whether data keeps a contract: every violation, not the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlkit.contract import Column, Contract
from mlkit.io import to_type

EXAMPLES = 3
"""Rows and values that a violation shows at most."""


@dataclass(frozen=True)
class Violation:
    """One way in which data breaks its contract.

    Attributes:
        column: the column; empty for the whole table.
        rule: `column`, `type`, `missing`, `minimum`, `maximum`, `categories`, `unique`, `rows`, `constant`.
        message: what is wrong, with the numbers.
        rows: how many rows break it.
        examples: values that do, at most three.
        first_row: number of the first such row, from 1; None where it concerns the table.
    """

    column: str
    rule: str
    message: str
    rows: int = 0
    examples: tuple[str, ...] = ()
    first_row: int | None = None

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return {**asdict(self), "examples": list(self.examples)}

    def __str__(self) -> str:
        shown = f" (e.g. {', '.join(self.examples)}; first in row {self.first_row})" if self.examples else ""
        return f"{self.column or 'table'}: {self.message}{shown}"


def _found(column: str, rule: str, message: str, cells: pd.Series[Any], broken: pd.Series[bool]) -> Violation:
    rows = np.flatnonzero(broken.to_numpy(dtype=bool))
    examples = [str(value) for value in pd.unique(cells.iloc[rows].astype(str))[:EXAMPLES]]
    return Violation(column, rule, message, len(rows), tuple(examples), int(rows[0]) + 1)


def _column(cells: pd.Series[Any], column: Column) -> Iterator[Violation]:
    name, rows = column.name, len(cells)
    values, wrong = to_type(cells, column.type)
    if wrong.any():
        yield _found(name, "type", f"{int(wrong.sum())} of {rows} values are no {column.type}", cells, wrong)
    missing = cells.isna()
    share = float(missing.mean())
    if share > column.missing_at_most:
        allowed = f"at most {column.missing_at_most:.2%} may be" if column.missing_at_most > 0 else "none may be"
        message = f"{int(missing.sum())} of {rows} values are missing ({share:.2%}); {allowed}"
        yield Violation(name, "missing", message, int(missing.sum()), (), int(np.flatnonzero(missing)[0]) + 1)
    if column.minimum is not None:
        below = values < column.minimum
        if below.any():
            message = f"{int(below.sum())} of {rows} values lie below {column.minimum:g}"
            yield _found(name, "minimum", message, cells, below)
    if column.maximum is not None:
        above = values > column.maximum
        if above.any():
            message = f"{int(above.sum())} of {rows} values lie above {column.maximum:g}"
            yield _found(name, "maximum", message, cells, above)
    if column.categories:
        known = values.map(lambda value: str(value), na_action="ignore")
        unknown = known.notna() & ~known.isin(column.categories)
        if unknown.any():
            message = f"{int(unknown.sum())} of {rows} values are none of {', '.join(column.categories)}"
            yield _found(name, "categories", message, cells, unknown)
    if column.use == "id":
        repeated = cells.duplicated(keep="first") & ~missing
        if repeated.any():
            yield _found(name, "unique", f"{int(repeated.sum())} of {rows} ids were there before", cells, repeated)
    if column.use == "target" and rows > 1 and values.nunique(dropna=True) == 1:
        yield Violation(name, "constant", "the target has a single value: there is nothing to learn", rows)


def check(frame: pd.DataFrame, contract: Contract, *, labelled: bool = True, fewest_rows: int = 1) -> list[Violation]:
    """Every violation of a contract, in the contract's order.

    Args:
        frame: as read (`read_raw`).
        contract: the use case's.
        labelled: whether the target must be there; requests of an endpoint have none.
        fewest_rows: fewer are a violation.
    """
    found: list[Violation] = []
    if len(frame) < fewest_rows:
        found.append(Violation("", "rows", f"{len(frame)} rows; at least {fewest_rows} are needed", len(frame)))
    for column in contract.columns:
        if column.name not in frame.columns:
            if column.use != "extra" and (labelled or column.use == "feature"):
                found.append(Violation(column.name, "column", f"the {column.use} is missing as a column"))
        elif len(frame) > 0 and (labelled or column.use != "target"):
            found += _column(frame[column.name], column)
    for name in frame.columns:
        if name not in contract.by_name:
            found.append(Violation(str(name), "column", "the contract does not know this column"))
    return found
