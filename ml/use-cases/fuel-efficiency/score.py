"""The endpoint of fuel-efficiency: Azure's inference server calls `init` once and `run` for every request.

A request is what an MLflow model takes, `{"input_data": {"columns": […], "index": […], "data": [[…]]}}`, or the short form
`{"data": [{…}, …]}`. Beside the contract's features it may hold `report_id`: the id is collected with the answer, so that the
measured consumption finds it.
"""

from __future__ import annotations

from typing import Any

from mlkit.serve import Endpoint

endpoint: Endpoint | None = None


def init() -> None:
    """Reads the model and opens the collectors."""
    global endpoint
    endpoint = Endpoint.from_environment()


def run(data: str) -> Any:
    """Answers a request; one with missing or mistyped values gets status 400 and all that is wrong."""
    assert endpoint is not None
    return endpoint.answer(data)
