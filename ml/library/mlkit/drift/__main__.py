"""`python -m mlkit.drift`: Azure's numbers for two tables. Run by `mlops ml drift`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from mlkit.drift.attribution import attribution_drift
from mlkit.drift.data_drift import DataDrift, data_drift
from mlkit.drift.data_quality import data_quality
from mlkit.drift.features import FeatureType
from mlkit.drift.measure import Measure
from mlkit.drift.traps import traps
from mlkit.problems import InputError, Problem, Refused
from mlkit.table import Table, check_types, read_table

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


def _renamed(table: Table, prediction: str, target: str) -> Table:
    """Production as its attribution is computed: the prediction under the target's name, as Azure's own example has it."""
    columns = {name: column for name, column in table.columns.items() if name not in (prediction, target)}
    return Table({**columns, target: table.columns[prediction]}, table.rows)


def _check_columns(options: argparse.Namespace, tables: Mapping[str, Table], types: Mapping[str, Mapping[str, str]]) -> None:
    problems = []
    everywhere = {name for table in tables.values() for name in table.columns}
    listed = ", ".join(sorted(everywhere))
    for name in sorted({name for given in types.values() for name in given} - everywhere):
        problems.append(Problem(str(options.types), "neither table has this column", given=name, allowed=listed))
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


def compute(options: argparse.Namespace) -> tuple[list[Measure], list[str]]:
    """All measures, drift first, and what to know about them."""
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
    _check_columns(options, tables, types)

    reference, production = tables["reference"], tables["production"]
    drift: DataDrift = data_drift(reference, production, overrides=overrides)
    measures = list(drift.measures)
    notes = list(traps(reference, production, drift, overrides))
    measures += [quality.measure for quality in data_quality(reference, production, overrides=overrides)]
    if options.target is not None:
        try:
            asked = production if options.prediction is None else _renamed(production, options.prediction, options.target)
            kept = reference if options.prediction is None or options.prediction == options.target else Table(
                {n: c for n, c in reference.columns.items() if n != options.prediction}, reference.rows
            )  # fmt: skip
            measures += attribution_drift(kept, asked, options.target, task=options.task, overrides=overrides).measures()
            notes.append(
                "Azure's attribution component writes NaN as its threshold at the commit these formulas follow: its verdict is "
                "always that NDCG fell"
            )
        except Refused as refusal:
            notes.append(f"feature attribution drift would fail in Azure: {refusal}")
    return measures, notes


def main(given: Sequence[str]) -> int:
    """Runs the command. 0: computed; 1: Azure's own run would fail on these tables; 2: the input cannot be used."""
    options = _arguments(given)
    try:
        measures, notes = compute(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except Refused as refusal:
        print(f"Azure's run would fail on these tables: {refusal}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps([_entry(measure) for measure in measures], indent=1))
    else:
        print(_text(measures))
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
