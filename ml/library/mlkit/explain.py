"""What a model leans on: how much worse it gets when a column is shuffled, and how that differs from the champion's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlkit.contract import Contract
from mlkit.metrics import PRIMARY_LOSS, metrics, truth_of
from mlkit.model import Model


@dataclass(frozen=True)
class Importance:
    """One feature's importance.

    Attributes:
        feature: the contract's column.
        loss: by how much the loss rises when the column is shuffled; mean over the repeats, at least about 0.
        deviation: sample standard deviation over the repeats.
        share: of the sum of all rises (those below 0 count as 0), 0 to 1.
        rank: 1 is the most important.
    """

    feature: str
    loss: float
    deviation: float
    share: float
    rank: int


MOST_ROWS = 5_000
"""Rows that are asked about at most; a seeded sample of a larger test set."""


def permutation_importance(
    model: Model, frame: pd.DataFrame, *, repeats: int = 5, seed: int = 0, contract: Contract | None = None
) -> list[Importance]:
    """Importance of every feature that the model's contract has, most important first.

    Args:
        model: which.
        frame: typed rows with labels.
        repeats: how often each column is shuffled, at least 2.
        seed: makes it repeatable.
        contract: of the frame's labels. Default: the model's.
    """
    labels = contract or model.contract
    random = np.random.default_rng(seed)
    if len(frame) > MOST_ROWS:
        frame = frame.iloc[np.sort(random.choice(len(frame), MOST_ROWS, replace=False))]
    truth, name = truth_of(frame, labels), PRIMARY_LOSS[model.task]
    usual = metrics(model.task, truth, model.answer(frame))[name]
    rises: dict[str, list[float]] = {}
    for column in model.contract.features:
        rises[column.name] = []
        for _ in range(repeats):
            shuffled = frame.assign(**{column.name: frame[column.name].to_numpy()[random.permutation(len(frame))]})
            rises[column.name].append(metrics(model.task, truth, model.answer(shuffled))[name] - usual)
    means = {feature: float(np.mean(values)) for feature, values in rises.items()}
    total = sum(max(mean, 0.0) for mean in means.values())
    order = sorted(means, key=lambda feature: (-means[feature], feature))
    return [
        Importance(
            feature,
            means[feature],
            float(np.std(rises[feature], ddof=1)),
            max(means[feature], 0.0) / total if total > 0 else 0.0,
            rank,
        )
        for rank, feature in enumerate(order, start=1)
    ]


def changes(now: Sequence[Importance], before: Sequence[Importance]) -> list[dict[str, Any]]:
    """How importances differ from the champion's, largest difference of share first.

    Returns:
        Per feature of either `{feature, share, champion_share, change, rank, champion_rank}`; a model that does not have the
        feature has share 0 and rank None.
    """
    left = {each.feature: each for each in now}
    right = {each.feature: each for each in before}
    found = []
    for feature in {*left, *right}:
        here, there = left.get(feature), right.get(feature)
        share, old = here.share if here else 0.0, there.share if there else 0.0
        found.append({
            "feature": feature, "share": share, "champion_share": old, "change": share - old,
            "rank": here.rank if here else None, "champion_rank": there.rank if there else None,
        })  # fmt: skip
    return sorted(found, key=lambda each: (-abs(each["change"]), each["feature"]))
