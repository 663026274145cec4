"""Large tables by column: what a replay reads of a CSV or Parquet file, one column in memory at a time.

A CSV file is read once, in pieces, into a temporary file by column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mlkit.contract import Contract
from mlkit.drift.bins import LARGEST_EXACT, Numbers, Wholes
from mlkit.problems import InputError, Problem
from mlkit.sparktypes import is_whole
from mlkit.table import _arrow_type

_ARROW: Final[Mapping[str, Any]] = {
    "whole": pa.int64(), "number": pa.float64(), "text": pa.string(), "boolean": pa.bool_(),
}  # fmt: skip
BLOCK: Final = 1 << 24
"""Bytes of a CSV file that are read at once."""


@dataclass(frozen=True)
class Values:
    """One column.

    Attributes:
        type: its Spark type.
        numbers: as 64-bit floats, what is missing as NaN; None for a column that is no number. Shape (rows,).
        codes: index into `names`, -1 where missing; None for a column of numbers.
        names: the categories.
        wholes: the numbers exactly, what is missing as 0, where floats leave some of them out; else None. Shape (rows,).
    """

    type: str
    numbers: Numbers | None = None
    codes: NDArray[np.int32] | None = None
    names: tuple[str, ...] = ()
    wholes: Wholes | None = None

    @property
    def exact(self) -> Wholes:
        """A column of whole numbers as such, what is missing as 0. Shape (rows,)."""
        assert self.numbers is not None
        return np.nan_to_num(self.numbers).astype(np.int64) if self.wholes is None else self.wholes

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Per row, whether it has no value."""
        return np.isnan(self.numbers) if self.numbers is not None else self.codes == -1  # type: ignore[return-value]

    def take(self, rows: NDArray[Any] | slice) -> Values:
        """Some rows, in the order given."""
        return Values(
            self.type,
            None if self.numbers is None else self.numbers[rows],
            None if self.codes is None else self.codes[rows],
            self.names,
            None if self.wholes is None else self.wholes[rows],
        )


@dataclass(frozen=True)
class Source:
    """A table on disk.

    Attributes:
        given: the file that was named.
        file: Parquet, the file itself or what was made of a CSV file.
        types: Spark type by column, in order.
        rows: how many.
    """

    given: Path
    file: Path
    types: Mapping[str, str]
    rows: int

    def read(self, name: str) -> Values:
        """One column. Instants are no features and are read by `instants`."""
        column = pq.read_table(self.file, columns=[name], memory_map=True).column(0)
        kind = self.types[name]
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, column.type.value_type)
        if kind == "boolean" or not (
            pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)
        ):
            encoded = pc.dictionary_encode(_texts(column, kind)).unify_dictionaries().combine_chunks()
            encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
            codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
            return Values(kind, codes=codes, names=tuple(str(value) for value in encoded.dictionary.to_pylist()))
        numbers = pc.cast(column, pa.float64(), safe=False).to_numpy()
        return Values(kind, numbers=np.asarray(numbers, dtype=np.float64), wholes=_wholes(column, kind))

    def missing(self, name: str) -> NDArray[np.bool_] | None:
        """Per row, whether a column has no value; None if every row has one. NaN is none."""
        column = pq.read_table(self.file, columns=[name], memory_map=True).column(0)
        if column.null_count == 0 and not pa.types.is_floating(column.type):
            return None
        found = pc.is_null(column, nan_is_null=True).to_numpy()
        return found if bool(found.any()) else None

    def instants(self, name: str) -> NDArray[np.int64]:
        """A column of instants as microseconds since 1970, UTC.

        Raises:
            InputError: it holds something else, or a row has none.
        """
        column = pq.read_table(self.file, columns=[name], memory_map=True).column(0)
        try:
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                texts = pc.replace_substring_regex(column, r"[zZ]$", "")
                column = pc.cast(pc.replace_substring(texts, "T", " "), pa.timestamp("us"))
            elif pa.types.is_date(column.type):
                column = pc.cast(column, pa.timestamp("us"))
            moments = pc.cast(pc.cast(column, pa.timestamp("us", tz=getattr(column.type, "tz", None))), pa.int64())
        except pa.ArrowException as error:
            raise InputError([Problem(str(self.given), f"the column {name} holds no instants: {error}")]) from error
        if moments.null_count > 0:
            raise InputError([Problem(str(self.given), f"{moments.null_count} rows have no instant in {name}")])
        return np.asarray(moments.to_numpy(), dtype=np.int64)


def _wholes(column: Any, kind: str) -> Wholes | None:
    """The cells of a column of whole numbers, a null as 0; None where floats tell all of them apart."""
    if not is_whole(kind):
        return None
    bounds = [abs(bound) for bound in pc.min_max(column).as_py().values() if bound is not None]
    if max(bounds, default=0) < LARGEST_EXACT:
        return None
    return np.asarray(pc.cast(pc.fill_null(column, 0), pa.int64()).to_numpy(), dtype=np.int64)


def _texts(column: Any, kind: str) -> Any:
    if kind == "boolean":
        # As Python writes them, which is what Azure's components count by.
        return pc.if_else(column, pa.scalar("True"), pa.scalar("False"))
    return column if pa.types.is_string(column.type) else pc.cast(column, pa.string())


def open_table(path: Path, workspace: Path, contract: Contract | None = None) -> Source:
    """Opens a CSV or Parquet file.

    Args:
        path: the file, or a folder of Parquet files or with one CSV file.
        workspace: an empty folder for what is made of a CSV file.
        contract: gives the types of CSV columns. Without one they are inferred from all rows.

    Raises:
        InputError: it cannot be read.
    """
    if path.is_dir():
        inside = sorted([*path.rglob("*.parquet"), *path.rglob("*.csv")])
        if len(inside) != 1:
            raise InputError([Problem(str(path), "a folder holds one table", f"{len(inside)} files", "one *.csv or *.parquet")])
        path = inside[0]
    if not path.is_file():
        raise InputError([Problem(str(path), "there is no such file", fix="name a CSV or Parquet file")])
    if path.suffix.lower() == ".csv":
        file = workspace / f"{path.stem}-{abs(hash(path)) % 10**8}.parquet"
        _convert(path, file, contract)
    elif path.suffix.lower() == ".parquet":
        file = path
    else:
        raise InputError([Problem(str(path), "no such kind of table", path.suffix or "no ending", ".csv, .parquet")])
    try:
        described = pq.ParquetFile(file)
    except pa.ArrowException as error:
        raise InputError([Problem(str(path), f"this is no Parquet file: {error}")]) from error
    types = {entry.name: _arrow_type(entry.type) for entry in described.schema_arrow}
    return Source(path, file, types, described.metadata.num_rows)


def _convert(path: Path, file: Path, contract: Contract | None) -> None:
    """A CSV file as Parquet. A column whose later cells do not fit what the first ones look like becomes wider."""
    types: dict[str, Any] = {}
    if contract is not None:
        types = {column.name: _ARROW[column.type] for column in contract.columns if column.type in _ARROW}
    wider = {pa.int64(): pa.float64(), pa.null(): pa.string(), pa.float64(): pa.string(), pa.bool_(): pa.string()}
    for _ in range(200):
        options = pacsv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True,
            true_values=["true", "True", "TRUE"], false_values=["false", "False", "FALSE"],
        )  # fmt: skip
        now: dict[str, Any] = {}
        try:
            with pacsv.open_csv(path, pacsv.ReadOptions(block_size=BLOCK), convert_options=options) as reader:
                now = {entry.name: entry.type for entry in reader.schema}
                empty = [name for name, kind in now.items() if kind == pa.null() and name not in types]
                if empty:
                    # Nothing but empty cells so far: whatever comes later is a text, and most often a number.
                    types |= {name: pa.float64() for name in empty}
                    continue
                with pq.ParquetWriter(file, reader.schema, compression="lz4") as writer:
                    for batch in reader:
                        writer.write_batch(batch)
            return
        except pa.ArrowInvalid as error:
            found = re.search(r"In CSV column #(\d+)", str(error))
            if found is None or not now:
                raise InputError([Problem(str(path), f"this cannot be read as CSV: {error}")]) from error
            name = list(now)[int(found[1])]
            types[name] = wider.get(now[name], pa.string())
        except (OSError, UnicodeDecodeError) as error:
            raise InputError([Problem(str(path), f"cannot be read: {error}")]) from error
    raise InputError([Problem(str(path), "the types of its columns cannot be told")])
