"""publish_model: writes the version that was registered into the registry that all environments share.

A registry fetches a version from a workspace by itself only where the workspace's storage is open to it, never from storage
without public access. A job is on the inside: it has the model's files, and writes them with Azure ML's own client, which
uploads to the registry's storage. Its numbers are the registry's: workspaces count for themselves, and two of them would
give one number to two models.
Source: learn.microsoft.com/azure/machine-learning/how-to-registry-network-isolation, "Create assets in registry from local
files" and "Share assets from workspace to registry".
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from mlkit.steps.command import Broken, ended, parser

ORIGIN = "training.run"
"""Tag that tells which training made a version."""
TRIES = 5
"""How many numbers are tried where other trainings take the same ones meanwhile."""


class Taken(Exception):
    """Somebody else has taken the number meanwhile."""


class Registry(Protocol):
    """Where versions go."""

    name: str

    def versions(self, model: str) -> Mapping[str, Mapping[str, str]]:
        """Tags of every version of a model by number, archived ones too; empty if there is no such model."""

    def create(self, model: str, version: str, folder: Path, tags: Mapping[str, str]) -> None:
        """Makes a version of the MLflow model in a folder.

        Raises:
            Taken: the number is another version's by now.
        """


def next_version(there: Sequence[str]) -> str:
    """The number after the highest; what is no number does not count."""
    return str(max((int(each) for each in there if each.isdecimal()), default=0) + 1)


def publish(registry: Registry, model: str, folder: Path, tags: Mapping[str, str]) -> tuple[str, bool]:
    """Writes a version, unless the same training has done so before: a step that is tried again publishes once.

    Args:
        registry: where to.
        model: its name.
        folder: the MLflow model.
        tags: of the version; `training.run` tells whose it is.

    Returns:
        The version, and whether it is new.

    Raises:
        Broken: others took every number that was tried.
    """
    for _ in range(TRIES):
        there = registry.versions(model)
        origin = tags.get(ORIGIN)
        own = [number for number, of in there.items() if origin is not None and of.get(ORIGIN) == origin]
        if own:
            return own[0], False
        version = next_version(list(there))
        try:
            registry.create(model, version, folder, tags)
        except Taken:
            continue
        return version, True
    raise Broken(f"not published: {TRIES} numbers of {model} in {registry.name} were taken by others meanwhile; train again")


class AzureRegistry:
    """An Azure ML registry through azure-ai-ml, as the identity that the job runs as."""

    def __init__(self, name: str) -> None:
        from azure.ai.ml import MLClient
        from azure.identity import ManagedIdentityCredential

        self.name = name
        # The identity of the cluster: a machine may have several, and Azure ML says which one the job has.
        identity = ManagedIdentityCredential(client_id=os.environ.get("DEFAULT_IDENTITY_CLIENT_ID"))
        self.client = MLClient(credential=identity, registry_name=name)

    def versions(self, model: str) -> Mapping[str, Mapping[str, str]]:
        """See `Registry`."""
        from azure.ai.ml.constants import ListViewType
        from azure.core.exceptions import ResourceNotFoundError

        try:
            listed = self.client.models.list(name=model, list_view_type=ListViewType.ALL)
            return {str(each.version): dict(each.tags or {}) for each in listed}
        except ResourceNotFoundError:
            return {}

    def create(self, model: str, version: str, folder: Path, tags: Mapping[str, str]) -> None:
        """See `Registry`."""
        from azure.ai.ml.constants import AssetTypes
        from azure.ai.ml.entities import Model

        made = Model(name=model, version=version, path=folder, type=AssetTypes.MLFLOW_MODEL, tags=dict(tags))
        try:
            self.client.models.create_or_update(made)
        except Exception:
            # What a taken number leads to depends on how far the other one is; what is there tells, not the error.
            if version in self.versions(model):
                raise Taken from None
            raise


def origin() -> dict[str, str]:
    """Tags that say which job of Azure ML this is, and in which workspace; empty elsewhere, where nothing is published."""
    job = os.environ.get("AZUREML_ROOT_RUN_ID", os.environ.get("AZUREML_RUN_ID"))
    workspace = os.environ.get("AZUREML_ARM_WORKSPACE_NAME")
    return {} if job is None else {"origin.job": job, **({} if workspace is None else {"origin.workspace": workspace})}


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "", folders=("model", "registration", "publication"))
    options.add_argument("--registry", help="name of the registry; without it nothing is published")
    asked = options.parse_args(given)

    def step() -> None:
        registered: dict[str, Any] = json.loads((asked.registration / "registration.json").read_text("utf-8"))
        model, tags = registered["model"], {str(key): str(value) for key, value in registered["tags"].items()}
        version = None
        if asked.registry is None:
            print("not published: no registry is named")
        elif not (here := origin()):
            print(f"not published to {asked.registry}: only jobs of Azure ML publish")
        else:
            version, is_new = publish(AzureRegistry(asked.registry), model, asked.model, {**tags, **here})
            print(f"{'published' if is_new else 'published before:'} {model} version {version} to {asked.registry}")
        told = {"registry": asked.registry, "model": model, "version": version}
        asked.publication.mkdir(parents=True, exist_ok=True)
        (asked.publication / "publication.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")

    return ended(step)
