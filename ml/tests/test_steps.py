"""Steps that look at what is registered: the champion, and whether a model may be registered at all."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from mlkit import tracking
from mlkit.drift import data_drift
from mlkit.io import read_json, read_raw, write_json, write_table
from mlkit.model import load_model
from mlkit.steps import (
    collected_rows,
    collected_to_table,
    evaluate_model,
    explain_model,
    register_model,
    score_batch,
    train_tabular,
)
from mlkit.table import Column, Table
from support.usecases import USE_CASES, batch, use_case

CHURN = use_case("customer-churn")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parts of the committed data, the definition, and two models: a champion of a few trees and a challenger."""
    made = tmp_path_factory.mktemp("steps")
    split = CHURN.split(CHURN.data())
    for name in ("train", "validation", "test"):
        write_table(getattr(split, name), made / name)
    (made / "definition").mkdir()
    for name in ("contract.yaml", "params.yaml", "features.py"):
        shutil.copyfile(USE_CASES / "customer-churn" / name, made / "definition" / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", (made / "mlruns").as_uri())
        for name, overrides in (("champion", "max_iter=3 max_leaf_nodes=3"), ("challenger", "max_iter=60 max_leaf_nodes=7")):
            given = [f"--{part}={made / part}" for part in ("train", "validation", "definition")]
            outputs = [f"--model={made / name}", f"--training={made / name}-training"]
            assert train_tabular.main([*given, *outputs, f"--overrides={overrides} learning_rate=0.1"]) == 0
    write_json(made / "report" / "validation.json", {"rows": 6000, "data_hash": "0" * 64})
    return made


def evaluated(folder: Path, into: Path, *more: str) -> dict[str, object]:
    given = [f"--{part}={folder / part}" for part in ("train", "test", "definition")]
    assert evaluate_model.main([*given, f"--model={folder / 'challenger'}", f"--evaluation={into / 'evaluation'}", *more]) == 0
    found: dict[str, object] = read_json(into / "evaluation" / "evaluation.json")
    return found


def explained(folder: Path, into: Path, *more: str) -> dict[str, object]:
    given = [f"--{part}={folder / part}" for part in ("test", "definition")]
    outputs = [f"--model={folder / 'challenger'}", f"--explanation={into / 'explanation'}", "--repeats=2"]
    assert explain_model.main([*given, *outputs, *more]) == 0
    found: dict[str, object] = read_json(into / "explanation" / "explanation.json")
    return found


def registered(folder: Path, into: Path, *more: str) -> int:
    return register_model.main([
        f"--model={folder / 'challenger'}", f"--evaluation={into / 'evaluation'}", f"--explanation={into / 'explanation'}",
        f"--validation={folder / 'report'}", f"--training={folder / 'challenger-training'}",
        f"--registration={into / 'registration'}", "--model_name=customer-churn", *more,
    ])  # fmt: skip


def test_the_first_model_has_no_champion(folder: Path, tmp_path: Path, mlflow_store: Path) -> None:
    assert evaluated(folder, tmp_path, "--model_name=customer-churn")["champion"] == {
        "comparable": False,
        "reason": "no version of customer-churn is registered yet",
    }


def test_a_champion_is_judged_on_the_same_rows(folder: Path, tmp_path: Path, mlflow_store: Path) -> None:
    found = evaluated(folder, tmp_path, f"--champion={folder / 'champion'}")["champion"]
    assert found["comparable"]  # type: ignore[index]
    gain = found["differences"]["log_loss"]  # type: ignore[index]
    # A few trees know less, and 1,500 rows answered by both are enough to say so.
    assert gain["low"] > 0
    numbers = read_json(tmp_path / "evaluation" / "metrics.json")
    assert numbers["champion_log_loss"] == pytest.approx(gain["champion"])
    assert numbers["log_loss"] == pytest.approx(gain["challenger"])


def test_a_champion_from_before_a_change_of_columns_stops_nobody(folder: Path, tmp_path: Path, mlflow_store: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(folder / "champion", old)
    contract = old / "contract.yaml"
    contract.write_text(contract.read_text("utf-8") + "  - { name: shoe_size, type: number }\n", "utf-8")
    for found in (
        evaluated(folder, tmp_path, f"--champion={old}")["champion"],
        explained(folder, tmp_path, f"--champion={old}")["champion"],
    ):
        assert not found["comparable"]  # type: ignore[index]
        assert "shoe_size" in found["reason"]  # type: ignore[index]


def test_what_was_registered_last_is_the_next_champion(folder: Path, tmp_path: Path, mlflow_store: Path) -> None:
    evaluated(folder, tmp_path)
    explained(folder, tmp_path)
    assert registered(folder, tmp_path) == 0
    found = evaluated(folder, tmp_path, "--model_name=customer-churn")["champion"]
    assert (found["name"], found["comparable"]) == ("customer-churn:1", True)  # type: ignore[index]
    assert [each["name"] for each in evaluated(folder, tmp_path, "--model_name=customer-churn")["others"]] == [  # type: ignore[attr-defined]
        "customer-churn:1"
    ]
    # The same model against itself: no difference, and no doubt about it.
    assert found["differences"]["auc"]["gain"] == 0  # type: ignore[index]
    changed = explained(folder, tmp_path, "--model_name=customer-churn")["champion"]
    assert all(each["change"] == 0 for each in changed["changes"])  # type: ignore[index]


def test_a_version_tells_what_others_had_on_its_rows(folder: Path, tmp_path: Path, mlflow_store: Path) -> None:
    for _ in range(3):
        evaluated(folder, tmp_path, "--model_name=customer-churn", "--compared=2")
        explained(folder, tmp_path)
        assert registered(folder, tmp_path) == 0
    tags = read_json(tmp_path / "registration" / "registration.json")["tags"]
    assert tags["champion.name"] == "customer-churn:2"
    assert tags["champion.1.auc"] == tags["champion.2.auc"] == tags["metrics.champion_auc"] == tags["metrics.auc"]
    # Numbers are the workspace's own: what is live elsewhere is known by MLflow's number of the model.
    assert tags["champion.1.uuid"] == tags["champion.2.uuid"] == tags["champion.uuid"] == tags["model.uuid"]
    # Of more than the two that were asked for there is nothing to say.
    evaluated(folder, tmp_path, "--model_name=customer-churn", "--compared=2")
    assert registered(folder, tmp_path) == 0
    later = read_json(tmp_path / "registration" / "registration.json")["tags"]
    assert {key.split(".")[1] for key in later if key.startswith("champion.") and key.count(".") == 2} == {"2", "3"}
    # A champion that is given as a folder is told by MLflow's own number, which its version carries, too.
    evaluated(folder, tmp_path, f"--champion={folder / 'challenger'}")
    assert registered(folder, tmp_path) == 0
    given = read_json(tmp_path / "registration" / "registration.json")["tags"]
    assert given["champion.uuid"] == later["model.uuid"] != ""


def test_a_version_tells_its_worst_group(folder: Path, tmp_path: Path, mlflow_store: Path) -> None:
    found = evaluated(folder, tmp_path)
    explained(folder, tmp_path)
    assert registered(folder, tmp_path) == 0
    tags = read_json(tmp_path / "registration" / "registration.json")["tags"]
    of_contract = {each["value"]: each for each in found["slices"] if each["column"] == "contract"}  # type: ignore[attr-defined]
    assert tags["group.recall_worst_contract"] == "one_year"
    assert float(tags["metrics.recall_worst_contract"]) == of_contract["one_year"]["metrics"]["recall"]
    assert float(tags["metrics.recall_worst_contract"]) < float(tags["metrics.recall"])


def test_a_run_has_no_more_tags_than_azure_allows(mlflow_store: Path) -> None:
    import mlflow

    tags = {f"metrics.{number}": "x" * 1200 for number in range(60)}
    with mlflow.start_run() as active:
        tracking.set_tags(active.info.run_id, {"k" * 101: "1", **tags})
        first = mlflow.MlflowClient().get_run(active.info.run_id).data.tags
        # Those of a step that is tried again are the same ones.
        tracking.set_tags(active.info.run_id, {"k" * 101: "1", **tags})
    again = mlflow.MlflowClient().get_run(active.info.run_id).data.tags
    assert again == first
    assert len(again) == tracking.MOST_RUN_TAGS
    kept = [key for key in tags if key in again]
    # What comes first is kept; MLflow's own tags count as well.
    assert kept == list(tags)[: len(kept)]
    assert len(kept) < tracking.MOST_RUN_TAGS
    assert {len(again[key]) for key in kept} == {tracking.LONGEST_RUN_TAG}


def test_a_run_has_no_more_metrics_than_azure_allows(mlflow_store: Path) -> None:
    import mlflow

    with mlflow.start_run() as active:
        tracking.log_numbers({"none": float("nan"), **{f"importance_{number}": float(number) for number in range(60)}})
    logged = mlflow.MlflowClient().get_run(active.info.run_id).data.metrics
    assert logged == {f"importance_{number}": float(number) for number in range(50)}


def test_a_model_that_does_not_beat_the_baseline_is_not_registered(
    folder: Path, tmp_path: Path, mlflow_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The labels of the test say nothing about the features: the model is worse than the majority class."""
    noise = tmp_path / "noise"
    shutil.copytree(folder, noise, ignore=shutil.ignore_patterns("mlruns"))
    frame = batch("customer-churn", 1500, seed=5)
    write_table(frame.assign(churned=frame["churned"].sample(frac=1, random_state=1).to_numpy()), noise / "test")
    assert not evaluated(noise, tmp_path)["baseline"]["beaten"]  # type: ignore[index]
    explained(noise, tmp_path)
    assert registered(noise, tmp_path) == 1
    assert "Is machine learning the right answer here?" in capsys.readouterr().err
    assert not (tmp_path / "registration").exists()

    import mlflow

    assert mlflow.MlflowClient().search_registered_models() == []
    assert registered(noise, tmp_path, "--baseline=told") == 0
    assert read_json(tmp_path / "registration" / "registration.json")["tags"]["baseline.beaten"] == "false"


def test_a_step_that_is_given_nonsense_says_so_with_its_place(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "definition"
    shutil.copytree(folder / "definition", broken)
    (broken / "features.py").write_text("def derive(frame:\n", "utf-8")
    given = [f"--{part}={folder / part}" for part in ("train", "validation")]
    outputs = [f"--definition={broken}", f"--model={tmp_path / 'model'}", f"--training={tmp_path / 'training'}"]
    assert train_tabular.main([*given, *outputs]) == 2
    assert "features.py:1 this cannot be loaded" in capsys.readouterr().err
    assert (
        train_tabular.main([*given, *outputs[1:], f"--definition={folder / 'definition'}", "--overrides=learning_rat=1"]) == 2
    )
    assert "no such parameter" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def scored(folder: Path, rows: Path, into: Path, *more: str) -> int:
    return score_batch.main(
        [
            f"--model={folder / 'challenger'}",
            f"--rows={rows}",
            f"--predictions={into / 'predictions'}",
            f"--scored={into / 'scored'}",
            f"--collected_inputs={into / 'collected_inputs'}",
            f"--collected_outputs={into / 'collected_outputs'}",
            *more,
        ]
    )


def test_a_batch_is_answered_under_its_ids_as_the_model_answers_each_row(folder: Path, tmp_path: Path) -> None:
    fresh = batch("customer-churn", 400, seed=11)
    rows = fresh.drop(columns="churned")
    # Several files, as whoever exports them cuts them.
    for part, (low, high) in enumerate(((0, 150), (150, 400))):
        write_table(rows.iloc[low:high], tmp_path / "rows", f"part-{part}.parquet")
    assert scored(folder, tmp_path / "rows", tmp_path) == 0
    made = pd.read_parquet(tmp_path / "predictions" / "predictions.parquet")
    assert list(made.columns) == ["customer_id", "churned", "churned_probability"]
    assert list(made["customer_id"]) == list(rows["customer_id"])
    one = load_model(folder / "challenger").answer(rows.iloc[[237]])
    assert one.probability is not None
    assert made["churned_probability"].iloc[237] == pytest.approx(one.probability[0])
    # Better than chance on customers that it has never seen.
    left, stayed = (made["churned_probability"][(fresh["churned"] == label).to_numpy()] for label in (1, 0))
    assert left.mean() > stayed.mean()
    summary = read_json(tmp_path / "predictions" / "summary.json")
    assert (summary["rows"], summary["mean_prediction"]) == (400, pytest.approx(made["churned"].mean()))


def test_a_batch_that_cannot_be_answered_writes_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = batch("customer-churn", 50, seed=11).drop(columns="churned")
    write_table(rows.drop(columns="customer_id"), tmp_path / "nameless")
    assert scored(folder, tmp_path / "nameless", tmp_path) == 2
    assert "customer_id" in capsys.readouterr().err
    write_table(rows.drop(columns="tenure_months").assign(contract="weekly"), tmp_path / "broken")
    assert scored(folder, tmp_path / "broken", tmp_path) == 1
    told = capsys.readouterr().err
    assert all(word in told for word in ("2 ways", "tenure_months", "weekly"))
    write_table(rows, tmp_path / "few")
    assert scored(folder, tmp_path / "few", tmp_path, "--fewest_rows=51") == 1
    assert "at least 51" in capsys.readouterr().err
    assert not (tmp_path / "predictions").exists()


def test_monitors_read_a_batch_as_they_read_what_an_endpoint_collects(folder: Path, tmp_path: Path) -> None:
    rows = batch("customer-churn", 1100, seed=12).drop(columns="churned")
    write_table(rows, tmp_path / "rows")
    assert scored(folder, tmp_path / "rows", tmp_path) == 0
    told = pd.read_parquet(tmp_path / "predictions" / "predictions.parquet")
    now = pd.Timestamp.now("UTC")

    def window(
        start: pd.Timestamp, end: pd.Timestamp, step: ModuleType = collected_to_table, output: str = "scored"
    ) -> pd.DataFrame:
        given = [f"--data_window_start={start.isoformat()}", f"--data_window_end={end.isoformat()}"]
        into = tmp_path / f"{output}-{start.value}"
        assert step.main([*given, f"--input_data={tmp_path / output}", f"--preprocessed_input_data={into}"]) == 0
        return read_raw(into)

    around = (now - pd.Timedelta(hours=1), now + pd.Timedelta(hours=1))
    made = window(*around)
    # Inputs under the names that the reference has, and the prediction under the target's: one table for drift of either.
    contract = load_model(folder / "challenger").contract
    assert {column.name for column in contract.features} | {contract.target.name, contract.id} <= set(made.columns)
    assert list(made["customer_id"]) == list(rows["customer_id"])
    assert list(made["churned"]) == list(told["churned"])
    assert made["correlationid"].is_unique
    # Drift signals compare every column that two tables share: an id or an instant would always be drift.
    asked = window(*around, collected_rows, "collected_inputs")
    assert set(asked.columns) == {column.name for column in contract.features}
    assert asked["monthly_charge"].tolist() == pytest.approx(rows["monthly_charge"].tolist())
    answered = window(*around, collected_rows, "collected_outputs")
    assert list(answered.columns) == [contract.target.name]
    assert list(answered["churned"]) == list(told["churned"])

    def features(frame: pd.DataFrame) -> Table:
        cells = {
            each.name: [None if cell != cell else cell for cell in frame[each.name].tolist()] for each in contract.features
        }
        columns = {each.name: Column(each.name, each.spark_type, cells[each.name]) for each in contract.features}
        return Table(columns, len(frame))

    # The same customers, come by way of the answers: nothing has drifted.
    found = data_drift(features(rows), features(made), overrides=contract.feature_types)
    distances = [each.value for each in found.measures if each.metric == "JensenShannonDistance"]
    assert distances == pytest.approx([0.0] * len(distances))
    assert distances != []
    assert len(window(now - pd.Timedelta(days=8), now - pd.Timedelta(days=1))) == 0
