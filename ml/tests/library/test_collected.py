"""Collected files in Azure's layout become tables of exactly the window that was asked for."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from mlkit.collected import hour_of, in_window, rows_of_event, window_table
from mlkit.io import read_raw
from mlkit.keys import read_assets
from mlkit.problems import InputError
from mlkit.spark import held_as
from support.azure import ML, run_component
from support.events import collected, event

START = datetime(2026, 3, 1)


def test_rows_of_a_line_keep_their_place_and_instant() -> None:
    rows = rows_of_event(event(START, [{"x": 1}, {"x": 2}], "abc"))
    assert [(row["x"], row["correlationid"], row["collected_at"]) for row in rows] == [(1, "abc_0", START), (2, "abc_1", START)]


@pytest.mark.parametrize(
    ("start", "end", "hours"), [(0, 24, range(24)), (2, 5, range(2, 5)), (2.5, 5.5, range(3, 6)), (30, 40, [])]
)
def test_a_window_takes_what_lies_in_it(tmp_path: Path, start: float, end: float, hours: range) -> None:
    folder = collected(tmp_path, START, 24)
    frame = window_table(folder, START + timedelta(hours=start), START + timedelta(hours=end))
    assert (
        sorted(frame["x"]) == sorted(value for hour in hours for value in (hour, hour + 0.5)) if len(frame) else not list(hours)
    )


def test_files_outside_of_the_window_are_not_opened(tmp_path: Path) -> None:
    folder = collected(tmp_path, START, 3)
    (folder / "endpoint/blue/model_inputs/2026/03/01/02/instance.jsonl").write_text("no event\n")
    assert len(window_table(folder, START, START + timedelta(hours=2))) == 4
    with pytest.raises(InputError, match=r"02/instance.jsonl:1:1"):
        window_table(folder, START, START + timedelta(hours=3))


def test_hours_are_read_from_folders() -> None:
    assert hour_of("a/2026/03/01/07/x.jsonl") == datetime(2026, 3, 1, 7)
    assert hour_of("a/b.jsonl") is None
    assert in_window(None, START, START)


def test_a_reference_instead_of_data_is_told() -> None:
    with pytest.raises(ValueError, match="refers to elsewhere"):
        rows_of_event(json.dumps({"time": "2026-03-01T00:00:00Z", "dataref": "elsewhere"}))


@pytest.mark.parametrize("kind", ["jsonl", "csv", "csv, which column is the instant is not said"])
def test_the_component_makes_a_table_that_monitors_read(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "source"
    given: dict[str, object] = {"data_window_start": "2026-03-01T02:00:00Z", "data_window_end": "2026-03-01T05:00:00+00:00"}
    if kind == "jsonl":
        collected(source, START, 12)
    else:
        source.mkdir()
        moments = [START + timedelta(hours=hour // 2, minutes=15) for hour in range(24)]
        pd.DataFrame({"x": range(24), "at": [f"{m:%Y-%m-%dT%H:%M:%SZ}" for m in moments]}).to_csv(source / "a.csv", index=False)
        if kind == "csv":
            given["time_column"] = "at"
    asset = next(asset for asset in read_assets(ML) if asset.name == "collected_to_table")
    step = run_component(asset, {**given, "input_data": source}, tmp_path / "step")
    assert step.code == 0, step.log
    out = step.outputs["preprocessed_input_data"]
    assert (out / "MLTable").is_file()
    assert len(read_raw(out)) == 6


def test_two_columns_of_instants_are_not_guessed_at(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1], "at": ["2026-03-01T02:00:00Z"], "until": ["2026-03-01T03:00:00Z"]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(InputError, match=r"given at, until"):
        window_table(tmp_path, START, START + timedelta(days=1))


def test_the_component_refuses_a_window_that_ends_before_it_starts(tmp_path: Path) -> None:
    asset = next(asset for asset in read_assets(ML) if asset.name == "collected_to_table")
    given = {"data_window_start": "2026-03-02", "data_window_end": "2026-03-01", "input_data": tmp_path}
    step = run_component(asset, given, tmp_path / "step")
    assert (step.code, "ends before it starts" in step.log) == (2, True)


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [({"int"}, "bigint"), ({"int", "float"}, "double"), ({"float"}, "double"), ({"bool"}, "boolean"),
     ({"datetime"}, "timestamp"), ({"str"}, "string"), ({"int", "str"}, "string"), ({"bool", "int"}, "string"),
     (set(), "string"), ({"dict"}, "string")],
)  # fmt: skip
def test_a_column_of_mixed_cells_has_a_type_that_holds_them(kinds: set[str], wanted: str) -> None:
    assert held_as(kinds) == wanted
