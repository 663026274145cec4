"""Parameters are read with every problem at its place; what is set on the command line is not searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlkit.params import read_params
from mlkit.problems import InputError

GOOD = """\
seed: 3
parameters: { max_iter: 50, learning_rate: 0.2 }
search: { learning_rate: [0.1, 0.2], max_leaf_nodes: [7, 15] }
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "params.yaml"
    file.write_text(text)
    return file


def test_a_search_tries_every_combination(tmp_path: Path) -> None:
    candidates = read_params(written(tmp_path, GOOD)).candidates()
    assert len(candidates) == 4
    assert {(each["learning_rate"], each["max_leaf_nodes"]) for each in candidates} == {
        (0.1, 7),
        (0.1, 15),
        (0.2, 7),
        (0.2, 15),
    }
    assert {each["max_iter"] for each in candidates} == {50}


def test_what_is_set_is_not_searched(tmp_path: Path) -> None:
    params = read_params(written(tmp_path, GOOD), "learning_rate=0.05 seed=9")
    assert params.seed == 9
    assert {each["learning_rate"] for each in params.candidates()} == {0.05}
    assert len(params.candidates()) == 2


def test_every_problem_is_told(tmp_path: Path) -> None:
    bad = "seed: -1\nparameters:\n  max_iter: 0.5\n  depth: 3\nsearch: { learning_rate: [2] }\nsplit: { test: 1 }\ntrees: 9\n"
    with pytest.raises(InputError) as told:
        read_params(written(tmp_path, bad), "learning_rat=0.1 max_iter=many")
    text = str(told.value)
    for says in (
        "params.yaml:1:1 a seed",
        "params.yaml:3:3 max_iter is out of range (given 0.5",
        "params.yaml:4:3 no such parameter (given 3",
        "params.yaml:5:11 learning_rate cannot be searched so",
        "params.yaml:6:10 test is a share",
        "params.yaml:7:1 there is no such key (given trees",
        "--set no such parameter (given learning_rat=0.1",
    ):
        assert says in text, text


def test_a_search_has_an_end(tmp_path: Path) -> None:
    values = ", ".join(str(value) for value in range(2, 11))
    text = f"search: {{ max_leaf_nodes: [{values}], max_depth: [{values}] }}\n"
    with pytest.raises(InputError, match="too many combinations"):
        read_params(written(tmp_path, text))
