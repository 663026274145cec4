"""Tables with Spark's types: read from CSV or Parquet, held by column."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlkit.problems import InputError, Problem
from mlkit.sparkcasts import parse_cell
from mlkit.sparktypes import Value, canonical, is_number, is_whole


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: its name.
        type: its Spark type, as `DataFrame.dtypes` prints it.
        cells: one per row; None is a null.
    """

    name: str
    type: str
    cells: Sequence[Value | None]

    @cached_property
    def null(self) -> NDArray[np.bool_]:
        """Per row, whether it is a null. Shape (rows,)."""
        return np.fromiter((cell is None for cell in self.cells), dtype=bool, count=len(self.cells))

    @cached_property
    def missing(self) -> NDArray[np.bool_]:
        """Per row, whether Spark's `dropna` drops it: a null, or NaN in a floating column. Shape (rows,)."""
        if not is_number(self.type) or is_whole(self.type):
            return self.null
        return np.fromiter((cell is None or cell != cell for cell in self.cells), dtype=bool, count=len(self.cells))

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The cells as numbers, a null as NaN. Shape (rows,). Only for columns of numbers."""
        return np.fromiter(
            (np.nan if cell is None else cell for cell in self.cells),
            dtype=np.float64,
            count=len(self.cells),
        )

    def take(self, kept: NDArray[np.bool_]) -> Column:
        """The same column with only the rows where `kept` (shape (rows,)) is true."""
        return Column(self.name, self.type, [cell for cell, keep in zip(self.cells, kept, strict=True) if keep])


@dataclass(frozen=True)
class Table:
    """Columns of equal length, in order.

    Attributes:
        columns: by name.
        rows: how many.
    """

    columns: Mapping[str, Column]
    rows: int

    def take(self, kept: NDArray[np.bool_]) -> Table:
        """The table with only the rows where `kept` (shape (rows,)) is true."""
        columns = {name: column.take(kept) for name, column in self.columns.items()}
        return Table(columns, int(kept.sum()))


def _read_csv(path: Path, types: Mapping[str, str]) -> Table:
    """UTF-8, comma, header; an empty field is a null."""
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, None)
            if header is None:
                raise InputError([Problem(f"{path}:1:1", "the file is empty", fix="the first line names the columns")])
            texts: list[list[str]] = [[] for _ in header]
            for row in reader:
                if not row:
                    continue
                if len(row) != len(header):
                    problems.append(
                        Problem(
                            f"{path}:{reader.line_num}:1",
                            "this row has another number of fields than the header",
                            given=str(len(row)),
                            allowed=str(len(header)),
                        )
                    )
                    if len(problems) == 20:
                        break
                    continue
                for column, text in zip(texts, row, strict=True):
                    column.append(text)
    except UnicodeDecodeError as error:
        raise InputError([Problem(str(path), "this is not UTF-8", given=f"byte {error.start}")]) from error
    except csv.Error as error:
        raise InputError([Problem(f"{path}:{reader.line_num}:1", f"this is no CSV: {error}")]) from error
    repeated = sorted({name for name in header if header.count(name) > 1})
    problems += [Problem(f"{path}:1:1", "two columns have one name", given=name) for name in repeated]
    if problems:
        raise InputError(problems)
    columns = {}
    for name, cells in zip(header, texts, strict=True):
        known = types.get(name) or _infer(cells)
        columns[name] = Column(name, known, [None if text == "" else _cell(text, known) for text in cells])
    return Table(columns, len(texts[0]) if texts else 0)


def _cell(text: str, known: str) -> Value | None:
    cell = parse_cell(text, known)
    return float(np.float32(cell)) if known == "float" and isinstance(cell, float) else cell


_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|nan|[+-]?inf(?:inity)?", re.IGNORECASE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
"""Less than what Spark casts: a year, or a time alone, is more often something else."""


def _infer(cells: Sequence[str]) -> str:
    """The narrowest of bigint, double, boolean, timestamp and string that holds every cell that is not empty."""
    filled = [text for text in cells if text != ""]
    if not filled:
        return "string"
    if all(parse_cell(text, "bigint") is not None for text in filled):
        return "bigint"
    if all(_NUMBER.fullmatch(text) for text in filled):
        return "double"
    if all(text.lower() in ("true", "false") for text in filled):
        return "boolean"
    if all(_INSTANT.fullmatch(text) and parse_cell(text, "timestamp") is not None for text in filled):
        return "timestamp"
    return "string"


def _arrow_type(kind: Any) -> str:
    import pyarrow as pa

    t = pa.types
    if t.is_dictionary(kind):
        return _arrow_type(kind.value_type)
    if t.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    widths = {8: "tinyint", 16: "smallint", 32: "int", 64: "bigint"}
    if t.is_signed_integer(kind):
        return widths[kind.bit_width]
    if t.is_unsigned_integer(kind):
        # Spark has no unsigned types: the next wider one holds them.
        return {8: "smallint", 16: "int", 32: "bigint", 64: "decimal(20,0)"}[kind.bit_width]
    if t.is_floating(kind):
        return "double" if kind.bit_width == 64 else "float"
    if t.is_boolean(kind):
        return "boolean"
    if t.is_timestamp(kind):
        return "timestamp"
    if t.is_date(kind):
        return "date"
    return "binary" if t.is_binary(kind) or t.is_large_binary(kind) else "string"


def _read_parquet(path: Path, types: Mapping[str, str]) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        read = parquet.read_table(path)
    except pa.ArrowException as error:
        raise InputError([Problem(str(path), f"this is no Parquet file: {error}")]) from error
    columns = {}
    for field in read.schema:
        own = _arrow_type(field.type)
        cells = [_plain(cell) for cell in read.column(field.name).to_pylist()]
        known = types.get(field.name) or own
        if known != own and own == "string":
            cells = [cell if cell is None else parse_cell(str(cell), known) for cell in cells]
        columns[field.name] = Column(field.name, known, cells)
    return Table(columns, read.num_rows)


def _plain(cell: Any) -> Value | None:
    from decimal import Decimal

    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if cell is None or isinstance(cell, bool | int | float | str | bytes | date):
        return cell
    return float(cell) if isinstance(cell, Decimal) else str(cell)


def check_types(types: Mapping[str, object], where: str) -> dict[str, str]:
    """Spark types by column in Spark's own spelling.

    Args:
        types: Spark type by column name.
        where: the file they are from, for messages.

    Raises:
        InputError: for every type that Spark does not have.
    """
    known = {name: canonical(given) if isinstance(given, str) else None for name, given in types.items()}
    problems = [
        Problem(
            where,
            f"the column {name} has no such type",
            given=repr(types[name]),
            allowed="a Spark type: bigint, int, smallint, tinyint, double, float, decimal(p,s), string, boolean, "
            "timestamp, date, binary",
        )
        for name, found in known.items()
        if found is None
    ]
    if problems:
        raise InputError(problems)
    return {name: found for name, found in known.items() if found is not None}


def read_table(path: Path, types: Mapping[str, str] | None = None) -> Table:
    """Reads a table.

    Args:
        path: a file `*.csv` (UTF-8, comma, header, an empty field is a null) or `*.parquet`.
        types: Spark type by column name; a type of `check_types`. Columns without one: a CSV file's are the narrowest of
            bigint, double, boolean, timestamp and string that holds all their cells, a Parquet file's are its own. Names
            of columns that the table does not have are ignored.

    Raises:
        InputError: the file cannot be read as a table.
    """
    if not path.is_file():
        raise InputError([Problem(str(path), "there is no such file", fix="name a CSV or Parquet file")])
    given = types or {}
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise InputError([Problem(str(path), "no such kind of table", given=suffix or "no ending", allowed=".csv, .parquet")])
    return (_read_csv if suffix == ".csv" else _read_parquet)(path, given)
