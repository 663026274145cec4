"""`python -m mlkit.backtest`: what a monitor would have said on past data. Run by `mlops backtest`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlkit.backtest.columns import open_table
from mlkit.backtest.draft import draft_contract
from mlkit.backtest.replay import DRAWS, require_columns
from mlkit.backtest.report import Files, as_json, backtest
from mlkit.backtest.spec import default_spec, duration, read_spec
from mlkit.backtest.text import text
from mlkit.contract import read_contract
from mlkit.problems import InputError, Problem, Refused


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mlops backtest", description="What a monitor would have said on past data.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--production", type=Path, help="CSV or Parquet: what the model was asked, with an instant")
    source.add_argument("--show", type=Path, metavar="REPORT", help="shows what was computed elsewhere, and computes nothing")
    parser.add_argument("--report", type=Path, metavar="FILE", help="writes the report as JSON into a file, too")
    parser.add_argument("--reference", type=Path, help="CSV or Parquet: what the model was trained on")
    parser.add_argument("--time", help="production's column of the instant; default: the contract's")
    parser.add_argument("--contract", type=Path, help="contract.yaml of the use case")
    parser.add_argument("--spec", type=Path, help="JSON: signals, windows, thresholds; default: data drift of every feature")
    parser.add_argument("--window", default="1d", help="without --spec: window and distance of runs, e.g. 7d")
    parser.add_argument("--labels", type=Path, help="CSV or Parquet: id and label")
    parser.add_argument("--id", help="column that joins production and labels; default: the contract's")
    parser.add_argument("--target", help="column of the label; default: the contract's")
    parser.add_argument("--prediction", help="production's column of the answer")
    parser.add_argument("--score", help="production's column of the probability of 1")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draws", type=int, default=DRAWS, help="how often the reference is resampled; 0: not at all")
    parser.add_argument("--processes", type=int)
    parser.add_argument("--check", action="store_true", help="ends with 1 if a threshold lies below what no drift gives")
    parser.add_argument(
        "--write_contract", type=Path, metavar="FILE", help="drafts a contract from the tables, and does no more"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser.parse_args(given)


def _write_contract(file: Path, files: Files) -> None:
    if files.reference is None:
        raise InputError([Problem("--write_contract", "a contract is drafted from the reference", fix="--reference")])
    if file.exists():
        raise InputError([Problem("--write_contract", "there is such a file already", str(file), fix="name another")])
    with tempfile.TemporaryDirectory(prefix="mlops-backtest-") as folder:
        reference, production = (open_table(path, Path(folder)) for path in (files.reference, files.production))
        wanted = {"--time": files.time, "--id": files.id_column}
        require_columns(production.types, wanted, "production")
        require_columns(reference.types, {"--target": files.target}, "the reference")
        text = draft_contract(reference, production, time=files.time, id_column=files.id_column, target=files.target)
    file.write_text(text, "utf-8")
    print(f"drafted: {file}")


def _computed(asked: argparse.Namespace) -> dict[str, Any] | None:
    """The report as JSON has it; None: a contract was drafted instead.

    Raises:
        InputError: the input cannot be used.
        Refused: Azure's run would fail on these tables.
    """
    contract = None if asked.contract is None else read_contract(asked.contract)
    time = asked.time or (contract.time if contract is not None else None)
    if time is None:
        raise InputError([Problem("--time", "which column has the instant of a row?", fix="name it, or give --contract")])
    try:
        window = duration(asked.window)
    except ValueError as error:
        raise InputError([Problem("--window", "this is no duration", asked.window, "7d, 12h")]) from error
    files = Files(
        asked.production, asked.reference, time, contract,
        asked.target or (contract.target.name if contract is not None else None), asked.prediction, asked.score,
        asked.labels, asked.id or (contract.id if contract is not None else None),
    )  # fmt: skip
    if asked.write_contract is not None:
        _write_contract(asked.write_contract, files)
        return None
    spec = read_spec(asked.spec) if asked.spec is not None else default_spec(window)
    return as_json(backtest(files, spec, seed=asked.seed, draws=asked.draws, processes=asked.processes))


def main(given: Sequence[str]) -> int:
    """Runs the command. 0: computed; 1: with --check, a threshold is too tight; 2: the input cannot be used."""
    asked = _arguments(given)
    try:
        report = json.loads(asked.show.read_text("utf-8")) if asked.show is not None else _computed(asked)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except Refused as refusal:
        print(f"Azure's run would fail on these tables: {refusal}", file=sys.stderr)
        return 2
    if report is None:
        return 0
    if asked.report is not None:
        asked.report.write_text(json.dumps(report), "utf-8")
    print(json.dumps(report, indent=1) if asked.json else text(report))
    if not asked.check:
        return 0
    tight = [
        f"{signal['key']}, {kind}: {advice['reason']}"
        for signal in report["signals"]
        for kind, advice in signal.get("suggested", {}).items()
        if advice["below_no_drift"]
    ]
    for line in tight:
        print(f"too tight: {line}", file=sys.stderr)
    return 1 if tight else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
