"""The formulas on tables made to go wrong: numbers, and failures, that the code behind Azure's own signals gave on them.

The tables were drawn at random (numpy's PCG64), Spark 3.4.4 computed them: measured/*.json.
"""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlkit.drift import attribution_drift, data_drift, data_quality
from mlkit.drift.__main__ import main
from mlkit.problems import Refused
from mlkit.sparkcasts import can_cast, cast_fails, cast_text
from mlkit.sparktypes import canonical
from mlkit.table import Column, Table

CASES = sorted(Path(__file__).parent.glob("measured/*.json"))


@cache
def case(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def cell(value: Any, kind: str) -> Any:
    if value is None or kind not in ("double", "float", "timestamp", "date"):
        return value
    return {"timestamp": datetime.fromisoformat, "date": date.fromisoformat}.get(kind, float)(value)


@cache
def sides(path: Path) -> tuple[Table, Table]:
    tables = []
    for side in ("reference", "production"):
        columns = {
            name: Column(name, given["type"], [cell(value, given["type"]) for value in given["cells"]])
            for name, given in case(path)["tables"][side].items()
        }
        tables.append(Table(columns, case(path)["rows"][side]))
    return tables[0], tables[1]


def agrees(metric: str, value: float | None, wanted: float | str | None) -> bool:
    if value is None or wanted is None:
        return value is wanted
    number = float(wanted)
    if math.isnan(number) or number == value:
        return math.isnan(value) or number == value
    return math.isclose(value, number, rel_tol=1e-6 if metric.endswith("Test") else 1e-9, abs_tol=1e-8)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_drift(path: Path) -> None:
    found = data_drift(*sides(path), overrides=case(path)["overrides"])
    assert sorted([refusal.metric, refusal.data_type] for refusal in found.refused) == case(path)["refused"]
    values = {(m.feature, m.metric): m for m in found.measures}
    assert set(values) == {(feature, metric) for feature, metric, _, _ in case(path)["drift"]}
    for feature, metric, value, data_type in case(path)["drift"]:
        measure = values[feature, metric]
        assert agrees(metric, measure.value, value), (measure, value)
        assert measure.data_type == data_type, measure


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_quality(path: Path) -> None:
    if case(path)["quality_fails"]:
        with pytest.raises(Refused):
            data_quality(*sides(path), overrides=case(path)["overrides"])
        return
    found = data_quality(*sides(path), overrides=case(path)["overrides"])
    measured = {(q.measure.feature, q.measure.metric): (q.measure.value, q.measure.data_type) for q in found}
    assert measured == {(feature, metric): (value, kind) for feature, metric, value, kind in case(path)["quality"]}


def test_every_way_to_fail_is_among_the_tables() -> None:
    assert any(case(path)["quality_fails"] for path in CASES)
    assert any(case(path)["refused"] for path in CASES)
    assert any(not case(path)["refused"] and not case(path)["quality_fails"] for path in CASES)


ROWS = 60
DRAWN = [float(value) for value in np.random.default_rng(5).normal(0, 1, ROWS)]
FEATURE = Column("x", "double", DRAWN)
ANSWERS = Column("y", "string", ["yes" if value > 0 else "no" for value in DRAWN])


@pytest.mark.parametrize(
    ("target", "task", "more", "says"),
    [
        (ANSWERS, "regression", None, "pandas dtypes must be int, float or bool. Fields with bad pandas dtypes: y: object"),
        (Column("y", "string", [None, *ANSWERS.cells[1:]]), None, None, "Unknown label type: unknown."),
        (Column("y", "boolean", [None, *(value > 0 for value in DRAWN[1:])]), None, None, "Unknown label type: unknown."),
        (
            Column("y", "bigint", [None, *(int(value > 0) for value in DRAWN[1:])]),
            "classification",
            None,
            "Input contains NaN.",
        ),
        (FEATURE, "classification", None, "The target column is continuous."),
        (ANSWERS, None, Column("day", "date", [date(2024, 1, 1)] * ROWS), "Circular reference detected (day of type date)"),
        (ANSWERS, None, Column("sum", "decimal(10,2)", [1.5] * ROWS), "Circular reference detected"),
        (ANSWERS, None, Column("raw", "binary", [b"1"] * ROWS), "unhashable type: 'bytearray' (raw)"),
    ],
)
def test_what_attribution_cannot_learn(target: Column, task: Any, more: Column | None, says: str) -> None:
    columns = {
        "x": FEATURE,
        "z": FEATURE,
        **({} if more is None else {more.name: more}),
        "y": Column("y", target.type, target.cells),
    }
    with pytest.raises(Refused) as refused:
        attribution_drift(Table(columns, ROWS), Table(columns, ROWS), "y", task=task)
    assert says in str(refused.value)


def test_a_null_in_an_amount_counts_as_zero() -> None:
    gaps = [None if index % 10 == 0 else value for index, value in enumerate(DRAWN)]

    def importances(cells: list[float | None]) -> list[float]:
        table = Table({"x": FEATURE, "z": FEATURE, "y": Column("y", "double", cells)}, ROWS)
        return attribution_drift(table, table, "y").reference.tolist()

    assert importances(gaps) == importances([0.0 if value is None else value for value in gaps])
    assert importances(gaps) != importances(list(DRAWN))


def test_a_correlation_id_is_learned_from_but_not_reported() -> None:
    named = {"x": FEATURE, "z": FEATURE, "y": ANSWERS}
    collected = {**named, "correlationid": Column("correlationid", "string", [f"{index}" for index in range(ROWS)])}
    found = attribution_drift(Table(named, ROWS), Table(collected, ROWS), "y")
    assert found.features == ("x", "z")


@pytest.mark.parametrize(
    ("text", "kind", "becomes"),
    [
        (".", "int", 0), ("\x007", "bigint", 7), ("\xa07", "bigint", None), ("٣", "double", None), ("0x1p3", "double", 8.0),
        ("3.5d", "double", 3.5), ("3.5d", "decimal(10,2)", None), ("1e400", "decimal(10,2)", None),
        ("2.005", "decimal(10,2)", 2.01),
        ("123456789", "decimal(10,2)", None), ("2024-1-1", "date", date(2024, 1, 1)),
        ("2024", "timestamp", datetime(2024, 1, 1)),
        ("202", "timestamp", None), ("20240", "timestamp", datetime.max), ("20240101", "timestamp", None),
        ("2024-W05", "timestamp", None), ("2024-01-01 1:2:3", "timestamp", datetime(2024, 1, 1, 1, 2, 3)),
        ("2024-01-01 10:00:00 GMT+2", "timestamp", datetime(2024, 1, 1, 8)), ("2024-02-30", "date", None),
        ("2024-01-01 10:00 Europe/Berlin", "timestamp", datetime(2024, 1, 1, 9)), ("2024-01-01 24:00:00", "timestamp", None),
        ("2024-01-01 24:00:00", "date", date(2024, 1, 1)), ("10:00", "date", None),
        ("10:00", "timestamp", datetime(1970, 1, 1, 10)),
    ],
)  # fmt: skip
def test_casts_of_texts(text: str, kind: str, becomes: Any) -> None:
    assert cast_text(text, kind) == becomes


def test_casts_between_types() -> None:
    assert not can_cast("bigint", "date")
    assert not can_cast("binary", "double")
    assert can_cast("timestamp", "date")
    assert cast_fails(math.inf, "timestamp")
    assert cast_fails(date(2024, 1, 1), "double")
    assert not cast_fails(1.5, "timestamp")


def test_a_bare_decimal_is_one_without_decimals() -> None:
    assert canonical("decimal") == "decimal(10,0)"
    assert canonical("Decimal(12, 3)") == "decimal(12,3)"


@pytest.mark.parametrize("signal", [data_drift, data_quality])
def test_tables_that_no_signal_reads(signal: Any) -> None:
    dotted = Table({"a.b": Column("a.b", "double", DRAWN)}, ROWS)
    with pytest.raises(Refused, match=r"Column name a\.b has a dot"):
        signal(dotted, dotted)
    empty = Table({"x": Column("x", "double", [])}, 0)
    with pytest.raises(Refused, match="a table without rows"):
        signal(Table({"x": FEATURE}, ROWS), empty)


def test_a_feature_type_of_a_column_that_is_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a\n1\n2\n")
    sides = ["--reference", str(table), "--production", str(table)]
    assert main([*sides, "--feature-type", "b=numerical"]) == 2
    assert "--feature-type neither table has this column (given b; allowed a)" in capsys.readouterr().err
