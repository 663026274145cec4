"""Proposes a gate and the thresholds of monitors, each with its reason: what `mlops new` shows.

From a sample: the drafted training is run once on its earlier rows and judged on the later ones; monitors are replayed over it.
Without one: what the default thresholds do if nothing changes, by how many rows a run looks at.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import binom

from mlkit.backtest.report import Files, backtest
from mlkit.backtest.spec import Signal, Spec, Threshold, default_spec
from mlkit.compare import bootstrap
from mlkit.contract import Contract, Task, read_contract
from mlkit.features import load_features
from mlkit.io import plain, read_typed
from mlkit.metrics import RISING_IS_BETTER, metrics, naive_answers, taken, truth_of
from mlkit.model import Answers, Model
from mlkit.params import read_params
from mlkit.problems import InputError, Problem, Refused
from mlkit.split import by_time
from mlkit.train import train

USUAL_METRIC: Final[Mapping[Task, str]] = {"classification": "auc", "regression": "r2"}
"""What a gate asks for where nobody has said another."""

WINDOWS: Final = (1, 7, 30)
"""Days that a run may look at, shortest first: the shorter, the sooner a change is seen."""

NULL_RATE: Final = 0.05
"""Share of nulls above that of the reference from which on data quality alarms, by default."""

MOST_RAISED: Final = 2
"""A threshold that chance raises above so many times the default sees coarse changes only: a longer window is proposed."""

SURE: Final = 0.99
"""Share of quiet runs, or of samples of the same size, that a proposal holds for."""

ANSWER: Final = "answer"
"""Column of the model's answers in the tables that prediction drift is replayed on."""


def _down(value: float) -> float:
    return math.floor(value * 100) / 100


def _up(value: float) -> float:
    return math.ceil(value * 100) / 100


def gate(contract: Contract, metric: str, learned: pd.DataFrame, test: pd.DataFrame, answers: Answers) -> dict[str, Any]:
    """A bound of a metric between what needs no model and what the drafted training reaches for sure.

    Args:
        contract: the use case's.
        metric: a name that `metrics` gives.
        learned: typed rows that the model learned from.
        test: later typed rows.
        answers: the model's, to `test`.

    Returns:
        `{metric, bound, value, reached, sure, floor, rule, beaten, reason}`: `sure` is what 99 of 100 samples of so many rows
        reach, `floor` what the best rule without a model reaches, `beaten` whether `sure` is better than that.
    """
    rising = metric in RISING_IS_BETTER
    truth = truth_of(test, contract)
    rules = {name: metrics(contract.task, truth, said)[metric] for name, said in naive_answers(contract, learned, test).items()}
    rule = (max if rising else min)(rules, key=lambda name: rules[name])
    floor = rules[rule]
    reached = metrics(contract.task, truth, answers)[metric]

    def of(rows: Any) -> float:
        return metrics(contract.task, truth[rows], taken(answers, rows))[metric]

    low, high = bootstrap(of, len(truth), confidence=2 * SURE - 1)
    sure = low if rising else high
    beaten = bool(sure > floor if rising else sure < floor)
    bound = sure if beaten else floor
    value = (_down(bound) if beaten else _up(bound)) if rising else (_up(bound) if beaten else _down(bound))
    told = f"on the last {len(test)} rows the training as drafted reaches {metric} {reached:.3g}"
    reason = (
        f"{told}, and {sure:.3g} in 99 of 100 samples of so many; without a model ({rule}) it is {floor:.3g}"
        if beaten
        else f"{told}, which is not for sure better than no model ({rule}: {floor:.3g}): better features come first"
    )
    return {
        "metric": metric, "bound": "atLeast" if rising else "atMost", "value": value, "reached": reached, "sure": sure,
        "floor": floor, "rule": rule, "beaten": beaten, "reason": reason,
    }  # fmt: skip


def _drift(report: Mapping[str, Any]) -> dict[str, Any]:
    """By type of feature what a signal's threshold should be, and why."""
    (signal,) = report["signals"]
    return {
        kind: {"metric": advice["metric"], "default": advice["from"], "value": advice["to"],
               "raised": advice["below_no_drift"], "reason": advice["reason"]}
        for kind, advice in signal.get("suggested", {}).items()
    }  # fmt: skip


def null_rate(features: pd.DataFrame, rows: int) -> dict[str, Any]:
    """The threshold of the share of nulls above the reference's that chance does not exceed in 99 of 100 windows.

    Args:
        features: the sample's.
        rows: of a window.
    """
    shares = [share for share in features.isna().mean() if share > 0]
    # Each of the columns may be the one that alarms.
    each = 1 - (1 - SURE) / max(1, len(shares))
    level = max((float(binom.ppf(each, rows, share)) / rows - share for share in shares), default=0.0)
    raised = level > NULL_RATE
    told = f"with {rows} rows a window nulls are up to {level:.2g} more than usual in 99 of 100 runs of a quiet time"
    return {
        "metric": "null-value-rate", "default": NULL_RATE, "value": _up(level) if raised else NULL_RATE, "raised": raised,
        "reason": told if raised else f"{told}: it can stay",
    }  # fmt: skip


def whole_windows(moments: pd.Series, days: int) -> Spec:
    """Data drift as it is drafted, run every day on whole windows of so many days; a part of one would look like few rows.

    Raises:
        InputError: there is none.
    """
    first, last = moments.min().ceil("D") + pd.Timedelta(days=days), moments.max().floor("D")
    runs = tuple(run.to_pydatetime().replace(tzinfo=None) for run in pd.date_range(first, last, freq="D"))
    if not runs:
        span = f"{moments.min()} to {moments.max()}"
        raise InputError([Problem("--data", "no whole window fits into the sample", span, f"{days} whole days or more")])
    spec = default_spec(timedelta(days=days))
    return replace(spec, runs=runs, every=timedelta(days=1))


def _replayed(
    data: Path, contract: Contract, days: int, sample: pd.DataFrame, answered: pd.DataFrame, folder: Path
) -> dict[str, Any]:
    """What each signal should have as thresholds if a run looks at so many days.

    Raises:
        InputError: the sample has no whole window of so many days.
    """
    spec = whole_windows(sample[contract.time], days)
    # As it is drafted: Azure takes counts for categories until it is told.
    counts = {
        column.name: column.feature_type
        for column in contract.features
        if column.type == "whole" and column.feature_type == "numerical"
    }
    spec = replace(spec, signals=tuple(replace(signal, feature_types=counts) for signal in spec.signals))
    told = backtest(Files(data, data, contract.time, contract, contract.target.name), spec)
    rows = int(told["signals"][0]["rows_per_window"]["median"])
    table = folder / "answers.parquet"
    answered.to_parquet(table)
    # As the file that is drafted: classes are compared as categories, numbers by how far they moved.
    threshold = (
        {"categorical": Threshold("population-stability-index", 0.2)}
        if contract.task == "classification"
        else {"numerical": Threshold("normalized-wasserstein-distance", 0.2)}
    )
    signal = Signal("prediction-drift", "prediction-drift", timedelta(days=days), thresholds=threshold)  # type: ignore[arg-type]
    files = Files(table, table, contract.time, prediction=ANSWER)
    try:
        asked = replace(whole_windows(answered[contract.time], days), signals=(signal,))
        answers = _drift(backtest(files, asked))
    except InputError:
        # The later rows alone may be less than a window.
        answers = {}
    nulls = null_rate(sample[[column.name for column in contract.features]], rows)
    signals = {"data-drift": _drift(told), "prediction-drift": answers, "data-quality": {"numerical": nulls}}
    return {"days": days, "rows": rows, "signals": signals}


def _coarse(tried: Mapping[str, Any]) -> bool:
    """Whether a threshold would have to be far above its default."""
    advised = [advice for signal in tried["signals"].values() for advice in signal.values()]
    return any(advice["value"] > MOST_RAISED * advice["default"] for advice in advised)


def window(data: Path, contract: Contract, sample: pd.DataFrame, answered: pd.DataFrame) -> dict[str, Any]:
    """The shortest window at which thresholds near the defaults tell change from chance, else the longest that the sample has.

    Returns:
        `{days, rows, signals, reason}`; signals hold per type of feature `{metric, default, value, raised, reason}`.

    Raises:
        InputError: not even a day can be replayed.
    """
    tried = []
    with tempfile.TemporaryDirectory(prefix="mlops-new-") as folder:
        for days in WINDOWS:
            try:
                tried.append(_replayed(data, contract, days, sample, answered, Path(folder)))
            except InputError:
                if not tried:
                    raise
                break
            if not _coarse(tried[-1]):
                break
    chosen = tried[-1]
    rows = f"the sample has {tried[0]['rows']} rows a day"
    if _coarse(chosen):
        reason = f"{rows}, and no more than {chosen['days']} whole days: only coarse changes can be told from chance"
    elif len(tried) == 1:
        reason = f"{rows}: enough to tell changes from chance each day"
    else:
        reason = (
            f"{rows}: in {tried[-2]['days']}d only coarse changes differ from chance, {chosen['days']}d have {chosen['rows']}"
        )
    return {**chosen, "reason": reason}


def propose(folder: Path, data: Path, metric: str | None) -> dict[str, Any]:
    """Gate and thresholds for a drafted use case.

    Args:
        folder: with contract.yaml, params.yaml and features.py.
        data: the sample, the only table in its folder.
        metric: that a gate was given for; None: the task's usual one.

    Returns:
        `{task, gate, window}`: no gate where no step computes the metric, no window where the sample has no whole day.

    Raises:
        InputError: the sample cannot be split.
    """
    contract, params = read_contract(folder / "contract.yaml"), read_params(folder / "params.yaml")
    derive = load_features(folder / "features.py").derive
    sample = read_typed(data.parent, contract)
    parts = by_time(
        sample, contract.time, validation_share=params.validation_share,
        test_share=params.test_share, gap_days=contract.label_delay_days,
    )  # fmt: skip
    # One candidate of the search: what is asked here is about where it ends, not the last thousandth.
    first = replace(params, parameters=params.candidates()[0], search={})
    model = Model(train(contract, derive, first, parts.train, parts.validation).estimator, contract, {})
    answers = model.answer(parts.test)
    learned = pd.concat([parts.train, parts.validation], ignore_index=True)
    known = metrics(contract.task, truth_of(parts.test, contract), answers)
    asked = metric or USUAL_METRIC[contract.task]
    answered = pd.DataFrame({contract.time: parts.test[contract.time], ANSWER: answers.prediction})
    if contract.task == "classification":
        answered[ANSWER] = answered[ANSWER].astype("int64").astype("string")
    try:
        watched = window(data, contract, sample, answered)
    except InputError:
        watched = None
    return {
        "task": contract.task,
        "gate": gate(contract, asked, learned, parts.test, answers) if asked in known else None,
        "window": watched,
    }


VOLUMES: Final = (50, 500, 5_000)
"""Rows a run may look at, few to many."""

NUMBERS: Final = 10
CATEGORIES: Final = 5
"""Features of the table without drift: numbers from a normal distribution, texts of five values each."""


def defaults(seed: int = 0) -> dict[str, Any]:
    """What the default thresholds do if nothing changes, by how many rows a run looks at.

    Returns:
        `{features, sizes: [{rows, alarms, levels: {numerical, categorical}}]}`: share of runs that alarm, and the threshold
        per type of feature that 1 of 100 runs exceeds.
    """
    random = np.random.default_rng(seed)
    days = [size for size in VOLUMES for _ in range(3)]

    def table(rows: int) -> pd.DataFrame:
        numbers = {f"number_{index}": random.normal(size=rows) for index in range(NUMBERS)}
        texts = {f"text_{index}": random.choice(list("abcde"), rows) for index in range(CATEGORIES)}
        return pd.DataFrame({**numbers, **texts})

    with tempfile.TemporaryDirectory(prefix="mlops-new-") as folder:
        reference, production = Path(folder, "reference.parquet"), Path(folder, "production.parquet")
        table(8 * max(VOLUMES)).to_parquet(reference)
        asked = table(sum(days))
        first = pd.Timestamp("2026-01-01")
        asked["at"] = [first + pd.Timedelta(days=day) for day, rows in enumerate(days) for _ in range(rows)]
        asked.to_parquet(production)
        (signal,) = backtest(Files(production, reference, "at"), seed=seed)["signals"]
    quiet = signal["no_drift"]
    sizes = [
        {
            "rows": one["rows"],
            "alarms": {kind: quiet[kind]["sizes"][index]["alarm_share"] for kind in quiet},
            "levels": {kind: quiet[kind]["sizes"][index]["levels"]["99%"] for kind in quiet},
        }
        for index, one in enumerate(quiet["numerical"]["sizes"])
    ]
    thresholds = {kind: {"metric": quiet[kind]["metric"], "value": quiet[kind]["threshold"]} for kind in quiet}
    return {"numbers": NUMBERS, "categories": CATEGORIES, "thresholds": thresholds, "sizes": sizes}


def main(given: Sequence[str]) -> int:
    """0: proposed; 2: the sample cannot be used, every problem on stderr."""
    parser = argparse.ArgumentParser(prog="mlops new", description="Proposes a gate and thresholds, with reasons.")
    parser.add_argument("--folder", type=Path, help="a drafted use case")
    parser.add_argument("--data", type=Path, help="the sample, alone in its folder")
    parser.add_argument("--metric", help="that a gate was given for")
    options = parser.parse_args(given)
    try:
        told = defaults() if options.folder is None else propose(options.folder, options.data, options.metric)
        print(json.dumps(plain(told)))
    except (InputError, Refused) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
