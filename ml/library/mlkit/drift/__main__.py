"""`python -m mlkit.drift`: Azure's numbers for two tables. Run by `mlops ml drift`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from mlkit.drift.attribution import attribution_drift
from mlkit.drift.data_drift import data_drift
from mlkit.drift.data_quality import data_quality
from mlkit.drift.features import FeatureType
from mlkit.drift.measure import Measure
from mlkit.drift.traps import traps
from mlkit.problems import InputError, Problem, Refused
from mlkit.table import Column, Table, check_types, read_table

SIDES = ("reference", "production")


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mlops ml drift", description="What Azure's monitors compute on two tables.")
    parser.add_argument("--reference", type=Path, required=True, help="CSV or Parquet: what the model was trained on")
    parser.add_argument("--production", type=Path, required=True, help="CSV or Parquet: what it was asked")
    parser.add_argument("--types", type=Path, help="JSON: Spark type by column, or that for reference and for production")
    parser.add_argument("--target", help="column that a model predicts: computes feature attribution drift, too")
    parser.add_argument("--prediction", help="production's column that stands for the target. Default: the target")
    parser.add_argument("--task", choices=("classification", "regression"), help="default: by the target's type")
    parser.add_argument("--feature-type", action="append", default=[], metavar="COLUMN=TYPE",
                        help="numerical or categorical, whatever the column looks like")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser.parse_args(given)


def _types(path: Path | None) -> dict[str, dict[str, str]]:
    """Spark types by side and column."""
    if path is None:
        return {side: {} for side in SIDES}
    try:
        content: Any = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read: {error.strerror}")]) from error
    except ValueError as error:
        at = f"{path}:{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else str(path)
        raise InputError([Problem(at, "this is no JSON", fix='write {"column": "bigint"}')]) from error
    if not isinstance(content, dict):
        raise InputError([Problem(str(path), "this is no object", allowed='{"column": "bigint"}')])
    per_side = set(content) <= set(SIDES) and all(isinstance(value, dict) for value in content.values()) and content
    problems: list[Problem] = []
    found: dict[str, dict[str, str]] = {}
    for side in SIDES:
        try:
            found[side] = check_types(content.get(side, {}) if per_side else content, str(path))
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise InputError(problems)
    return found


def _overrides(given: Sequence[str]) -> dict[str, FeatureType]:
    found: dict[str, FeatureType] = {}
    problems = []
    for text in given:
        name, _, kind = text.rpartition("=")
        if name == "" or kind not in get_args(FeatureType):
            problems.append(Problem("--feature-type", "no such feature type", text, "COLUMN=numerical, COLUMN=categorical"))
        else:
            found[name] = "numerical" if kind == "numerical" else "categorical"
    if problems:
        raise InputError(problems)
    return found


def _attributed(reference: Table, production: Table, target: str, prediction: str | None) -> tuple[Table, Table]:
    """Both sides as attribution is computed: production's prediction under the target's name, as Azure's own example has it."""
    if prediction is None:
        return reference, production
    kept = {name: column for name, column in reference.columns.items() if name == target or name != prediction}
    asked = {name: column for name, column in production.columns.items() if name not in (prediction, target)}
    renamed = Column(target, production.columns[prediction].type, production.columns[prediction].cells)
    return Table(kept, reference.rows), Table({**asked, target: renamed}, production.rows)


def _check_columns(
    options: argparse.Namespace, tables: Mapping[str, Table], types: Mapping[str, Mapping[str, str]], overrides: Iterable[str]
) -> None:
    problems = []
    everywhere = {name for table in tables.values() for name in table.columns}
    listed = ", ".join(sorted(everywhere))
    for name in sorted({name for given in types.values() for name in given} - everywhere):
        problems.append(Problem(str(options.types), "neither table has this column", given=name, allowed=listed))
    for name in sorted(set(overrides) - everywhere):
        problems.append(Problem("--feature-type", "neither table has this column", given=name, allowed=listed))
    for option, name in (("--target", options.target), ("--prediction", options.prediction)):
        side = "production" if option == "--prediction" else "reference"
        if name is not None and name not in tables[side].columns:
            problems.append(
                Problem(option, f"the {side} has no such column", given=name, allowed=", ".join(tables[side].columns))
            )
    if options.prediction is not None and options.target is None:
        problems.append(Problem("--prediction", "a prediction of what?", fix="name the target with --target"))
    if problems:
        raise InputError(problems)


def _json_value(value: float | None) -> float | str | None:
    if value is None or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _entry(measure: Measure) -> dict[str, Any]:
    rows = {"reference": measure.rows.reference, "production": measure.rows.production}
    return {
        "feature": measure.feature,
        "metric": measure.metric,
        "value": _json_value(measure.value),
        "rows": rows,
        "data_type": measure.data_type,
    }


def _text(measures: Sequence[Measure]) -> str:
    lines = [("feature", "metric", "value", "type", "rows")]
    for measure in measures:
        value = "not computed" if measure.value is None else f"{measure.value:.6g}"
        rows = f"{measure.rows.reference} | {measure.rows.production}"
        lines.append((measure.feature or "(all)", measure.metric, value, measure.data_type or "-", rows))
    widths = [max(len(line[index]) for line in lines) for index in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


@dataclass
class Computed:
    """What a run computed.

    Attributes:
        measures: drift first, then quality, then attribution.
        notes: what to know about them.
        failed: whether a signal's run would fail in Azure, whatever metrics it has.
    """

    measures: list[Measure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed: bool = False

    @contextmanager
    def signal(self, name: str) -> Iterator[None]:
        """One signal: that it would fail ends neither the others nor the command."""
        try:
            yield
        except Refused as refusal:
            self.notes.append(f"{name} would fail in Azure: {refusal}")
            self.failed = True


def compute(options: argparse.Namespace) -> Computed:
    """All signals that were asked for.

    Raises:
        InputError: tables, types or options cannot be used.
    """
    problems: list[Problem] = []
    overrides: dict[str, FeatureType] = {}
    types: dict[str, dict[str, str]] = {side: {} for side in SIDES}
    tables: dict[str, Table] = {}
    try:
        overrides = _overrides(options.feature_type)
    except InputError as error:
        problems += error.problems
    try:
        types = _types(options.types)
    except InputError as error:
        problems += error.problems
    for side in SIDES:
        try:
            tables[side] = read_table(getattr(options, side), types[side])
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    _check_columns(options, tables, types, overrides)

    reference, production = tables["reference"], tables["production"]
    found = Computed()
    with found.signal("data drift"):
        drift = data_drift(reference, production, overrides=overrides)
        found.measures += drift.measures
        found.notes += traps(reference, production, drift, overrides)
        found.failed = found.failed or bool(drift.impossible())
    with found.signal("data quality"):
        found.measures += [quality.measure for quality in data_quality(reference, production, overrides=overrides)]
    if options.target is not None:
        with found.signal("feature attribution drift"):
            sides = _attributed(reference, production, options.target, options.prediction)
            found.measures += attribution_drift(*sides, options.target, task=options.task, overrides=overrides).measures()
            found.notes.append(
                "Azure's attribution component writes NaN as its threshold at the commit these formulas follow: its verdict is "
                "always that NDCG fell"
            )
    return found


def main(given: Sequence[str]) -> int:
    """Runs the command. 0: computed; 1: Azure's own run would fail on these tables; 2: the input cannot be used."""
    options = _arguments(given)
    try:
        found = compute(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    if options.json and found.measures:
        print(json.dumps([_entry(measure) for measure in found.measures], indent=1))
    elif found.measures:
        print(_text(found.measures))
    for note in found.notes:
        print(f"note: {note}", file=sys.stderr)
    return 1 if found.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
