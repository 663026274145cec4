"""Spark's column types, as far as Azure's monitoring components tell them apart.

Source: Azure/azureml-assets, assets/model_monitoring/components/src/shared_utilities/df_utils.py, commit
4b41f8ccbc01cf492767adc586ce1661c54c340a; Apache Spark 3.4.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

WHOLE: Final = ("long", "int", "bigint", "short", "tinyint", "smallint")
"""Whole numbers: numerical or categorical by their share of distinct values."""

FLOATING: Final = ("float", "double", "decimal")
"""Floating numbers: numerical. A `decimal(p,s)` is none of them: components know the bare word only."""

OTHER: Final = ("string", "boolean", "timestamp", "date", "binary")
"""Categorical without a look at the values."""

_ALIASES: Final = {
    "long": "bigint", "short": "smallint", "byte": "tinyint", "integer": "int",
    "decimal": "decimal(10,0)", "dec": "decimal(10,0)", "numeric": "decimal(10,0)", "real": "float",
}  # fmt: skip
_DECLARED: Final = {
    "bigint": "LongType()", "int": "IntegerType()", "smallint": "ShortType()", "tinyint": "ByteType()",
    "double": "DoubleType()", "float": "FloatType()", "string": "StringType()", "boolean": "BooleanType()",
    "timestamp": "TimestampType()", "date": "DateType()", "binary": "BinaryType()",
}  # fmt: skip
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


def declared(name: str) -> str:
    """A Spark type as PySpark's schema prints it, e.g. `LongType()`, `DecimalType(10,2)`.

    Args:
        name: in the spelling of `canonical`.
    """
    return _DECLARED.get(name, f"D{name[1:].replace('(', 'Type(')}")


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


def shown(value: Value) -> str:
    """A value as the key of a category: Python's own text of it, which is what the components count by."""
    if isinstance(value, float) and value == 0:
        return "0.0"  # Spark groups 0.0 and -0.0 together.
    return str(value)


EPOCH: Final = datetime(1970, 1, 1)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (moment - EPOCH) // timedelta(microseconds=1)
