"""Made-up data whose truth is known: what generators of use cases share.

A generator draws rows from numpy's PCG64 with a seed, rounds them, and writes CSV, so that the same causes give the same bytes
on every machine.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cell = str | int | float | bool | None


def sigmoid(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of a logit."""
    return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def instants(random: np.random.Generator, start: datetime, days: float, rows: int, weekend: float = 0.5) -> list[datetime]:
    """Instants by day and office hour, rising; weekends are quieter.

    Args:
        random: draws them.
        start: first midnight.
        days: how many, at least 1.
        rows: how many instants.
        weekend: requests of a weekend's day by those of a weekday.
    """
    every = [start + timedelta(days=day) for day in range(int(days))]
    weights = np.array([weekend if day.weekday() >= 5 else 1.0 for day in every])
    chosen = np.sort(random.choice(len(every), rows, p=weights / weights.sum()))
    seconds = (np.clip(random.normal(13.5, 2.5, rows), 7, 21) * 3600).astype(int)
    return sorted(every[day] + timedelta(seconds=int(second)) for day, second in zip(chosen, seconds, strict=True))


def shown(cell: Cell | datetime) -> str:
    """A cell as CSV has it: an empty field is missing, a boolean is true or false, instants are ISO 8601 with Z."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    return repr(float(cell)) if isinstance(cell, float | np.floating) else str(cell)


def csv_text(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns of equal length as CSV: UTF-8, comma, header, LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([shown(cell) for cell in row] for row in zip(*columns.values(), strict=True))
    return out.getvalue()


def json_text(value: Any) -> str:
    """JSON as it is committed."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def keep(files: Mapping[Path, str], check: bool) -> list[str]:
    """Writes files, or says which differ from what is there.

    Args:
        files: text by path.
        check: only look.

    Returns:
        Paths that differ (or differed before they were written).
    """
    different = []
    for path, text in files.items():
        data = text.encode()
        if not path.is_file() or path.read_bytes() != data:
            different.append(str(path))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    return different
