"""Publishing is idempotent, refuses changed content under an old number, and gives a registry its own ids."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlkit.keys import Asset
from support.scripts import module_of

ML = Path(__file__).resolve().parents[1]


PUBLISH = module_of("publish", ML / "publish.py")


class Shelf:
    """A registry in memory."""

    name = "mlr-pfs"

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], tuple[dict[str, str], dict[str, Any]]] = {}
        self.order: list[str] = []

    def tags(self, asset: Asset) -> Mapping[str, str] | None:
        found = self.kept.get((asset.kind, asset.name, asset.version))
        return None if found is None else found[0]

    def create(self, asset: Asset, file: Path, tags: Mapping[str, str]) -> None:
        described = (
            {"files": sorted(str(each.relative_to(file)) for each in file.rglob("*") if each.is_file())}
            if file.is_dir()
            else yaml.safe_load(file.read_text("utf-8"))
        )
        self.kept[asset.kind, asset.name, asset.version] = (dict(tags), described)
        self.order.append(asset.name)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("environments", "components", "use-cases", "library"):
        shutil.copytree(ML / name, tmp_path / "ml" / name, ignore=shutil.ignore_patterns("data", "tests", "__pycache__"))
    return tmp_path / "ml"


def published(tree: Path, shelf: Shelf, dry_run: bool = False) -> tuple[int, list[str]]:
    lines: list[str] = []
    return PUBLISH.publish(tree, shelf, dry_run, lines.append), lines


def test_publishing_twice_changes_nothing(tree: Path) -> None:
    shelf = Shelf()
    code, first = published(tree, shelf)
    assert code == 0
    assert all(line.startswith("published: ") for line in first)
    before = dict(shelf.kept)
    code, second = published(tree, shelf)
    assert code == 0
    assert all(line.startswith("there already: ") for line in second)
    assert len(second) == len(first) == len(shelf.order)
    assert shelf.kept == before


def test_what_others_refer_to_comes_first_and_references_are_the_registrys(tree: Path) -> None:
    shelf = Shelf()
    published(tree, shelf)
    place = {name: index for index, name in enumerate(shelf.order)}
    assert place["tabular-train"] < place["train_tabular"] < place["customer_churn_training"]
    described = shelf.kept["component", "train_tabular", "1"][1]
    assert described["environment"] == "azureml://registries/mlr-pfs/environments/tabular-train/versions/1"
    pipeline = next(kept[1] for key, kept in shelf.kept.items() if key[1] == "customer_churn_training")
    assert pipeline["jobs"]["split"]["component"] == "azureml://registries/mlr-pfs/components/split_data/versions/1"
    # The tree itself stays as it is reviewed.
    assert "azureml:tabular-train:1" in (tree / "components/train_tabular/component.yaml").read_text("utf-8")


def test_changed_content_under_an_old_number_is_refused_before_anything_is_published(tree: Path) -> None:
    shelf = Shelf()
    published(tree, shelf)
    made = len(shelf.order)
    for file in ("components/split_data/src/main.py", "use-cases/customer-churn/features.py"):
        (tree / file).write_text((tree / file).read_text("utf-8") + "\n# changed\n", "utf-8")
    code, lines = published(tree, shelf)
    assert code == 1
    refused = [line for line in lines if line.startswith("BLOCKED: ")]
    for name in ("split_data:1", "customer_churn_definition:4", "customer_churn_training:4", "fuel_efficiency_training:2"):
        assert any(name in line and "raise version" in line for line in refused), name
    assert len(refused) == len(lines) == 4
    assert len(shelf.order) == made


def test_an_endpoints_code_is_its_script_with_the_library_beside_it(tree: Path) -> None:
    shelf = Shelf()
    published(tree, shelf)
    files = shelf.kept["code", "customer-churn-score", "4"][1]["files"]
    assert "score.py" in files
    assert "mlkit/serve.py" in files
    assert not [file for file in files if "__pycache__" in file or file.startswith("data")]
    script = tree / "use-cases/customer-churn/score.py"
    script.write_text(script.read_text("utf-8") + "\n# changed\n", "utf-8")
    code, lines = published(tree, shelf)
    assert code == 1
    assert ["customer-churn-score:4" in line and "raise version" in line for line in lines] == [True]


def test_a_raised_number_is_published(tree: Path) -> None:
    shelf = Shelf()
    published(tree, shelf)
    made = len(shelf.order)
    for file, old, new in (
        ("components/split_data/src/main.py", "import sys", "import sys  # changed"),
        ("components/split_data/component.yaml", 'version: "1"', 'version: "2"'),
        ("use-cases/customer-churn/pipeline.yaml", "azureml:split_data:1", "azureml:split_data:2"),
        ("use-cases/customer-churn/pipeline.yaml", 'version: "4"', 'version: "5"'),
        ("use-cases/fuel-efficiency/pipeline.yaml", "azureml:split_data:1", "azureml:split_data:2"),
        ("use-cases/fuel-efficiency/pipeline.yaml", 'version: "2"', 'version: "3"'),
    ):
        text = (tree / file).read_text("utf-8")
        assert old in text
        (tree / file).write_text(text.replace(old, new), "utf-8")
    code, lines = published(tree, shelf)
    assert code == 0, lines
    assert shelf.order[made:] == [
        "split_data", "customer_churn_training", "fuel_efficiency_training", "customer-churn-score", "fuel-efficiency-score"
    ]  # fmt: skip


def test_a_version_that_something_else_made_is_not_taken_for_ours(tree: Path) -> None:
    shelf = Shelf()
    shelf.kept["component", "split_data", "1"] = ({"team": "other"}, {})
    code, lines = published(tree, shelf)
    assert code == 1
    assert "without a key" in lines[0]


def test_a_dry_run_makes_nothing(tree: Path) -> None:
    shelf = Shelf()
    code, lines = published(tree, shelf, dry_run=True)
    assert (code, shelf.order) == (0, [])
    assert all(line.startswith("would publish: ") for line in lines)


def test_a_tree_that_is_wrong_is_told(tree: Path) -> None:
    file = tree / "use-cases/customer-churn/pipeline.yaml"
    file.write_text(file.read_text("utf-8").replace("azureml:split_data:1", "azureml:split_dat:1"), "utf-8")
    code, lines = published(tree, Shelf())
    assert code == 2
    assert "no such component is in ml/" in lines[0]
