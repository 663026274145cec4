"""collected_to_table: a window of collected requests, or of reported files, as a table that monitors read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlkit import spark as engine
from mlkit.collected import COLLECTED_AT, hour_of, in_window, rows_of_event, window_table
from mlkit.contract import parse_instant
from mlkit.io import write_mltable
from mlkit.problems import InputError, Problem
from mlkit.steps.command import ended, parser


def _on_spark(spark: Any, address: str, start: Any, end: Any) -> Any:
    """Collected events, read and taken apart by Spark's executors; None where the folder holds none."""
    # Azure's clusters mount mlkit on the driver only; what is sent to executors must not need it.
    import cloudpickle

    import mlkit

    cloudpickle.register_pickle_by_value(mlkit)
    lines = spark.read.option("recursiveFileLookup", True).option("pathGlobFilter", "*.jsonl")
    from pyspark.sql import functions

    texts = lines.text(address).withColumn("file", functions.input_file_name())
    kept = texts.rdd.filter(lambda row: row["value"].strip() != "" and in_window(hour_of(row["file"]), start, end))
    rows = kept.flatMap(lambda row: rows_of_event(row["value"])).filter(lambda row: start <= row[COLLECTED_AT] < end)
    names = sorted(rows.flatMap(lambda row: row.keys()).distinct().collect())
    if not names:
        return None
    from pyspark.sql import Row

    return spark.createDataFrame(rows.map(lambda row: Row(**{name: row.get(name) for name in names})), samplingRatio=1.0)


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "")
    for name in ("data_window_start", "data_window_end", "input_data", "preprocessed_input_data"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--time_column", help="of CSV and Parquet files; default: the only column of instants")
    asked = options.parse_args(given)

    def step() -> None:
        try:
            start, end = parse_instant(asked.data_window_start), parse_instant(asked.data_window_end)
        except ValueError as error:
            raise InputError([Problem("data_window_start, data_window_end", f"this is no instant: {error}")]) from error
        if start >= end:
            raise InputError([Problem("data_window_end", "the window ends before it starts", asked.data_window_end)])
        session = engine.session()
        if session is not None and hasattr(session.read, "mltable"):
            table = _on_spark(session, asked.input_data, start, end)
            if table is not None:
                table.write.option("output_format", "parquet").option("overwrite", True).mltable(asked.preprocessed_input_data)
                return
        folder = Path(asked.input_data.removeprefix("file://"))
        frame = window_table(folder, start, end, asked.time_column)
        write_mltable(frame, Path(asked.preprocessed_input_data.removeprefix("file://")))
        print(f"{len(frame)} rows from {start} to {end}")

    return ended(step)
