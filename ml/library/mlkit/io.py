"""Tables as pandas frames: from files, folders and MLTables, with the types that a contract gives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import yaml

from mlkit.contract import ColumnType, Contract
from mlkit.problems import InputError, Problem

SUFFIXES = (".csv", ".parquet", ".jsonl")


def table_files(path: Path) -> list[Path]:
    """The files of a table, in order of name.

    Args:
        path: a file, a folder (uri_folder: every CSV, Parquet and JSON-lines file below it), or an MLTable folder, of which
            the files that its `paths` name are meant.

    Raises:
        InputError: there is nothing to read.
    """
    if path.is_file():
        return [path]
    if (path / "MLTable").is_file():
        return _mltable_files(path)
    if not path.is_dir():
        raise InputError([Problem(str(path), "there is no such file or folder")])
    files = sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.suffix.lower() in SUFFIXES
        and not any(part[0] in "._" for part in file.relative_to(path).parts)
    )
    if not files:
        raise InputError([Problem(str(path), "no table is in this folder", allowed=", ".join(f"*{end}" for end in SUFFIXES))])
    return files


def _mltable_files(folder: Path) -> list[Path]:
    described = yaml.safe_load((folder / "MLTable").read_text("utf-8")) or {}
    files: list[Path] = []
    for entry in described.get("paths", []):
        for kind, pattern in entry.items():
            text = str(pattern).removeprefix("file://")
            if "://" in text:
                raise InputError([Problem(f"{folder}/MLTable", "this address is not on this machine", str(pattern))])
            if kind == "folder":
                files += table_files(folder / text)
            else:
                files += sorted(folder.glob(text.removeprefix("./")))
    if not files:
        raise InputError([Problem(f"{folder}/MLTable", "its paths name no file")])
    return files


def read_raw(path: Path) -> pd.DataFrame:
    """Every cell as it stands: texts of CSV files (an empty field is missing), Parquet's own types otherwise.

    Raises:
        InputError: a file cannot be read as a table, or the files have different columns.
    """
    problems: list[Problem] = []
    frames: list[pd.DataFrame] = []
    for file in table_files(path):
        try:
            frames.append(_read_file(file))
        except InputError as error:
            problems += error.problems
    for file, frame in zip(table_files(path), frames, strict=False):
        if set(frame.columns) != set(frames[0].columns):
            odd = sorted(set(frame.columns) ^ set(frames[0].columns))
            problems.append(Problem(str(file), "this file has other columns than the first", given=", ".join(odd)))
    if problems:
        raise InputError(problems)
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]


def _read_file(file: Path) -> pd.DataFrame:
    try:
        if file.suffix.lower() == ".parquet":
            return pd.read_parquet(file)
        if file.suffix.lower() == ".jsonl":
            return pd.read_json(file, lines=True, dtype=False, convert_dates=False)
        return pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    except (ValueError, OSError, pd.errors.ParserError) as error:
        raise InputError([Problem(str(file), f"this cannot be read as a table: {error}")]) from error


def parse_instants(cells: pd.Series[Any], errors: Literal["raise", "coerce"] = "raise") -> pd.Series[Any]:
    """Instants from ISO 8601, UTC without an offset.

    Args:
        cells: texts or instants.
        errors: `coerce` makes what is no instant missing.
    """
    # Azure's Spark has pandas 1, which reads every form of ISO 8601 without being told.
    told: dict[str, Any] = {"format": "ISO8601"} if int(pd.__version__.split(".")[0]) >= 2 else {}
    return pd.to_datetime(cells, errors=errors, utc=True, **told).dt.tz_localize(None)


def to_type(cells: pd.Series[Any], kind: ColumnType) -> tuple[pd.Series[Any], pd.Series[bool]]:
    """Cells as a contract's type, and per row whether the cell was there but is none of that type.

    A whole number may be missing: then the column is held as 64-bit floats, which the model's signature says, too.

    Args:
        cells: as read.
        kind: what they shall be.
    """
    missing = cells.isna()
    if kind == "text":
        return cells.where(missing, cells.astype(str)).astype(object).where(~missing, None), pd.Series(False, index=cells.index)
    if kind == "boolean":
        words = {"true": True, "1": True, "false": False, "0": False}
        read = cells.map(lambda cell: words.get(str(cell).strip().lower()), na_action="ignore")
        wrong = read.isna() & ~missing
        whole = not (read.isna().any())
        return (read.astype(bool) if whole else read.astype(object)), wrong
    if kind == "timestamp":
        moments = parse_instants(cells, "coerce")
        return moments.astype("datetime64[us]"), moments.isna() & ~missing
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    wrong = numbers.isna() & ~missing
    if kind == "whole":
        broken = numbers.notna() & (~np.isfinite(numbers) | (numbers != np.floor(numbers)))
        numbers, wrong = numbers.mask(broken), wrong | broken
        if not numbers.isna().any():
            return numbers.astype("int64"), wrong
    return numbers, wrong


def typed(frame: pd.DataFrame, contract: Contract, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """The contract's columns of a frame with the contract's types, in its order; what is none of its type is missing.

    Args:
        frame: as read; columns that the contract does not know are left out.
        contract: the use case's.
        columns: only these. Default: those that the frame has.
    """
    wanted = set(frame.columns if columns is None else columns)
    held = {}
    for column in contract.columns:
        if column.name in wanted and column.name in frame.columns:
            held[column.name] = to_type(frame[column.name], column.type)[0]
    return pd.DataFrame(held, index=frame.index)


def read_typed(path: Path, contract: Contract) -> pd.DataFrame:
    """Reads a table with the contract's types.

    Raises:
        InputError: it cannot be read.
    """
    return typed(read_raw(path), contract)


def write_table(frame: pd.DataFrame, folder: Path, name: str = "data.parquet") -> Path:
    """Writes a frame into a folder as one Parquet file; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    frame.to_parquet(file, index=False)
    return file


def write_mltable(frame: pd.DataFrame, folder: Path) -> None:
    """Writes a frame as an MLTable of one Parquet file, of the plain kind that Spark reads."""
    write_table(frame, folder)
    describe_mltable(folder)


def describe_mltable(folder: Path) -> None:
    """Makes a folder of Parquet files an MLTable of the plain kind that Spark reads."""
    described = {"type": "mltable", "paths": [{"pattern": "./*.parquet"}], "transformations": ["read_parquet"]}
    (folder / "MLTable").write_text(yaml.safe_dump(described, sort_keys=False), "utf-8")


def data_hash(path: Path) -> str:
    """SHA-256 over the files of a table: for each, in order of name, its path below `path` and the SHA-256 of its bytes.

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    root = path if path.is_dir() else path.parent
    for file in table_files(path):
        digest.update(f"{file.relative_to(root).as_posix()}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def write_json(path: Path, value: Any) -> None:
    """Writes JSON for people and programs: indented, keys as given, a number that JSON has not as null."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")


def read_json(path: Path) -> Any:
    """Reads JSON.

    Raises:
        InputError: it cannot be read or is no JSON.
    """
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read: {error.strerror}")]) from error
    except json.JSONDecodeError as error:
        raise InputError([Problem(f"{path}:{error.lineno}:{error.colno}", "this is no JSON")]) from error


def plain(value: Any) -> Any:
    """A value as JSON has it: numpy's numbers as Python's, what is not finite as None, instants as ISO text."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(each) for each in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value
