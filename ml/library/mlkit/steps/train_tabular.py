"""train_tabular: every candidate of the search, the best on validation, as an MLflow model and run."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd
import yaml

from mlkit import tracking
from mlkit.contract import read_contract
from mlkit.features import load_features, request_frame
from mlkit.io import read_typed, write_json
from mlkit.keys import environment_key, folder_files, tree_key
from mlkit.metrics import PRIMARY_LOSS
from mlkit.model import save_model
from mlkit.params import read_params
from mlkit.steps.command import ended, parser
from mlkit.train import Candidate, train

ENVIRONMENT = "tabular-train"
"""The environment's folder, which is part of the component's snapshot: so a run knows the key of what it should run in."""


def code_key(snapshot: Path, definition: Path) -> str:
    """Tree key of the code that made a model: the component's own file, `mlkit/` and the use case's definition below
    `definition/`. Equal for equal files, on Azure as on a laptop."""
    files = {file.name: file.read_bytes() for file in snapshot.glob("*.py")}
    for folder, below in ((snapshot / "mlkit", "mlkit"), (definition, "definition")):
        files |= {path: file.read_bytes() for path, file in folder_files(folder, below) if "__pycache__" not in path}
    return tree_key(files)


def environment_differences(conda: Path) -> list[str]:
    """Packages that are installed in another version than the environment says, as `name: locked, installed`."""
    described = yaml.safe_load(conda.read_text("utf-8"))
    listed: list[str] = next((part["pip"] for part in described["dependencies"] if isinstance(part, dict)), [])
    found = []
    for line in listed:
        name, _, locked = str(line).split(" ")[0].partition("==")
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "none"
        if installed != locked:
            found.append(f"{name}: {locked}, {installed}")
    return found


def main(given: Sequence[str], snapshot: Path | None = None) -> int:
    """Runs the step; see `ended` for what it returns.

    Args:
        given: arguments.
        snapshot: the folder that the component's code was put into; None: it is not known, and keys are left out.
    """
    options = parser(__doc__ or "", folders=("train", "validation", "definition", "model", "training"))
    options.add_argument("--overrides", default="", help="NAME=VALUE, separated by spaces")
    asked = options.parse_args(given)

    def step() -> None:
        contract = read_contract(asked.definition / "contract.yaml")
        params = read_params(asked.definition / "params.yaml", asked.overrides)
        features = load_features(asked.definition / "features.py")
        learn, validation = read_typed(asked.train, contract), read_typed(asked.validation, contract)
        loss = PRIMARY_LOSS[contract.task]

        def tell(candidate: Candidate) -> None:
            print(f"{dict(candidate.parameters)}: {loss} {candidate.metrics[loss]:.5f} on validation")

        keys: dict[str, str] = {}
        differences: list[str] = []
        if snapshot is not None:
            keys["code"] = code_key(snapshot, asked.definition)
            environment = snapshot / ENVIRONMENT / "environment.yaml"
            if environment.is_file():
                keys["environment"] = environment_key(environment)
                differences = environment_differences(environment.parent / "conda.yaml")
        with tracking.run("train") as active:
            from cloudpickle import register_pickle_by_value, unregister_pickle_by_value

            trained = train(contract, features.derive, params, learn, validation, tell)
            best = next(each for each in trained.candidates if each.parameters == trained.parameters)
            told = {
                "task": contract.task,
                "seed": params.seed,
                "overrides": asked.overrides,
                "parameters": dict(trained.parameters),
                "threshold": trained.threshold,
                "candidates": [{"parameters": dict(e.parameters), "metrics": dict(e.metrics)} for e in trained.candidates],
                "rows": {"train": len(learn), "validation": len(validation)},
                "from": min(learn[contract.time]).isoformat(),
                "to": max(validation[contract.time]).isoformat(),
                "python": platform.python_version(),
                "keys": keys,
                "environment_differences": differences,
                "run_id": active.info.run_id,
            }
            example = request_frame(pd.concat([learn, validation], ignore_index=True), contract)
            kept = {"training": {name: told[name] for name in ("seed", "parameters", "threshold", "keys", "run_id", "to")}}
            register_pickle_by_value(features)
            try:
                save_model(trained.estimator, asked.model, asked.definition / "contract.yaml", example, kept)
            finally:
                unregister_pickle_by_value(features)
            write_json(asked.training / "training.json", told)
            tracking.log_params({"seed": params.seed, "task": contract.task, **trained.parameters})
            if trained.threshold is not None:
                tracking.log_numbers({"threshold": trained.threshold})
            tracking.log_numbers({f"validation_{name}": value for name, value in best.metrics.items()})
            tracking.log_numbers({"train_rows": len(learn), "validation_rows": len(validation)})
        for difference in differences:
            print(f"note: the environment differs from its lock in {difference}")
        print(f"best of {len(trained.candidates)}: {dict(trained.parameters)}")

    return ended(step)
