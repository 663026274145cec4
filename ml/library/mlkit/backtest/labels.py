"""With labels: when the model really got worse, and whether the alarms came before, after, or for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mlkit.backtest.columns import Source
from mlkit.drift.bins import Numbers
from mlkit.problems import InputError, Problem

CALM_SHARE: Final = 0.25
"""Share of the windows, the first ones, that show how good the model is as long as nothing has happened."""

EARLY: Final = timedelta(days=14)
"""An alarm so long before the model gets worse still counts as a warning."""

DRAWS: Final = 400


@dataclass(frozen=True)
class Judged:
    """How good answers were.

    Attributes:
        loss: per production row in the order of time, NaN without a label. Shape (rows,).
        name: what the loss is.
    """

    loss: Numbers
    name: str


def losses(
    production: Source, labels: Source, *, order: NDArray[np.int64] | None, id_column: str, target: str, prediction: str,
    score: str | None,
) -> Judged:  # fmt: skip
    """Loss per row: log loss with a score, else 0 or 1 for a prediction that is a category, else the absolute error."""
    ids, known = production.read(id_column), labels.read(id_column)
    if (ids.codes is None) != (known.codes is None):
        raise InputError([Problem("--id", "the column has another type in the labels", id_column,
                                  f"{ids.type} and {known.type}")])  # fmt: skip
    truth = labels.read(target)
    said = production.read(score or prediction)
    if truth.codes is not None:
        names = [{"true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0}.get(name.lower()) for name in truth.names]
        if any(value is None for value in names):
            raise InputError([Problem("--target", "a label is a number, or true and false", ", ".join(truth.names[:5]))])
        values = np.array([*names, np.nan], dtype=np.float64)[truth.codes]
    else:
        assert truth.numbers is not None
        values = truth.numbers
    if said.numbers is None:
        raise InputError([Problem("--prediction", "a prediction is a number", score or prediction)])
    own: NDArray[Any]
    theirs: NDArray[Any]
    if ids.codes is not None and known.codes is not None:
        place = {name: index for index, name in enumerate(known.names)}
        turned = np.array([place.get(name, -1) for name in ids.names] + [-1])
        own, theirs = turned[ids.codes], known.codes
    else:
        assert ids.numbers is not None
        assert known.numbers is not None
        own, theirs = ids.numbers, known.numbers
    # The last label of an id counts.
    unique, last = np.unique(theirs[::-1], return_index=True)
    if len(unique) == 0:
        raise InputError([Problem("--labels", "there are no labels")])
    found = np.clip(np.searchsorted(unique, own), 0, len(unique) - 1)
    matched = (unique[found] == own) & ~ids.missing
    label = np.where(matched, values[::-1][last[found]], np.nan)
    binary = bool(np.isin(values[~np.isnan(values)], (0.0, 1.0)).all())
    if score is not None and binary:
        chance = np.clip(said.numbers, 1e-15, 1 - 1e-15)
        loss, name = -(label * np.log(chance) + (1 - label) * np.log(1 - chance)), "log loss"
    elif binary:
        loss, name = np.where(np.isnan(label), np.nan, (said.numbers != label).astype(np.float64)), "error rate"
    else:
        loss, name = np.abs(said.numbers - label), "mean absolute error"
    return Judged(loss if order is None else loss[order], name)


def episodes(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last index of each run of true."""
    found: list[tuple[int, int]] = []
    for index, flag in enumerate(flags):
        if flag and found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        elif flag:
            found.append((index, index))
    return found


def judge_alarms(
    judged: Judged, ends: Sequence[datetime], rows: Sequence[slice], alarms: Sequence[bool], seed: int
) -> dict[str, Any]:
    """Holds a signal's alarms against when the model got worse.

    A window is worse where its mean loss lies above what 99 of 100 windows of its size have, drawn from the first quarter of
    the windows. A single worse window is chance where its neighbours are not: an episode has two in a row.

    Returns:
        `{loss, calm, worse: [{from, to, first_alarm, verdict}], alarms: {hit, early, late, false}, windows: [...]}`. An alarm
        within an episode is a hit in its first window and late after it; one within 14 days before is early; any other is
        false.
    """
    means = [float(np.nanmean(part)) if np.isfinite(part := judged.loss[each]).any() else float("nan") for each in rows]
    counts = [int(np.isfinite(judged.loss[each]).sum()) for each in rows]
    calm_until = max(2, round(len(rows) * CALM_SHARE))
    calm = np.concatenate([judged.loss[each] for each in rows[:calm_until]]) if rows else np.zeros(0)
    calm = calm[np.isfinite(calm)]
    if len(calm) < 30:
        return {"loss": judged.name, "reason": f"{len(calm)} labels in the first {calm_until} windows; 30 are needed"}
    random = np.random.default_rng(seed)
    levels: dict[int, float] = {}

    def level(size: int) -> float:
        # Windows of about one size share a level.
        rounded = max(1, int(2 ** round(np.log2(size), 1)))
        if rounded not in levels:
            drawn = [float(calm[random.integers(0, len(calm), rounded)].mean()) for _ in range(DRAWS)]
            levels[rounded] = float(np.quantile(drawn, 0.99))
        return levels[rounded]

    worse = [count > 0 and mean > level(count) for mean, count in zip(means, counts, strict=True)]
    found = [(first, last) for first, last in episodes(worse) if last > first or last == len(rows) - 1]
    told = {"hit": 0, "early": 0, "late": 0, "false": 0}
    described: list[dict[str, Any]] = []
    for first, last in found:
        described.append({"from": ends[first], "to": ends[last], "first_alarm": None, "verdict": "missed"})
    for index, alarm in enumerate(alarms):
        if not alarm:
            continue
        verdict = "false"
        for (first, last), each in zip(found, described, strict=True):
            if first <= index <= last:
                verdict = "hit" if index == first else "late"
            elif index < first and ends[first] - ends[index] <= EARLY:
                verdict = "early"
            if verdict != "false":
                if each["first_alarm"] is None:
                    each["first_alarm"], each["verdict"] = ends[index], verdict
                break
        told[verdict] += 1
    return {
        "loss": judged.name,
        "calm": float(calm.mean()),
        "labelled": int(np.isfinite(judged.loss).sum()),
        "worse": described,
        "alarms": told,
        "windows": [
            {"loss": mean, "labels": count, "worse": flag} for mean, count, flag in zip(means, counts, worse, strict=True)
        ],
    }
