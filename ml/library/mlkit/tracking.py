"""MLflow as every step uses it: the run that Azure ML (or `mlops ml run`) began, or one of its own.

`log_model` is never called: it asks for an API that Azure ML answers with 404. What is saved is uploaded as artifacts and
registered from there; tags are set afterwards, as text, because Azure refuses some of them while registering.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")  # A local file store is refused without, since 3.15.

LONGEST_TAG = 5_000
"""Characters of the value of a version's tag at most: what every MLflow store takes. How many tags a version may have Azure ML
does not say.
Source: docs.databricks.com/api/model-registry, "All storage backends are guaranteed to support"."""

MOST_RUN_TAGS = 50
"""Tags of a run at most. Source, also of the limits below: learn.microsoft.com/azure/machine-learning/resource-limits-capacity,
"Runs" and "Metrics"."""
LONGEST_RUN_TAG_KEY = 100
"""Characters of the key of a run's tag at most."""
LONGEST_RUN_TAG = 1_000
"""Characters of the value of a run's tag at most."""
MOST_METRICS = 50
"""Names of metrics of a run at most."""


@contextmanager
def run(name: str) -> Iterator[Any]:
    """The run that this step logs to: the one in `MLFLOW_RUN_ID` where the machinery made one, else a new one.

    Args:
        name: of a new run.
    """
    import mlflow

    given = os.environ.get("MLFLOW_RUN_ID")
    with mlflow.start_run(run_id=given) if given else mlflow.start_run(run_name=name) as active:
        yield active


def log_numbers(values: Mapping[str, float]) -> None:
    """Logs metrics, the first `MOST_METRICS`; those that are not finite are left out, as Azure ML refuses them."""
    import mlflow

    finite = [(name, float(value)) for name, value in values.items() if math.isfinite(value)]
    mlflow.log_metrics(dict(finite[:MOST_METRICS]))


def log_params(values: Mapping[str, Any]) -> None:
    """Logs parameters as text."""
    import mlflow

    mlflow.log_params({name: str(value) for name, value in values.items()})


def set_tags(run_id: str, tags: Mapping[str, str]) -> None:
    """Sets tags of a run, and of the pipeline's run that it belongs to, where the gates look for them.

    Azure ML refuses more than it allows of a run: what does not fit is left out, the last first. The version has all of them.

    Args:
        run_id: the run.
        tags: the ones that matter most come first.
    """
    from mlflow import MlflowClient

    client = MlflowClient()
    parent = client.get_run(run_id).data.tags.get("mlflow.parentRunId") or os.environ.get("MLFLOW_PARENT_RUN_ID")
    for target in (run_id, parent):
        if target:
            others = client.get_run(target).data.tags.keys() - tags.keys()
            fitting = [(key, value[:LONGEST_RUN_TAG]) for key, value in tags.items() if len(key) <= LONGEST_RUN_TAG_KEY]
            for key, value in fitting[: max(MOST_RUN_TAGS - len(others), 0)]:
                client.set_tag(target, key, value)


def newest_versions(model: str, count: int) -> list[str]:
    """The versions of a registered model that were registered last, newest first.

    Args:
        model: its name.
        count: how many at most.
    """
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    try:
        versions = MlflowClient().search_model_versions(f"name='{model}'")
    except MlflowException as error:
        if error.error_code == "RESOURCE_DOES_NOT_EXIST":
            return []
        raise
    numbers = [int(version.version) for version in versions if str(version.version).isdigit()]
    return [str(number) for number in sorted(numbers, reverse=True)[:count]]


def download_version(model: str, version: str, folder: Path) -> Path:
    """Downloads a registered version; returns its folder."""
    from mlflow.artifacts import download_artifacts

    folder.mkdir(parents=True, exist_ok=True)
    return Path(download_artifacts(artifact_uri=f"models:/{model}/{version}", dst_path=str(folder)))


def register(model: str, folder: Path, run_id: str, tags: Mapping[str, str]) -> str:
    """Uploads a model's folder as artifacts of a run, registers it, sets its tags.

    Args:
        model: name to register under.
        folder: the MLflow model.
        run_id: an active run.
        tags: of the version, as text.

    Returns:
        The version.
    """
    import mlflow
    from mlflow import MlflowClient

    mlflow.log_artifacts(str(folder), "model")
    version = str(mlflow.register_model(f"runs:/{run_id}/model", model).version)
    client = MlflowClient()
    for key, value in tags.items():
        client.set_model_version_tag(model, version, key, value[:LONGEST_TAG])
    return version
