"""collected_to_table: a window of collected requests, or of reported files, as a table that monitors read."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlkit import spark as engine
from mlkit.collected import COLLECTED_AT, CORRELATION, hour_of, in_window, rows_of_event, window_table
from mlkit.contract import parse_instant
from mlkit.problems import InputError, Problem
from mlkit.steps.command import ended, parser

ADDED = (CORRELATION, COLLECTED_AT)
"""Columns that the rows of events get here."""


def window_options(description: str) -> argparse.ArgumentParser:
    """Options that Azure's monitors give to what prepares a window for them."""
    options = parser(description)
    for name in ("data_window_start", "data_window_end", "input_data", "preprocessed_input_data"):
        options.add_argument(f"--{name}", required=True)
    return options


def write_window(asked: argparse.Namespace, time_column: str | None = None, without: Sequence[str] = ()) -> None:
    """Writes the window of a folder of production data as an MLTable.

    Args:
        asked: see `window_options`.
        time_column: of CSV and Parquet files: the column of the instant. Default: the only column of instants.
        without: of `ADDED`, what the rows of events do not get.

    Raises:
        InputError: the window is none, or there is nothing to read.
    """
    try:
        start, end = parse_instant(asked.data_window_start), parse_instant(asked.data_window_end)
    except ValueError as error:
        raise InputError([Problem("data_window_start, data_window_end", f"this is no instant: {error}")]) from error
    if start >= end:
        raise InputError([Problem("data_window_end", "the window ends before it starts", asked.data_window_end)])

    def kept(row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name not in without}

    session = engine.session()
    if session is not None:
        table = engine.read_lines(
            session,
            asked.input_data,
            lambda file: in_window(hour_of(file), start, end),
            lambda line: (kept(row) for row in rows_of_event(line) if start <= row[COLLECTED_AT] < end),
        )
        if table is not None:
            engine.write(session, table, asked.preprocessed_input_data)
            return
    frame = window_table(Path(asked.input_data.removeprefix("file://")), start, end, time_column)
    engine.write(session, frame.drop(columns=list(without), errors="ignore"), asked.preprocessed_input_data)
    print(f"{len(frame)} rows from {start} to {end}")


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = window_options(__doc__ or "")
    options.add_argument("--time_column", help="of CSV and Parquet files; default: the only column of instants")
    asked = options.parse_args(given)
    return ended(lambda: write_window(asked, asked.time_column))
