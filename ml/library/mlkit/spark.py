"""Tables in and out of a component that runs on Spark where there is Spark, and in one process where there is none.

A component's Spark entry stays thin: it selects columns or counts with Spark and hands the rest to plain functions. Azure ML's
runtime brings `spark.read.mltable`; elsewhere an MLTable's files are read by their kind.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mlkit.io import describe_mltable, parse_instants, read_raw, table_files, write_mltable


def session() -> Any | None:
    """The Spark session, or None where pyspark is not installed, or `MLKIT_SPARK=off` asks for one process."""
    if os.environ.get("MLKIT_SPARK") == "off":
        return None
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        return None
    # Without it instants would be shown in the machine's own time zone.
    return SparkSession.builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()


def read(spark: Any | None, address: str) -> Any:
    """A table: a Spark data frame where there is Spark, else a pandas frame.

    Args:
        spark: the session, or None.
        address: of an MLTable or of a folder of CSV, Parquet or JSON-lines files.
    """
    if spark is None:
        return read_raw(Path(address.removeprefix("file://")))
    if hasattr(spark.read, "mltable"):
        return spark.read.mltable(address)
    files = [str(file) for file in table_files(Path(address.removeprefix("file://")))]
    if files[0].endswith(".parquet"):
        return spark.read.parquet(*files)
    if files[0].endswith(".jsonl"):
        return spark.read.json(files)
    return spark.read.option("header", True).csv(files)


def selected(table: Any, columns: Sequence[str]) -> pd.DataFrame:
    """Some columns as a pandas frame; columns that the table does not have are left out. On Spark only these are moved."""
    kept = [name for name in dict.fromkeys(columns) if name in table.columns]
    return table[kept] if isinstance(table, pd.DataFrame) else table.select(*[f"`{name}`" for name in kept]).toPandas()


def count_by_day(table: Any, time_column: str) -> dict[str, int]:
    """Rows per day (ISO, UTC); counted by Spark where there is Spark."""
    if isinstance(table, pd.DataFrame):
        if len(table) == 0:
            return {}
        moments = parse_instants(table[time_column])
        return {str(day): int(count) for day, count in moments.dt.strftime("%Y-%m-%d").value_counts().items()}
    from pyspark.sql import functions

    day = functions.date_format(functions.to_timestamp(functions.col(f"`{time_column}`")), "yyyy-MM-dd")
    return {row["day"]: row["count"] for row in table.groupBy(day.alias("day")).count().collect() if row["day"] is not None}


def read_lines(spark: Any, address: str, pick: Callable[[str], bool], parse: Callable[[str], Iterable[Any]]) -> Any | None:
    """JSON-lines files, taken apart by Spark's executors; None where the folder holds no line that is picked.

    Args:
        spark: the session.
        address: a folder; all `*.jsonl` below it.
        pick: whether a file is read, from its address.
        parse: a line's rows, each a mapping. Columns that a row lacks are null.
    """
    import cloudpickle
    from pyspark.sql import functions

    import mlkit

    # Executors do not have this library on their path: what they run is sent by value.
    cloudpickle.register_pickle_by_value(mlkit)
    texts = spark.read.option("recursiveFileLookup", True).option("pathGlobFilter", "*.jsonl").text(address)
    with_file = texts.withColumn("file", functions.input_file_name())
    rows = with_file.rdd.filter(lambda row: row["value"].strip() != "" and pick(row["file"])).flatMap(
        lambda row: list(parse(row["value"]))
    )
    kinds: dict[str, set[str]] = {}
    found = rows.flatMap(lambda row: [(name, type(value).__name__) for name, value in row.items()]).distinct().collect()
    for name, kind in found:
        kinds.setdefault(name, set()).update({kind} - {"NoneType"})
    if not kinds:
        return None
    # JSON writes 1.0 as 1 here and 1.5 there: Spark's own guess would end in an error.
    types = {name: held_as(kinds[name]) for name in sorted(kinds)}
    cells = rows.map(lambda row: tuple(as_held(row.get(name), kind) for name, kind in types.items()))
    return spark.createDataFrame(cells, ", ".join(f"`{name}` {kind}" for name, kind in types.items()))


def held_as(kinds: set[str]) -> str:
    """The Spark type of a column whose cells are of these Python types."""
    if kinds and kinds <= {"int", "float"}:
        return "bigint" if kinds == {"int"} else "double"
    return {"bool": "boolean", "datetime": "timestamp"}.get(next(iter(kinds)), "string") if len(kinds) == 1 else "string"


def as_held(value: Any, kind: str) -> Any:
    """A cell as a column of a Spark type takes it."""
    if value is None:
        return None
    return float(value) if kind == "double" else str(value) if kind == "string" else value


def write(spark: Any | None, table: Any, address: str) -> None:
    """Writes a pandas or Spark frame as an MLTable."""
    if spark is not None:
        made = spark.createDataFrame(table) if isinstance(table, pd.DataFrame) else table
        if hasattr(spark.read, "mltable"):
            made.write.option("output_format", "parquet").option("overwrite", True).mltable(address)
            return
        folder = Path(address.removeprefix("file://"))
        made.write.mode("overwrite").parquet(str(folder))
        describe_mltable(folder)
        return
    write_mltable(table, Path(address.removeprefix("file://")))


def write_text(spark: Any | None, text: str, address: str) -> None:
    """Writes one text without line breaks into a folder, as the only file in it whose name begins with a letter."""
    if spark is not None:
        spark.createDataFrame([(text,)], "value string").coalesce(1).write.mode("overwrite").text(address)
        return
    folder = Path(address.removeprefix("file://"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "part-00000.txt").write_text(text + "\n", "utf-8")
