"""Azure's monitoring formulas, once, on numpy and scipy. Every module names its source."""

from mlkit.drift.attribution import Attribution, attribution_drift, normalized_discounted_cumulative_gain
from mlkit.drift.data_drift import METRICS, DataDrift, Refusal, data_drift
from mlkit.drift.data_quality import Bounds, Quality, data_quality, learn_bounds
from mlkit.drift.features import FeatureType, compared_features, distinct_share, feature_type
from mlkit.drift.measure import FALLING, Measure, Rows, breaches, breaches_drift, single
from mlkit.drift.performance import classification_performance, regression_performance

__all__ = [
    "FALLING",
    "METRICS",
    "Attribution",
    "Bounds",
    "DataDrift",
    "FeatureType",
    "Measure",
    "Quality",
    "Refusal",
    "Rows",
    "attribution_drift",
    "breaches",
    "breaches_drift",
    "classification_performance",
    "compared_features",
    "data_drift",
    "data_quality",
    "distinct_share",
    "feature_type",
    "learn_bounds",
    "normalized_discounted_cumulative_gain",
    "regression_performance",
    "single",
]
