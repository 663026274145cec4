"""Training: every candidate of the search, the best on validation, trained again on all that may be learned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from mlkit.contract import Contract
from mlkit.features import Derive, derived, encoder, request_frame
from mlkit.metrics import PRIMARY_LOSS, Numbers, metrics, truth_of
from mlkit.model import Answers
from mlkit.params import Params
from mlkit.threads import threads_for


@dataclass(frozen=True)
class Candidate:
    """One combination of the search.

    Attributes:
        parameters: of the gradient boosting.
        metrics: on validation.
    """

    parameters: Mapping[str, float]
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Trained:
    """A trained model.

    Attributes:
        estimator: from the contract's features to the answer.
        parameters: the best candidate's.
        threshold: probability from which 1 is said; None for a regression.
        candidates: in the order tried.
    """

    estimator: Any
    parameters: Mapping[str, float]
    threshold: float | None
    candidates: tuple[Candidate, ...]


def build(contract: Contract, derive: Derive, example: pd.DataFrame, parameters: Mapping[str, float], seed: int) -> Pipeline:
    """The whole way from a request to the answer, not fitted.

    Args:
        contract: the use case's.
        derive: the use case's features.
        example: features of training rows, typed.
        parameters: of the gradient boosting.
        seed: makes fitting repeatable.
    """
    columns = encoder(derived(derive, example))
    categories = [
        index < len(columns.transformers[0][2]) for index in range(sum(len(part[2]) for part in columns.transformers))
    ]
    kind = HistGradientBoostingClassifier if contract.task == "classification" else HistGradientBoostingRegressor
    # Early stopping would hold back rows of its own choice; how long to train is a parameter.
    booster = kind(categorical_features=categories, random_state=seed, early_stopping=False, **parameters)
    return Pipeline([("derive", FunctionTransformer(derive)), ("encode", columns), ("model", booster)])


def _answers(pipeline: Pipeline, contract: Contract, frame: pd.DataFrame, threshold: float = 0.5) -> Answers:
    asked = request_frame(frame, contract)
    if contract.task == "regression":
        return Answers(np.asarray(pipeline.predict(asked), dtype=np.float64), None)
    probability = np.asarray(pipeline.predict_proba(asked), dtype=np.float64)[:, 1]
    return Answers((probability >= threshold).astype(np.int64), probability)


def decision_threshold(truth: Numbers, probability: Numbers, recall: float) -> float:
    """The highest threshold that finds a share of the 1s.

    Args:
        truth: 0 or 1, shape (n,), with at least one 1.
        probability: of 1, shape (n,).
        recall: share to find, above 0 and at most 1.
    """
    found = np.sort(probability[truth == 1])[::-1]
    return float(found[max(0, int(np.ceil(recall * len(found))) - 1)])


def train(
    contract: Contract,
    derive: Derive,
    params: Params,
    learn: pd.DataFrame,
    validation: pd.DataFrame,
    tell: Callable[[Candidate], None] = lambda candidate: None,
) -> Trained:
    """Trains a model.

    Args:
        contract: the use case's.
        derive: the use case's features.
        params: parameters and search.
        learn: typed rows with labels.
        validation: later typed rows with labels; the best candidate and the threshold are chosen on them.
        tell: is told of every candidate.
    """
    with threads_for(len(learn)):
        return _trained(contract, derive, params, learn, validation, tell)


def _trained(
    contract: Contract,
    derive: Derive,
    params: Params,
    learn: pd.DataFrame,
    validation: pd.DataFrame,
    tell: Callable[[Candidate], None],
) -> Trained:
    example, truth = request_frame(learn, contract), truth_of(validation, contract)
    loss = PRIMARY_LOSS[contract.task]
    tried: list[Candidate] = []
    pipelines: list[Pipeline] = []
    for parameters in params.candidates():
        pipeline = build(contract, derive, example, parameters, params.seed).fit(example, learn[contract.target.name])
        candidate = Candidate(parameters, metrics(contract.task, truth, _answers(pipeline, contract, validation)))
        tell(candidate)
        tried.append(candidate)
        pipelines.append(pipeline)
    best = min(range(len(tried)), key=lambda index: tried[index].metrics[loss])
    threshold = None
    if contract.task == "classification":
        threshold = 0.5
        if params.recall is not None and (truth == 1).any():
            probability = _answers(pipelines[best], contract, validation).probability
            assert probability is not None
            threshold = decision_threshold(truth, probability, params.recall)
    everything = pd.concat([learn, validation], ignore_index=True)
    final = build(contract, derive, request_frame(everything, contract), tried[best].parameters, params.seed)
    final.fit(request_frame(everything, contract), everything[contract.target.name])
    estimator: Any = final
    if threshold is not None:
        estimator = FixedThresholdClassifier(FrozenEstimator(final), threshold=threshold, response_method="predict_proba")
        estimator.fit(request_frame(everything, contract), everything[contract.target.name])
    return Trained(estimator, tried[best].parameters, threshold, tuple(tried))
