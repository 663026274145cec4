"""YAML with the place of every value, so that a problem names line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mlkit.problems import InputError, Problem

Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Located:
    """A document and where its values stand.

    Attributes:
        value: the document as plain Python.
        places: line and column, from 1, by path of keys.
    """

    value: Any
    places: Mapping[Keys, tuple[int, int]]

    def where(self, path: str, keys: Sequence[str | int]) -> str:
        """`file:line:column` of a value, or of the nearest one around it that is there."""
        at = tuple(keys)
        while at and at not in self.places:
            at = at[:-1]
        line, column = self.places.get(at, (1, 1))
        return f"{path}:{line}:{column}"


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice; the last would win without a word."""


def _places(node: yaml.Node | None, at: Keys, places: dict[Keys, tuple[int, int]], twice: list[tuple[Keys, yaml.Mark]]) -> None:
    if node is None:
        return
    places.setdefault(at, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                twice.append(((*at, name), key.start_mark))
            seen.add(name)
            places[(*at, name)] = (key.start_mark.line + 1, key.start_mark.column + 1)
            _places(value, (*at, name), places, twice)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _places(value, (*at, index), places, twice)


def load_located(path: Path) -> Located:
    """Reads a YAML file.

    Raises:
        InputError: it cannot be read, is no YAML, or gives a key twice.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(path), f"cannot be read: {error}")]) from error
    try:
        node = yaml.compose(text, Loader=_Loader)
        value = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark is not None else str(path)
        raise InputError([Problem(at, f"this is no YAML: {error.problem}")]) from error
    places: dict[Keys, tuple[int, int]] = {}
    twice: list[tuple[Keys, yaml.Mark]] = []
    _places(node, (), places, twice)
    if twice:
        raise InputError(
            [
                Problem(f"{path}:{mark.line + 1}:{mark.column + 1}", "this key is given twice", str(keys[-1]))
                for keys, mark in twice
            ]
        )
    return Located(value, places)
