"""Splits keep time: nothing learned from is later than what it is judged on, and gaps are as long as labels take."""

from __future__ import annotations

import pandas as pd
import pytest

from mlkit.problems import InputError
from mlkit.split import by_time


def rows(days: int, per_day: int = 10) -> pd.DataFrame:
    moments = pd.date_range("2026-01-01", periods=days * per_day, freq=f"{24 // per_day}h")
    return pd.DataFrame({"at": moments, "n": range(len(moments))}).sample(frac=1, random_state=1)


@pytest.mark.parametrize("gap", [0, 3, 7])
def test_parts_follow_each_other_with_a_gap(gap: int) -> None:
    split = by_time(rows(60), "at", validation_share=0.2, test_share=0.25, gap_days=gap)
    distance = pd.Timedelta(days=gap)
    assert split.train["at"].max() < split.bounds[0] - distance or gap == 0
    assert split.validation["at"].min() - split.train["at"].max() > distance
    assert split.test["at"].min() - split.validation["at"].max() > distance
    assert len(split.train) + len(split.validation) + len(split.test) + split.left_out == 600
    assert (split.left_out == 0) == (gap == 0)
    assert set(split.train["n"]).isdisjoint(split.test["n"])


def test_rows_of_one_instant_stay_together() -> None:
    frame = pd.DataFrame({"at": pd.to_datetime(["2026-01-01"] * 50 + ["2026-01-02"] * 50 + ["2026-01-03"] * 50)})
    split = by_time(frame, "at", validation_share=0.3, test_share=0.3)
    assert [len(part) for part in (split.train, split.validation, split.test)] == [50, 50, 50]


def test_a_gap_that_leaves_nothing_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="nothing is left for validation") as told:
        by_time(rows(30), "at", validation_share=0.1, test_share=0.2, gap_days=7)
    assert "a gap shorter than 7 days" in str(told.value)


@pytest.mark.parametrize(("validation", "test"), [(0, 0.2), (0.2, 0), (0.5, 0.5), (-0.1, 0.2)])
def test_shares_that_are_none_are_refused(validation: float, test: float) -> None:
    with pytest.raises(InputError, match="the shares of validation and test"):
        by_time(rows(30), "at", validation_share=validation, test_share=test)
