"""Tables in and out of a component that runs on Spark where there is Spark, and in one process where there is none.

A component's Spark entry stays thin: it selects columns or counts with Spark and hands the rest to plain functions. Azure ML's
runtime brings `spark.read.mltable`; elsewhere an MLTable's files are read by their kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mlkit.io import parse_instants, read_raw, table_files, write_mltable


def session() -> Any | None:
    """The Spark session, or None where pyspark is not installed."""
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


def write(spark: Any | None, frame: pd.DataFrame, address: str) -> None:
    """Writes a frame as an MLTable."""
    if spark is not None and hasattr(spark.read, "mltable"):
        made = spark.createDataFrame(frame)
        made.write.option("output_format", "parquet").option("overwrite", True).mltable(address)
        return
    write_mltable(frame, Path(address.removeprefix("file://")))
