"""Keys follow from content and from nothing else."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from mlkit.keys import read_assets, snapshot_files, tree_key, yaml_content
from mlkit.problems import InputError

ML = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what keys depend on."""
    for name in ("environments", "components", "use-cases", "library"):
        shutil.copytree(ML / name, tmp_path / name, ignore=shutil.ignore_patterns("data", "__pycache__"))
    return tmp_path


def keys(ml: Path) -> dict[str, str]:
    return {asset.name: asset.key for asset in read_assets(ml)}


def test_a_tree_key_is_what_its_rule_says() -> None:
    lines = "".join(f"{path}\0{hashlib.sha256(data).hexdigest()}\n" for path, data in (("a/b", b"1\n"), ("c", b"2")))
    assert tree_key({"c": b"2", "a/b": b"1\r\n"}) == hashlib.sha256(lines.encode()).hexdigest()


def test_a_version_is_not_content() -> None:
    assert yaml_content(b'name: a\nversion: "1"\n') == yaml_content(b'name: a\r\nversion: "2"\r\n') == b"name: a\n"


def test_equal_content_has_equal_keys(tree: Path) -> None:
    assert keys(tree) == keys(ML)


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


CHANGES = {
    "a component's own code": ("components/split_data/src/main.py", {"split_data"}),
    "the library": ("library/mlkit/split.py", "all"),
    "an environment": ("environments/tabular-train/conda.yaml", "command"),
    "a use case's features": ("use-cases/customer-churn/features.py", {"customer_churn_definition"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_reaches_what_depends_on_it_and_nothing_else(tree: Path, what: str) -> None:
    file, wanted = CHANGES[what]
    before = keys(tree)
    append(tree / file, "\n# changed\n")
    changed = {name for name, key in keys(tree).items() if key != before[name]}
    assets = {asset.name: asset for asset in read_assets(tree)}
    components = {name for name, asset in assets.items() if asset.kind == "component"}
    if wanted == "all":
        wanted = {name for name in components if not name.endswith("_definition")}
    elif wanted == "command":
        # Others run in Azure's Spark, or in an environment of their own.
        wanted = {name for name in components if ":tabular-train:" in str(assets[name].described.get("environment"))}
        wanted |= {"tabular-train"}
    used = {name for name, asset in assets.items() if asset.kind == "pipeline"
            and any(job["component"].split(":")[1] in wanted for job in asset.described["jobs"].values())}  # fmt: skip
    assert changed == wanted | used


def test_a_version_that_is_not_there_is_told(tree: Path) -> None:
    file = tree / "components/split_data/component.yaml"
    file.write_text(file.read_text().replace('version: "1"', 'version: "2"'))
    with pytest.raises(InputError, match="no such component is in ml/") as told:
        read_assets(tree)
    assert "azureml:split_data:1" in str(told.value)
    assert "split_data:2" in str(told.value)


def test_what_is_ignored_is_in_no_snapshot(tree: Path) -> None:
    (tree / "library/mlkit/__pycache__").mkdir()
    (tree / "library/mlkit/__pycache__/io.pyc").write_bytes(b"x")
    asset = next(asset for asset in read_assets(tree) if asset.name == "split_data")
    files = snapshot_files(asset.file, asset.described)
    assert "main.py" in files
    assert "mlkit/split.py" in files
    assert not [path for path in files if "pycache" in path or "amlignore" in path]
    assert keys(tree) == keys(ML)
