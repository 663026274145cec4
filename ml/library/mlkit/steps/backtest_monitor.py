"""backtest_monitor: what a monitor would have said on past data that outgrows one machine, for `mlops backtest --on`."""

from __future__ import annotations

import base64
import binascii
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlkit import spark as engine
from mlkit.backtest.production import Production
from mlkit.backtest.replay import DRAWS
from mlkit.backtest.report import Files, as_json, backtest, judge
from mlkit.backtest.spec import Spec, default_spec, duration, read_spec
from mlkit.contract import Contract, read_contract
from mlkit.io import table_files
from mlkit.problems import InputError, Problem
from mlkit.steps.command import ended, parser


def _decoded(option: str, given: str | None, folder: Path) -> Path | None:
    """A file that came as base64 in a value: a command line takes no quotes and no lines."""
    if not given:
        return None
    file = folder / option
    try:
        file.write_bytes(base64.b64decode(given, validate=True))
    except binascii.Error as error:
        raise InputError([Problem(f"--{option}", f"this is no base64: {error}")]) from error
    return file


def _single(address: str) -> Path:
    """The one file of a table on this machine."""
    files = table_files(Path(address.removeprefix("file://")))
    if len(files) != 1:
        raise InputError([Problem(address, "without Spark a table is one file", f"{len(files)} files")])
    return files[0]


def _with_spark(session: Any, asked: Any, contract: Contract | None, columns: Any, spec: Spec, folder: Path) -> dict[str, Any]:
    from mlkit.backtest.on_spark import SparkProduction, read_frame, to_source

    frame = read_frame(session, asked.production_data, contract)
    production: Production = SparkProduction(session, frame, asked.production_data)
    reference = None
    if asked.reference_data:
        reference = to_source(read_frame(session, asked.reference_data, contract), asked.reference_data, folder)
    files = columns(Path(asked.production_data), None if reference is None else reference.file)
    report, _ = judge(production, reference, files, spec, seed=asked.seed, draws=asked.draws)
    return {**report, "production": asked.production_data, "reference": asked.reference_data}


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "")
    options.add_argument("--production_data", required=True, help="what the model was asked, with an instant per row")
    options.add_argument("--reference_data", help="what it was trained on")
    options.add_argument("--report", required=True, help="folder of the report: one JSON document")
    options.add_argument("--spec", help="signals as mlkit.backtest.spec reads them, in base64")
    options.add_argument("--contract", help="contract.yaml of the use case, in base64")
    options.add_argument("--window", default="1d", help="without --spec: window and distance of runs")
    for name in ("time", "id_column", "target", "prediction", "score"):
        options.add_argument(f"--{name}")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--draws", type=int, default=DRAWS)
    asked = options.parse_args(given)

    def step() -> None:
        session = engine.session()
        with tempfile.TemporaryDirectory(prefix="mlops-backtest-") as place:
            folder = Path(place)
            described = _decoded("contract", asked.contract, folder)
            contract = None if described is None else read_contract(described)
            wanted = _decoded("spec", asked.spec, folder)
            spec = default_spec(duration(asked.window)) if wanted is None else read_spec(wanted)
            time = asked.time or (None if contract is None else contract.time)
            if time is None:
                raise InputError([Problem("--time", "which column has the instant of a row?", fix="name it")])

            def columns(production: Path, reference: Path | None) -> Files:
                return Files(
                    production, reference, time, contract, asked.target or (contract.target.name if contract else None),
                    asked.prediction, asked.score, None, asked.id_column or (contract.id if contract else None),
                )  # fmt: skip

            if session is None:
                reference = None if not asked.reference_data else _single(asked.reference_data)
                files = columns(_single(asked.production_data), reference)
                report = backtest(files, spec, seed=asked.seed, draws=asked.draws)
            else:
                report = _with_spark(session, asked, contract, columns, spec, folder)
        engine.write_text(session, json.dumps(as_json(report)), asked.report)
        print(f"{report['rows']} rows, {sum(signal['runs'] for signal in report['signals'])} runs")

    return ended(step)
