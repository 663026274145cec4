"""A contract drafted from a table: what somebody who has nothing but files starts from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import yaml

from mlkit.backtest.columns import Source, Values
from mlkit.sparktypes import is_floating, is_whole

INSTANTS: Final = ("timestamp", "date")

MOST_CATEGORIES: Final = 30
"""Texts with more distinct values are listed without categories."""

MOST_LEARNED: Final = 250
"""A text with more distinct values, such as a name or a comment, is no feature: trees learn from 255 categories at most."""


class _Indented(yaml.SafeDumper):
    """Lists are indented below their key, as formatters of YAML write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """As the base class, never indentless."""
        super().increase_indent(flow, False)


def _described(name: str, values: Values, use: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name}
    kind = values.type
    found["type"] = "whole" if is_whole(kind) else "number" if is_floating(kind) else "boolean" if kind == "boolean" else "text"
    if use is not None:
        found["use"] = use
    missing = float(values.missing.mean())
    if missing > 0 and use not in ("id", "target"):
        # Twice what is seen, to the next whole percent: a contract that the next day breaks teaches nobody.
        found["missingAtMost"] = min(1.0, math.ceil(200 * missing) / 100)
    if values.numbers is not None:
        present = values.numbers[~np.isnan(values.numbers)]
        distinct = np.unique(present)
        if use == "target" and set(distinct.tolist()) <= {0.0, 1.0}:
            return {**found, "type": "whole", "categories": ["0", "1"]}
        if use is None and len(present) > 0 and float(present.min()) >= 0:
            found["minimum"] = 0
        if use is None and found["type"] == "whole":
            # A count and a code look alike; a code has few values and no zero to start from.
            found["featureType"] = "categorical" if len(distinct) <= 2 else "numerical"
    elif use is None and found["type"] == "text" and len(values.names) > MOST_LEARNED:
        found["use"] = "extra"
    elif use is None and found["type"] == "text" and 0 < len(values.names) <= MOST_CATEGORIES:
        plain = [name for name in values.names if not {",", "[", "]"} & set(name)]
        if len(plain) == len(values.names):
            found["categories"] = sorted(plain)
    return found


def draft_contract(
    reference: Source, production: Source, *, time: str, id_column: str | None, target: str | None, label_delay_days: int = 0
) -> str:
    """The text of a `contract.yaml` that the reference keeps: a start, to be read and corrected by people.

    Args:
        reference: features and the target.
        production: features, the instant, the id.
        time: production's column of the instant.
        id_column: what labels are joined by; None: a column `id` is named that people must supply.
        target: the reference's label; None: a column `label` is named.
        label_delay_days: days until a label is known.
    """
    values = {name: reference.read(name) for name, kind in reference.types.items() if kind not in INSTANTS and name != time}
    goal = values.get(target) if target is not None else None
    task = "regression"
    if goal is not None and goal.numbers is not None and set(np.unique(goal.numbers).tolist()) <= {0.0, 1.0}:
        task = "classification"
    columns: list[Mapping[str, Any]] = [
        {"name": id_column or "id", "type": "text", "use": "id"},
        {"name": time, "type": "timestamp", "use": "time"},
    ]
    columns += [_described(name, each, None) for name, each in values.items()
                if name not in (target, id_column) and name in production.types]  # fmt: skip
    # An instant is no feature; a contract that did not know the column would not let the data pass.
    columns += [{"name": name, "type": "timestamp", "use": "extra"}
                for name, kind in reference.types.items() if kind in INSTANTS and name != time]  # fmt: skip
    columns.append(_described(target, goal, "target") if target is not None and goal is not None
                   else {"name": target or "label", "type": "number", "use": "target"})  # fmt: skip
    head = "# Drafted from data: what was seen, not what may be. Read it, correct it, and say what the numbers mean.\n"
    body = {"task": task, "label": {"delay": f"{label_delay_days}d"}, "columns": [dict(column) for column in columns]}
    return head + yaml.dump(body, Dumper=_Indented, sort_keys=False, allow_unicode=True)
