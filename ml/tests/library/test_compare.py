"""Comparisons keep what they promise: intervals cover as often as they say, and too little data is told as such."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from mlkit.compare import COMPARED, GAINS, Labelled, compare


def answers(random: np.random.Generator, rows: int, skill: float) -> Labelled:
    truth = (random.random(rows) < 0.3).astype(float)
    score = skill * truth + random.normal(0, 1, rows)
    probability = 1 / (1 + np.exp(-score))
    return Labelled(truth, (probability > 0.6).astype(float), probability)


def both(random: np.random.Generator, rows: int, champion: float, challenger: float) -> tuple[Labelled, Labelled]:
    """Two models on the same rows."""
    truth = (random.random(rows) < 0.3).astype(float)
    noise = random.normal(0, 1, rows)
    sides = []
    for skill in (champion, challenger):
        probability = 1 / (1 + np.exp(-(skill * truth + noise + random.normal(0, 0.3, rows))))
        sides.append(Labelled(truth, (probability > 0.6).astype(float), probability))
    return sides[0], sides[1]


def test_values_are_the_metrics() -> None:
    random = np.random.default_rng(1)
    champion, challenger = answers(random, 900, 1.0), answers(random, 800, 1.5)
    found = compare("auc", champion, challenger)
    assert found.champion == pytest.approx(roc_auc_score(champion.truth, champion.probability))
    assert found.challenger == pytest.approx(roc_auc_score(challenger.truth, challenger.probability))
    assert found.gain == pytest.approx(found.challenger - found.champion)
    assert found.low < found.gain < found.high


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("metric", ["auc", "recall", "log_loss"])
def test_the_interval_covers_the_truth_as_often_as_it_says(metric: str, paired: bool) -> None:
    random = np.random.default_rng(7)
    draws = 300
    covered = 0
    for _ in range(draws):
        sides = both(random, 400, 1.2, 1.2) if paired else (answers(random, 400, 1.2), answers(random, 400, 1.2))
        found = compare(metric, *sides, paired=paired, fewest=20)
        covered += found.low <= 0 <= found.high
    # Binomial: 300 draws at 95 % lie between 0.91 and 0.98 with near certainty.
    assert 0.91 <= covered / draws <= 0.985


def test_pairing_needs_fewer_rows() -> None:
    random = np.random.default_rng(3)
    champion, challenger = both(random, 600, 1.0, 1.3)
    paired = compare("auc", champion, challenger, paired=True)
    apart = compare("auc", champion, challenger)
    assert paired.high - paired.low < 0.7 * (apart.high - apart.low)


def test_too_few_labels_are_not_judged() -> None:
    random = np.random.default_rng(4)
    found = compare("auc", answers(random, 2000, 1.0), answers(random, 60, 3.0))
    assert found.verdict == "not yet"
    assert "labelled answers of the rarer class on one side" in found.reason
    assert np.isnan(found.gain)


def test_a_challenger_that_is_far_worse_fails_and_a_better_one_holds() -> None:
    random = np.random.default_rng(5)
    strong, weak = answers(random, 4000, 2.0), answers(random, 4000, 0.5)
    assert compare("auc", strong, weak, may_lose=0.01).verdict == "fails"
    assert compare("auc", weak, strong, may_lose=0.01).verdict == "holds"


def test_not_yet_says_how_many_rows_would_do_and_they_do() -> None:
    random = np.random.default_rng(11)
    found = compare("auc", answers(random, 400, 1.2), answers(random, 400, 1.1), may_lose=0.0)
    assert found.verdict == "not yet"
    assert found.rows_needed is not None
    more = found.rows_needed
    assert more > 400
    later = compare("auc", answers(random, 4 * more, 1.2), answers(random, 4 * more, 1.1), may_lose=0.0)
    assert later.verdict != "not yet"


@pytest.mark.parametrize("metric", COMPARED)
def test_above_zero_is_always_better(metric: str) -> None:
    random = np.random.default_rng(8)
    if metric.startswith("mean_"):
        truth = random.normal(5, 1, 500)
        near, far = truth + random.normal(0, 0.1, 500), truth + random.normal(0, 1, 500)
        found = compare(metric, Labelled(truth, far), Labelled(truth, near), paired=True)
    else:
        found = compare(metric, answers(random, 3000, 0.3), answers(random, 3000, 3.0))
    assert found.low > 0
    assert (found.challenger > found.champion) == (metric in GAINS)


def test_perfect_recall_on_few_rows_is_no_certainty() -> None:
    truth = np.ones(60)
    found = compare("recall", Labelled(truth, truth), Labelled(truth, truth), fewest=50)
    assert found.high > 0.02


def test_samples_that_do_not_fit_are_refused() -> None:
    random = np.random.default_rng(9)
    one = answers(random, 100, 1.0)
    with pytest.raises(ValueError, match="same rows in the same order"):
        compare("auc", one, answers(random, 100, 1.0), paired=True)
    with pytest.raises(ValueError, match="cannot be compared"):
        compare("f1", one, one)
    with pytest.raises(ValueError, match="needs probabilities"):
        compare("auc", one, Labelled(one.truth, one.prediction))
