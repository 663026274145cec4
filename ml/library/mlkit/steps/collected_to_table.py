"""collected_to_table: a window of collected requests, or of reported files, as a table that monitors read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlkit import spark as engine
from mlkit.collected import COLLECTED_AT, hour_of, in_window, rows_of_event, window_table
from mlkit.contract import parse_instant
from mlkit.problems import InputError, Problem
from mlkit.steps.command import ended, parser


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
        if session is not None:
            table = engine.read_lines(
                session,
                asked.input_data,
                lambda file: in_window(hour_of(file), start, end),
                lambda line: (row for row in rows_of_event(line) if start <= row[COLLECTED_AT] < end),
            )
            if table is not None:
                engine.write(session, table, asked.preprocessed_input_data)
                return
        frame = window_table(Path(asked.input_data.removeprefix("file://")), start, end, asked.time_column)
        engine.write(session, frame, asked.preprocessed_input_data)
        print(f"{len(frame)} rows from {start} to {end}")

    return ended(step)
