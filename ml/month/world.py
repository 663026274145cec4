"""The customers of one use case, day by day: what they ask, what becomes of them, what versions of a model make of it.

A scenario says causes only: from which day to which day what is different, and how each version is trained. Everything else is
computed here, by the code that runs in components, endpoints and monitors. Equal seeds and scenarios give equal answers.

Days are whole days of UTC, counted from the first day of the story, which is day 1; days before it are 0 and below.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
import pandas as pd

from mlkit.contract import Contract, read_contract
from mlkit.drift.attribution import feature_importances, normalized_discounted_cumulative_gain
from mlkit.drift.data_drift import METRICS, data_drift
from mlkit.drift.data_quality import data_quality
from mlkit.drift.features import FeatureType
from mlkit.drift.measure import FALLING, Measure
from mlkit.features import load_features
from mlkit.io import plain, typed
from mlkit.metrics import PRIMARY_LOSS, metrics, naive_baseline, truth_of
from mlkit.model import Model
from mlkit.params import read_params
from mlkit.problems import Refused
from mlkit.serve import BadRequest, Endpoint, request_rows
from mlkit.signals import OVERALL, performance, volume
from mlkit.split import by_time
from mlkit.table import Column, Table, read_table
from mlkit.train import train
from mlkit.validate import check

WINDOW_DAYS: Final = 91
"""Days of labelled customers that a training reads."""

INTACT_DAYS: Final = 28
"""Days of an extract that has lost a column in which it is there all the same."""

OLDEST_REQUESTS: Final = -30
"""Before this day there are only the customers that trainings read."""

Request = Mapping[str, Any]


@dataclass(frozen=True)
class Scenario:
    """What is given.

    Attributes:
        folder: the use case's in `ml/use-cases`.
        start: midnight of day 1, UTC.
        seed: of everything that is drawn.
        requests_per_day: rows that the collector keeps of a day.
        rows_per_day: customers of a day that come into the training data, with labels.
        causes: periods `{from, to, ...}` with causes of the generator; `volume`: how many times as much is asked; and
            `unmetered`, a share, from `fromHour` to `toHour`: customers whose meter has just started anew, so that a request
            tells of no use. What is learned from later has the final use.
    """

    folder: Path
    start: datetime
    seed: int
    requests_per_day: int
    rows_per_day: int
    causes: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Version:
    """A trained version and what was found of it.

    Attributes:
        model: the model.
        test: the later part of its data, which it has not seen.
        report: metrics and what goes into the version's tags.
    """

    model: Model
    test: pd.DataFrame
    report: Mapping[str, Any]


def _load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class World:
    """Answers requests about one scenario."""

    def __init__(self, scenario: Scenario, scratch: Path) -> None:
        """
        Args:
            scenario: what happens.
            scratch: a folder for variants of code.
        """
        self.scenario = scenario
        self.scratch = scratch
        self.contract: Contract = read_contract(scenario.folder / "contract.yaml")
        self.generator = _load(scenario.folder / "data" / "generate.py", "generate")
        self._days: dict[tuple[int, bool], pd.DataFrame] = {}
        self._versions: dict[str, Version] = {}
        self._answered: dict[tuple[int, bool, str], tuple[np.ndarray, np.ndarray | None]] = {}

    def _causes(self, day: int, names: Sequence[str]) -> dict[str, float]:
        """Causes of a day, by name."""
        found: dict[str, float] = {}
        for period in self.scenario.causes:
            if period["from"] <= day <= period["to"]:
                found |= {name: float(period[name]) for name in names if name in period}
        return found

    def date(self, day: int) -> datetime:
        """First instant of a day."""
        return self.scenario.start + timedelta(days=day - 1)

    def customers(self, day: int, reached: bool) -> pd.DataFrame:
        """Who calls on a day with the labels that they get later, in the contract's types and by instant.

        Args:
            day: which.
            reached: whether customers are asking, whom causes change; else somebody who tests with usual ones.
        """
        key = (day, reached)
        if key not in self._days:
            names = [each.name for each in fields(self.generator.Causes)]
            causes = self._causes(day, names) if reached else {}
            times = self._causes(day, ["volume"]).get("volume", 1.0) if reached else 1.0
            seed = self.scenario.seed * 1_000_003 + (day + 1000) * 2 + reached
            # A percent more or less each day.
            jitter = 1 + 0.01 * float(np.clip(np.random.default_rng([seed, 1]).normal(), -2, 2))
            rows = round(self.scenario.requests_per_day * times * jitter)
            if day < OLDEST_REQUESTS:
                rows = min(rows, self.scenario.rows_per_day)
            made = self.generator.batch(rows, self.date(day), 1, seed, self.generator.Causes(**causes))
            self._days[key] = typed(pd.DataFrame(made.columns), self.contract)
        return self._days[key]

    def requests(self, day: int, reached: bool) -> pd.DataFrame:
        """The same as the endpoint is asked about them."""
        frame = self.customers(day, reached)
        causes = self._causes(day, ["unmetered", "fromHour", "toHour"]) if reached else {}
        if "unmetered" not in causes:
            return frame
        hours = frame[self.contract.time].dt.hour
        chosen = np.random.default_rng([self.scenario.seed, day + 1000, 2]).random(len(frame)) < causes["unmetered"]
        chosen &= ((hours >= causes["fromHour"]) & (hours < causes["toHour"])).to_numpy()
        return frame.assign(data_usage_gb=frame["data_usage_gb"].mask(chosen, 0.0))

    def _window(self, start: datetime, end: datetime, reached: bool) -> tuple[pd.DataFrame, list[tuple[int, np.ndarray]]]:
        """Requests of `[start, end)`, and which rows of which day they are."""
        first = (start - self.scenario.start).days + 1
        last = (end - self.scenario.start).days + 1
        parts, rows = [], []
        for day in range(first, last + 1):
            frame = self.requests(day, reached)
            moments = frame[self.contract.time]
            kept = ((moments >= start) & (moments < end)).to_numpy()
            if kept.any():
                parts.append(frame[kept])
                rows.append((day, kept))
        return (pd.concat(parts, ignore_index=True) if parts else self.requests(first, reached).iloc[:0]), rows

    def _answers(
        self, given: Request, rows: Sequence[tuple[int, np.ndarray]], reached: bool
    ) -> tuple[np.ndarray, np.ndarray | None]:
        version = self.version(given)
        key = version.report["key"]
        found: list[tuple[np.ndarray, np.ndarray | None]] = []
        for day, kept in rows:
            if (day, reached, key) not in self._answered:
                self._answered[day, reached, key] = _answers_of(version.model, self.requests(day, reached))[:2]
            prediction, probability = self._answered[day, reached, key]
            found.append((prediction[kept], None if probability is None else probability[kept]))
        probabilities = [probability for _, probability in found if probability is not None]
        return np.concatenate([prediction for prediction, _ in found]), np.concatenate(probabilities) if probabilities else None

    def training_data(self, day: int, lost: Sequence[str] = ()) -> pd.DataFrame:
        """Customers whose labels are known on the morning of a day.

        Args:
            day: which.
            lost: columns that the extract holds zeros for, but for the newest customers.
        """
        delay = round(self.contract.label_delay_days)
        last = day - 1 - delay
        parts = [self.customers(each, True) for each in range(last - WINDOW_DAYS + 1, last + 1)]
        # Every n-th of a day, so that the hours are all there.
        parts = [part.iloc[:: max(1, len(part) // self.scenario.rows_per_day)] for part in parts]
        frame = pd.concat(parts, ignore_index=True)
        older = frame[self.contract.time] < self.date(last - INTACT_DAYS + 1)
        for name in lost:
            frame[name] = frame[name].mask(frame[name].notna() & older, 0)
        return frame

    def version(self, given: Request) -> Version:
        """A version of the model, trained once.

        Args:
            given: `day` (the morning it is trained), `lost` (see `training_data`), `overrides` (of parameters), `edit` (texts
                of features.py, each with what stands in its place).

        Raises:
            ValueError: the edit does not fit the file, or the data breaks the contract.
        """
        key = hashlib.sha256(repr(sorted(given.items(), key=str)).encode()).hexdigest()[:16]
        if key not in self._versions:
            self._versions[key] = self._trained(given, key)
        return self._versions[key]

    def _trained(self, given: Request, key: str) -> Version:
        folder, contract = self.scenario.folder, self.contract
        frame = self.training_data(int(given["day"]), given.get("lost", ()))
        broken = check(frame, contract, fewest_rows=1000)
        if broken:
            raise ValueError("; ".join(map(str, broken)))
        params = read_params(folder / "params.yaml", given.get("overrides", ""))
        text = (folder / "features.py").read_text("utf-8")
        for before, after in given.get("edit", ()):
            if before not in text:
                raise ValueError(f"features.py does not hold {before!r}")
            text = text.replace(before, after)
        path = self.scratch / f"{key}.py"
        path.write_text(text, "utf-8")
        features = load_features(path)
        split = by_time(
            frame, contract.time, validation_share=params.validation_share, test_share=params.test_share,
            gap_days=contract.label_delay_days,
        )  # fmt: skip
        trained = train(contract, features.derive, params, split.train, split.validation)
        model = Model(trained.estimator, contract, {})
        found = metrics(contract.task, truth_of(split.test, contract), model.answer(split.test))
        loss = PRIMARY_LOSS[contract.task]
        baseline = naive_baseline(contract, split.train, split.test, found[loss])
        learned = pd.concat([split.train, split.validation])[contract.time]
        report = {
            "key": key,
            "metrics": {name: round(value, 4) for name, value in found.items()} | {"baseline_gain": round(baseline.gain, 4)},
            "baseline": {"name": baseline.name, "beaten": bool(baseline.gain >= params.baseline_gain)},
            "rows": len(frame),
            "test_rows": len(split.test),
            "learned_to": f"{learned.max():%Y-%m-%d}",
            "data_hash": hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest(),
        }
        return Version(model, split.test, report)

    def train(self, asked: Request) -> dict[str, Any]:
        """Trains a version and holds it against others on the rows that it is judged on.

        Args:
            asked: `version`, and optionally `champions`, other versions by their names.
        """
        version = self.version(asked["version"])
        told = dict(version.report)
        truth, told["champions"] = truth_of(version.test, self.contract), {}
        for name, champion in asked.get("champions", {}).items():
            found = metrics(self.contract.task, truth, self.version(champion).model.answer(version.test))
            told["champions"][name] = {metric: round(value, 4) for metric, value in found.items()}
        return told

    def compare(self, asked: Request) -> dict[str, Any]:
        """Metrics of versions on the same customers, once their labels are known.

        Args:
            asked: `versions`, `from`, `to` (days), `where` (a column and the largest value that counts; optional).
        """
        frame = pd.concat([self.requests(day, True) for day in range(asked["from"], asked["to"] + 1)], ignore_index=True)
        for name, largest in (asked.get("where") or {}).items():
            frame = frame[frame[name] <= largest].reset_index(drop=True)
        truth = truth_of(frame, self.contract)
        told = [metrics(self.contract.task, truth, self.version(each).model.answer(frame)) for each in asked["versions"]]
        return {"rows": len(frame), "metrics": [{name: round(value, 4) for name, value in each.items()} for each in told]}

    def fail(self, asked: Request) -> dict[str, Any]:
        """Asks a version one request after the other.

        Args:
            asked: `version`, `day`, `fromHour` and `toHour` (UTC), `requests` (how many at most).

        Returns:
            `requests`, `failed` and the first error.
        """
        model = self.version(asked["version"]).model
        frame = self.requests(asked["day"], True)
        hours = frame[self.contract.time].dt.hour
        frame = frame[(hours >= asked["fromHour"]) & (hours < asked["toHour"])].head(asked["requests"])
        errors = _answers_of(model, frame)[2]
        return {"requests": len(frame), "failed": len(errors), "error": errors[0] if errors else None}

    def score(self, asked: Request) -> dict[str, Any]:
        """What a batch makes of everybody who has called in the seven days before a day, each customer once.

        Args:
            asked: `version`; `day`, the first that is not in it; `reached`, whether they are customers.

        Returns:
            `rows`, and how many of them have a positive prediction as `positive`; None of a regression.
        """
        _, prediction, _ = self._list(asked["version"], asked["day"], bool(asked["reached"]))
        positive = int((prediction == 1).sum()) if self.contract.task == "classification" else None
        return {"rows": len(prediction), "positive": positive}

    def _list(self, version: Request, before: int, reached: bool) -> tuple[pd.DataFrame, np.ndarray, np.ndarray | None]:
        """Everybody who has called in the seven days before a day, each customer once, with what a version answers."""
        days = [(day, np.full(len(self.requests(day, reached)), True)) for day in range(before - 7, before)]
        frame = pd.concat([self.requests(day, reached) for day, _ in days], ignore_index=True)
        prediction, probability = self._answers(version, days, reached)
        last = ~frame[self.contract.id].duplicated(keep="last").to_numpy() & ~np.isnan(prediction)
        return frame[last].reset_index(drop=True), prediction[last], None if probability is None else probability[last]

    def answer(self, asked: Request) -> dict[str, Any]:
        """What an endpoint with a version answers to a request.

        Args:
            asked: `version`, `body` (the request's text).

        Returns:
            `status` and `body`, as Azure's inference server sends them.
        """
        endpoint = Endpoint(self.version(asked["version"]).model)
        try:
            found = endpoint.predictions(request_rows(asked["body"]))
        except BadRequest as bad:
            return {"status": 400, "body": json.dumps({"problems": bad.problems})}
        except Exception as error:
            return {"status": 500, "body": f"{type(error).__name__}: {error}"}
        return {"status": 200, "body": json.dumps(plain({"predictions": found}))}

    # What monitors see

    @cached_property
    def _reference(self) -> Table:
        folder = self.scenario.folder / "data" / "reference"
        file = next(iter(sorted(folder.glob("*.csv"))))
        types = {column.name: column.spark_type for column in self.contract.columns}
        return read_table(file, types)

    def _table(self, frame: pd.DataFrame, names: Sequence[str]) -> Table:
        columns = {}
        for name in names:
            cells = frame[name]
            plain = [None if gone else value for value, gone in zip(cells.tolist(), cells.isna().tolist(), strict=True)]
            columns[name] = Column(name, self.contract.by_name[name].spark_type, plain)
        return Table(columns, len(frame))

    def _inputs(self, frame: pd.DataFrame) -> Table:
        return self._table(frame, [column.name for column in self.contract.features])

    def _outputs(self, prediction: np.ndarray) -> Table:
        """Answers as they are collected: what failed has none."""
        target = self.contract.target
        prediction = prediction[~np.isnan(prediction)].astype(np.int64 if self.contract.task == "classification" else float)
        return Table({target.name: Column(target.name, target.spark_type, prediction.tolist())}, len(prediction))

    def monitor(self, asked: Request) -> list[dict[str, Any]]:
        """What one run of a monitor measures.

        Args:
            asked: `at` (instant of the run, ISO 8601), `since` (from when on the version was there to be asked, none: always),
                `version`, `reached`, `batches` (that have scored, each with `at`, and `day` and `version` as `score` takes
                them), `signals`: each with `name`, `type`, `metrics` (`metric`, `dataType`), `window` and `offset` in hours,
                `reference` (`window`, `offset`; none: the training's), `ofBatch` (whether it looks at what batches scored),
                `features` (names, or how many, or none), `types` (feature types), `component` and `inputs` of a custom one.

        Returns:
            One entry per metric of a signal: `signal`, `metric`, `dataType`, `value`, `feature` (the one furthest from usual),
            `reference` (the reference's own rate, of data quality), `rows`, `error` (why Azure's run would fail).
        """
        found: list[dict[str, Any]] = []
        for signal in asked["signals"]:
            try:
                found += self._signal(signal, asked)
            except Refused as refused:
                found.append({"signal": signal["name"], "error": str(refused)})
        return found

    def _signal(self, signal: Request, asked: Request) -> list[dict[str, Any]]:
        at = datetime.fromisoformat(asked["at"]).replace(tzinfo=None)
        reached, version = bool(asked["reached"]), asked["version"]
        since = asked.get("since")
        earliest = None if since is None else datetime.fromisoformat(since)

        def window(of: Request) -> tuple[pd.DataFrame, list[tuple[int, np.ndarray]]]:
            end = at - timedelta(hours=of["offset"])
            start = end - timedelta(hours=of["window"])
            return self._window(start if earliest is None else max(start, earliest), end, reached)

        if signal.get("ofBatch"):
            return self._of_batch(signal, asked, at)
        frame, rows = window(signal)
        if len(frame) == 0:
            raise Refused(f"{signal['name']}: there is no production data in the window")
        kind = signal["type"]
        if kind == "Custom":
            return self._custom(signal, at, reached, frame, rows, version)
        if kind == "FeatureAttributionDrift":
            return self._attribution(signal, frame, rows, version, reached)
        if kind == "PredictionDrift":
            production = self._outputs(self._answers(version, rows, reached)[0])
        else:
            production = self._inputs(frame)
        if signal.get("reference") is None:
            reference = self._reference
        else:
            earlier, before = window(signal["reference"])
            if len(earlier) == 0:
                raise Refused(f"{signal['name']}: there is no earlier data to compare with")
            reference = (
                self._outputs(self._answers(version, before, reached)[0])
                if kind == "PredictionDrift"
                else self._inputs(earlier)
            )
        return self._compared(signal, reference, production)

    def _of_batch(self, signal: Request, asked: Request, at: datetime) -> list[dict[str, Any]]:
        """What a signal finds in the lists that were scored in its window."""
        reached = bool(asked["reached"])

        def scored(of: Request) -> tuple[pd.DataFrame, np.ndarray, np.ndarray | None]:
            end = at - timedelta(hours=of["offset"])
            start = end - timedelta(hours=of["window"])
            lists = [
                self._list(each["version"], each["day"], reached)
                for each in asked.get("batches", ())
                if start <= datetime.fromisoformat(each["at"]) < end
            ]
            if not lists:
                raise Refused(f"{signal['name']}: no batch has scored in the window")
            frames, predictions, probabilities = zip(*lists, strict=True)
            told = [each for each in probabilities if each is not None]
            return pd.concat(frames, ignore_index=True), np.concatenate(predictions), np.concatenate(told) if told else None

        frame, prediction, probability = scored(signal)
        if signal["type"] == "Custom":
            if signal["component"] != "performance_signal":
                return []
            return self._told(signal, self._performance(at, frame, prediction, probability), len(frame))
        if signal["type"] == "PredictionDrift":
            return self._compared(signal, self._outputs(scored(signal["reference"])[1]), self._outputs(prediction))
        reference = self._reference if signal.get("reference") is None else self._inputs(scored(signal["reference"])[0])
        return self._compared(signal, reference, self._inputs(frame))

    def _compared(self, signal: Request, reference: Table, production: Table) -> list[dict[str, Any]]:
        """What a signal of Azure's own finds between two tables."""
        kind, overrides = signal["type"], signal.get("types") or {}
        chosen = self._chosen(signal.get("features"), reference)
        wanted = [metric["metric"] for metric in signal["metrics"]]
        if kind == "DataQuality":
            every = data_quality(reference, production, overrides=overrides)
            rates = [(quality.measure, quality.reference_rate) for quality in every]
        else:
            drift = data_drift(reference, production, metrics=[name for name in METRICS if name in wanted], overrides=overrides)
            asked_for = {(metric["metric"], metric.get("dataType")) for metric in signal["metrics"]}
            for refusal in drift.refused:
                if not asked_for & {(refusal.metric, refusal.data_type), (refusal.metric, None)}:
                    continue
                raise Refused(f"{refusal.metric}: {refusal.error}")
            rates = [(measure, None) for measure in drift.measures]
        told = []
        for metric in signal["metrics"]:
            fits = [
                (measure, rate) for measure, rate in rates
                if measure.metric == metric["metric"] and measure.value is not None and measure.feature in chosen
                and metric.get("dataType", measure.data_type) == measure.data_type
            ]  # fmt: skip
            if not fits:
                continue
            measure, rate = _furthest(fits)
            told.append({
                "signal": signal["name"], **metric, "value": measure.value, "feature": measure.feature, "reference": rate,
                "rows": measure.rows.production,
            })  # fmt: skip
        return told

    def _chosen(self, features: Any, reference: Table) -> set[str]:
        if isinstance(features, list):
            return set(features)
        names = list(reference.columns)
        if not isinstance(features, int) or features >= len(self.contract.features):
            return set(names)
        importances = self._reference_importances
        return set(sorted(importances, key=lambda name: (-importances[name], name))[:features])

    @cached_property
    def _reference_importances(self) -> dict[str, float]:
        target = self.contract.target.name
        return feature_importances(self._reference, target, task=self.contract.task, overrides=self._own_types)[0]

    @cached_property
    def _own_types(self) -> dict[str, FeatureType]:
        return dict(self.contract.feature_types)

    def _attribution(
        self, signal: Request, frame: pd.DataFrame, rows: list[tuple[int, np.ndarray]], version: Request, reached: bool
    ) -> list[dict[str, Any]]:
        prediction = self._answers(version, rows, reached)[0]
        answers, inputs = self._outputs(prediction), self._inputs(frame[~np.isnan(prediction)])
        production = Table({**inputs.columns, **answers.columns}, inputs.rows)
        before = self._reference_importances
        now, _ = feature_importances(production, self.contract.target.name, task=self.contract.task, overrides=self._own_types)
        names = sorted(before)
        left, right = (np.array([side[name] for name in names]) for side in (before, now))
        value = normalized_discounted_cumulative_gain(left, right)
        return [{"signal": signal["name"], **metric, "value": value, "rows": inputs.rows} for metric in signal["metrics"]]

    def _custom(
        self, signal: Request, at: datetime, reached: bool, frame: pd.DataFrame, rows: list[tuple[int, np.ndarray]],
        version: Request,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """What this project's own components compute; nothing is told of others."""
        inputs = signal.get("inputs") or {}
        if signal["component"] == "volume_signal":
            end = at.replace(hour=0, minute=0, second=0, microsecond=0)
            today = (end - self.scenario.start).days + 1
            days = range(today - int(inputs.get("window_days", 7)), today)
            table = volume({f"{self.date(day):%Y-%m-%d}": len(self.requests(day, reached)) for day in days})
        elif signal["component"] == "performance_signal":
            table = self._performance(at, frame, *self._answers(version, rows, reached))
        else:
            return []
        return self._told(signal, table, len(frame))

    def _performance(
        self, at: datetime, frame: pd.DataFrame, prediction: np.ndarray, probability: np.ndarray | None
    ) -> pd.DataFrame:
        """Losses of answers whose labels have come by an instant."""
        id_column, target = self.contract.id, self.contract.target.name
        answers = pd.DataFrame({id_column: frame[id_column], "prediction": prediction, "score": probability})
        answers = answers[answers["prediction"].notna()]
        known = frame[self.contract.time] <= at - timedelta(days=self.contract.label_delay_days)
        return performance(
            answers, frame.loc[known, [id_column, target]], task=self.contract.task, id_column=id_column, label_column=target,
            prediction_column="prediction", score_column=None if probability is None else "score",
        )  # fmt: skip

    @staticmethod
    def _told(signal: Request, table: pd.DataFrame, rows: int) -> list[dict[str, Any]]:
        """The worst group of each metric of a signal's table."""
        told = []
        for metric in signal["metrics"]:
            mine = table[(table["metric_name"] == metric["metric"])]
            if len(mine) > 0:
                worst = mine.loc[mine["metric_value"].idxmax()]
                group = "" if worst["group"] == OVERALL else str(worst["group"])
                told.append({"signal": signal["name"], **metric, "value": float(worst["metric_value"]), "feature": group,
                             "rows": rows})  # fmt: skip
        return told


def _answers_of(model: Model, frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray | None, list[str]]:
    """Predictions and probabilities per request, NaN where the model fails, and every error. Requests that fail are found by
    halving: one that fails makes its batch fail."""
    if len(frame) == 0:
        return np.empty(0), np.empty(0), []
    try:
        told = model.answer(frame)
        return told.prediction.astype(np.float64), told.probability, []
    except Exception as error:
        if len(frame) == 1:
            nothing = np.full(1, np.nan)
            return nothing, nothing, [f"{type(error).__name__}: {error}"]
    middle = len(frame) // 2
    left, right = _answers_of(model, frame.iloc[:middle]), _answers_of(model, frame.iloc[middle:])
    probabilities = [each for each in (left[1], right[1]) if each is not None]
    probability = np.concatenate(probabilities) if len(probabilities) == 2 else None
    return np.concatenate([left[0], right[0]]), probability, [*left[2], *right[2]]


def _furthest(found: Sequence[tuple[Measure, float | None]]) -> tuple[Measure, float | None]:
    """The measure that is furthest from usual, of several features: from the reference's own rate where there is one."""

    def distance(each: tuple[Measure, float | None]) -> float:
        value = each[0].value or 0.0
        return -value if each[0].metric in FALLING else value - (each[1] or 0.0)

    return max(found, key=distance)
