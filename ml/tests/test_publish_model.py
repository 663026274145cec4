"""A training writes its version into the registry once, under the registry's own number, and nowhere but in Azure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from mlkit.steps import publish_model
from mlkit.steps.command import Broken
from mlkit.steps.publish_model import Taken, main, publish

TAGS = {"training.run": "run-1", "metrics.auc": "0.91"}


class Shelf:
    """A registry in memory, in which others may be faster."""

    name = "mlr-pfs"

    def __init__(self, numbers: Mapping[str, Mapping[str, str]], taken: int = 0) -> None:
        self.kept = {number: dict(tags) for number, tags in numbers.items()}
        self.taken = taken

    def versions(self, _model: str) -> Mapping[str, Mapping[str, str]]:
        return dict(self.kept)

    def create(self, _model: str, version: str, _folder: Path, tags: Mapping[str, str]) -> None:
        if self.taken > 0:
            self.taken -= 1
            self.kept[version] = {"training.run": f"other-{version}"}
            raise Taken
        assert version not in self.kept
        self.kept[version] = dict(tags)


@pytest.mark.parametrize(
    ("there", "version"), [([], "1"), (["1", "2"], "3"), (["9", "10"], "11"), (["2", "2026-11-3", "beta"], "3")]
)
def test_the_number_is_the_next_of_the_registry(tmp_path: Path, there: list[str], version: str) -> None:
    shelf = Shelf({number: {} for number in there})
    assert publish(shelf, "churn", tmp_path, TAGS) == (version, True)
    assert shelf.kept[version] == TAGS


def test_a_step_that_is_tried_again_publishes_once(tmp_path: Path) -> None:
    shelf = Shelf({"4": {"training.run": "run-0"}})
    assert publish(shelf, "churn", tmp_path, TAGS) == ("5", True)
    assert publish(shelf, "churn", tmp_path, TAGS) == ("5", False)
    assert sorted(shelf.kept) == ["4", "5"]


def test_a_number_that_another_training_took_meanwhile_is_left_to_it(tmp_path: Path) -> None:
    shelf = Shelf({"4": {}}, taken=2)
    assert publish(shelf, "churn", tmp_path, TAGS) == ("7", True)
    assert shelf.kept["5"] == {"training.run": "other-5"}
    with pytest.raises(Broken, match="taken by others"):
        publish(Shelf({}, taken=99), "churn", tmp_path, TAGS)


@pytest.mark.parametrize(("registry", "in_azure", "version"), [(None, True, None), ("r", False, None), ("r", True, "1")])
def test_only_a_job_that_names_a_registry_publishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: str | None, in_azure: bool, version: str | None
) -> None:
    shelf = Shelf({})
    monkeypatch.setattr(publish_model, "AzureRegistry", lambda _name: shelf)
    monkeypatch.delenv("AZUREML_RUN_ID", raising=False)
    monkeypatch.delenv("AZUREML_ROOT_RUN_ID", raising=False)
    if in_azure:
        monkeypatch.setenv("AZUREML_RUN_ID", "run-1")
        monkeypatch.setenv("AZUREML_ROOT_RUN_ID", "job-1")
        monkeypatch.setenv("AZUREML_ARM_WORKSPACE_NAME", "mlw-pfs-prod")
    (tmp_path / "registration.json").write_text(json.dumps({"model": "churn", "version": "8", "tags": TAGS}), "utf-8")
    folders = ["--model", str(tmp_path), "--registration", str(tmp_path), "--publication", str(tmp_path / "out")]
    assert main([*folders, *(["--registry", registry] if registry else [])]) == 0
    told = json.loads((tmp_path / "out" / "publication.json").read_text("utf-8"))
    assert told == {"registry": registry, "model": "churn", "version": version}
    origin = {"origin.job": "job-1", "origin.workspace": "mlw-pfs-prod"}
    assert shelf.kept == ({version: TAGS | origin} if version else {})
