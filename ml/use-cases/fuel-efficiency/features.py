"""What the model learns from, made of the columns of a request. The same code runs in training and in the endpoint.

`derive` takes the contract's features, returns one row per row and looks at nothing else: no clock, no file, no other row. It
is written into the model by value, so it imports what it needs inside.
"""

import pandas as pd


def derive(frame: pd.DataFrame) -> pd.DataFrame:
    """Adds how cold it was below 15 degrees and how heavily a van is used; counts become numbers."""
    counts = ["mileage_km", "mileage_since_service_km", "vehicle_age_months"]
    return frame.assign(
        **{name: frame[name].astype("float64") for name in counts},
        cold=(15.0 - frame["outside_temperature_c"]).clip(lower=0.0),
        km_per_month=frame["mileage_km"] / (1.0 + frame["vehicle_age_months"]),
    )
