"""From files and signals to what a monitor would have said, told from chance, with thresholds to take instead."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from mlkit.backtest import replay
from mlkit.backtest.columns import Source, open_table
from mlkit.backtest.labels import judge_alarms, losses
from mlkit.backtest.production import LocalProduction, Production
from mlkit.backtest.replay import Feature, FeatureResult, Plan
from mlkit.backtest.spec import Signal, Spec, Threshold, default_spec
from mlkit.backtest.surprises import surprises
from mlkit.contract import Contract
from mlkit.drift.attribution import feature_importances
from mlkit.drift.features import DISTINCT_SHARE, FeatureType
from mlkit.drift.measure import FALLING, breaches, breaches_drift
from mlkit.io import plain
from mlkit.problems import InputError, Problem
from mlkit.sparktypes import is_whole
from mlkit.table import Table, read_table

CONFIDENCE: Final = (0.95, 0.99)
LARGEST_RANKED: Final = 200_000
"""Rows of a reference that features are ranked on; above, ranking is left out with a note."""


@dataclass(frozen=True)
class Files:
    """What is read.

    Attributes:
        production: what a model was asked, with an instant per row.
        reference: what it was trained on; None: signals compare with earlier production data only.
        time: production's column of the instant.
        contract: the use case's, or None.
        target: the reference's column of the label, which ranks features and is none itself.
        prediction: production's column of the answer.
        score: production's column of the probability of 1.
        labels: table of ids and labels, or None.
        id_column: joins production and labels.
    """

    production: Path
    reference: Path | None
    time: str
    contract: Contract | None = None
    target: str | None = None
    prediction: str | None = None
    score: str | None = None
    labels: Path | None = None
    id_column: str | None = None


def _own_types(contract: Contract | None, signal: Signal) -> dict[str, FeatureType]:
    stated: dict[str, FeatureType] = dict(signal.feature_types)
    for name, kind in (contract.feature_types if contract is not None else {}).items():
        stated.setdefault(name, kind)
    return stated


def _ranked(files: Files, signal: Signal, features: list[Feature], notes: list[str]) -> list[Feature]:
    """The `top` features by the reference's importances, as Azure's feature selector has them."""
    if signal.top is None or signal.top >= len(features):
        return features
    if files.reference is None or files.target is None:
        notes.append(f"{signal.key}: the top {signal.top} features need the reference's target: all are looked at")
        return features
    table = read_table(files.reference) if files.reference.is_file() else None
    if table is None or table.rows > LARGEST_RANKED or files.target not in table.columns:
        notes.append(f"{signal.key}: features are not ranked on this reference: all are looked at")
        return features
    wanted = {feature.name for feature in features}
    columns = {name: column for name, column in table.columns.items() if name in wanted or name == files.target}
    importances, _ = feature_importances(Table(columns, table.rows), files.target, overrides=signal.feature_types)
    best = sorted(importances, key=lambda name: (-importances[name], name))[: signal.top]
    return [feature for feature in features if feature.name in best]


def _features(
    files: Files, signal: Signal, reference: Source | None, production: Production, notes: list[str]
) -> list[Feature]:
    """What a signal compares, each with its type as Azure takes it."""
    known: Production | Source = production if reference is None or signal.rolling is not None else reference
    not_features = {files.time, files.id_column, files.target, files.score}
    if signal.type == "prediction-drift":
        names = [name for name in (files.prediction, files.score) if name is not None]
        if not names:
            raise InputError([Problem(signal.key, "prediction drift needs the column of the prediction", fix="--prediction")])
    else:
        not_features.add(files.prediction)
        names = [name for name in known.types if name not in not_features]
        if files.contract is not None:
            listed = {column.name for column in files.contract.features}
            names = [name for name in names if name in listed]
    if signal.only:
        lacking = [name for name in signal.only if name not in known.types or name not in production.types]
        if lacking:
            raise InputError([Problem(f"{signal.key}.features.only", "no such column", name, ", ".join(known.types))
                              for name in lacking])  # fmt: skip
        names = list(signal.only)
    stated = _own_types(files.contract, signal)
    found: list[Feature] = []
    for name in names:
        # Quality looks at columns of any type; drift skips those whose types do not fit, without a word.
        if name not in production.types:
            notes.append(f"{signal.key}: production has no column {name}: it is not looked at")
            continue
        kind = known.types[name] if signal.type == "data-quality" else replay.compared(known.types, production.types, name)
        if kind is None:
            notes.append(f"{signal.key}: {name} is skipped without a word in Azure: {known.types[name]} in the reference, "
                         f"{production.types[name]} in production")  # fmt: skip
            continue
        if kind == "timestamp" or kind.startswith("decimal("):
            continue
        guessed = known.kind(name, kind) if isinstance(known, Production) else replay.kind_of(known.read(name), kind)
        taken = stated.get(name, guessed)
        if is_whole(kind) and guessed == "categorical" and name not in signal.feature_types:
            wanted = "" if stated.get(name) != "numerical" else "; the contract says it is numerical"
            notes.append(
                f"{signal.key}: {name} holds whole numbers of which fewer than {DISTINCT_SHARE:.0%} are distinct: Azure "
                f"compares them as categories until featureTypes says otherwise{wanted}"
            )
            taken = guessed
        if taken == "numerical" and known.types[name] in ("string", "boolean"):
            raise InputError([Problem(signal.key, "a column that is no number cannot be numerical", name)])
        if isinstance(known, Source):
            notes += surprises(signal, name, taken, known.read(name))
        found.append(Feature(name, taken, guessed if guessed != taken else None))
    found = [feature for feature in _ranked(files, signal, found, notes) if feature.kind in signal.thresholds]
    if not found:
        raise InputError([Problem(signal.key, "no feature of a type that has a threshold is in both tables",
                                  ", ".join(names) or "none")])  # fmt: skip
    return found


def _breach(signal: Signal, threshold: Threshold, value: float, own: float) -> bool:
    """Azure's verdict; what was not computed is none."""
    if signal.type == "data-quality":
        return breaches(threshold.azure, value, own + threshold.value)
    return False if math.isnan(value) else breaches_drift(threshold.azure, value, threshold.value)


def _rounded_away(value: float, falling: bool) -> float:
    """Two digits that count, away from alarms."""
    if value == 0 or not math.isfinite(value):
        return value
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return float(f"{(math.floor if falling else math.ceil)(value / unit) * unit:.6g}")


def _no_drift(
    signal: Signal, plan: Plan, kind: FeatureType, features: Sequence[Feature], results: Mapping[str, FeatureResult]
) -> dict[str, Any] | None:
    """What the signal gives if nothing changed, per size of window: levels of the worst feature, share of runs that alarm."""
    threshold = signal.thresholds[kind]
    falling = threshold.azure in FALLING
    sizes = []
    for size in plan.sizes:
        drawn = [results[each.name].quiet[size] for each in features if size in results[each.name].quiet]
        if not drawn:
            return None
        table = np.array(drawn)
        worst = np.nanmin(table, axis=0) if falling else np.nanmax(table, axis=0)
        levels = {f"{share:.0%}": float(np.quantile(worst, 1 - share if falling else share)) for share in CONFIDENCE}
        alarms = np.array([any(_breach(signal, threshold, value, 0.0) for value in column) for column in table.T])
        sizes.append({
            "rows": size, "draws": table.shape[1], "levels": levels, "alarm_share": float(alarms.mean()),
            "features": {each.name: {f"{share:.0%}": float(np.quantile(results[each.name].quiet[size],
                                     1 - share if falling else share)) for share in CONFIDENCE} for each in features},
        })  # fmt: skip
    return {"metric": threshold.metric, "threshold": threshold.value, "sizes": sizes} if sizes else None


def _suggested(
    signal: Signal, plan: Plan, kind: FeatureType, features: Sequence[Feature], results: Mapping[str, FeatureResult],
    quiet: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """A threshold that does not alarm in more than 1 run in 100 though nothing changed, in the windows with the fewest rows.

    One that is no tighter than that is kept: how much of a change matters is for people to say.
    """
    threshold = signal.thresholds[kind]
    falling = threshold.azure in FALLING
    levels = [size["levels"]["99%"] for size in quiet["sizes"]]
    level = _rounded_away(min(levels) if falling else max(levels), falling)
    tight = bool(threshold.value > level if falling else threshold.value < level)
    value = level if tight else threshold.value
    with_it = Threshold(threshold.metric, value)

    def alarms(chosen: Threshold) -> int:
        return sum(
            any(_breach(signal, chosen, float(results[each.name].values[index]), 0.0) for each in features)
            for index in range(len(plan.windows))
        )

    few = quiet["sizes"][0]
    now = (
        f"with {few['rows']} rows a window, {threshold.value:g} alarms in {few['alarm_share']:.0%} of the runs of a quiet time"
    )
    return {
        "metric": threshold.metric, "from": threshold.value, "to": value, "no_drift": level,
        "alarms": {"from": alarms(threshold), "to": alarms(with_it)}, "below_no_drift": tight,
        "reason": f"{now}; {level:g} in 1 of 100" if tight else f"{now}: it can stay",
    }  # fmt: skip


def _described(plan: Plan, results: Mapping[str, FeatureResult], columns: Sequence[str]) -> dict[str, Any]:
    signal = plan.signal

    def breaks(each: Feature, index: int) -> bool:
        found = results[each.name]
        return _breach(signal, signal.thresholds[each.kind], float(found.values[index]), found.own_threshold)

    by_window = [[each.name for each in plan.features if breaks(each, index)] for index in range(len(plan.windows))]
    rows = [window.count for window in plan.windows]
    lost = [window.count - window.complete if signal.type != "data-quality" else 0 for window in plan.windows]
    refused = sorted({result.refused for result in results.values() if result.refused})
    features = []
    for each in plan.features:
        values = results[each.name].values
        alarmed = [index for index, names in enumerate(by_window) if each.name in names]
        finite = values[np.isfinite(values)]
        falling = signal.thresholds[each.kind].azure in FALLING
        features.append({
            "name": each.name, "type": each.kind, "metric": signal.thresholds[each.kind].metric,
            "threshold": signal.thresholds[each.kind].value + results[each.name].own_threshold,
            "alarms": len(alarmed), "first_alarm": plan.windows[alarmed[0]].run if alarmed else None,
            "median": float(np.median(finite)) if len(finite) else None,
            "worst": (float(finite.min()) if falling else float(finite.max())) if len(finite) else None,
        })  # fmt: skip
    alarmed = [index for index, names in enumerate(by_window) if names]
    # A refusal ends the whole run in Azure: no alarm comes out of it.
    told: dict[str, Any] = {
        "key": signal.key, "type": signal.type, "runs": len(plan.windows), "alarms": 0 if refused else len(alarmed),
        "first_alarm": None if refused or not alarmed else plan.windows[alarmed[0]].run,
        "features": sorted(features, key=lambda each: (-int(str(each["alarms"])), str(each["name"]))),
        "rows_per_window": {"fewest": min(rows), "median": int(np.median(rows)), "most": max(rows)},
        "lost_to_nulls": {"rows": sum(lost), "share": sum(lost) / max(1, sum(rows)), "columns": list(columns)},
        "refused": refused,
        "windows": [
            {"run": window.run, "from": window.start, "to": window.end, "rows": count, "lost": gone,
             "alarm": bool(names) and not refused, "features": names}
            for window, count, gone, names in zip(plan.windows, rows, lost, by_window, strict=True)
        ],
    }  # fmt: skip
    if signal.type != "data-quality" and not refused:
        told["no_drift"], told["suggested"] = {}, {}
        for kind in signal.thresholds:
            these = [each for each in plan.features if each.kind == kind]
            quiet = _no_drift(signal, plan, kind, these, results) if these else None
            if quiet is not None:
                told["no_drift"][kind] = quiet
                told["suggested"][kind] = _suggested(signal, plan, kind, these, results, quiet)
    return told


def _sizes(plan_windows: Sequence[replay.Window]) -> tuple[int, ...]:
    counts = sorted(window.complete for window in plan_windows if window.complete > 0)
    if not counts:
        return ()
    found: list[int] = []
    for size in (counts[len(counts) // 10], counts[len(counts) // 2], counts[-1 - len(counts) // 10]):
        # The level goes with the root of the rows: a tenth more makes no difference worth the time.
        if not found or size > 1.1 * found[-1]:
            found.append(size)
    return tuple(found)


def _local(path: Path | None, workspace: Path, contract: Contract | None, problems: list[Problem]) -> Source | None:
    """A table of this machine; what is wrong with it goes to `problems`."""
    if path is None:
        return None
    try:
        return open_table(path, workspace, contract)
    except InputError as error:
        problems += error.problems
        return None


def _require_labels(files: Files, labels: Source) -> None:
    wanted = {"--id": files.id_column, "--target": files.target}
    lacking = [Problem(option, "labels need it") for option, name in wanted.items() if name is None]
    if files.prediction is None:
        lacking.append(Problem("--prediction", "labels need it: how good was which answer?"))
    if lacking:
        raise InputError(lacking)
    replay.require_columns(labels.types, wanted, "the table of labels")


def judge(
    production: Production, reference: Source | None, files: Files, spec: Spec, *, seed: int, draws: int
) -> tuple[dict[str, Any], list[Plan]]:
    """Replays signals over what production was asked, wherever that lies.

    Args:
        production: what is replayed.
        reference: what it is compared with, or None.
        files: the columns that mean something, and the contract.
        spec: what is replayed.
        seed: of the resampling.
        draws: how often the reference is resampled per size of window; 0: the level without drift is left out.

    Returns:
        The report without labels, see `backtest`, and what was computed per signal.

    Raises:
        InputError: the tables do not fit the signals.
    """
    notes: list[str] = []
    named = {"--time": files.time, "--prediction": files.prediction, "--score": files.score}
    replay.require_columns(production.types, named, "production")
    needs = [signal.key for signal in spec.signals if signal.rolling is None and reference is None]
    if needs:
        raise InputError([Problem(key, "this signal compares with the reference", fix="--reference") for key in needs])
    shared = [name for name in production.types if reference is None or name in reference.types]
    shared = [name for name in shared if name not in (files.time, files.target)]
    first, last, holed = production.opened(files.time, shared)
    known = replay.complete_rows(reference, shared)[0] if reference is not None else np.zeros(0, dtype=bool)
    runs = replay.run_instants(spec, first, last)
    seen = production.windows(spec.signals, runs)
    plans = []
    for signal, found in zip(spec.signals, seen, strict=True):
        if not found:
            span = f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
            raise InputError([Problem(signal.key, "no run has a whole window of data", span,
                                      f"{len(runs)} runs, windows of {signal.window}")])  # fmt: skip
        features = _features(files, signal, reference, production, notes)
        sizes = _sizes(found) if draws > 0 and signal.type != "data-quality" and reference is not None else ()
        plans.append(Plan(signal, found, tuple(features), sizes))
    results = production.replayed(plans, reference, known, seed=seed, draws=draws)
    signals = [_described(plan, found, holed) for plan, found in zip(plans, results, strict=True)]
    report = {
        "production": str(files.production), "reference": None if files.reference is None else str(files.reference),
        "rows": production.rows, "reference_rows": None if reference is None else reference.rows, "from": first, "to": last,
        "seed": seed, "signals": signals, "notes": notes,
    }  # fmt: skip
    return report, plans


def backtest(
    files: Files, spec: Spec | None = None, *, seed: int = 0, draws: int = replay.DRAWS, processes: int | None = None
) -> dict[str, Any]:
    """Replays signals over past data on this machine.

    Args:
        files: what is read.
        spec: what is replayed. Default: data drift of every feature, daily.
        seed: of the resampling.
        draws: how often the reference is resampled per size of window; 0: the level without drift is left out.
        processes: default: one per core.

    Returns:
        `{rows, from, to, signals: [...], notes: [...]}`; per signal `runs`, `alarms`, `first_alarm`, `features`,
        `rows_per_window`, `lost_to_nulls`, `refused`, `windows`, `no_drift` and `suggested` by type of feature, and `labels`
        where labels were given (see `judge_alarms`).

    Raises:
        InputError: for everything that is wrong with the files or does not fit the signals.
    """
    with tempfile.TemporaryDirectory(prefix="mlops-backtest-") as folder:
        problems: list[Problem] = []
        table, reference, labels = (_local(path, Path(folder), files.contract, problems)
                                    for path in (files.production, files.reference, files.labels))  # fmt: skip
        if problems:
            raise InputError(problems)
        assert table is not None
        production = LocalProduction(table, processes)
        if labels is not None:
            _require_labels(files, labels)
            replay.require_columns(table.types, {"--id": files.id_column}, "production")
        report, plans = judge(production, reference, files, spec or default_spec(), seed=seed, draws=draws)
        if labels is not None and files.prediction is not None and files.id_column is not None and files.target is not None:
            judged = losses(table, labels, order=production.order, id_column=files.id_column, target=files.target,
                            prediction=files.prediction, score=files.score)  # fmt: skip
            for told, plan in zip(report["signals"], plans, strict=True):
                told["labels"] = judge_alarms(
                    judged, [window.end for window in plan.windows], [window.rows for window in plan.windows],
                    [window["alarm"] for window in told["windows"]], seed,
                )  # fmt: skip
        return report


def as_json(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report of plain values: instants as ISO 8601 in UTC, what is not finite as None."""

    def instants(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: instants(each) for key, each in value.items()}
        if isinstance(value, list):
            return [instants(each) for each in value]
        return value.isoformat() + "Z" if isinstance(value, datetime) else value

    found = instants(plain(report))
    assert isinstance(found, dict)
    return found
