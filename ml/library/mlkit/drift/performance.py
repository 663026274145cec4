"""The model performance signal, for labels that are known.

Source: `model_performance_metrics/compute_metrics.py` in Azure/azureml-assets, assets/model_monitoring/components/src, commit
4b41f8ccbc01cf492767adc586ce1661c54c340a.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlkit.drift.bins import Numbers


def classification_performance(truth: Sequence[str], prediction: Sequence[str]) -> dict[str, float]:
    """Accuracy, macro precision and macro recall, 0 to 1 each.

    The mean runs over the labels of truth *and* prediction: one that only predictions use counts with 0.

    Args:
        truth: the label per row, at least one row.
        prediction: the predicted label per row.
    """
    told, said = np.array(truth, dtype=object), np.array(prediction, dtype=object)
    precision, recall = [], []
    for label in sorted({*truth, *prediction}):
        hits = int(((told == label) & (said == label)).sum())
        predicted, actual = int((said == label).sum()), int((told == label).sum())
        precision.append(hits / predicted if predicted > 0 else 0.0)
        recall.append(hits / actual if actual > 0 else 0.0)
    return {
        "Accuracy": float((told == said).mean()),
        "Precision": float(np.mean(precision)),
        "Recall": float(np.mean(recall)),
    }


def regression_performance(truth: Numbers, prediction: Numbers) -> dict[str, float]:
    """Root mean squared error and mean absolute error, in the target's unit.

    Args:
        truth: values, shape (n,), at least one.
        prediction: predicted values, shape (n,).
    """
    error = prediction - truth
    return {
        "RootMeanSquaredError": float(np.sqrt((error**2).mean())),
        "MeanAbsoluteError": float(np.abs(error).mean()),
    }
