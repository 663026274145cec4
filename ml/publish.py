"""Publishes what `ml/` holds to an Azure ML registry: environments, components, pipelines, then the code of endpoints.

    python ml/publish.py --registry mlr-pfs             # what is new; the same again does nothing
    python ml/publish.py --registry mlr-pfs --dry-run   # says what it would do

A version carries its content's key (see library/mlkit/keys.py) as the tag `key`; code carries no tags; its hash is compared.
A version that is there with the same key is skipped; one that is there with another is refused, all of them at once and before
anything is published: raise its `version`.

Needs requirements/publish.lock and a sign-in that DefaultAzureCredential finds, with the role AzureML Registry User on the
registry. Exit codes: 0 published or nothing to do; 1 BLOCKED, or Azure refuses; 2 the tree is wrong.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

ML = Path(__file__).resolve().parent
sys.path.insert(0, str(ML / "library"))

from mlkit.keys import Asset, folder_files, read_assets, tree_key  # noqa: E402
from mlkit.problems import InputError  # noqa: E402

KEY = "key"
"""The tag with a version's key."""


class Registry(Protocol):
    """Where assets go."""

    name: str

    def tags(self, asset: Asset) -> Mapping[str, str] | None:
        """Tags of the version that is there, or None if there is none."""

    def create(self, asset: Asset, file: Path, tags: Mapping[str, str]) -> None:
        """Makes a version of the asset that a file describes, or of code in a folder; references are the registry's own ids."""


@dataclass(frozen=True)
class Step:
    """What happens to an asset.

    Attributes:
        asset: which.
        action: `publish`, `skip` or `refuse`.
        reason: why it is refused.
    """

    asset: Asset
    action: str
    reason: str = ""


def code_files(script: Path) -> dict[str, Path]:
    """What an endpoint's code is made of, by path: the scoring script and the library beside it."""
    library = script.parents[2] / "library" / "mlkit"
    return {script.name: script, **{path: file for path, file in folder_files(library, "mlkit") if "__pycache__" not in path}}


def read_codes(ml: Path, assets: Sequence[Asset]) -> list[Asset]:
    """The code of each use case's endpoint, `<use case>-score`, under the number of its pipeline."""
    found = []
    for script in sorted(ml.glob("use-cases/*/score.py")):
        training = script.parent / "pipeline.yaml"
        pipeline = next((each for each in assets if each.kind == "pipeline" and each.file == training), None)
        if pipeline is None:
            continue
        key = tree_key({path: file.read_bytes() for path, file in code_files(script).items()})
        found.append(Asset("code", f"{script.parent.name}-score", pipeline.version, script, {}, key))
    return found


def stage(script: Path, folder: Path) -> Path:
    """Puts an endpoint's code into a folder, as it is published."""
    for path, file in code_files(script).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / path)
    return folder


def version_line(asset: Asset, ml: Path) -> str:
    """Where the number is that has to be raised, as `file:line`. Code has its pipeline's."""
    file = asset.file.parent / "pipeline.yaml" if asset.kind == "code" else asset.file
    lines = file.read_text("utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith("version:")), 1)
    return f"{file.relative_to(ml.parent).as_posix()}:{line}"


def plan(assets: Sequence[Asset], registry: Registry) -> list[Step]:
    """What is to be done, in order. Nothing is changed."""
    steps = []
    for asset in assets:
        there = registry.tags(asset)
        if there is None:
            steps.append(Step(asset, "publish"))
        elif there.get(KEY) == asset.key:
            steps.append(Step(asset, "skip"))
        else:
            known = there.get(KEY)
            told = (
                f"with other content (key {known[:12]}, here {asset.key[:12]})"
                if known
                else "without a key: this did not publish it"
            )
            steps.append(Step(asset, "refuse", f"{asset.kind} {asset.name}:{asset.version} is there {told}; raise version"))
    return steps


def resolved(text: Any, kind: str, registry: str) -> Any:
    """`azureml:name:version` as the registry's id; anything else as it is."""
    parts = str(text).split(":")
    if len(parts) != 3 or parts[0] != "azureml":
        return text
    return f"azureml://registries/{registry}/{kind}/{parts[1]}/versions/{parts[2]}"


def resolve(file: Path, registry: str) -> None:
    """Rewrites the references of a component or pipeline to ids of the registry: it takes no others."""
    described = yaml.safe_load(file.read_text("utf-8"))
    if "environment" in described:
        described["environment"] = resolved(described["environment"], "environments", registry)
    for job in (described.get("jobs") or {}).values():
        job["component"] = resolved(job["component"], "components", registry)
    file.write_text(yaml.safe_dump(described, sort_keys=False, allow_unicode=True), "utf-8")


def publish(ml: Path, registry: Registry, dry_run: bool, tell: Callable[[str], None]) -> int:
    """Publishes what is new.

    Args:
        ml: the tree.
        registry: where to.
        dry_run: only say what would happen.
        tell: takes a line.

    Returns:
        The exit code.
    """
    try:
        assets = read_assets(ml)
        steps = plan([*assets, *read_codes(ml, assets)], registry)
    except InputError as error:
        tell(str(error))
        return 2
    refused = [step for step in steps if step.action == "refuse"]
    for step in refused:
        tell(f"BLOCKED: {step.reason}: {version_line(step.asset, ml)}")
    if refused:
        return 1
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ml"
        # References are rewritten in a copy: the tree stays as it is reviewed.
        shutil.copytree(ml, copy, ignore=shutil.ignore_patterns("data", "tests", "__pycache__", ".venv*", ".*_cache", "mlruns"))
        for step in steps:
            asset = step.asset
            label = f"{asset.kind} {asset.name}:{asset.version}"
            if step.action == "skip":
                tell(f"there already: {label}")
                continue
            if dry_run:
                tell(f"would publish: {label}")
                continue
            if asset.kind == "code":
                file = stage(asset.file, Path(folder) / "code" / asset.name)
            else:
                file = copy / asset.file.relative_to(ml)
                resolve(file, registry.name)
            registry.create(asset, file, {KEY: asset.key})
            tell(f"published: {label} (key {asset.key[:12]})")
    return 0


class AzureRegistry:
    """An Azure ML registry through azure-ai-ml."""

    def __init__(self, name: str) -> None:
        from azure.ai.ml import MLClient
        from azure.identity import DefaultAzureCredential

        self.name = name
        self.client = MLClient(credential=DefaultAzureCredential(), registry_name=name)

    def tags(self, asset: Asset) -> Mapping[str, str] | None:
        """See `Registry`."""
        from azure.core.exceptions import ResourceNotFoundError

        if asset.kind == "code":
            return self._code_tags(asset)
        operations = self.client.environments if asset.kind == "environment" else self.client.components
        try:
            return dict(operations.get(asset.name, asset.version).tags or {})
        except ResourceNotFoundError:
            return None

    def _code_tags(self, asset: Asset) -> Mapping[str, str] | None:
        """The key, if what is there has the hash that the client would give it now: that is all Azure ML keeps of code."""
        from azure.ai.ml.entities._assets import Code
        from azure.core.exceptions import ResourceNotFoundError

        try:
            there = str(self.client._code.get(asset.name, asset.version).properties.get("hash_sha256"))
        except ResourceNotFoundError:
            return None
        with tempfile.TemporaryDirectory() as folder:
            here = Code(name=asset.name, version=asset.version, path=stage(asset.file, Path(folder)))._hash_sha256
        return {KEY: asset.key if there == here else there}

    def create(self, asset: Asset, file: Path, tags: Mapping[str, str]) -> None:
        """See `Registry`."""
        from azure.ai.ml import load_component, load_environment

        if asset.kind == "code":
            from azure.ai.ml.entities._assets import Code

            # Not among the client's public operations: it uploads code as part of components only.
            self.client._code.create_or_update(Code(name=asset.name, version=asset.version, path=file))
            return

        if asset.kind == "environment":
            environment = load_environment(source=file)
            environment.tags = {**(environment.tags or {}), **tags}
            self.client.environments.create_or_update(environment)
            return
        component = load_component(source=file)
        component.tags = {**(component.tags or {}), **tags}
        self.client.components.create_or_update(component)


def main(given: Sequence[str]) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--registry", required=True, help="name of the Azure ML registry")
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    asked = parser.parse_args(given)
    from azure.core.exceptions import AzureError

    # Of Azure's client's own lines only what went wrong.
    logging.getLogger("azure").setLevel(logging.ERROR)
    try:
        return publish(ML, AzureRegistry(asked.registry), asked.dry_run, lambda line: print(line, flush=True))
    except AzureError as error:
        print(f"Azure refuses: {' '.join(str(error).split())}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
