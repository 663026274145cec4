"""What is generated follows from its source, and YAML, code and documents agree."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mlkit.keys import Asset, read_assets
from mlkit.steps.performance_signal import METRICS

ML = Path(__file__).resolve().parents[1]
GENERATORS = [ML / "environments/generate.py", *sorted(ML.glob("use-cases/*/data/generate.py"))]
PIPELINES = [asset for asset in read_assets(ML) if asset.kind == "pipeline"]
COMPONENTS = {asset.name: asset for asset in read_assets(ML) if asset.kind == "component"}


@pytest.mark.parametrize("script", GENERATORS, ids=lambda path: str(path.relative_to(ML)))
def test_generated_files_are_not_stale(script: Path) -> None:
    ran = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_port_is_used_and_every_name_is_a_port(name: str) -> None:
    described = COMPONENTS[name].described
    text = described.get("command", described.get("args"))
    used = {side: set(re.findall(rf"\$\{{\{{{side}\.(\w+)\}}\}}", text)) for side in ("inputs", "outputs")}
    assert used == {side: set(described.get(side) or {}) for side in used}
    bracketed = set(re.findall(r"\$\[\[[^\]]*?inputs\.(\w+)", text))
    optional = {port for port, each in (described.get("inputs") or {}).items() if each.get("optional")}
    assert bracketed == optional


@pytest.mark.parametrize("name", [name for name, asset in COMPONENTS.items() if asset.described["type"] == "spark"])
def test_signals_have_the_ports_that_monitors_give(name: str) -> None:
    described = COMPONENTS[name].described
    inputs, outputs = described["inputs"], described["outputs"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", described["version"])
    # Without compute: whoever runs it says on what.
    assert "resources" not in described
    assert {"spark.driver.cores", "spark.driver.memory", "spark.executor.cores", "spark.executor.memory"} <= set(
        described["conf"]
    )
    if name in ("collected_to_table", "collected_rows"):
        assert {"data_window_start", "data_window_end", "input_data"} <= set(inputs)
        assert list(outputs) == ["preprocessed_input_data"]
    elif name == "backtest_monitor":
        # No monitor runs it: a command does, on files that Spark reads itself.
        assert {port["mode"] for port in (*inputs.values(), *outputs.values()) if "mode" in port} == {"direct"}
        assert list(outputs) == ["report"]
    else:
        assert (inputs["production_data"]["type"], inputs["production_data"]["mode"]) == ("mltable", "direct")
        assert list(outputs) == ["signal_metrics"]


def test_the_performance_signal_takes_a_threshold_for_each_metric() -> None:
    inputs = COMPONENTS["performance_signal"].described["inputs"]
    assert {name.removesuffix("_threshold") for name in inputs if name.endswith("_threshold")} == set(METRICS)


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda asset: str(asset.name))
def test_pipelines_bind_ports_of_fitting_types(pipeline: Asset) -> None:
    described = pipeline.described
    jobs = {name: COMPONENTS[job["component"].split(":")[1]].described for name, job in described["jobs"].items()}
    for name, job in described["jobs"].items():
        ports = jobs[name].get("inputs") or {}
        given = job.get("inputs") or {}
        assert set(given) <= set(ports), name
        assert {port for port, each in ports.items() if not each.get("optional") and "default" not in each} <= set(given), name
        for port, text in given.items():
            step = re.fullmatch(r"\$\{\{parent\.jobs\.(\w+)\.outputs\.(\w+)\}\}", str(text))
            parent = re.fullmatch(r"\$\{\{parent\.inputs\.(\w+)\}\}", str(text))
            if step:
                assert jobs[step[1]]["outputs"][step[2]]["type"] == ports[port]["type"], (name, port)
            elif parent:
                source = described["inputs"][parent[1]]
                assert source["type"] == ports[port]["type"], (name, port)
                # What may be left out of the pipeline must be one that the step can do without.
                assert not source.get("optional") or ports[port].get("optional"), (name, port)
