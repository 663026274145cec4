"""Runs a pipeline component as Azure ML does: steps by their bindings, each as a process in a folder made of its code.

Written for tests, from the YAML alone, so that the tree is known to be right whatever the product's own runner does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mlkit.keys import Asset, read_assets, snapshot_files

ML = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Step:
    """A step that ran."""

    name: str
    code: int
    log: str
    outputs: Mapping[str, Path]


def rendered(text: str, inputs: Mapping[str, Any], outputs: Mapping[str, Path]) -> str:
    """A command with its values; `$[[…]]` goes where an input in it is not given."""

    def value(match: re.Match[str]) -> str:
        side, name = match[1], match[2]
        return str(outputs[name]) if side == "outputs" else str(inputs[name])

    def optional(match: re.Match[str]) -> str:
        names = re.findall(r"\$\{\{inputs\.(\w+)\}\}", match[1])
        return match[1] if all(inputs.get(name) is not None for name in names) else ""

    text = re.sub(r"\$\[\[(.*?)\]\]", optional, text)
    return re.sub(r"\$\{\{(inputs|outputs)\.(\w+)\}\}", value, text)


def run_component(asset: Asset, given: Mapping[str, Any], folder: Path, env: Mapping[str, str] | None = None) -> Step:
    """Runs one component in `folder`."""
    described = asset.described
    declared = described.get("inputs") or {}
    inputs = {name: given.get(name, port.get("default")) for name, port in declared.items()}
    assert set(given) <= set(declared), f"{asset.name} has no input {set(given) - set(declared)}"
    missing = [name for name, port in declared.items() if inputs[name] is None and not port.get("optional")]
    assert not missing, f"{asset.name} lacks {missing}"
    code, outputs = folder / "code", {}
    for path, file in snapshot_files(asset.file, described).items():
        (code / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, code / path)
    for name in described.get("outputs") or {}:
        outputs[name] = folder / "outputs" / name
        outputs[name].mkdir(parents=True)
    if described["type"] == "spark":
        command = f"python {described['entry']['file']} {described['args']}"
    else:
        command = described["command"]
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1", "MLKIT_SPARK": "off", **(env or {}),
    }  # fmt: skip
    ran = subprocess.run(
        rendered(command, inputs, outputs), shell=True, cwd=code, env=environment, capture_output=True, text=True, check=False
    )
    return Step(asset.name, ran.returncode, ran.stdout + ran.stderr, outputs)


def run_pipeline(use_case: str, given: Mapping[str, Any], folder: Path, env: Mapping[str, str]) -> dict[str, Step]:
    """Runs a use case's training up to the first step that fails; returns the steps by name."""
    assets = {(asset.kind, asset.name): asset for asset in read_assets(ML)}
    described = yaml.safe_load((ML / "use-cases" / use_case / "pipeline.yaml").read_text("utf-8"))
    inputs = {name: given.get(name, port.get("default")) for name, port in described["inputs"].items()}
    done: dict[str, Step] = {}
    waiting = dict(described["jobs"])

    def bound(text: Any) -> Any:
        parent = re.fullmatch(r"\$\{\{parent\.inputs\.(\w+)\}\}", str(text))
        if parent:
            return inputs[parent[1]]
        step = re.fullmatch(r"\$\{\{parent\.jobs\.(\w+)\.outputs\.(\w+)\}\}", str(text))
        return done[step[1]].outputs[step[2]] if step else text

    while waiting:
        name = next(
            name for name, job in waiting.items()
            if all(step in done for step in re.findall(r"parent\.jobs\.(\w+)\.", str(job.get("inputs"))))
        )  # fmt: skip
        job = waiting.pop(name)
        values = {port: value for port, text in (job.get("inputs") or {}).items() if (value := bound(text)) is not None}
        asset = assets["component", job["component"].split(":")[1]]
        done[name] = run_component(asset, values, folder / name, env)
        if done[name].code != 0:
            break
    return done
