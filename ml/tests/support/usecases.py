"""Use cases as tests need them: their generators, and a model that is trained once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from mlkit.contract import Contract, read_contract
from mlkit.features import load_features
from mlkit.io import read_typed, typed
from mlkit.model import Model
from mlkit.params import Params, read_params
from mlkit.split import Split, by_time
from mlkit.train import train
from support.scripts import module_of

USE_CASES = Path(__file__).resolve().parents[2] / "use-cases"


@dataclass(frozen=True)
class UseCase:
    """A use case's folder and what is in it."""

    folder: Path
    contract: Contract
    params: Params
    features: ModuleType

    def data(self) -> pd.DataFrame:
        """The committed training data."""
        return read_typed(self.folder / "data" / "training", self.contract)

    def split(self, frame: pd.DataFrame) -> Split:
        """As the pipeline splits it."""
        return by_time(
            frame,
            self.contract.time,
            validation_share=self.params.validation_share,
            test_share=self.params.test_share,
            gap_days=self.contract.label_delay_days,
        )

    def trained(self, frame: pd.DataFrame) -> Model:
        """A model of the first candidate of the search."""
        split = self.split(frame)
        first = Params(
            self.params.seed, self.params.candidates()[0], {}, self.params.validation_share, self.params.test_share,
            self.params.baseline_gain, self.params.recall,
        )  # fmt: skip
        found = train(self.contract, self.features.derive, first, split.train, split.validation)
        return Model(found.estimator, self.contract, {})


@cache
def use_case(name: str) -> UseCase:
    """A use case, read once."""
    folder = USE_CASES / name
    return UseCase(
        folder,
        read_contract(folder / "contract.yaml"),
        read_params(folder / "params.yaml"),
        load_features(folder / "features.py"),
    )


@cache
def generator(name: str) -> ModuleType:
    """A use case's generator of data."""
    return module_of(f"generate_{name}", USE_CASES / name / "data" / "generate.py")


@cache
def model(name: str) -> Model:
    """A model of the committed data, trained once."""
    found = use_case(name)
    return found.trained(found.data())


def batch(
    name: str, rows: int, seed: int, start: datetime = datetime(2026, 12, 7), days: int = 7, **causes: Any
) -> pd.DataFrame:
    """Typed rows with labels that the generator draws."""
    module = generator(name)
    made = module.batch(rows, start, days, seed, module.Causes(**causes))
    return typed(pd.DataFrame(made.columns), use_case(name).contract)
