"""What tests share: an MLflow store of a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def mlflow_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file store of its own, which MLflow uses during the test."""
    import mlflow

    store = tmp_path / "mlruns"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", store.as_uri())
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    mlflow.set_tracking_uri(store.as_uri())
    mlflow.set_registry_uri(store.as_uri())
    return store
