"""Splitting by time: a model is judged on what comes after what it learned from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mlkit.problems import InputError, Problem


@dataclass(frozen=True)
class Split:
    """Rows by what they are for, each ordered by time.

    Attributes:
        train: learned from.
        validation: parameters and the threshold of decisions are chosen on it.
        test: judged on; later than everything else.
        left_out: rows in the gaps, whose labels were not known yet when the next part began.
        bounds: first instant of validation and of test.
    """

    train: pd.DataFrame
    validation: pd.DataFrame
    test: pd.DataFrame
    left_out: int
    bounds: tuple[pd.Timestamp, pd.Timestamp]


def by_time(
    frame: pd.DataFrame,
    time: str,
    *,
    validation_share: float = 0.15,
    test_share: float = 0.25,
    gap_days: float = 0.0,
) -> Split:
    """Splits rows into train, validation and test by their instants.

    Before validation and before test, rows of the last `gap_days` are left out: when the next part began, what became of them
    was not known. Rows of one instant stay together.

    Args:
        frame: rows with an instant each.
        time: the column of the instant.
        validation_share: of all rows, above 0.
        test_share: of all rows, above 0; both shares together below 1.
        gap_days: as long as labels take, at least 0.

    Raises:
        InputError: the shares are none, or a part has no rows.
    """
    if not (validation_share > 0 and test_share > 0 and validation_share + test_share < 1):
        given = f"{validation_share} and {test_share}"
        raise InputError([Problem("split", "the shares of validation and test are above 0 and below 1 together", given)])
    if gap_days < 0:
        raise InputError([Problem("split", "a gap is no less than 0 days", str(gap_days))])
    ordered = frame.sort_values(time, kind="stable", ignore_index=True)
    moments = ordered[time]
    rows = len(ordered)
    if rows < 3:
        raise InputError([Problem("split", "three parts need three rows", str(rows))])
    validation_from = moments.iloc[min(rows - 1, round(rows * (1 - validation_share - test_share)))]
    test_from = moments.iloc[min(rows - 1, round(rows * (1 - test_share)))]
    gap = pd.Timedelta(days=gap_days)
    train = ordered[moments < validation_from - gap]
    validation = ordered[(moments >= validation_from) & (moments < test_from - gap)]
    test = ordered[moments >= test_from]
    problems = [
        Problem(
            "split", f"nothing is left for {name}", f"{rows} rows from {moments.iloc[0]} to {moments.iloc[-1]}",
            fix=f"give more days, or a gap shorter than {gap_days:g} days",
        )
        for name, part in (("train", train), ("validation", validation), ("test", test))
        if len(part) == 0
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    left_out = rows - len(train) - len(validation) - len(test)
    parts = [part.reset_index(drop=True) for part in (train, validation, test)]
    return Split(parts[0], parts[1], parts[2], left_out, (validation_from, test_from))
