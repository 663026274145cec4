"""evaluate_model: metrics, slices, fairness, calibration, the champion on the same rows, and a naive baseline to beat."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mlkit import tracking
from mlkit.compare import COMPARED, Labelled, compare
from mlkit.contract import Contract, read_contract
from mlkit.io import read_typed, write_json
from mlkit.metrics import (
    PRIMARY_LOSS,
    calibration,
    fairness,
    metrics,
    naive_baseline,
    sliced,
    truth_of,
    worst_slices,
)  # fmt: skip
from mlkit.model import Answers, Model, load_model
from mlkit.params import read_params
from mlkit.problems import InputError
from mlkit.steps.command import ended, parser


def labelled(truth: Any, answers: Answers) -> Labelled:
    """Answers with their labels, as comparisons take them."""
    return Labelled(truth, answers.prediction.astype("float64"), answers.probability)


def champion_of(folder: Path | None, model_name: str | None, into: Path) -> tuple[Model | None, str, str]:
    """The champion: a folder that was given, else the version registered last.

    Returns:
        The model or None, what it is called, and why there is none (empty if there is).
    """
    try:
        if folder is not None:
            return load_model(folder), "given", ""
        if model_name:
            for version in tracking.newest_versions(model_name, 1):
                return load_model(tracking.download_version(model_name, version, into)), f"{model_name}:{version}", ""
            return None, "", f"no version of {model_name} is registered yet"
        return None, "", "none was given"
    except InputError as error:
        return None, "", f"it cannot be read: {error}"


def _answers_of(contract: Contract, test: pd.DataFrame, champion: Model, name: str) -> tuple[Answers | None, dict[str, Any]]:
    """What another model answers, and how it is told of; None with a reason if it cannot be asked about these rows."""
    told = {"name": name, "uuid": champion.uuid}
    if champion.task != contract.task:
        return None, {**told, "comparable": False, "reason": f"it is a {champion.task}"}
    try:
        return champion.answer(test), {**told, "comparable": True}
    except InputError as error:
        # A model from before a change of columns cannot be asked any more; that must not stop its successor.
        return None, {**told, "comparable": False, "reason": str(error)}


def against_champion(contract: Contract, test: pd.DataFrame, answers: Answers, champion: Model, name: str) -> dict[str, Any]:
    """Both models on the same rows: metrics of the champion and the difference in everything that can be compared."""
    truth = truth_of(test, contract)
    theirs, told = _answers_of(contract, test, champion, name)
    if theirs is None:
        return told
    possible = [metric for metric in COMPARED if (metric.startswith("mean_")) == (contract.task == "regression")]
    differences = {}
    for metric in possible:
        found = compare(metric, labelled(truth, theirs), labelled(truth, answers), paired=True)
        differences[metric] = {
            "champion": found.champion, "challenger": found.challenger, "gain": found.gain, "low": found.low,
            "high": found.high, "confidence": found.confidence, "reason": found.reason,
        }  # fmt: skip
    return {**told, "metrics": metrics(contract.task, truth, theirs), "differences": differences}


def others_on(contract: Contract, test: pd.DataFrame, model_name: str | None, count: int, into: Path) -> list[dict[str, Any]]:
    """Metrics on the same rows of the versions registered last, newest first.

    What is live in an environment need not be what was registered last, and a version may enter only where it was held
    against what is live there.

    Args:
        contract: the use case's.
        test: the rows.
        model_name: the registered model, or None: there are none.
        count: how many versions at most.
        into: a folder to download to.
    """
    found = []
    for version in tracking.newest_versions(model_name, count) if model_name else []:
        try:
            other = load_model(tracking.download_version(str(model_name), version, into / version))
        except InputError as error:
            found.append({"name": f"{model_name}:{version}", "comparable": False, "reason": f"it cannot be read: {error}"})
            continue
        theirs, told = _answers_of(contract, test, other, f"{model_name}:{version}")
        if theirs is not None:
            told["metrics"] = metrics(contract.task, truth_of(test, contract), theirs)
        found.append(told)
    return found


def flat(evaluation: Mapping[str, Any]) -> dict[str, float]:
    """What becomes metrics of the run and tags of the version: one number per name."""
    found = dict(evaluation["metrics"])
    baseline = evaluation["baseline"]
    found[f"baseline_{baseline['metric']}"] = baseline["loss"]
    found["baseline_gain"] = baseline["gain"]
    if evaluation["calibration"] is not None:
        found["calibration_error"] = evaluation["calibration"]["error"]
    for each in evaluation["fairness"]:
        found[f"{each['metric']}_gap_{each['column']}"] = each["gap"]
    for each in evaluation["worst"]:
        found[f"{each['metric']}_worst_{each['column']}"] = each["value"]
    if evaluation["champion"].get("comparable"):
        found |= {f"champion_{name}": value for name, value in evaluation["champion"]["metrics"].items()}
    return found


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(
        __doc__ or "", folders=("model", "test", "train", "definition", "evaluation"), optional_folders=("champion",)
    )
    options.add_argument("--model_name", help="the champion is the version registered last, where none is given")
    options.add_argument("--compared", type=int, default=5, help="how many of the versions registered last are held against it")
    asked = options.parse_args(given)

    def step() -> None:
        contract = read_contract(asked.definition / "contract.yaml")
        params = read_params(asked.definition / "params.yaml")
        model = load_model(asked.model)
        test, train = read_typed(asked.test, contract), read_typed(asked.train, contract)
        truth, answers = truth_of(test, contract), model.answer(test)
        told = metrics(contract.task, truth, answers)
        baseline = naive_baseline(contract, train, test, told[PRIMARY_LOSS[contract.task]])
        columns = [*contract.named("sensitive"), *(column.name for column in contract.columns if column.slices)]
        slices = sliced(contract, test, answers, list(dict.fromkeys(columns)))
        found = calibration(truth, answers.probability) if answers.probability is not None else None
        with tempfile.TemporaryDirectory() as folder, tracking.run("evaluate"):
            champion, name, reason = champion_of(asked.champion, asked.model_name, Path(folder))
            evaluation: dict[str, Any] = {
                "task": contract.task,
                "rows": len(test),
                "from": test[contract.time].min(),
                "to": test[contract.time].max(),
                "metrics": told,
                "baseline": {
                    "name": baseline.name, "metric": baseline.metric, "loss": baseline.loss, "gain": baseline.gain,
                    "rules": dict(baseline.rules), "gain_needed": params.baseline_gain,
                    "beaten": bool(baseline.gain >= params.baseline_gain),
                },
                "slices": slices,
                "worst": worst_slices(contract, slices),
                "fairness": fairness(contract, slices),
                "calibration": None if found is None else {"bins": found.bins, "error": found.error},
                "champion": {"comparable": False, "reason": reason} if champion is None
                            else against_champion(contract, test, answers, champion, name),
                "others": others_on(contract, test, asked.model_name, asked.compared, Path(folder) / "others"),
            }  # fmt: skip
            numbers = flat(evaluation)
            write_json(asked.evaluation / "evaluation.json", evaluation)
            write_json(asked.evaluation / "metrics.json", numbers)
            tracking.log_numbers(numbers)
        for metric, value in told.items():
            print(f"{metric}: {value:.4f}")
        for worst in evaluation["worst"]:
            print(f"worst {worst['metric']} by {worst['column']}: {worst['value']:.4f}, of {worst['group']}")
        verdict = "beaten" if evaluation["baseline"]["beaten"] else "NOT beaten"
        print(f"naive baseline ({baseline.name}): {verdict}, {baseline.gain:.1%} of its {baseline.metric} saved; "
              f"{params.baseline_gain:.1%} are needed")  # fmt: skip

    return ended(step)
