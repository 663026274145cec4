"""What is replayed: signals with windows, metrics and thresholds, as a use case's configuration resolves to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from mlkit.contract import parse_instant
from mlkit.drift.data_drift import CHI_SQUARED, JENSEN_SHANNON, KOLMOGOROV_SMIRNOV, PSI, WASSERSTEIN
from mlkit.drift.data_quality import NULLS, OUT_OF_BOUNDS, TYPE_ERRORS
from mlkit.drift.features import FeatureType
from mlkit.problems import InputError, Problem

SignalType = Literal["data-drift", "prediction-drift", "data-quality"]

METRICS: Final[Mapping[str, tuple[str, ...]]] = {
    "jensen-shannon-distance": (JENSEN_SHANNON, "numerical", "categorical"),
    "population-stability-index": (PSI, "numerical", "categorical"),
    "normalized-wasserstein-distance": (WASSERSTEIN, "numerical"),
    "two-sample-kolmogorov-smirnov-test": (KOLMOGOROV_SMIRNOV, "numerical"),
    "pearsons-chi-squared-test": (CHI_SQUARED, "categorical"),
    "null-value-rate": (NULLS, "numerical", "categorical"),
    "data-type-error-rate": (TYPE_ERRORS, "numerical", "categorical"),
    "out-of-bounds-rate": (OUT_OF_BOUNDS, "numerical", "categorical"),
}
"""By the configuration's name: Azure's, and the types of feature that it is for."""

DRIFT: Final = tuple(METRICS)[:5]
QUALITY: Final = tuple(METRICS)[5:]

_DURATION: Final = re.compile(r"(\d{1,4})([dh])")


@dataclass(frozen=True)
class Threshold:
    """A metric and from where on it alarms.

    Attributes:
        metric: by the configuration's name, a key of `METRICS`.
        value: the configured number; of p-values the alarm is below it, of everything else above.
    """

    metric: str
    value: float

    @property
    def azure(self) -> str:
        """Azure's name of the metric."""
        return METRICS[self.metric][0]


@dataclass(frozen=True)
class Signal:
    """One signal of a monitor.

    Attributes:
        key: its name.
        type: what it looks at.
        window: of production data that a run looks at.
        offset: how long before the run the window ends.
        rolling: window and offset of earlier production data to compare with; None: the reference table.
        thresholds: by type of feature; a type without one is not looked at.
        top: only the features that weigh most, so many; None: see `only`.
        only: only these features; empty: all.
        feature_types: what the configuration says under `featureTypes`.
    """

    key: str
    type: SignalType
    window: timedelta
    offset: timedelta = timedelta(0)
    rolling: tuple[timedelta, timedelta] | None = None
    thresholds: Mapping[FeatureType, Threshold] = field(default_factory=dict)
    top: int | None = None
    only: tuple[str, ...] = ()
    feature_types: Mapping[str, FeatureType] = field(default_factory=dict)


@dataclass(frozen=True)
class Spec:
    """What is replayed.

    Attributes:
        signals: at least one.
        runs: instants of the monitor's runs, rising; empty: every `every` from the first whole window on.
        every: between two runs where `runs` is empty.
    """

    signals: tuple[Signal, ...]
    runs: tuple[datetime, ...] = ()
    every: timedelta = timedelta(days=1)


def default_spec(window: timedelta = timedelta(days=1)) -> Spec:
    """Data drift of every feature, as the configuration's defaults have it: JSD above 0.1 for numbers, PSI above 0.2."""
    thresholds: dict[FeatureType, Threshold] = {
        "numerical": Threshold("jensen-shannon-distance", 0.1),
        "categorical": Threshold("population-stability-index", 0.2),
    }
    return Spec((Signal("data-drift", "data-drift", window, thresholds=thresholds),), every=window)


def duration(text: str) -> timedelta:
    """`7d`, `12h`.

    Raises:
        ValueError: this is none.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return timedelta(days=int(found[1])) if found[2] == "d" else timedelta(hours=int(found[1]))


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def wrong(self, at: str, message: str, given: object = "", allowed: str = "") -> None:
        self.problems.append(Problem(f"{self.where} {at}", message, str(given), allowed))

    def span(self, at: str, value: Any, default: timedelta, least: timedelta = timedelta(0)) -> timedelta:
        if value is None:
            return default
        try:
            found = duration(str(value))
        except ValueError:
            self.wrong(at, "this is no duration", value, "7d, 12h")
            return default
        if found < least:
            self.wrong(at, "this duration is too short", value, f"{least} or more")
        return found

    def threshold(self, at: str, given: Any, kind: FeatureType, known: Sequence[str]) -> Threshold | None:
        if not isinstance(given, dict) or not isinstance(given.get("value"), int | float):
            self.wrong(at, "a threshold has a metric and a value", given, '{"metric": …, "value": 0.1}')
            return None
        metric = given.get("metric")
        if metric not in known or kind not in METRICS[str(metric)][1:]:
            allowed = ", ".join(name for name in known if kind in METRICS[name][1:])
            self.wrong(at, f"no such metric for {kind} features", metric, allowed)
            return None
        return Threshold(str(metric), float(given["value"]))

    def signal(self, index: int, given: Any) -> Signal | None:
        at = f"signals[{index}]"
        if not isinstance(given, dict):
            self.wrong(at, "a signal is an object", given)
            return None
        kind = given.get("type")
        if kind not in ("data-drift", "prediction-drift", "data-quality"):
            self.wrong(f"{at}.type", "this kind of signal is not replayed", kind, "data-drift, prediction-drift, data-quality")
            return None
        window = self.span(f"{at}.window", given.get("window"), timedelta(days=1), timedelta(hours=1))
        rolling = None
        reference = given.get("reference")
        if isinstance(reference, dict):
            rolling = (self.span(f"{at}.reference.window", reference.get("window"), window, timedelta(hours=1)),
                       self.span(f"{at}.reference.offset", reference.get("offset"), 2 * window))  # fmt: skip
        thresholds: dict[FeatureType, Threshold] = {}
        known = QUALITY if kind == "data-quality" else DRIFT
        sides: tuple[FeatureType, ...] = ("numerical", "categorical")
        for side in sides:
            if given.get(side) is not None:
                found = self.threshold(f"{at}.{side}", given[side], side, known)
                if found is not None:
                    thresholds[side] = found
        if not thresholds and not self.problems:
            self.wrong(at, "a signal has a threshold for numerical or for categorical features")
        types = given.get("featureTypes") or {}
        for name, stated in types.items():
            if stated not in ("numerical", "categorical"):
                self.wrong(f"{at}.featureTypes.{name}", "no such feature type", stated, "numerical, categorical")
        features = given.get("features") or {}
        return Signal(
            str(given.get("key", kind)), kind, window, self.span(f"{at}.offset", given.get("offset"), timedelta(0)), rolling,
            thresholds, features.get("top"), tuple(features.get("only") or ()), types,
        )  # fmt: skip


def read_spec(path: Path) -> Spec:
    """Reads `{"every": "1d", "runs": [ISO…], "signals": [{key, type, window, offset, reference, numerical, categorical,
    features, featureTypes}]}`; a reference is `{"window", "offset"}` of earlier production data, or left out.

    Raises:
        InputError: for everything that is wrong with it.
    """
    try:
        given = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read: {error.strerror}")]) from error
    except json.JSONDecodeError as error:
        raise InputError([Problem(f"{path}:{error.lineno}:{error.colno}", "this is no JSON")]) from error
    reader = _Reader(str(path))
    if not isinstance(given, dict) or not isinstance(given.get("signals"), list) or not given["signals"]:
        raise InputError([Problem(str(path), "there are no signals", allowed='{"signals": [{"type": "data-drift", …}]}')])
    signals = [found for index, each in enumerate(given["signals"]) if (found := reader.signal(index, each)) is not None]
    runs: list[datetime] = []
    for index, text in enumerate(given.get("runs") or []):
        try:
            runs.append(parse_instant(str(text)))
        except ValueError:
            reader.wrong(f"runs[{index}]", "this is no instant", text, "2026-12-07T05:30:00Z")
    every = reader.span("every", given.get("every"), timedelta(days=1), timedelta(hours=1))
    if reader.problems:
        raise InputError(reader.problems)
    return Spec(tuple(signals), tuple(sorted(runs)), every)
