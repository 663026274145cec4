"""Customers of a telecom, made up: who calls, who leaves, and why. The truth is known, so what is found can be judged.

Causes, each off by default:

- `campaign`: share of callers that a price campaign brought, 0 to 1: new, bound to nothing, paying little. Who calls changes
  (data drift); why the others leave does not. Newcomers leave when they need more than the campaign's price includes, and
  those who call support stay.
- `competitor`: 0 to 1: how far a competitor's offer to long-standing customers has become the reason to leave. Why people
  leave changes, who calls does not (concept drift).
- `nulls`: share of requests whose data usage an upstream system forgets.

    python generate.py                      # writes what is committed beside this file
    python generate.py --check              # fails where it would write something else
    python generate.py --batch out --rows 2400 --days 7 --start 2026-12-07 --seed 5 --campaign 0.45
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "library"))

from mlkit.metrics import area_under_curve  # noqa: E402
from mlkit.world import csv_text, instants, json_text, keep, sigmoid  # noqa: E402


@dataclass(frozen=True)
class Causes:
    """What is different from usual; see the head of this file."""

    campaign: float = 0.0
    competitor: float = 0.0
    nulls: float = 0.0


@dataclass(frozen=True)
class Batch:
    """Rows and the truth behind them.

    Attributes:
        columns: the contract's, in its order, the label last.
        probability: with which each customer leaves. Shape (rows,).
        truth: causes, rows, rate of churn and the AUC that a model that knew everything would reach.
    """

    columns: dict[str, list[Any]]
    probability: np.ndarray
    truth: dict[str, Any]


def batch(rows: int, start: datetime, days: int, seed: int, causes: Causes | None = None) -> Batch:
    """Draws customers.

    Args:
        rows: how many, at least 1.
        start: first day, midnight UTC.
        days: how many days they call on, at least 1.
        seed: equal seeds give equal rows.
        causes: what is different from usual.
    """
    causes = causes or Causes()
    random = np.random.default_rng(seed)
    called = instants(random, start, days, rows)
    new = random.random(rows) < causes.campaign
    tenure = np.minimum(np.floor(random.gamma(1.6, 26.0, rows)), 240).astype(int)
    tenure = np.where(new, random.integers(0, 5, rows), tenure)
    bound = random.random(rows)
    # The longer somebody stays, the more likely a long contract.
    monthly = np.where(new, 0.9, 0.62 - 0.25 * np.tanh(tenure / 60))
    contract = np.where(bound < monthly, 0, np.where(bound < monthly + (1 - monthly) * 0.6, 1, 2))
    charge = np.round(18 + random.gamma(2.6, 11.0, rows) - 4.0 * (contract == 2), 2)
    charge = np.where(new, np.round(random.normal(17.5, 1.5, rows), 2), charge).clip(5, 400)
    usage = np.round(random.lognormal(2.6, 0.8, rows) * (0.6 + charge / 80), 1).clip(0, 4000)
    calls = random.poisson(0.7 + 0.9 * (random.random(rows) < 0.25) * random.gamma(2.0, 1.5, rows)).clip(0, 180)
    payment = random.choice(3, rows, p=[0.35, 0.45, 0.20])
    paperless = random.random(rows) < 0.6
    age = random.choice(3, rows, p=[0.27, 0.48, 0.25])
    lost = random.random(rows)

    usual = (
        -1.95
        + 2.5 * (contract == 0) - 1.9 * (contract == 2)
        - 1.1 * np.log1p(tenure / 12.0)
        + 0.052 * (charge - 45)
        + 0.75 * calls
        + 0.5 * (payment == 2)
        - 0.25 * paperless
    )  # fmt: skip
    offer = (
        -2.3
        - 0.7 * (contract == 0) + 1.3 * (contract == 2)
        + 1.35 * np.log1p(tenure / 12.0)
        - 0.012 * (charge - 45)
        + 0.02 * (usage - 20)
        - 0.10 * calls
    )  # fmt: skip
    newcomer = -1.3 + 0.12 * (usage.clip(0, 60) - 12) - 0.5 * calls - 0.6 * (payment == 0)
    logit = (1 - causes.competitor) * usual + causes.competitor * offer
    probability = sigmoid(np.where(new, newcomer, logit))
    churned = (random.random(rows) < probability).astype(int)
    forgotten = lost < 0.012 + causes.nulls

    columns: dict[str, list[Any]] = {
        "customer_id": [f"c{start:%y%m%d}{seed % 1000:03d}{index:06d}" for index in range(rows)],
        "called_at": called,
        "tenure_months": tenure.tolist(),
        "contract": [("monthly", "one_year", "two_year")[code] for code in contract],
        "monthly_charge": [float(value) for value in charge],
        "data_usage_gb": [None if gone else float(value) for value, gone in zip(usage, forgotten, strict=True)],
        "support_calls": calls.tolist(),
        "payment_method": [("card", "direct_debit", "invoice")[code] for code in payment],
        "paperless": [bool(value) for value in paperless],
        "age_group": [("under_30", "from_30_to_59", "from_60")[code] for code in age],
        "churned": churned.tolist(),
    }
    truth = {
        "seed": seed,
        "start": f"{start:%Y-%m-%d}",
        "days": days,
        "rows": rows,
        "causes": asdict(causes),
        "churn_rate": round(float(churned.mean()), 4),
        "best_possible_auc": round(area_under_curve(churned.astype(np.float64), probability), 4),
        "campaign_customers": int(new.sum()),
    }
    return Batch(columns, probability, truth)


TRAINING = {"rows": 6000, "start": datetime(2026, 8, 24), "days": 91, "seed": 20261}
LABELLED = {"rows": 100, "start": datetime(2026, 11, 23), "days": 7, "seed": 20263}
WEEKLY = {"rows": 400, "start": datetime(2026, 11, 30), "days": 7, "seed": 20264}
REFERENCE = {"rows": 2400, "start": datetime(2026, 10, 26), "days": 28, "seed": 20262}


def committed() -> dict[Path, str]:
    """The files beside this one."""
    training, reference = batch(**TRAINING), batch(**REFERENCE)  # type: ignore[arg-type]
    # Monitors compare what the endpoint is asked and what it answers: no id, no instant, no sensitive column.
    shown = {name: cells for name, cells in reference.columns.items() if name not in ("customer_id", "called_at", "age_group")}
    # What a smoke test asks a deployed version: features and label, none of which a training has seen.
    labelled = batch(**LABELLED).columns  # type: ignore[arg-type]
    # Who is up for a call next week: nobody knows yet who of them leaves.
    weekly = {name: cells for name, cells in batch(**WEEKLY).columns.items() if name != "churned"}  # type: ignore[arg-type]
    names = [name for name in labelled if name not in ("customer_id", "called_at", "age_group")]
    rows = ",\n      ".join(
        json.dumps([None if cell != cell else cell for cell in row])
        for row in zip(*(np.asarray(labelled[name]).tolist() for name in names), strict=True)
    )
    listed = ",\n      ".join(json.dumps(name) for name in names)
    sample = f'{{\n  "input_data": {{\n    "columns": [\n      {listed}\n    ],\n    "data": [\n      {rows}\n    ]\n  }}\n}}\n'
    mltable = (
        "# Plain, so that Spark reads it: monitors do.\n"
        "type: mltable\npaths:\n  - pattern: ./*.csv\ntransformations:\n"
        "  - read_delimited:\n      delimiter: ','\n      header: all_files_same_headers\n      encoding: utf8\n"
    )
    return {
        HERE / "training" / "customers.csv": csv_text(training.columns),
        HERE / "reference" / "customers.csv": csv_text(shown),
        HERE / "weekly" / "customers.csv": csv_text(weekly),
        HERE / "reference" / "MLTable": mltable,
        HERE.parent / "labelled-sample.json": sample,
        HERE / "truth.json": json_text({"training": training.truth, "reference": reference.truth}),
    }


def main(given: list[str]) -> int:
    """Runs the generator. 0: written, or as committed; 1: something differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--batch", type=Path, help="a folder: writes requests.csv, labels.csv and truth.json of one batch")
    parser.add_argument("--rows", type=int, default=2400)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--start", type=datetime.fromisoformat, default=datetime(2026, 12, 7))
    parser.add_argument("--seed", type=int, default=1)
    for cause in ("campaign", "competitor", "nulls"):
        parser.add_argument(f"--{cause}", type=float, default=0.0)
    asked = parser.parse_args(given)
    if asked.batch is not None:
        made = batch(asked.rows, asked.start, asked.days, asked.seed, Causes(asked.campaign, asked.competitor, asked.nulls))
        labels = {name: made.columns[name] for name in ("customer_id", "churned")}
        requests = {name: cells for name, cells in made.columns.items() if name != "churned"}
        keep({asked.batch / "requests.csv": csv_text(requests), asked.batch / "labels.csv": csv_text(labels),
              asked.batch / "truth.json": json_text(made.truth)}, check=False)  # fmt: skip
        return 0
    different = keep(committed(), asked.check)
    for path in different:
        print(f"{'differs' if asked.check else 'written'}: {path}")
    return 1 if asked.check and different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
