"""From the columns of a request to what a model learns from; the same code when training and when serving."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OrdinalEncoder

from mlkit.contract import Contract
from mlkit.problems import InputError, Problem

Derive = Callable[[pd.DataFrame], pd.DataFrame]
"""A use case's `derive`: takes the contract's features, returns the columns that the model learns from, one row per row."""


def load_features(path: Path) -> ModuleType:
    """Loads a use case's `features.py` under a name of its own content, so that two versions can be loaded at once.

    Raises:
        InputError: it cannot be loaded, or has no `derive`.
    """
    if not path.is_file():
        raise InputError([Problem(str(path), "there is no such file")])
    name = f"features_{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
    known = sys.modules.get(name)
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        line = getattr(error, "lineno", None)
        raise InputError([Problem(f"{path}:{line}" if line else str(path), f"this cannot be loaded: {error}")]) from error
    if not callable(getattr(module, "derive", None)):
        del sys.modules[name]
        raise InputError([Problem(str(path), "it has no function derive(frame)")])
    return module


def derived(derive: Derive, frame: pd.DataFrame) -> pd.DataFrame:
    """What `derive` makes of a frame, checked.

    Raises:
        InputError: it is no frame of as many rows.
    """
    made = derive(frame.copy())
    if not isinstance(made, pd.DataFrame) or len(made) != len(frame):
        told = f"{len(made)} rows of {len(frame)}" if isinstance(made, pd.DataFrame) else type(made).__name__
        raise InputError([Problem("features.py", "derive must return a frame of one row per row", told)])
    return made


def encoder(example: pd.DataFrame) -> ColumnTransformer:
    """Turns derived columns into numbers: categories get codes in order of name, unknown ones count as missing.

    Args:
        example: derived columns of the training rows; their types decide.
    """
    categories = [name for name in example.columns if not pd.api.types.is_numeric_dtype(example[name])]
    numbers = [name for name in example.columns if name not in categories]
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=float("nan"), encoded_missing_value=float("nan"))
    return ColumnTransformer(
        [("categories", codes, categories), ("numbers", "passthrough", numbers)], verbose_feature_names_out=False
    )


def request_frame(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The contract's features only, in its order. Raises InputError if one is missing."""
    lacking = [column.name for column in contract.features if column.name not in frame.columns]
    if lacking:
        raise InputError([Problem("data", "a feature is missing as a column", name) for name in lacking])
    return frame[[column.name for column in contract.features]]
