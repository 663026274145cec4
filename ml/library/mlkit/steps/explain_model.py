"""explain_model: what the model leans on, and how that differs from the champion's."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mlkit import tracking
from mlkit.contract import read_contract
from mlkit.explain import changes, permutation_importance
from mlkit.io import read_typed, write_json
from mlkit.metrics import PRIMARY_LOSS
from mlkit.model import load_model
from mlkit.params import read_params
from mlkit.problems import InputError
from mlkit.steps.command import ended, parser
from mlkit.steps.evaluate_model import champion_of


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "", folders=("model", "test", "definition", "explanation"), optional_folders=("champion",))
    options.add_argument("--model_name", help="the champion is the version registered last, where none is given")
    options.add_argument("--repeats", type=int, default=5)
    asked = options.parse_args(given)

    def step() -> None:
        contract = read_contract(asked.definition / "contract.yaml")
        seed = read_params(asked.definition / "params.yaml").seed
        test, model = read_typed(asked.test, contract), load_model(asked.model)
        importances = permutation_importance(model, test, repeats=asked.repeats, seed=seed, contract=contract)
        with tempfile.TemporaryDirectory() as folder, tracking.run("explain"):
            champion, name, reason = champion_of(asked.champion, asked.model_name, Path(folder))
            compared: dict[str, Any] = {"comparable": False, "reason": reason}
            if champion is not None:
                try:
                    theirs = permutation_importance(champion, test, repeats=asked.repeats, seed=seed, contract=contract)
                    compared = {"comparable": True, "name": name, "changes": changes(importances, theirs)}
                except InputError as error:
                    compared = {"comparable": False, "name": name, "reason": str(error)}
            told = {
                "loss": PRIMARY_LOSS[contract.task],
                "rows": len(test),
                "repeats": asked.repeats,
                "importances": [asdict(importance) for importance in importances],
                "champion": compared,
            }
            write_json(asked.explanation / "explanation.json", told)
            tracking.log_numbers({f"importance_{each.feature}": each.loss for each in importances})
        for each in importances:
            print(f"{each.rank}. {each.feature}: {each.share:.1%} ({told['loss']} +{each.loss:.4f})")

    return ended(step)
