"""Replays over a table that outgrows one machine: Spark sorts rows into windows, and each window is computed as on one machine.

The reference fits one machine: it lies on the driver, and every executor gets a copy of its file.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mlkit.backtest import replay
from mlkit.backtest.columns import Source
from mlkit.backtest.production import Production, empty
from mlkit.backtest.replay import Data, FeatureResult, Plan, Span, Window
from mlkit.backtest.spec import Signal
from mlkit.contract import Contract
from mlkit.drift.features import DISTINCT_SHARE, FeatureType
from mlkit.problems import InputError, Problem
from mlkit.sparktypes import EPOCH, is_floating, is_whole, microseconds

_GROUP, _SIDE, _COMPLETE, _MOMENT = (f"mlkit {name}" for name in ("window", "side", "complete", "moment"))
"""Columns of our own; with a blank, which no column of a model has."""

_ARROW: Final[Mapping[str, Any]] = {
    "tinyint": pa.int8(), "smallint": pa.int16(), "int": pa.int32(), "bigint": pa.int64(), "float": pa.float32(),
    "double": pa.float64(), "boolean": pa.bool_(), "string": pa.string(),
}  # fmt: skip
_SPARK: Final[Mapping[str, str]] = {"whole": "bigint", "number": "double", "text": "string", "boolean": "boolean"}
_RESULT: Final = "signal int, place int, feature string, value double, refused string"
_RESULT_COLUMNS: Final = ["signal", "place", "feature", "value", "refused"]
_TIMES: Final = ("timestamp", "timestamp_ntz", "date")


def read_frame(spark: Any, address: str, contract: Contract | None = None) -> Any:
    """A table as a Spark frame.

    Args:
        spark: the session.
        address: of a CSV or Parquet file, or of a folder with files of one of the two.
        contract: gives the types of CSV columns. Without one they are inferred from all rows.

    Raises:
        InputError: there is no such table.
    """
    try:
        named = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(address).select("path").collect()
    except Exception as error:
        raise InputError([Problem(address, f"cannot be read: {str(error).splitlines()[0]}")]) from error
    endings = {str(row["path"]).lower().rsplit(".", 1)[-1] for row in named} & {"csv", "parquet"}
    if len(endings) != 1:
        given = "both kinds" if endings else "neither"
        raise InputError([Problem(address, "a table is files of one kind", given, "*.csv or *.parquet")])
    ending = endings.pop()
    reader = spark.read.option("recursiveFileLookup", True).option("pathGlobFilter", f"*.{ending}")
    if ending == "parquet":
        return reader.parquet(address)
    reader = reader.option("header", True)
    schema = reader.option("inferSchema", True).csv(address).schema
    stated = {} if contract is None else {column.name: _SPARK.get(column.type) for column in contract.columns}
    described = ", ".join(f"`{field.name}` {stated.get(field.name) or field.dataType.simpleString()}" for field in schema)
    return reader.schema(described).csv(address)


def types_of(frame: Any) -> dict[str, str]:
    """Spark type by column, as `mlkit` spells them."""
    return {name: "timestamp" if kind == "timestamp_ntz" else kind for name, kind in frame.dtypes}


def to_source(frame: Any, given: str, folder: Path) -> Source:
    """A Spark frame as a table on this machine, which it has to fit."""
    return _written(frame.toPandas(), types_of(frame), folder / "reference.parquet", given)


def _written(table: pd.DataFrame, types: Mapping[str, str], file: Path, given: str) -> Source:
    """A pandas frame as a file by column, with the types that Spark had; times and decimals, no features, are left out."""
    kept = {name: kind for name, kind in types.items() if kind in _ARROW}
    schema = pa.schema([(name, _ARROW[kind]) for name, kind in kept.items()])
    made = pa.Table.from_pandas(table[list(kept)], schema=schema, preserve_index=False)
    pq.write_table(made, file, compression="lz4")
    return Source(Path(given), file, kept, len(table))


@dataclass(frozen=True)
class _Task:
    """What an executor has to know to compute windows.

    Attributes:
        plans: the signals, without windows and sizes.
        types: Spark type by column of the frame that it gets.
        reference: name of the reference's file among those that Spark sent, or None.
        reference_types: its columns.
        reference_rows: how many it has.
        shared: columns in which a null leaves a row of the reference out.
    """

    plans: tuple[Plan, ...]
    types: Mapping[str, str]
    reference: str | None
    reference_types: Mapping[str, str]
    reference_rows: int
    shared: tuple[str, ...]

    def window(self, table: pd.DataFrame, folder: Path) -> Iterator[tuple[int, int, str, float, str]]:
        """The results of one window, from its rows and those of its rolling reference."""
        number, place = divmod(int(table[_GROUP].iloc[0]), _MOST_WINDOWS)
        table = table.sort_values(_SIDE, kind="stable")
        own = int((table[_SIDE] == 0).sum())
        if own == 0:
            return
        plan = self.plans[number]
        complete = table[_COMPLETE].to_numpy(dtype=bool)
        rolling = slice(own, len(table)) if plan.signal.rolling is not None else None
        window = Window(EPOCH, EPOCH, EPOCH, slice(0, own), rolling, int(complete[:own].sum()))
        types = tuple(self.reference_types.items())
        reference, known, kept = _reference(self.reference, types, self.reference_rows, self.shared)
        source = _written(table, self.types, folder / "window.parquet", "production")
        data = Data(reference, source, None, known, complete, 0, 0, kept=kept)
        for feature in plan.features:
            found = replay.compute(data, Plan(plan.signal, (window,), plan.features, ()), feature)
            yield number, place, feature.name, float(found.values[0]), found.refused


_MOST_WINDOWS: Final = 1_000_000
"""More than any signal has: a window's number and its signal's make one number."""


@functools.lru_cache(maxsize=2)
def _reference(
    name: str | None, types: tuple[tuple[str, str], ...], rows: int, shared: tuple[str, ...]
) -> tuple[Source | None, NDArray[np.bool_], dict[str, Any]]:
    """The reference on an executor, read once for all windows that come to it."""
    if name is None:
        return None, np.zeros(0, dtype=bool), {}
    from pyspark import SparkFiles

    source = Source(Path("reference"), Path(SparkFiles.get(name)), dict(types), rows)
    return source, replay.complete_rows(source, [column for column in shared if column in source.types])[0], {}


# Spark counts the parameters of what it is given: a place is all that these take.
def _on_side(place: Any) -> Any:
    return place * 2


def _on_other_side(place: Any) -> Any:
    return place * 2 + 1


class SparkProduction(Production):
    """A table that Spark reads."""

    def __init__(self, spark: Any, frame: Any, given: str) -> None:
        """A frame; `given` names it in messages."""
        self.spark = spark
        self.frame = frame
        self.given = given
        self.types = types_of(frame)
        self.rows = 0
        self._shared: tuple[str, ...] = ()
        self._spans: list[list[Span]] = []

    def _missing(self, name: str) -> Any:
        from pyspark.sql import functions

        column = functions.col(f"`{name}`")
        return column.isNull() | functions.isnan(column) if is_floating(self.types[name]) else column.isNull()

    def opened(self, time: str, shared: Sequence[str]) -> tuple[datetime, datetime, list[str]]:
        """See the base class."""
        from pyspark.sql import functions

        column = functions.col(f"`{time}`")
        if self.types[time] not in _TIMES and self.types[time] != "string":
            raise InputError([Problem(self.given, f"the column {time} holds no instants", self.types[time])])
        moment = functions.unix_micros(column.cast("timestamp"))
        lacks = [self._missing(name) for name in shared]
        incomplete = functools.reduce(lambda left, right: left | right, lacks, functions.lit(False))
        self.frame = self.frame.withColumn(_MOMENT, moment).withColumn(_COMPLETE, ~incomplete)
        self._shared = tuple(shared)
        counted = [functions.count(functions.lit(1)), functions.count(_MOMENT), functions.min(_MOMENT), functions.max(_MOMENT)]
        counted += [functions.max(lack.cast("int")) for lack in lacks]
        rows, with_moment, first, last, *holes = self.frame.agg(*counted).collect()[0]
        if rows == 0:
            raise empty(self.given)
        if with_moment < rows:
            raise InputError([Problem(self.given, f"{rows - with_moment} rows have no instant in {time}")])
        self.rows = int(rows)
        ends = [EPOCH + timedelta(microseconds=int(value)) for value in (first, last)]
        return ends[0], ends[1], [name for name, hole in zip(shared, holes, strict=True) if hole]

    def kind(self, name: str, compared: str) -> FeatureType:
        """See the base class."""
        from pyspark.sql import functions

        if not is_whole(compared):
            return "numerical" if is_floating(compared) else "categorical"
        column = functions.col(f"`{name}`")
        distinct, present = self.frame.agg(functions.countDistinct(column), functions.count(column)).collect()[0]
        return "categorical" if (distinct + int(present < self.rows)) / self.rows < DISTINCT_SHARE else "numerical"

    def _in_windows(self, columns: Sequence[str]) -> Any:
        """Each row once per window that holds it, on the window's own side (0) or as its rolling reference (1)."""
        from pyspark.sql import functions

        def before(edges: Sequence[datetime]) -> Any:
            values = np.array([microseconds(edge) for edge in edges], dtype=np.int64)

            def count(moments: pd.Series) -> pd.Series:
                return pd.Series(np.searchsorted(values, moments.to_numpy(dtype=np.int64), side="right"))

            return functions.pandas_udf(count, "bigint")(functions.col(f"`{_MOMENT}`"))

        held = []
        for number, spans in enumerate(self._spans):
            for side in (0, 1):
                edges = [(span.start, span.end) if side == 0 else span.reference for span in spans]
                known = [edge for edge in edges if edge is not None]
                if not known:
                    continue
                # Runs rise and windows are equally long: those that hold an instant lie side by side.
                ended, begun = before([end for _, end in known]), before([start for start, _ in known])
                places = functions.sequence(ended + number * _MOST_WINDOWS, begun + number * _MOST_WINDOWS - 1)
                named = functions.transform(places, _on_side if side == 0 else _on_other_side)
                held.append(functions.when(ended < begun, named).otherwise(functions.array().cast("array<bigint>")))
        told = functions.flatten(functions.array(*held))
        kept = [functions.col(f"`{name}`") for name in (*columns, _COMPLETE)]
        spread = self.frame.select(*kept, functions.explode(told).alias(_GROUP))
        side = (functions.col(f"`{_GROUP}`") % 2).cast("int")
        return spread.withColumn(_SIDE, side).withColumn(_GROUP, functions.floor(functions.col(f"`{_GROUP}`") / 2))

    def windows(self, signals: Sequence[Signal], runs: Sequence[datetime]) -> list[tuple[Window, ...]]:
        """See the base class."""
        from pyspark.sql import functions

        self._spans = [list(replay.spans(signal, runs)) for signal in signals]
        rows, complete = functions.lit(1), functions.col(f"`{_COMPLETE}`").cast("int")
        told = [functions.count(rows).alias("rows"), functions.sum(complete).alias("complete")]
        counted = self._in_windows([]).groupBy(_GROUP, _SIDE).agg(*told)
        seen = {(int(row[_GROUP]), int(row[_SIDE])): (int(row["rows"]), int(row["complete"])) for row in counted.collect()}
        found: list[tuple[Window, ...]] = []
        for number, spans in enumerate(self._spans):
            kept, windows = [], []
            for place, span in enumerate(spans):
                group = number * _MOST_WINDOWS + place
                own, before = seen.get((group, 0)), seen.get((group, 1))
                if own is None or (span.reference is not None and before is None):
                    continue
                rolling = None if before is None else slice(0, before[0])
                kept.append(span)
                windows.append(Window(span.run, span.start, span.end, slice(0, own[0]), rolling, own[1]))
            self._spans[number] = kept
            found.append(tuple(windows))
        return found

    def replayed(
        self, plans: Sequence[Plan], reference: Source | None, complete: NDArray[np.bool_], *, seed: int, draws: int
    ) -> list[dict[str, FeatureResult]]:
        """See the base class."""
        wanted = {feature.name for plan in plans for feature in plan.features}
        columns = [name for name in self.types if name in wanted]
        task = _Task(
            tuple(Plan(plan.signal, (), plan.features, ()) for plan in plans),
            {name: self.types[name] for name in columns},
            None if reference is None else reference.file.name,
            {} if reference is None else reference.types, 0 if reference is None else reference.rows, self._shared,
        )  # fmt: skip
        results = self._alone(plans, reference, complete, columns, seed, draws)
        with tempfile.TemporaryDirectory(prefix="mlops-backtest-") as folder:
            # Executors have neither this library nor the reference.
            library = shutil.make_archive(f"{folder}/mlkit", "zip", Path(replay.__file__).parents[2], "mlkit")
            self.spark.sparkContext.addPyFile(library)
            if reference is not None:
                self.spark.sparkContext.addFile(str(reference.file))

            def computed(table: pd.DataFrame) -> pd.DataFrame:
                with tempfile.TemporaryDirectory(prefix="mlops-window-") as own:
                    return pd.DataFrame(task.window(table, Path(own)), columns=_RESULT_COLUMNS)

            values = self._in_windows(columns).groupBy(_GROUP).applyInPandas(computed, _RESULT).collect()
        for row in sorted(values, key=lambda row: int(row["place"])):
            result = results[row["signal"]][row["feature"]]
            # A refusal ends the run: what comes after it is not computed on one machine, either.
            if not result.refused:
                result.values[row["place"]], result.refused = row["value"], row["refused"]
        return results

    def _alone(
        self, plans: Sequence[Plan], reference: Source | None, complete: NDArray[np.bool_], columns: Sequence[str],
        seed: int, draws: int,
    ) -> list[dict[str, FeatureResult]]:  # fmt: skip
        """What the driver computes: what no drift gives, and the reference's own rates; windows have no values yet."""
        with tempfile.TemporaryDirectory(prefix="mlops-backtest-") as folder:
            types = {name: self.types[name] for name in columns}
            nothing = pd.DataFrame({name: pd.Series(dtype="object") for name in columns})
            source = _written(nothing, types, Path(folder) / "nothing.parquet", self.given)
            without = [Plan(plan.signal, (), plan.features, plan.sizes) for plan in plans]
            data = Data(reference, source, None, complete, np.zeros(0, dtype=bool), seed, draws, tuple(without))
            found = replay.compute_all(data, 1)
        for plan, results in zip(plans, found, strict=True):
            for name, result in results.items():
                results[name] = FeatureResult(np.full(len(plan.windows), np.nan), "", result.quiet, result.own_threshold)
        return found
