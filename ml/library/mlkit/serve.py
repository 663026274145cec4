"""An endpoint's scoring script: reads requests by the contract, answers, and collects what monitors need.

Source for the collector: azureml-ai-monitoring 1.0.0 (`Collector`, `BasicCorrelationContext`). Three collections:

- `model_inputs`: the contract's features, and nothing else: Azure's attribution signal fails on a column that the reference
  lacks.
- `model_outputs`: the prediction under the *target's* name, as that signal wants it.
- `answers`: the id, the prediction and `<target>_probability`, for the performance signal; only of requests that give an id.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mlkit.contract import Contract
from mlkit.io import plain, typed
from mlkit.model import Model, load_model
from mlkit.problems import InputError, Problem
from mlkit.validate import check

COLLECTIONS: Final = ("model_inputs", "model_outputs", "answers")
"""Names that the deployment must switch on; Azure's monitors know the first two."""

MOST_ROWS: Final = 10_000
"""Rows of one request at most."""

Collect = Callable[[pd.DataFrame, str], None]
"""Takes rows and the correlation id of their request."""


class BadRequest(Exception):
    """A request that cannot be answered; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def request_rows(text: str | bytes) -> list[dict[str, Any]]:
    """The rows of a request.

    Args:
        text: JSON: rows as `{"input_data": {"columns", "data"}}` or `{"data": [{…}]}`; `dataframe_split` is read, too.

    Raises:
        BadRequest: it is none of these.
    """
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadRequest([f"the request is no JSON: {error}"]) from error
    body = given
    if isinstance(given, dict):
        body = next((given[key] for key in ("input_data", "dataframe_split", "data") if key in given), None)
    if isinstance(body, dict) and isinstance(body.get("columns"), list) and isinstance(body.get("data"), list):
        columns, rows = body["columns"], body["data"]
        wrong = [index for index, row in enumerate(rows) if not isinstance(row, list) or len(row) != len(columns)]
        if wrong:
            raise BadRequest([f"row {index + 1} has not {len(columns)} values" for index in wrong[:5]])
        body = [dict(zip(columns, row, strict=True)) for row in rows]
    if not isinstance(body, list) or not body or not all(isinstance(row, dict) for row in body):
        raise BadRequest(['the request holds no rows: write {"data": [{"column": value}]}'])
    if len(body) > MOST_ROWS:
        raise BadRequest([f"the request has {len(body)} rows; at most {MOST_ROWS} are answered at once"])
    return body


def request_contract(contract: Contract) -> Contract:
    """The contract of a request: features and the id, which may be left out and is not unique."""
    columns = tuple(column for column in contract.columns if column.use == "feature")
    return Contract(contract.task, columns, contract.label_delay_days, contract.path)


@dataclass
class Endpoint:
    """A model that answers.

    Attributes:
        model: which.
        inputs: collects what was asked; None: nothing is collected.
        outputs: collects the predictions.
        answers: collects ids with their answers.
    """

    model: Model
    inputs: Collect | None = None
    outputs: Collect | None = None
    answers: Collect | None = None

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> Endpoint:
        """The model in `AZUREML_MODEL_DIR`, with Azure's collectors where they are installed and switched on."""
        folder = environment.get("AZUREML_MODEL_DIR")
        if not folder:
            raise InputError([Problem("AZUREML_MODEL_DIR", "it is not set: where is the model?")])
        return Endpoint(load_model(Path(folder)), *(_collector(name) for name in COLLECTIONS))

    def answer(self, text: str | bytes, correlation_id: str | None = None) -> Any:
        """Answers a request.

        Args:
            text: see `request_rows`.
            correlation_id: of the request. Default: a new one.

        Returns:
            `{"predictions": [{<target>, <target>_probability, <id>}]}`; as Azure's server wants it, a response of status 400
            with `{"problems": […]}` for a request that cannot be answered.
        """
        try:
            return {"predictions": self.predictions(request_rows(text), correlation_id)}
        except BadRequest as bad:
            return _refused(bad)

    def predictions(self, rows: list[dict[str, Any]], correlation_id: str | None = None) -> list[dict[str, Any]]:
        """Answers rows and collects them.

        Raises:
            BadRequest: for every value that is missing or of another type.
        """
        contract = self.model.contract
        frame = pd.DataFrame(rows)
        known = [name for name in frame.columns if name in contract.by_name or name == contract.id]
        # Whoever sends more than is asked for is answered all the same: callers change before models do.
        asked = frame[[name for name in known if contract.by_name[name].use == "feature"]]
        found = [each for each in check(asked, request_contract(contract)) if self._refuses(each.column, each.rule)]
        if found:
            raise BadRequest([str(violation) for violation in found])
        values = typed(asked, contract)
        answers = self.model.answer(values)
        told = pd.DataFrame({contract.target.name: answers.prediction})
        if answers.probability is not None:
            told[f"{contract.target.name}_probability"] = answers.probability
        identified = contract.id in frame.columns and not frame[contract.id].isna().any()
        correlation = correlation_id or str(uuid.uuid4())
        collected = [(self.inputs, values), (self.outputs, told[[contract.target.name]])]
        if identified:
            told.insert(0, contract.id, frame[contract.id].astype(str))
            collected.append((self.answers, told))
        for collect, rows_of in collected:
            if collect is not None:
                collect(rows_of, correlation)
        return [dict(plain(row)) for row in told.to_dict("records")]

    def _refuses(self, column: str, rule: str) -> bool:
        """Whether a request is refused for it. Values out of bounds and unknown categories are answered and collected: it is
        the data quality signal that tells of them. How many values may be missing is said of a window, not of a request."""
        known = self.model.contract.by_name.get(column)
        return rule in ("column", "type") or (rule == "missing" and known is not None and known.missing_at_most == 0)


def _collector(name: str) -> Collect | None:
    """Azure's collector, or None where the package is not installed. A collector that fails never fails an answer."""
    try:
        from azureml.ai.monitoring import Collector
        from azureml.ai.monitoring.context import BasicCorrelationContext
    except ImportError:
        return None
    import logging

    collector = Collector(name=name, on_error=lambda error: logging.warning("%s was not collected: %s", name, error))

    def collect(frame: pd.DataFrame, correlation_id: str) -> None:
        collector.collect(frame, BasicCorrelationContext(id=correlation_id))

    return collect


def _refused(bad: BadRequest) -> Any:
    body = {"problems": bad.problems}
    try:
        from azureml_inference_server_http.api.aml_response import AMLResponse
    except ImportError:
        return body
    return AMLResponse(body, 400, json_str=True)
