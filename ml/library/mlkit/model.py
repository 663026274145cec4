"""Models as MLflow folders: saved with MLflow, read without it, asked with a request's columns."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from mlkit.contract import ColumnType, Contract, Task, read_contract
from mlkit.features import request_frame
from mlkit.io import typed
from mlkit.problems import InputError, Problem
from mlkit.threads import threads_for

MADE_OF: Final = ("cloudpickle", "lightgbm", "numpy", "pandas", "scikit-learn", "scipy")
"""Packages that a saved model needs; the same versions are locked for training and for scoring."""

MLFLOW_TYPES: Final[Mapping[ColumnType, str]] = {
    "whole": "long", "number": "double", "text": "string", "boolean": "boolean", "timestamp": "datetime",
}  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """What a model answers.

    Attributes:
        prediction: per row; 0 or 1 for a classification, the value for a regression. Shape (rows,).
        probability: of 1, shape (rows,); None for a regression.
    """

    prediction: NDArray[Any]
    probability: NDArray[np.float64] | None


@dataclass(frozen=True)
class Model:
    """A model that was read.

    Attributes:
        estimator: scikit-learn's, from the contract's features to the answer.
        contract: the one it was trained with.
        metadata: what training wrote down: seed, parameters, keys.
        uuid: MLflow's, which the folder keeps wherever it is copied; empty if it has none.
    """

    estimator: Any
    contract: Contract
    metadata: Mapping[str, Any]
    uuid: str = ""

    @property
    def task(self) -> Task:
        """What it does."""
        return self.contract.task

    def answer(self, frame: pd.DataFrame) -> Answers:
        """Asks the model.

        Args:
            frame: rows with at least the contract's features, of whatever types a request has.

        Raises:
            InputError: a feature is missing as a column.
        """
        asked = typed(request_frame(frame, self.contract), self.contract)
        with threads_for(len(asked)):
            if self.task == "regression":
                return Answers(np.asarray(self.estimator.predict(asked), dtype=np.float64), None)
            probability = np.asarray(self.estimator.predict_proba(asked), dtype=np.float64)[:, 1]
            return Answers(np.asarray(self.estimator.predict(asked), dtype=np.int64), probability)


def pinned() -> list[str]:
    """What a model's requirements are: the versions installed here."""
    from importlib.metadata import version

    return [f"{name}=={version(name)}" for name in MADE_OF]


def save_model(estimator: Any, folder: Path, contract_file: Path, example: pd.DataFrame, metadata: Mapping[str, Any]) -> None:
    """Writes a model in MLflow's form, with its contract beside it. `log_model` is never called: Azure ML lacks its API.

    The estimator may hold functions of a module loaded by `load_features`: they are written by value.

    Args:
        estimator: fitted.
        folder: where to; what is there is replaced.
        contract_file: the contract it was trained with.
        example: a few rows of features, as an endpoint is asked.
        metadata: what to keep about the training; plain JSON values.
    """
    import logging

    import mlflow.sklearn
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    contract = read_contract(contract_file)
    # A whole number that may be missing is a float in every request that lacks it.
    inputs = Schema(
        [
            ColSpec(
                "double" if column.type == "whole" and column.missing_at_most > 0 else MLFLOW_TYPES[column.type],
                column.name,
                required=column.missing_at_most == 0,
            )
            for column in contract.features
        ]
    )
    outputs = Schema([ColSpec("long" if contract.task == "classification" else "double", contract.target.name)])
    shutil.rmtree(folder, ignore_errors=True)
    # The format is chosen below with a reason; MLflow warns of it each time.
    logger = logging.getLogger("mlflow.sklearn")
    before, logger.level = logger.level, logging.ERROR
    try:
        mlflow.sklearn.save_model(
            estimator,
            str(folder),
            signature=ModelSignature(inputs=inputs, outputs=outputs),
            input_example=example.head(3),
            pip_requirements=pinned(),
            # skops cannot hold a use case's own functions. What is loaded is what this project's own training wrote.
            serialization_format="cloudpickle",
            metadata=dict(metadata),
        )
    finally:
        logger.level = before
    shutil.copyfile(contract_file, folder / "contract.yaml")


def load_model(folder: Path) -> Model:
    """Reads a model that `save_model` wrote. Needs no MLflow, so that scoring does not either.

    Args:
        folder: the MLflow model's, or one that holds it as its only folder (as Azure mounts a registered model).

    Raises:
        InputError: this is none.
    """
    import cloudpickle

    found = folder
    if not (found / "MLmodel").is_file():
        inner = sorted(folder.glob("*/MLmodel")) if folder.is_dir() else []
        if len(inner) != 1:
            raise InputError([Problem(str(folder), "this is no MLflow model", allowed="a folder with a file MLmodel")])
        found = inner[0].parent
    described = yaml.safe_load((found / "MLmodel").read_text("utf-8"))
    flavour = (described.get("flavors") or {}).get("sklearn")
    if flavour is None or not (found / "contract.yaml").is_file():
        raise InputError([Problem(str(found), "this model was not trained by this project's components",
                                  allowed="an MLflow model of scikit-learn with contract.yaml beside it")])  # fmt: skip
    with (found / flavour["pickled_model"]).open("rb") as file:
        estimator = cloudpickle.load(file)
    uuid = str(described.get("model_uuid") or "")
    return Model(estimator, read_contract(found / "contract.yaml"), described.get("metadata") or {}, uuid)
