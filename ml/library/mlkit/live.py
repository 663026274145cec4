"""`python -m mlkit.live`: what champion and challenger answered live, held against labels. Run by `mlops rollout`.

During a rollout both answer real requests: with mirrored traffic the challenger gets copies of what the champion answers, so
that both have answered the same ids; with a share of the traffic each answers ids of its own. Which it was is told by the ids.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from mlkit.collected import COLLECTED_AT, collected_rows
from mlkit.compare import COMPARED, Difference, Labelled, compare
from mlkit.contract import Contract, parse_instant, read_contract
from mlkit.io import read_raw
from mlkit.problems import InputError, Problem
from mlkit.signals import join_labels

COLLECTION: Final = "answers"
"""The collection that holds ids with answers; see `mlkit.serve`."""

SAME_REQUESTS: Final = 0.95
"""From this share of the challenger's ids on that the champion answered, too, the requests were copies: the rest were lost on
the way. A share of the traffic shares hardly any."""


def live_answers(root: Path, endpoint: str, deployment: str, start: datetime, end: datetime) -> pd.DataFrame:
    """What a deployment answered to requests with an id, as the collector kept it.

    Args:
        root: the collected container, or a folder above `<endpoint>/<deployment>/answers`.
        endpoint: its name.
        deployment: its name.
        start: first instant, UTC.
        end: first instant after the window, UTC.

    Returns:
        One row per answer, in order of time; none if nothing was collected.
    """
    folder = root / endpoint / deployment / COLLECTION
    if not folder.is_dir():
        folder = root / "modelDataCollector" / endpoint / deployment / COLLECTION
    rows = list(collected_rows(sorted(folder.rglob("*.jsonl")), start, end))
    return pd.DataFrame(rows).sort_values(COLLECTED_AT, kind="stable") if rows else pd.DataFrame()


def labelled(answers: pd.DataFrame, labels: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Answers with their labels: columns of the id, `truth`, `prediction` and, of a classification, `probability`.

    Raises:
        InputError: a column is missing.
    """
    target, scored = contract.target.name, f"{contract.target.name}_probability"
    lacking = [
        Problem(side, "a column is missing", name, ", ".join(map(str, frame.columns)))
        for side, frame, names in (("answers", answers, (contract.id, target)), ("labels", labels, (contract.id, target)))
        for name in names
        if len(frame.columns) > 0 and name not in frame.columns
    ]
    if lacking:
        raise InputError(lacking)
    if len(answers) == 0 or len(labels) == 0:
        return pd.DataFrame({contract.id: [], "truth": [], "prediction": [], "probability": []})
    joined = join_labels(answers, labels[[contract.id, target]], contract.id)
    names = {"truth": f"{target}_label", "prediction": target}
    if contract.task == "classification" and scored in joined.columns:
        names["probability"] = scored
    told = pd.DataFrame({contract.id: joined[contract.id], **{new: pd.to_numeric(joined[old]) for new, old in names.items()}})
    return told.dropna().reset_index(drop=True)


def _side(frame: pd.DataFrame) -> Labelled:
    probability = frame["probability"].to_numpy(dtype=np.float64) if "probability" in frame.columns else None
    return Labelled(frame["truth"].to_numpy(dtype=np.float64), frame["prediction"].to_numpy(dtype=np.float64), probability)


def compare_live(
    champion: pd.DataFrame, challenger: pd.DataFrame, contract: Contract, metric: str, *, may_lose: float = 0.0
) -> tuple[Difference, bool]:
    """Compares what two deployments answered live.

    Where the challenger answered copies of the champion's requests, both are compared on the ids that both answered; elsewhere
    ids that both answered count for neither, so that the two samples are independent.

    Args:
        champion: as `labelled` gives it.
        challenger: likewise.
        contract: the use case's.
        metric: one of `mlkit.compare.COMPARED`.
        may_lose: by how much the challenger may be worse.

    Returns:
        The difference, and whether it is of the same requests.
    """
    both = set(champion[contract.id]) & set(challenger[contract.id])
    paired = len(challenger) > 0 and len(both) >= SAME_REQUESTS * len(challenger)
    kept = [frame[frame[contract.id].isin(list(both)) == paired].sort_values(contract.id) for frame in (champion, challenger)]
    return compare(metric, _side(kept[0]), _side(kept[1]), may_lose=may_lose, paired=paired), paired


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mlops rollout", description="What two deployments answered, against labels.")
    parser.add_argument("--answers", type=Path, required=True, help="folder of what endpoints collected")
    parser.add_argument("--labels", type=Path, required=True, help="CSV, Parquet or MLTable with the id and the target")
    parser.add_argument("--contract", type=Path, required=True)
    for name in ("endpoint", "champion", "challenger", "since", "until"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--metric", required=True, choices=COMPARED)
    parser.add_argument("--may-lose", type=float, default=0.0)
    return parser.parse_args(given)


def _told(found: Difference, paired: bool) -> dict[str, Any]:
    """As JSON, which knows no number that is none."""
    plain = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in asdict(found).items()
    }
    return {**plain, "rows": list(found.rows), "paired": paired}


def main(given: Sequence[str]) -> int:
    """Prints the comparison as JSON. 0: done; 2: what it was given cannot be used."""
    asked = _arguments(given)
    try:
        contract = read_contract(asked.contract)
        if not asked.answers.is_dir():
            raise InputError([Problem("--answers", "there is no such folder", str(asked.answers))])
        start, end = parse_instant(asked.since), parse_instant(asked.until)
        labels = read_raw(asked.labels)
        sides = [
            labelled(live_answers(asked.answers, asked.endpoint, name, start, end), labels, contract)
            for name in (asked.champion, asked.challenger)
        ]
        print(json.dumps(_told(*compare_live(sides[0], sides[1], contract, asked.metric, may_lose=asked.may_lose))))
    except (InputError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
