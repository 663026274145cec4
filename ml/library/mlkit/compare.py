"""Whether one model is better than another, with how sure that is: on the same rows, or live on different customers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from mlkit.metrics import Numbers

Verdict = Literal["holds", "fails", "not yet"]

COMPARED: Final = ("auc", "recall", "accuracy", "log_loss", "brier_score", "mean_absolute_error", "mean_squared_error")
"""Metrics that can be compared. Each has a variance that follows from the rows, with nothing resampled."""

GAINS: Final = frozenset({"auc", "recall", "accuracy"})


@dataclass(frozen=True)
class Labelled:
    """Answers whose labels are known.

    Attributes:
        truth: labels, shape (n,); 0 or 1 for a classification.
        prediction: 0 or 1, or the value; shape (n,).
        probability: of 1, shape (n,); None for a regression.
    """

    truth: Numbers
    prediction: Numbers
    probability: Numbers | None = None

    def __len__(self) -> int:
        return len(self.truth)


@dataclass(frozen=True)
class Difference:
    """Challenger less champion, turned so that above 0 the challenger is better.

    Attributes:
        metric: one of `COMPARED`.
        champion: its value, in the metric's own direction.
        challenger: its value.
        gain: how much better the challenger is; below 0 if worse.
        low: lower end of the confidence interval of `gain`.
        high: upper end.
        confidence: of the interval, e.g. 0.95.
        rows: labelled answers of champion and challenger that counted.
        verdict: `holds`: the challenger loses no more than it may; `fails`: it loses more; `not yet`: too early to tell.
        reason: one sentence.
        rows_needed: how many labelled answers of each would decide, at today's spread; None where decided or unknown.
    """

    metric: str
    champion: float
    challenger: float
    gain: float
    low: float
    high: float
    confidence: float
    rows: tuple[int, int]
    verdict: Verdict
    reason: str
    rows_needed: int | None


def _placements(truth: Numbers, score: Numbers) -> tuple[float, Numbers, Numbers]:
    """AUC and DeLong's structural components: per positive the share of negatives below it, per negative that of positives
    above it."""
    positive, negative = score[truth == 1], score[truth == 0]
    m, n = len(positive), len(negative)
    ranks = rankdata(np.concatenate([positive, negative]))
    above = (ranks[:m] - rankdata(positive)) / n
    below = 1 - (ranks[m:] - rankdata(negative)) / m
    return float(above.mean()), above, below


def _per_row(metric: str, sample: Labelled) -> Numbers:
    """What the metric is the mean of, one per row that counts."""
    truth, said = sample.truth, sample.prediction
    if metric == "recall":
        return np.asarray(said[truth == 1] == 1, dtype=np.float64)
    if metric == "accuracy":
        return np.asarray(said == truth, dtype=np.float64)
    if metric == "mean_absolute_error":
        return np.asarray(np.abs(said - truth))
    if metric == "mean_squared_error":
        return np.asarray((said - truth) ** 2)
    probability = sample.probability
    assert probability is not None
    if metric == "brier_score":
        return np.asarray((probability - truth) ** 2)
    clipped = np.clip(probability, 1e-15, 1 - 1e-15)
    return np.asarray(-(truth * np.log(clipped) + (1 - truth) * np.log(1 - clipped)))


def _variance(values: Numbers) -> float:
    return float(values.var(ddof=1)) / len(values) if len(values) > 1 else float("inf")


def _smoothed(values: Numbers, metric: str) -> float:
    """Variance of a mean. Shares get two hits and two misses more (Agresti-Coull), so that 20 of 20 is not certainty."""
    if metric in ("recall", "accuracy"):
        share, count = (float(values.sum()) + 2) / (len(values) + 4), len(values) + 4
        return share * (1 - share) / count
    return _variance(values)


def _estimate(metric: str, champion: Labelled, challenger: Labelled, paired: bool) -> tuple[float, float, float]:
    """Values of champion and challenger and the variance of their difference."""
    if metric == "auc":
        sides = []
        for sample in (champion, challenger):
            assert sample.probability is not None
            sides.append(_placements(sample.truth, sample.probability))
        (a, above_a, below_a), (b, above_b, below_b) = sides
        if paired:
            return a, b, _variance(above_b - above_a) + _variance(below_b - below_a)
        return a, b, sum(_variance(part) for part in (above_a, below_a, above_b, below_b))
    left, right = _per_row(metric, champion), _per_row(metric, challenger)
    variance = _variance(right - left) if paired else _smoothed(left, metric) + _smoothed(right, metric)
    return float(left.mean()), float(right.mean()), variance


def _counts(metric: str, sample: Labelled) -> tuple[int, str]:
    """How many rows carry the metric, and what they are called."""
    ones = int((sample.truth == 1).sum())
    if metric == "recall":
        return ones, "labelled answers with a 1"
    if metric == "auc":
        return min(ones, len(sample) - ones), "labelled answers of the rarer class"
    return len(sample), "labelled answers"


def compare(
    metric: str,
    champion: Labelled,
    challenger: Labelled,
    *,
    may_lose: float = 0.0,
    confidence: float = 0.95,
    fewest: int = 50,
    paired: bool = False,
) -> Difference:
    """Compares two models on labelled answers.

    Live, both answered different customers (`paired=False`); on one test set or with mirrored traffic both answered the same
    rows in the same order (`paired=True`), which takes far fewer rows. AUC by DeLong's method, everything else as a mean over
    rows; the interval is the normal one.

    Sources: DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
    characteristic curves", Biometrics 44 (1988), for AUC; Agresti and Coull, "Approximate is better than exact", The American
    Statistician 52 (1998), for the hits and misses that shares get more.

    Args:
        metric: one of `COMPARED`.
        champion: what serves.
        challenger: what may come to serve.
        may_lose: by how much the challenger may be worse, in the metric's unit, at least 0.
        confidence: of the two-sided interval, above 0.5 and below 1.
        fewest: below so many rows that carry the metric on either side the answer is `not yet`; at least 2.
        paired: whether both answered the same rows.

    Raises:
        ValueError: no such metric, or the samples do not fit it.
    """
    if metric not in COMPARED:
        raise ValueError(f"{metric} cannot be compared; {', '.join(COMPARED)} can")
    if metric in ("auc", "log_loss", "brier_score") and (champion.probability is None or challenger.probability is None):
        raise ValueError(f"{metric} needs probabilities")
    if paired and (len(champion) != len(challenger) or not np.array_equal(champion.truth, challenger.truth)):
        raise ValueError("paired answers are of the same rows in the same order")
    rows = (len(champion), len(challenger))
    counted = (_counts(metric, champion), _counts(metric, challenger))
    short = min(counted[0][0], counted[1][0])
    if short < max(fewest, 2):
        nan = float("nan")
        reason = f"{short} {counted[0][1]} on one side; {max(fewest, 2)} are needed before anything is said"
        return Difference(metric, nan, nan, nan, nan, nan, confidence, rows, "not yet", reason, None)
    left, right, variance = _estimate(metric, champion, challenger, paired)
    gain = right - left if metric in GAINS else left - right
    half = float(norm.ppf(0.5 + confidence / 2)) * math.sqrt(variance)
    low, high = gain - half, gain + half
    better = "better" if gain >= 0 else "worse"
    told = f"the challenger's {metric} is {better} by {abs(gain):.4g} ({confidence:.0%}: {low:+.4g} to {high:+.4g})"
    needed: int | None = None
    verdict: Verdict
    if low >= -may_lose:
        verdict, reason = "holds", f"{told}: it loses no more than {may_lose:g}"
    elif high < -may_lose:
        verdict, reason = "fails", f"{told}: it loses more than {may_lose:g}"
    else:
        verdict = "not yet"
        distance = abs(gain + may_lose)
        if distance > 0 and half > 0:
            needed = math.ceil(min(rows) * (half / distance) ** 2)
        more = f"about {needed} labelled answers of each would decide" if needed is not None else "the difference is too small"
        reason = f"{told}: whether it loses more than {may_lose:g} is open; {more}"
    return Difference(metric, left, right, gain, low, high, confidence, rows, verdict, reason, needed)


def bootstrap(
    statistic: Callable[[NDArray[np.intp]], float], rows: int, *, draws: int = 200, confidence: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Percentile interval of a statistic over resampled rows.

    Args:
        statistic: of the rows with these numbers, shape (rows,), with repeats.
        rows: how many there are, at least 1.
        draws: how often to resample.
        confidence: of the interval.
        seed: makes it repeatable.
    """
    random = np.random.default_rng(seed)
    values = np.array([statistic(random.integers(0, rows, rows)) for _ in range(draws)])
    low, high = np.nanquantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
