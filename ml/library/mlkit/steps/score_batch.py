"""score_batch: every row of a table is answered, under its id, or none is and the step says what is wrong with them.

Answers are written twice: as a table for whoever wants the list, and as events in the layout of collected data, so that
monitors look at a batch as they look at an endpoint. What an endpoint collects as `model_inputs` and `model_outputs` is kept
apart here, too: Azure's drift signals compare every column that two tables share, and an id would always be drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

import pandas as pd

from mlkit.collected import write_events
from mlkit.io import data_hash, read_raw, typed, write_json, write_table
from mlkit.model import load_model
from mlkit.problems import InputError, Problem
from mlkit.steps.command import Broken, ended, parser
from mlkit.validate import check


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "", folders=("model", "rows", "predictions", "scored", "collected_inputs", "collected_outputs"))
    options.add_argument("--fewest_rows", type=int, default=1)
    asked = options.parse_args(given)

    def step() -> None:
        model = load_model(asked.model)
        contract = model.contract
        frame = read_raw(asked.rows)
        if contract.id not in frame.columns:
            raise InputError([Problem(str(asked.rows), "the id is missing as a column: nobody could tell whose answer is whose",
                                      allowed=contract.id)])  # fmt: skip
        violations = check(frame, contract, labelled=False, fewest_rows=asked.fewest_rows)
        if violations:
            lines = "\n".join(f"  {violation}" for violation in violations)
            raise Broken(f"the rows break the model's contract in {len(violations)} ways:\n{lines}")
        answers = model.answer(frame)
        target = contract.target.name
        # Named as an endpoint's answers are, so that labels join either.
        told = pd.DataFrame({contract.id: typed(frame, contract)[contract.id].to_numpy(), target: answers.prediction})
        if answers.probability is not None:
            told[f"{target}_probability"] = answers.probability
        write_table(told, asked.predictions, "predictions.parquet")
        features = typed(frame, contract)[[column.name for column in contract.features]].reset_index(drop=True)
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        write_events(pd.concat([told, features], axis=1), asked.scored, now)
        write_events(features, asked.collected_inputs, now, "model_inputs")
        write_events(told[[target]], asked.collected_outputs, now, "model_outputs")
        summary = {
            "rows": len(told),
            "data_hash": data_hash(asked.rows),
            "model": model.uuid,
            "mean_prediction": float(told[target].mean()),
        }
        write_json(asked.predictions / "summary.json", summary)
        print(f"{len(told)} rows scored, {target} is {summary['mean_prediction']:.4g} on average")

    return ended(step)
