"""Each use case's training as Azure ML would run it: step by step, as processes, from the YAML."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mlkit.io import read_json
from mlkit.keys import read_assets
from mlkit.model import load_model
from mlkit.serve import Endpoint
from support.azure import ML, Step, run_pipeline
from support.usecases import use_case

USE_CASES = {"customer-churn": "training_data", "fuel-efficiency": "telemetry"}


@pytest.fixture(scope="module", params=sorted(USE_CASES))
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Step], Path]:
    """A use case's training on its committed data."""
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    store = folder / "mlruns"
    given = {USE_CASES[name]: ML / "use-cases" / name / "data" / "training", "overrides": "max_leaf_nodes=7 learning_rate=0.1"}
    return name, run_pipeline(name, given, folder / "steps", {"MLFLOW_TRACKING_URI": store.as_uri()}), store


def test_every_step_runs_and_the_model_is_registered(
    ran: tuple[str, dict[str, Step], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, steps, store = ran
    assert {step: each.code for step, each in steps.items()} == dict.fromkeys(
        ("define", "validate", "split", "train", "evaluate", "explain", "register", "publish"), 0
    ), [each.log for each in steps.values()]
    registration = read_json(steps["register"].outputs["registration"] / "registration.json")
    assert (registration["model"], registration["version"]) == (name, "1")

    import mlflow

    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    client = mlflow.MlflowClient(store.as_uri(), store.as_uri())
    tags = client.get_model_version(name, "1").tags
    assert tags == registration["tags"]
    # The job carries the same tags: promotion compares both.
    assert client.get_run(registration["run_id"]).data.tags.items() >= tags.items()

    # Each gate of the example configuration has its metric, and the model passes it on the committed data.
    configured = yaml.safe_load((ML.parent / "config" / "use-cases" / f"{name}.yaml").read_text("utf-8"))
    for metric, gate in configured["promotion"]["gates"]["metrics"].items():
        value = float(tags[f"metrics.{metric}"])
        assert gate.get("atLeast", value) <= value <= gate.get("atMost", value), metric


def test_metrics_are_those_that_the_component_names(ran: tuple[str, dict[str, Step], Path]) -> None:
    """`mlops ml check` judges gates by them. The champion's, which are not always there, are none of them."""
    name, steps, _ = ran
    contract = use_case(name).contract
    described = yaml.safe_load((ML / "components" / "evaluate_model" / "component.yaml").read_text("utf-8"))
    marked = tuple(column.name for column in contract.columns if column.slices)
    columns = {"sensitive>": contract.named("sensitive"), "slices>": marked}
    named = {
        re.sub("<.*>", column, word)
        for word in described["tags"][f"metrics.{contract.task}"].split()
        for column in columns.get(word.partition("<")[2], ("",))
    }
    found = read_json(steps["evaluate"].outputs["evaluation"] / "metrics.json")
    assert {metric for metric in found if not metric.startswith("champion_")} == named


def test_a_version_tells_its_code_environment_and_data(ran: tuple[str, dict[str, Step], Path]) -> None:
    name, steps, _ = ran
    tags = read_json(steps["register"].outputs["registration"] / "registration.json")["tags"]
    environment = next(asset for asset in read_assets(ML) if asset.name == "tabular-train")
    assert tags["environment.key"] == environment.key
    assert len(tags["code.key"]) == len(tags["data.hash"]) == 64
    assert int(tags["data.rows"]) == len(use_case(name).data())
    assert tags["training.run"] == read_json(steps["train"].outputs["training"] / "training.json")["run_id"]
    # The model says so, too, wherever its folder goes.
    model = load_model(steps["train"].outputs["model"])
    assert model.metadata["training"]["keys"]["code"] == tags["code.key"]


def test_what_was_set_was_trained(ran: tuple[str, dict[str, Step], Path]) -> None:
    training = read_json(ran[1]["train"].outputs["training"] / "training.json")
    assert (training["parameters"]["max_leaf_nodes"], training["parameters"]["learning_rate"]) == (7, 0.1)
    assert len(training["candidates"]) == 1


def test_the_endpoint_answers_as_the_model_was_judged(ran: tuple[str, dict[str, Step], Path]) -> None:
    """Training equals serving: rows of the test set through JSON, the endpoint and its contract give the judged answers."""
    name, steps, _ = ran
    contract = use_case(name).contract
    rows = pd.read_parquet(steps["split"].outputs["test"]).head(300)
    model = load_model(steps["train"].outputs["model"])
    judged = model.answer(rows)
    request = rows[[column.name for column in contract.features]].to_json(orient="records")
    answered = Endpoint(model).answer(json.dumps({"data": json.loads(request)}))["predictions"]
    target = contract.target.name
    if judged.probability is None:
        assert [row[target] for row in answered] == pytest.approx(judged.prediction.tolist(), rel=1e-12)
    else:
        assert [row[target] for row in answered] == judged.prediction.tolist()
        assert [row[f"{target}_probability"] for row in answered] == pytest.approx(judged.probability.tolist(), rel=1e-12)


def test_mlflow_reads_the_model_and_its_signature_takes_the_sample_request(ran: tuple[str, dict[str, Step], Path]) -> None:
    name, steps, _ = ran
    import mlflow.pyfunc

    model = mlflow.pyfunc.load_model(str(steps["train"].outputs["model"]))
    contract = use_case(name).contract
    inputs = model.metadata.get_input_schema()
    assert inputs.input_names() == [column.name for column in contract.features]
    sample = json.loads((ML / "use-cases" / name / "sample-request.json").read_text("utf-8"))
    frame = pd.DataFrame(sample["data"])[inputs.input_names()]
    said = model.predict(frame.astype({column.name: "float64" for column in contract.features if column.type == "number"}))
    answers = Endpoint(load_model(steps["train"].outputs["model"])).answer(json.dumps(sample))["predictions"]
    assert list(said) == pytest.approx([row[contract.target.name] for row in answers])
    assert all(contract.id in row for row in answers)


def test_broken_data_ends_the_pipeline_with_every_violation(tmp_path: Path) -> None:
    broken = use_case("customer-churn").data().assign(shoe_size=1, contract="weekly")
    broken["monthly_charge"] = -broken["monthly_charge"]
    (tmp_path / "data").mkdir()
    broken.to_parquet(tmp_path / "data" / "broken.parquet")
    steps = run_pipeline("customer-churn", {"training_data": tmp_path / "data"}, tmp_path / "steps", {})
    assert {name: step.code for name, step in steps.items()} == {"define": 0, "validate": 1}
    for says in ("in 3 ways", "shoe_size", "monthly_charge: 6000 of 6000 values lie below 0", "are none of monthly, one_year"):
        assert says in steps["validate"].log
    report = read_json(steps["validate"].outputs["report"] / "validation.json")
    assert len(report["violations"]) == 3
