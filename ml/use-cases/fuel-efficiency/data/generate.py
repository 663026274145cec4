"""Service vans, made up: how far they have driven, how they are used, and what they burn. The truth is known.

A fleet ages: the same vans, later, have more kilometres and burn a little more. That is data drift without anybody's doing.
Causes, each off by default:

- `long_routes`: 0 to 1: how far vans have taken over long routes: kilometres per day up to threefold, less town (data drift).
- `fuel`: 0 to 1: how far a new fuel is used: everything burns up to a fifth more, the cold counts twice (concept drift).
- `nulls`: share of reports whose speed and temperature are lost.

    python generate.py                      # writes what is committed beside this file
    python generate.py --check              # fails where it would write something else
    python generate.py --batch out --rows 350 --days 7 --start 2026-12-07 --seed 5 --long_routes 1
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "library"))

from mlkit.world import csv_text, json_text, keep  # noqa: E402

BORN = datetime(2026, 8, 24)
"""The day that the fleet is described for; kilometres grow from there."""

FLEET_SEED = 4711
"""The fleet is always the same: van 7 has the same model, depot and first odometer in every batch."""


@dataclass(frozen=True)
class Causes:
    """What is different from usual; see the head of this file."""

    long_routes: float = 0.0
    fuel: float = 0.0
    nulls: float = 0.0


@dataclass(frozen=True)
class Batch:
    """Rows and the truth behind them.

    Attributes:
        columns: the contract's, in its order, the label last.
        expected: litres per 100 km that each van would burn without chance. Shape (rows,).
        truth: causes, rows, the noise that no model can know.
    """

    columns: dict[str, list[Any]]
    expected: np.ndarray
    truth: dict[str, Any]


NOISE = 0.35
"""Litres per 100 km that nobody can explain; standard deviation."""


def batch(rows: int, start: datetime, days: int, seed: int, causes: Causes | None = None) -> Batch:
    """Draws reports, as many vans as it takes, each van every night.

    Args:
        rows: how many, at least 1.
        start: first day, midnight UTC, not before the fleet was described.
        days: how many nights, at least 1.
        seed: equal seeds give equal rows.
        causes: what is different from usual.
    """
    causes = causes or Causes()
    vans = -(-rows // days)
    fleet = np.random.default_rng(FLEET_SEED)
    # Drawn van by van, so that a van is the same however many there are.
    drawn = fleet.random((vans, 5))
    kind = np.searchsorted([0.3, 0.75], drawn[:, 0])
    depot = np.searchsorted([0.35, 0.7], drawn[:, 1])
    per_day = 60 + 120 * drawn[:, 2]
    age = 3 + 80 * drawn[:, 3]
    odometer = per_day * age * 22
    since = 30_000 * drawn[:, 4]

    random = np.random.default_rng(seed)
    night = np.repeat(np.arange(days), vans)[:rows]
    van = np.tile(np.arange(vans), days)[:rows]
    later = (start - BORN).days + night
    driven = per_day[van] * (1 + 2 * causes.long_routes) * night + per_day[van] * (start - BORN).days
    mileage = np.floor(odometer[van] + driven).astype(int)
    service = np.floor((since[van] + driven) % 30_000).astype(int)
    months = np.floor(age[van] + later / 30.4).astype(int)
    payload = np.round(random.gamma(4.0, 110.0, rows), 1).clip(0, 2500)
    urban = np.round(np.clip(random.beta(3, 2.2, rows) * (1 - 0.6 * causes.long_routes), 0, 1), 3)
    speed = np.round(72 - 46 * urban + random.normal(0, 4, rows), 1).clip(5, 120)
    season = np.array(
        [10 - 9 * np.cos(2 * np.pi * ((start + timedelta(days=int(n))).timetuple().tm_yday - 15) / 365) for n in night]
    )
    temperature = np.round(season + random.normal(0, 3, rows), 1).clip(-30, 42)

    cold = np.clip(15 - temperature, 0, None)
    expected = (
        np.array([6.4, 8.3, 9.9])[kind[van]]
        + 0.0016 * payload
        + 2.4 * urban
        + 0.065 * cold * (1 + causes.fuel)
        + 1.6 * (mileage / 200_000) ** 1.2
        + 0.000035 * service
    ) * (1 + 0.2 * causes.fuel)  # fmt: skip
    litres = np.round(expected + random.normal(0, NOISE, rows), 2).clip(2.5, 39)
    lost = random.random(rows) < 0.01 + causes.nulls

    def gone(cells: np.ndarray) -> list[float | None]:
        return [None if missing else float(cell) for cell, missing in zip(cells, lost, strict=True)]

    columns: dict[str, list[Any]] = {
        "report_id": [f"v{v:04d}-{start + timedelta(days=int(n)):%Y-%m-%d}" for v, n in zip(van, night, strict=True)],
        "reported_at": [start + timedelta(days=int(n), hours=22, minutes=int(v) % 60) for v, n in zip(van, night, strict=True)],
        "van_model": [("compact", "standard", "long")[code] for code in kind[van]],
        "mileage_km": mileage.tolist(),
        "mileage_since_service_km": service.tolist(),
        "vehicle_age_months": months.tolist(),
        "payload_kg": [float(value) for value in payload],
        "urban_share": [float(value) for value in urban],
        "average_speed_kmh": gone(speed),
        "outside_temperature_c": gone(temperature),
        "depot": [("north", "middle", "south")[code] for code in depot[van]],
        "litres_per_100km": [float(value) for value in litres],
    }
    truth = {
        "seed": seed,
        "start": f"{start:%Y-%m-%d}",
        "days": days,
        "rows": rows,
        "vans": vans,
        "causes": asdict(causes),
        "best_possible_mean_absolute_error": round(float(np.abs(litres - expected).mean()), 4),
        "mean_mileage_km": round(float(mileage.mean())),
    }
    return Batch(columns, expected, truth)


TRAINING = {"rows": 5460, "start": datetime(2026, 8, 24), "days": 91, "seed": 31}
REFERENCE = {"rows": 1680, "start": datetime(2026, 10, 26), "days": 28, "seed": 32}


def committed() -> dict[Path, str]:
    """The files beside this one."""
    training, reference = batch(**TRAINING), batch(**REFERENCE)  # type: ignore[arg-type]
    shown = {name: cells for name, cells in reference.columns.items() if name not in ("report_id", "reported_at", "depot")}
    mltable = (
        "# Plain, so that Spark reads it: monitors do.\n"
        "type: mltable\npaths:\n  - pattern: ./*.csv\ntransformations:\n"
        "  - read_delimited:\n      delimiter: ','\n      header: all_files_same_headers\n      encoding: utf8\n"
    )
    return {
        HERE / "training" / "reports.csv": csv_text(training.columns),
        HERE / "reference" / "reports.csv": csv_text(shown),
        HERE / "reference" / "MLTable": mltable,
        HERE / "truth.json": json_text({"training": training.truth, "reference": reference.truth}),
    }


def main(given: list[str]) -> int:
    """Runs the generator. 0: written, or as committed; 1: something differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--batch", type=Path, help="a folder: writes requests.csv, labels.csv and truth.json of one batch")
    parser.add_argument("--rows", type=int, default=350)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--start", type=datetime.fromisoformat, default=datetime(2026, 12, 7))
    parser.add_argument("--seed", type=int, default=1)
    for cause in ("long_routes", "fuel", "nulls"):
        parser.add_argument(f"--{cause}", type=float, default=0.0)
    asked = parser.parse_args(given)
    if asked.batch is not None:
        made = batch(asked.rows, asked.start, asked.days, asked.seed, Causes(asked.long_routes, asked.fuel, asked.nulls))
        labels = {name: made.columns[name] for name in ("report_id", "litres_per_100km")}
        requests = {name: cells for name, cells in made.columns.items() if name != "litres_per_100km"}
        keep({asked.batch / "requests.csv": csv_text(requests), asked.batch / "labels.csv": csv_text(labels),
              asked.batch / "truth.json": json_text(made.truth)}, check=False)  # fmt: skip
        return 0
    different = keep(committed(), asked.check)
    for path in different:
        print(f"{'differs' if asked.check else 'written'}: {path}")
    return 1 if asked.check and different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
