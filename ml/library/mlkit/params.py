"""The parameters of a training: read from `params.yaml`, changed by `name=value`."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from mlkit.problems import InputError, Problem
from mlkit.yamlfile import load_located

PARAMETERS: Final[Mapping[str, tuple[type, float, float]]] = {
    "learning_rate": (float, 1e-4, 1.0),
    "max_iter": (int, 1, 5_000),
    "max_leaf_nodes": (int, 2, 1_024),
    "min_samples_leaf": (int, 1, 100_000),
    "l2_regularization": (float, 0.0, 1e4),
    "max_depth": (int, 1, 64),
}
"""Parameters of the gradient boosting: type, smallest, largest. Their meaning is scikit-learn's."""

LARGEST_SEARCH: Final = 64
"""Combinations that a search tries at most."""


@dataclass(frozen=True)
class Params:
    """How a model is trained.

    Attributes:
        seed: makes training repeatable; 0 to 2^32 - 1.
        parameters: of the gradient boosting, by scikit-learn's names.
        search: values to try by parameter; every combination is trained and the best on validation is kept.
        validation_share: share of rows that parameters are chosen on.
        test_share: share of rows that the model is judged on.
        recall: classification: the threshold of decisions is the highest that finds this share of the 1s on validation, above
            0 and at most 1. None: 0.5 is the threshold.
        baseline_gain: by how much of the naive baseline's loss the model must be better, 0 to 1.
    """

    seed: int
    parameters: Mapping[str, float]
    search: Mapping[str, tuple[float, ...]]
    validation_share: float = 0.15
    test_share: float = 0.25
    baseline_gain: float = 0.05
    recall: float | None = None

    def candidates(self) -> list[dict[str, float]]:
        """Every combination of the search with the parameters that are not searched; at least one."""
        names = list(self.search)
        return [
            {**self.parameters, **dict(zip(names, values, strict=True))} for values in itertools.product(*self.search.values())
        ]


def _valid(name: str, value: Any) -> str | None:
    """What is wrong with a parameter's value, or None."""
    kind, low, high = PARAMETERS[name]
    fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not fits or (kind is int and value != int(value)):
        return f"{'a whole number' if kind is int else 'a number'} from {low:g} to {high:g}"
    return None


def _typed(name: str, value: float) -> float:
    return int(value) if PARAMETERS[name][0] is int else float(value)


def parse_overrides(text: str) -> dict[str, Any]:
    """`learning_rate=0.05 max_iter=300` as a mapping; values are read as YAML.

    Raises:
        InputError: for every word that is no `name=value` or names no parameter.
    """
    found: dict[str, Any] = {}
    problems = []
    for word in text.split():
        name, equals, value = word.partition("=")
        if equals == "" or (name not in PARAMETERS and name != "seed"):
            problems.append(
                Problem("--set", "no such parameter", word, f"NAME=VALUE with one of {', '.join((*PARAMETERS, 'seed'))}")
            )
            continue
        found[name] = yaml.safe_load(value)
    if problems:
        raise InputError(problems)
    return found


def read_params(path: Path, overrides: str = "") -> Params:
    """Reads `params.yaml`.

    Args:
        path: the file.
        overrides: `name=value` words. What is overridden is not searched.

    Raises:
        InputError: for everything that is wrong, with line and column.
    """
    document = load_located(path)
    given = document.value if isinstance(document.value, dict) else {}
    problems: list[Problem] = []

    def wrong(keys: Sequence[str | int], message: str, value: object, allowed: str = "") -> None:
        problems.append(Problem(document.where(str(path), keys), message, str(value), allowed))

    known = ("seed", "parameters", "search", "split", "baseline", "decision")
    for key in given:
        if key not in known:
            wrong([key], "there is no such key", key, ", ".join(known))
    seed = given.get("seed", 0)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        wrong(["seed"], "a seed is a whole number", seed, "0 to 4294967295")
        seed = 0
    parameters: dict[str, float] = {}
    for name, value in (given.get("parameters") or {}).items():
        bad = _valid(name, value) if name in PARAMETERS else ", ".join(PARAMETERS)
        if bad is not None:
            wrong(
                ["parameters", name], "no such parameter" if name not in PARAMETERS else f"{name} is out of range", value, bad
            )
            continue
        parameters[name] = _typed(name, value)
    search: dict[str, tuple[float, ...]] = {}
    for name, values in (given.get("search") or {}).items():
        listed = values if isinstance(values, list) and values else [values]
        bad = (
            next((text for value in listed if (text := _valid(name, value))), None)
            if name in PARAMETERS
            else ", ".join(PARAMETERS)
        )
        if bad is not None:
            wrong(["search", name], f"{name} cannot be searched so", values, f"a list; {bad}")
            continue
        search[name] = tuple(_typed(name, value) for value in listed)
    shares = given.get("split") or {}
    baseline = given.get("baseline") or {}
    numbers: dict[str, float] = {}
    for section, at, key, default in (
        (shares, "split", "validation", 0.15), (shares, "split", "test", 0.25), (baseline, "baseline", "gain", 0.05),
    ):  # fmt: skip
        value = section.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
            wrong([at, key], f"{key} is a share", value, "0 or more, below 1")
            value = default
        numbers[key] = float(value)
    recall = (given.get("decision") or {}).get("recall")
    if recall is not None and (isinstance(recall, bool) or not isinstance(recall, int | float) or not 0 < recall <= 1):
        wrong(["decision", "recall"], "recall is a share", recall, "above 0, at most 1")
        recall = None
    try:
        for name, value in parse_overrides(overrides).items():
            if name == "seed":
                seed = value
                continue
            bad = _valid(name, value)
            if bad is not None:
                problems.append(Problem("--set", f"{name} is out of range", str(value), bad))
                continue
            parameters[name] = _typed(name, value)
            search.pop(name, None)
    except InputError as error:
        problems += error.problems
    params = Params(seed, parameters, search, numbers["validation"], numbers["test"], numbers["gain"], recall)
    if not problems and len(params.candidates()) > LARGEST_SEARCH:
        wrong(["search"], "the search has too many combinations", len(params.candidates()), f"at most {LARGEST_SEARCH}")
    if problems:
        raise InputError(problems)
    return params
