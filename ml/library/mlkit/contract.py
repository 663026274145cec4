"""The column contract of a use case: one description of its data that validation, features, scoring and monitors share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from mlkit.problems import InputError, Problem
from mlkit.yamlfile import Located, load_located

ColumnType = Literal["whole", "number", "text", "boolean", "timestamp"]
"""How a column is held. whole: 64-bit integer; number: 64-bit float; timestamp: an instant, in UTC."""

Use = Literal["feature", "target", "id", "time", "sensitive", "extra"]
"""What a column is for. feature: the endpoint is asked with it; sensitive: groups are compared by it and the model never
sees it; extra: neither."""

Task = Literal["classification", "regression"]

TYPES: Final = ("whole", "number", "text", "boolean", "timestamp")
USES: Final = ("feature", "target", "id", "time", "sensitive", "extra")
SPARK_TYPES: Final[Mapping[str, str]] = {
    "whole": "bigint", "number": "double", "text": "string", "boolean": "boolean", "timestamp": "timestamp",
}  # fmt: skip
"""As which type a monitor sees a column."""

_DELAY: Final = re.compile(r"(\d{1,4})d")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: letters, digits and underscores, at most 64.
        type: how it is held.
        use: what it is for.
        description: for people.
        minimum: smallest value allowed, inclusive; None: any. Only numbers.
        maximum: largest value allowed, inclusive; None: any. Only numbers.
        categories: the values allowed; empty: any. Only texts and whole numbers.
        missing_at_most: largest share of rows without a value, 0 to 1. 0: none may be missing.
        feature_type: whether monitors compare it as a number or as a category. Whole numbers must say it: left alone,
            Azure takes them for categories where fewer than 5 % of the values are distinct.
        slices: whether metrics are told for each of its categories, and of the worst for gates.
    """

    name: str
    type: ColumnType
    use: Use = "feature"
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()
    missing_at_most: float = 0.0
    feature_type: Literal["numerical", "categorical"] = "numerical"
    slices: bool = False

    @property
    def spark_type(self) -> str:
        """As which type a monitor sees it."""
        return SPARK_TYPES[self.type]


@dataclass(frozen=True)
class Contract:
    """What the data of a use case must look like.

    Attributes:
        task: classification (of 0 and 1) or regression.
        columns: in order.
        label_delay_days: days from an answer to its label. At least 0.
        path: where it was read from.
    """

    task: Task
    columns: tuple[Column, ...]
    label_delay_days: int = 0
    path: str = field(default="contract.yaml", compare=False)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    def named(self, use: Use) -> tuple[str, ...]:
        """Names of the columns that are for `use`, in order."""
        return tuple(column.name for column in self.columns if column.use == use)

    @property
    def features(self) -> tuple[Column, ...]:
        """What the endpoint is asked with, in order. At least one."""
        return tuple(column for column in self.columns if column.use == "feature")

    @property
    def target(self) -> Column:
        """What is predicted."""
        return next(column for column in self.columns if column.use == "target")

    @property
    def id(self) -> str:
        """The column that labels are joined by."""
        return self.named("id")[0]

    @property
    def time(self) -> str:
        """The column with the instant a row is of."""
        return self.named("time")[0]

    @property
    def feature_types(self) -> dict[str, Literal["numerical", "categorical"]]:
        """What monitors must be told under `featureTypes`, by column."""
        return {column.name: column.feature_type for column in self.features}


_KEYS: Final = {
    "name", "type", "use", "description", "minimum", "maximum", "categories", "missingAtMost", "featureType", "slices",
}  # fmt: skip


class _Reader:
    """Reads a contract and keeps every problem on the way."""

    def __init__(self, path: str, document: Located) -> None:
        self.path, self.document = path, document
        self.problems: list[Problem] = []

    def wrong(self, keys: Sequence[str | int], message: str, given: object = "", allowed: str = "", fix: str = "") -> None:
        at = self.document.where(self.path, keys)
        self.problems.append(Problem(at, message, str(given), allowed, fix))

    def chosen(self, keys: Sequence[str | int], value: Any, allowed: Sequence[str], default: str) -> str:
        if value is None:
            return default
        if value not in allowed:
            self.wrong(keys, f"{keys[-1]} is none of what is possible", value, ", ".join(allowed))
            return default
        return str(value)

    def number(self, keys: Sequence[str | int], value: Any) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.wrong(keys, f"{keys[-1]} must be a number", value)
            return None
        return float(value)

    def column(self, index: int, given: Any) -> Column | None:
        here: list[str | int] = ["columns", index]
        if not isinstance(given, dict):
            self.wrong(here, "a column is a mapping", given, "{name, type, use, …}")
            return None
        for key in given:
            if key not in _KEYS:
                self.wrong([*here, key], "there is no such key", key, ", ".join(sorted(_KEYS)))
        name = given.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.wrong([*here, "name"], "a column's name has letters, digits and underscores, at most 64", name)
            return None
        kind = self.chosen([*here, "type"], given.get("type"), TYPES, "")
        if given.get("type") is None:
            self.wrong(here, f"the column {name} has no type", allowed=", ".join(TYPES))
        use = self.chosen([*here, "use"], given.get("use"), USES, "feature")
        low = self.number([*here, "minimum"], given.get("minimum"))
        high = self.number([*here, "maximum"], given.get("maximum"))
        if low is not None and high is not None and low > high:
            self.wrong([*here, "maximum"], "the maximum lies below the minimum", high, f"{low} or more")
        missing = self.number([*here, "missingAtMost"], given.get("missingAtMost", 0)) or 0.0
        if not 0 <= missing <= 1:
            self.wrong([*here, "missingAtMost"], "missingAtMost is a share", missing, "0 to 1")
        categories = given.get("categories") or []
        if not isinstance(categories, list):
            self.wrong([*here, "categories"], "categories are a list", categories)
            categories = []
        for position, value in enumerate(categories):
            if {",", "[", "]"} & set(str(value)):
                self.wrong([*here, "categories", position], "Azure's data quality never finds a category with a comma or a bracket again", value)  # fmt: skip  # noqa: E501
        if kind in ("text", "boolean", "timestamp") and (low is not None or high is not None):
            self.wrong(here, f"the column {name} is no number and has no minimum or maximum")
        if kind in ("number", "timestamp") and categories:
            self.wrong([*here, "categories"], f"a {kind} has no categories")
        if given.get("slices") is True and (kind in ("number", "timestamp") or use in ("id", "target")):
            self.wrong([*here, "slices"], f"{name} has no groups to tell apart", "true", "texts, booleans, whole numbers")
        if use == "feature" and kind == "timestamp":
            self.wrong([*here, "type"], "an instant is no feature: derive one from it", kind, fix="use: extra, or time")
        stated = self.chosen([*here, "featureType"], given.get("featureType"), ("numerical", "categorical"), "")
        if use == "feature" and kind == "whole" and stated == "":
            self.wrong(here, f"say whether {name} is numerical or categorical: of whole numbers with few distinct values Azure "
                       "makes categories", allowed="featureType: numerical, featureType: categorical")  # fmt: skip
        if stated == "":
            stated = "numerical" if kind == "number" else "categorical"
        if use in ("target", "id", "time") and missing > 0:
            self.wrong([*here, "missingAtMost"], f"the {use} is never missing", missing, "0")
        return Column(
            name=name, type=kind or "text", use=use, description=str(given.get("description", "")),  # type: ignore[arg-type]
            minimum=low, maximum=high, categories=tuple(str(value) for value in categories), missing_at_most=missing,
            feature_type=stated, slices=given.get("slices") is True,  # type: ignore[arg-type]
        )  # fmt: skip


def read_contract(path: Path) -> Contract:
    """Reads a contract.

    Args:
        path: the file `contract.yaml`.

    Raises:
        InputError: for everything that is wrong with it, with line and column.
    """
    document = load_located(path)
    reader = _Reader(str(path), document)
    given = document.value
    if not isinstance(given, dict):
        raise InputError([Problem(f"{path}:1:1", "a contract is a mapping", allowed="task, columns, label")])
    for key in given:
        if key not in ("task", "columns", "label", "description"):
            reader.wrong([key], "there is no such key", key, "task, columns, label, description")
    task = reader.chosen(["task"], given.get("task"), ("classification", "regression"), "")
    if given.get("task") is None:
        reader.wrong([], "the task is missing", allowed="classification, regression")
    listed = given.get("columns")
    columns: list[Column] = []
    if not isinstance(listed, list) or not listed:
        reader.wrong(["columns"], "columns are a list of at least a feature, the target, the id and the time")
    else:
        for index, each in enumerate(listed):
            column = reader.column(index, each)
            if column is None:
                continue
            if column.name in {known.name for known in columns}:
                reader.wrong(["columns", index, "name"], "two columns have one name", column.name)
            columns.append(column)
        for use in ("target", "id", "time"):
            found = [column.name for column in columns if column.use == use]
            if len(found) != 1:
                reader.wrong(["columns"], f"there is one {use}", ", ".join(found) or "none", f"one column with use: {use}")
        if not any(column.use == "feature" for column in columns):
            reader.wrong(["columns"], "there is no feature")
    label = given.get("label") or {}
    delay = 0
    if not isinstance(label, dict):
        reader.wrong(["label"], "label is a mapping", label, "{delay: 7d}")
        label = {}
    for key in label:
        if key != "delay":
            reader.wrong(["label", key], "there is no such key", key, "delay")
    if "delay" in label:
        matched = _DELAY.fullmatch(str(label["delay"]))
        if matched is None:
            reader.wrong(["label", "delay"], "a delay is a number of days", label["delay"], "0d to 9999d")
        else:
            delay = int(matched[1])
    if reader.problems:
        raise InputError(reader.problems)
    contract = Contract(task, tuple(columns), delay, str(path))  # type: ignore[arg-type]
    if contract.by_name[contract.time].type != "timestamp":
        reader.wrong(["columns"], "the time is an instant", contract.by_name[contract.time].type, "timestamp")
    if task == "regression" and contract.target.type not in ("whole", "number"):
        reader.wrong(["columns"], "a regression predicts a number", contract.target.type, "whole, number")
    target = contract.target
    if task == "classification" and not (target.type == "whole" and sorted(target.categories) == ["0", "1"]):
        given_as = f"{target.type} with {', '.join(target.categories) or 'no categories'}"
        reader.wrong(["columns"], "a classification finds the 1 among 0 and 1", given_as, 'type: whole, categories: ["0", "1"]')
    if reader.problems:
        raise InputError(reader.problems)
    return contract


def parse_instant(text: str) -> datetime:
    """An instant from ISO 8601; without an offset it is UTC. The result has no offset and is UTC.

    Raises:
        ValueError: this is no instant.
    """
    # Azure's Spark runs Python 3.10, whose fromisoformat knows no Z.
    moment = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text.strip()))
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo is not None else moment


__all__ = ["Column", "ColumnType", "Contract", "Task", "Use", "parse_instant", "read_contract"]
