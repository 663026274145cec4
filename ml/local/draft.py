"""Drafts what a use case says of its data from a table of it: what `mlops new --data` runs.

Writes `contract.yaml`, `sample-request.json` and the table as `data/training/` and `data/reference/`, and prints as JSON which
column it took for what.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mlkit.backtest.columns import Source, open_table
from mlkit.backtest.draft import INSTANTS, draft_contract
from mlkit.contract import Contract, read_contract
from mlkit.io import read_typed
from mlkit.problems import InputError, Problem

MLTABLE: Final = """# Plain, so that Spark reads it: monitors do.
type: mltable
paths:
  - pattern: ./*.{ending}
transformations:
"""
READ: Final = {
    "csv": "  - read_delimited:\n      delimiter: ','\n      header: all_files_same_headers\n      encoding: utf8\n",
    "parquet": "  - read_parquet:\n      include_path_column: false\n",
}


def _one(source: Source, option: str, given: str | None, likely: Sequence[str], what: str) -> str | Problem:
    """The column that somebody named, else the only likely one."""
    if given is not None:
        if given in source.types:
            return given
        return Problem(option, "the table has no such column", given, ", ".join(source.types))
    if len(likely) == 1:
        return likely[0]
    found = ", ".join(likely) or "none of them"
    return Problem(option, f"which column is {what} cannot be told", found, fix=f"name it with {option}")


def columns(source: Source, time: str | None, id_column: str | None, target: str | None) -> tuple[str, str, str]:
    """The columns of the instant, the id and the label.

    Raises:
        InputError: for each that neither was named nor can be told.
    """
    instants = [name for name, kind in source.types.items() if kind in INSTANTS]
    ids = [name for name in source.types if name == "id" or name.endswith("_id")]
    labels = [name for name in source.types if name in ("label", "target")]
    found = [
        _one(source, "--time", time, instants, "the instant of a row"),
        _one(source, "--id", id_column, ids, "the id that labels are joined by"),
        _one(source, "--target", target, labels, "what is predicted"),
    ]
    problems = [each for each in found if isinstance(each, Problem)]
    if problems:
        raise InputError(problems)
    names = [each for each in found if isinstance(each, str)]
    if len(set(names)) < len(names):
        raise InputError([Problem("--time, --id, --target", "two of them are one column", ", ".join(names))])
    return names[0], names[1], names[2]


def request(frame: pd.DataFrame, contract: Contract, rows: int = 2) -> dict[str, Any]:
    """A request with the features and ids of the last rows that lack nothing; at least one row."""
    asked = [column.name for column in contract.columns if column.use in ("id", "feature")]
    whole = frame[asked].dropna()
    chosen = (whole if len(whole) > 0 else frame[asked]).tail(rows)
    return {"data": json.loads(chosen.to_json(orient="records"))}


def draft(table: Path, task: str | None, out: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Writes the drafts into an empty folder. Returns which column is what. Without a task it is the one that the target has.

    Raises:
        InputError: the table cannot be read, columns cannot be told, or it is not of this task.
    """
    with tempfile.TemporaryDirectory() as workspace:
        source = open_table(table, Path(workspace))
        time, id_column, target = columns(source, given.time, given.id, given.target)
        text = draft_contract(source, source, time=time, id_column=id_column, target=target)
    out.mkdir(parents=True, exist_ok=True)
    (out / "contract.yaml").write_text(text, "utf-8")
    contract = read_contract(out / "contract.yaml")
    if task is not None and contract.task != task:
        raise InputError([Problem("--target", f"what {target} holds is learned by a {contract.task}, and the task is another", task, contract.task)])  # noqa: E501  # fmt: skip
    ending = source.given.suffix.lower().lstrip(".")
    for folder in ("training", "reference"):
        (out / "data" / folder).mkdir(parents=True)
        shutil.copyfile(source.given, out / "data" / folder / f"{folder}.{ending}")
    (out / "data" / "reference" / "MLTable").write_text(MLTABLE.format(ending=ending) + READ[ending], "utf-8")
    frame = read_typed(out / "data" / "training", contract)
    (out / "sample-request.json").write_text(json.dumps(request(frame, contract), indent=2) + "\n", "utf-8")
    features = [column.name for column in contract.columns if column.use == "feature"]
    return {"rows": source.rows, "task": contract.task, "time": time, "id": id_column, "target": target, "features": features}


def main(given: Sequence[str]) -> int:
    """0: drafted; 2: bad input, every problem on stderr."""
    parser = argparse.ArgumentParser(prog="mlops new", description="Drafts what a use case says of its data.")
    parser.add_argument("--data", type=Path, required=True, help="CSV or Parquet")
    parser.add_argument("--task", choices=("classification", "regression"), help="default: what the target is learned by")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder")
    for name in ("--time", "--id", "--target"):
        parser.add_argument(name)
    options = parser.parse_args(given)
    try:
        print(json.dumps(draft(options.data, options.task, options.out, options)))
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
