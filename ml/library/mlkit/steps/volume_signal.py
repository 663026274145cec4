"""volume_signal: how far yesterday's number of requests lies from the days before, for a monitor of Azure ML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from mlkit import spark as engine
from mlkit.contract import parse_instant
from mlkit.problems import InputError, Problem
from mlkit.signals import VOLUME, day_counts, volume
from mlkit.steps.command import ended, parser


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "")
    options.add_argument("--production_data", required=True)
    options.add_argument("--signal_metrics", required=True)
    options.add_argument("--time_column", default="collected_at")
    options.add_argument("--window_days", type=int, default=7)
    # Days without a request leave no row: which days there were cannot be read from the data.
    options.add_argument("--now", help="ISO; default: the clock")
    for metric in VOLUME:
        options.add_argument(f"--{metric}_threshold", type=float)
    asked = options.parse_args(given)

    def step() -> None:
        now = datetime.now(timezone.utc).replace(tzinfo=None) if asked.now is None else parse_instant(asked.now)
        end = now.replace(hour=0, minute=0, second=0, microsecond=0)
        start = end - timedelta(days=asked.window_days)
        session = engine.session()
        table = engine.read(session, asked.production_data)
        if asked.time_column not in table.columns and len(table.columns) > 0:
            fix = "give the monitor the preprocessing component collected_to_table, or name another --time_column"
            raise InputError([Problem("production_data", "the column of the instant is missing", asked.time_column,
                                      ", ".join(map(str, table.columns)), fix)])  # fmt: skip
        counts = day_counts(engine.count_by_day(table, asked.time_column), start.isoformat(), end.isoformat())
        thresholds = {metric: value for metric in VOLUME if (value := getattr(asked, f"{metric}_threshold")) is not None}
        found = volume(counts, thresholds)
        engine.write(session, found, asked.signal_metrics)
        print(", ".join(f"{day}: {count}" for day, count in counts.items()))

    return ended(step)
