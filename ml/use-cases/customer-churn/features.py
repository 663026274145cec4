"""What the model learns from, made of the columns of a request. The same code runs in training and in the endpoint.

`derive` takes the contract's features, returns one row per row and looks at nothing else: no clock, no file, no other row. It
is written into the model by value, so it imports what it needs inside.
"""

import pandas as pd


def derive(frame: pd.DataFrame) -> pd.DataFrame:
    """Adds what a customer pays per GB, whether the customer is new, and calls per month of tenure."""
    import numpy as np

    tenure = frame["tenure_months"].astype("float64")
    return frame.assign(
        tenure_months=tenure,
        support_calls=frame["support_calls"].astype("float64"),
        paperless=frame["paperless"].astype("float64"),
        charge_per_gb=frame["monthly_charge"] / (1.0 + frame["data_usage_gb"]),
        newcomer=(tenure < 6).astype("float64"),
        log_tenure=np.log1p(tenure),
    )
