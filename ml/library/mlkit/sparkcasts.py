"""Spark's casts, ANSI mode off: what cannot be cast is null.

Source: Apache Spark 3.4.4, `Cast`, `UTF8String.toLong` and `SparkDateTimeUtils`; what becomes of which text was measured there.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from mlkit.sparktypes import EPOCH, Value, is_floating, is_number, is_whole

_BITS: Final = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64, "long": 64, "short": 16}

_BLANK: Final = "".join(map(chr, range(33))) + "\x7f"
"""What Spark trims. Spaces beyond ASCII are not among it."""

_WHOLE_TEXT: Final = re.compile(r"[+-]?[0-9]+")
_WHOLE_CAST: Final = re.compile(r"([+-]?)(?:([0-9]+)(?:\.[0-9]*)?|\.[0-9]*)")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FLOATING: Final = re.compile(_DECIMAL.pattern + "[dDfF]?")
_HEXADECIMAL: Final = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[dDfF]?")
_SPECIAL: Final = {
    "nan": float("nan"),
    "inf": float("inf"), "+inf": float("inf"), "infinity": float("inf"), "+infinity": float("inf"),
    "-inf": float("-inf"), "-infinity": float("-inf"),
}  # fmt: skip
_TRUE: Final = ("t", "true", "y", "yes", "1")
_FALSE: Final = ("f", "false", "n", "no", "0")

_DAY: Final = r"(?P<sign>[+-]?)(?P<year>[0-9]{4,6})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2})%s)?)?"
_SECONDS: Final = r"(?::(?P<second>[0-9]{1,2})(?:\.(?P<fraction>[0-9]*))?)?"
_TIME: Final = r"(?P<hour>[0-9]{1,2})(?P<minutes>:(?P<minute>[0-9]{1,2})" + _SECONDS + r")?(?P<zone>.*)"
_DATE: Final = re.compile(_DAY % "(?:[ T].*)?", re.DOTALL)
_INSTANT: Final = re.compile(_DAY % f"(?:[ T]{_TIME})?", re.DOTALL)
_TODAY: Final = re.compile(f"T?{_TIME}", re.DOTALL)
_OFFSET: Final = re.compile(r"(?:UTC|GMT|UT)?(?:([+-])([0-9]{1,2})(?::?([0-9]{2}))?(?::?([0-9]{2}))?)?")


def _within(number: int, name: str) -> int | None:
    half = 1 << (_BITS[name] - 1)
    return number if -half <= number < half else None


def _floating(text: str) -> float | None:
    word = text.strip(_BLANK)
    special = _SPECIAL.get(word.lower())
    if special is not None:
        return special
    if _HEXADECIMAL.fullmatch(word):
        return float.fromhex(word.rstrip("dDfF") if "p" in word.lower() else word)
    return float(word.rstrip("dDfF")) if _FLOATING.fullmatch(word) else None


def _decimal(text: str, name: str) -> float | None:
    word = text.strip(_BLANK)
    if not _DECIMAL.fullmatch(word):
        return None
    precision, scale = (int(part) for part in name[len("decimal(") : -1].split(","))
    number = Decimal(word)
    if number.adjusted() >= precision - scale:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP, Context(prec=precision + 2))
    return float(rounded) if rounded.adjusted() < precision - scale or rounded == 0 else None


@cache
def _zone(text: str) -> timezone | ZoneInfo | None:
    word = text.strip(_BLANK)
    found = _OFFSET.fullmatch(word)
    if word in ("", "Z") or (found is not None and found[1] is None):
        return UTC
    if found is not None:
        hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
        offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return None if offset > timedelta(hours=18) else timezone(-offset if found[1] == "-" else offset)
    try:
        return ZoneInfo(word)
    except (ValueError, OSError, KeyError):
        return None


def _day_of(found: re.Match[str]) -> datetime | None:
    year = int(found["year"]) * (-1 if found["sign"] == "-" else 1)
    month, day = int(found["month"] or 1), int(found["day"] or 1)
    if not datetime.min.year <= year <= datetime.max.year:
        # Spark's calendar goes on where Python's ends: such a day counts as the last, or first, that Python has.
        possible = 1 <= month <= 12 and 1 <= day <= 31
        return (datetime.max if year > 0 else datetime.min) if possible else None
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    word = text.strip(_BLANK)
    found, day = _INSTANT.fullmatch(word), EPOCH
    if found is not None:
        of = _day_of(found)
        if of is None or of in (datetime.min, datetime.max):
            return of
        day = of
    else:
        # A time alone is a time of today in Spark, which is one that no table can be compared by: its day is 1970's first.
        found = _TODAY.fullmatch(word)
        if found is None or not found["minutes"]:
            return None
    if found["hour"] is None:
        return day
    zone = _zone(found["zone"])
    micro = int((found["fraction"] or "")[:6].ljust(6, "0"))
    try:
        moment = day.replace(
            hour=int(found["hour"]), minute=int(found["minute"] or 0), second=int(found["second"] or 0), microsecond=micro
        )
        # Spark holds instants; the tables are read with the session's time zone at UTC.
        return None if zone is None else moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _date(text: str) -> date | None:
    found = _DATE.fullmatch(text.strip(_BLANK))
    day = None if found is None else _day_of(found)
    return None if day is None else day.date()


def cast_text(text: str, name: str) -> Value | None:
    """A text as Spark casts it.

    `1e3`, ` 7 `, `3.5d`, `6f`, `NaN`, `Infinity` are floating numbers; `1,5`, `0x10`, `12%`, `1_000` are not. A text with
    decimals becomes a whole number by dropping them. `2024`, `2024-1` and `2024-01-01 10:00 UTC` are instants.

    Args:
        text: the text.
        name: Spark type, in the spelling of `canonical`.
    """
    if name in ("string", "binary"):
        return text
    if is_whole(name):
        found = _WHOLE_CAST.fullmatch(text.strip(_BLANK))
        return None if found is None else _within(int(found[1] + (found[2] or "0")), name)
    if is_floating(name):
        return _floating(text)
    if name.startswith("decimal"):
        return _decimal(text, name)
    if name == "boolean":
        word = text.strip(_BLANK).lower()
        return True if word in _TRUE else False if word in _FALSE else None
    return _instant(text) if name == "timestamp" else _date(text)


def parse_cell(text: str, name: str) -> Value | None:
    """A cell of a CSV file as Spark reads it with a schema: what does not fit is null.

    Stricter than a cast: `7.0` is no whole number, and only `true` and `false` are boolean.
    """
    if is_whole(name):
        return _within(int(text), name) if _WHOLE_TEXT.fullmatch(text) else None
    if name == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    return cast_text(text, name)


def can_cast(given: str, wanted: str) -> bool:
    """Whether Spark knows a cast between two types at all. Where it does not, the whole query fails.

    Args:
        given: type of the column, in the spelling of `canonical`.
        wanted: type to cast to.
    """
    if given in ("string", wanted) or wanted == "string":
        return True
    if wanted == "date":
        return given == "timestamp"
    if wanted == "binary":
        return is_whole(given)
    return given != "binary"


def cast_fails(value: Value, name: str) -> bool:
    """Whether Spark's cast of a value that is not null gives null.

    Numbers, booleans and instants are always cast to numbers, booleans, instants and texts; what can fail are texts, days that
    should be numbers, and numbers without end that should be instants.

    Args:
        value: the cell.
        name: the type to cast to, one that `can_cast` knows.
    """
    if isinstance(value, str):
        return cast_text(value, name) is None
    if isinstance(value, date) and not isinstance(value, datetime):
        return is_number(name) or name == "boolean"
    return name == "timestamp" and isinstance(value, float) and value - value != 0
