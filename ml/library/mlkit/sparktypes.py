"""Spark's column types, as far as Azure's monitoring components tell them apart, and Spark's casts of text.

Source: Azure/azureml-assets, assets/model_monitoring/components/src/shared_utilities/df_utils.py, commit
4b41f8ccbc01cf492767adc586ce1661c54c340a; Apache Spark 3.4, `Cast` with ANSI mode off.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

WHOLE: Final = ("long", "int", "bigint", "short", "tinyint", "smallint")
"""Whole numbers: numerical or categorical by their share of distinct values."""

FLOATING: Final = ("float", "double", "decimal")
"""Floating numbers: numerical. A `decimal(p,s)` is none of them: components know the bare word only."""

OTHER: Final = ("string", "boolean", "timestamp", "date", "binary")
"""Categorical without a look at the values."""

_ALIASES: Final = {"long": "bigint", "short": "smallint", "byte": "tinyint", "integer": "int"}
_RANGE: Final = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64}
_KNOWN: Final = re.compile("|".join((*WHOLE, *FLOATING, *OTHER, r"decimal\(\d{1,2}, ?\d{1,2}\)")))

Value = bool | int | float | str | bytes | datetime | date
"""One cell as Spark hands it to Python."""


def canonical(name: str) -> str | None:
    """The name that Spark prints in `DataFrame.dtypes`, or None if there is no such type.

    Args:
        name: a Spark type in any of its spellings, e.g. `long`, `LongType()`, `bigint`.
    """
    plain = re.sub(r"type(?:\(\))?$", "", name.strip().lower())
    plain = _ALIASES.get(plain, plain).replace(", ", ",")
    return plain if _KNOWN.fullmatch(plain) else None


def is_whole(name: str) -> bool:
    """Whether a Spark type is a whole number."""
    return name in WHOLE


def is_floating(name: str) -> bool:
    """Whether a Spark type is a floating number, as components see it: `decimal(10,2)` is not."""
    return name in FLOATING


def is_number(name: str) -> bool:
    """Whether cells of a Spark type are numbers, `decimal(10,2)` included."""
    return name in WHOLE or name in FLOATING or name.startswith("decimal")


def compared_as(reference: str, production: str) -> str | None:
    """The type as which two columns of one name are compared, or None if they are skipped without a word.

    Args:
        reference: Spark type in the reference.
        production: Spark type in production.

    Source: `get_common_columns` in shared_utilities/df_utils.py.
    """
    if reference == production:
        return reference
    if is_floating(reference) and is_floating(production):
        return "double"
    if is_whole(reference) and is_whole(production):
        return "long"
    return None


_WHOLE_TEXT: Final = re.compile(r"^[+-]?\d+$")
_WHOLE_CAST: Final = re.compile(r"^([+-]?)(?:(\d+)(?:\.\d*)?|\.\d+)$")
_FLOATING_TEXT: Final = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$")
_SPECIAL: Final = {
    "nan": float("nan"),
    "inf": float("inf"), "+inf": float("inf"), "infinity": float("inf"), "+infinity": float("inf"),
    "-inf": float("-inf"), "-infinity": float("-inf"),
}  # fmt: skip
_TRUE: Final = ("t", "true", "y", "yes", "1")
_FALSE: Final = ("f", "false", "n", "no", "0")


def _within(number: int, name: str) -> int | None:
    bits = _RANGE[_ALIASES.get(name, name)]
    return number if -(1 << (bits - 1)) <= number < 1 << (bits - 1) else None


def _floating(text: str) -> float | None:
    word = text.strip()
    special = _SPECIAL.get(word.lower())
    if special is not None:
        return special
    if not _FLOATING_TEXT.match(word):
        return None
    return float(word.rstrip("dDfF"))


def _instant(text: str) -> datetime | None:
    word = text.strip()
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    # Spark holds instants; the tables are read with the session's time zone at UTC.
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def cast_text(text: str, name: str) -> Value | None:
    """A text as Spark casts it, ANSI mode off: what cannot be cast is null.

    `1e3`, ` 7 `, `3.5d`, `6f`, `NaN`, `Infinity` are floating numbers; `1,5`, `0x10`, `12%`, `1_000` are not. A text with
    decimals becomes a whole number by dropping them.

    Args:
        text: the text.
        name: Spark type, in the spelling of `canonical`.
    """
    if name in ("string", "binary"):
        return text
    if is_whole(name):
        found = _WHOLE_CAST.match(text.strip())
        return None if found is None else _within(int(found[1] + (found[2] or "0")), name)
    if is_floating(name) or name.startswith("decimal"):
        return _floating(text)
    if name == "boolean":
        word = text.strip().lower()
        return True if word in _TRUE else False if word in _FALSE else None
    moment = _instant(text)
    return moment if moment is None or name == "timestamp" else moment.date()


def parse_cell(text: str, name: str) -> Value | None:
    """A cell of a CSV file as Spark reads it with a schema: what does not fit is null.

    Stricter than a cast: `7.0` is no whole number, and only `true` and `false` are boolean.
    """
    if is_whole(name):
        return _within(int(text), name) if _WHOLE_TEXT.match(text) else None
    if name == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    return cast_text(text, name)


def cast_fails(value: Value, name: str) -> bool:
    """Whether Spark's cast of a value that is not null gives null.

    Numbers, booleans and instants are always cast to numbers, booleans, instants and texts; only texts can fail, and days
    cannot become numbers.

    Args:
        value: the cell.
        name: the type to cast to.
    """
    if isinstance(value, str):
        return cast_text(value, name) is None
    if isinstance(value, date) and not isinstance(value, datetime):
        return name not in ("string", "timestamp", "date")
    return False


def shown(value: Value) -> str:
    """A value as the key of a category: Python's own text of it, which is what the components count by."""
    if isinstance(value, float) and value == 0:
        return "0.0"  # Spark groups 0.0 and -0.0 together.
    return str(value)


EPOCH: Final = datetime(1970, 1, 1)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (moment - EPOCH) // timedelta(microseconds=1)
