"""What endpoints collected, as tables.

Azure's collector writes `<endpoint>/<deployment>/<collection>/<yyyy>/<MM>/<dd>/<HH>/<instance>.jsonl`; each line is an event
with `time`, `correlationid` and `data`, a list of rows. Rows of near requests share one line. Source: Microsoft's article
"Collect production data from models deployed for real-time inferencing", and azureml-ai-monitoring 1.0.0.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mlkit.contract import parse_instant
from mlkit.io import parse_instants, plain, read_raw
from mlkit.problems import InputError, Problem

CORRELATION: Final = "correlationid"
"""The column that the rows of one request share, with their place in it, as `<correlation id>_<index>`."""

COLLECTED_AT: Final = "collected_at"
"""When the event was collected; UTC."""

ROWS_PER_EVENT: Final = 1000
"""Rows of one event that is written here: far below the 4 MB above which the collector keeps no data in an event."""


def rows_of_event(line: str) -> list[dict[str, Any]]:
    """The rows of one collected line, each with `correlationid` and `collected_at`.

    Args:
        line: one JSON event.

    Raises:
        ValueError: it is no such event, or holds a reference instead of data, as events above 4 MB do.
    """
    event = json.loads(line)
    if not isinstance(event, dict) or "time" not in event:
        raise ValueError("this is no collected event: it has no time")
    rows = event.get("data")
    if rows is None:
        raise ValueError(f"this event holds no data but refers to {event.get('dataref', 'somewhere else')}")
    if isinstance(rows, Mapping):
        rows = [rows]
    moment = parse_instant(str(event["time"]))
    own = str(event.get("correlationid") or event.get("id") or "")
    return [{**row, CORRELATION: f"{own}_{index}", COLLECTED_AT: moment} for index, row in enumerate(rows)]


def hour_of(path: Path | str) -> datetime | None:
    """The hour that a collected file is of, from its folders `yyyy/MM/dd/HH`; None if it lies in none."""
    parts = Path(path).parts[:-1]
    if len(parts) < 4:
        return None
    try:
        year, month, day, hour = (int(part) for part in parts[-4:])
        return datetime(year, month, day, hour)
    except ValueError:
        return None


def in_window(hour: datetime | None, start: datetime, end: datetime) -> bool:
    """Whether a file of that hour can hold events of `[start, end)`. A file in no hour's folder can."""
    return hour is None or (hour < end and hour + timedelta(hours=1) > start)


def collected_rows(files: Iterable[Path], start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    """Rows whose events lie in `[start, end)`.

    Raises:
        InputError: for every line that is no event, at most 20.
    """
    problems: list[Problem] = []
    for file in files:
        if not in_window(hour_of(file), start, end):
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if line.strip() == "":
                continue
            try:
                rows = rows_of_event(line)
            except ValueError as error:
                problems.append(Problem(f"{file}:{number}:1", str(error)))
                if len(problems) == 20:
                    raise InputError(problems) from error
                continue
            yield from (row for row in rows if start <= row[COLLECTED_AT] < end)
    if problems:
        raise InputError(problems)


def write_events(frame: pd.DataFrame, folder: Path, moment: datetime, collection: str = "answers") -> None:
    """Writes rows as if they had been collected: `<yyyy>/<MM>/<dd>/<HH>/rows.jsonl`, so many rows per event.

    Args:
        frame: the rows.
        folder: below which they are written.
        moment: when they were answered, UTC.
        collection: what an endpoint's collector would call them.
    """
    place = folder / moment.strftime("%Y/%m/%d/%H") / "rows.jsonl"
    place.parent.mkdir(parents=True, exist_ok=True)
    rows = frame.to_dict("records")
    with place.open("w", encoding="utf-8", newline="\n") as file:
        for first in range(0, len(rows), ROWS_PER_EVENT):
            key = str(uuid.uuid4())
            event = {
                "specversion": "1.0",
                "id": key,
                "source": "score_batch",
                "type": f"azureml.inference.{collection}",
                "datacontenttype": "application/json",
                "time": f"{moment.isoformat(timespec='seconds')}Z",
                "data": [plain(row) for row in rows[first : first + ROWS_PER_EVENT]],
                "correlationid": key,
            }
            file.write(f"{json.dumps(event)}\n")


def _is_instants(cells: pd.Series[Any]) -> bool:
    """Whether every value is a day with a time of day; rows without one are no instants."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        return True
    if len(cells) == 0 or cells.isna().any() or not all(isinstance(cell, str) and len(cell) >= 16 for cell in cells.head(50)):
        return False
    return not bool(parse_instants(cells, "coerce").isna().any())


def window_table(folder: Path, start: datetime, end: datetime, time_column: str | None = None) -> pd.DataFrame:
    """A window of a folder of production data.

    Args:
        folder: collected files, or CSV and Parquet files.
        start: first instant, UTC.
        end: first instant after the window, UTC.
        time_column: of CSV and Parquet files: the column of the instant. Default: the only one whose every value is one.

    Raises:
        InputError: there is nothing to read, or it cannot be read.
    """
    if not folder.exists():
        raise InputError([Problem(str(folder), "there is no such folder")])
    collected = sorted(folder.rglob("*.jsonl")) if folder.is_dir() else []
    if collected:
        return pd.DataFrame(list(collected_rows(collected, start, end)))
    frame = read_raw(folder)
    if time_column is None:
        found = [str(name) for name in frame.columns if _is_instants(frame[name])]
        if len(found) != 1:
            given = ", ".join(found) or "none"
            raise InputError([Problem(str(folder), "which column is the instant of a row cannot be told", given,
                                      fix="name it: time_column")])  # fmt: skip
        time_column = found[0]
    if time_column not in frame.columns:
        allowed = ", ".join(str(name) for name in frame.columns)
        raise InputError([Problem(str(folder), "the column of the instant is missing", time_column, allowed)])
    moments = parse_instants(frame[time_column])
    inside = (moments >= pd.Timestamp(start)) & (moments < pd.Timestamp(end))
    return frame.assign(**{time_column: moments})[inside].reset_index(drop=True)


__all__ = [
    "COLLECTED_AT",
    "CORRELATION",
    "collected_rows",
    "hour_of",
    "in_window",
    "rows_of_event",
    "window_table",
    "write_events",
]
