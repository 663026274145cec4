"""Collected files in Azure's layout."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path


def event(moment: datetime, rows: list[dict[str, object]], correlation: str) -> str:
    return json.dumps({"specversion": "1.0", "id": correlation, "time": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                       "correlationid": correlation, "data": rows})  # fmt: skip


def collected(folder: Path, start: datetime, hours: int) -> Path:
    """An event of two rows at the quarter of every hour."""
    for hour in range(hours):
        moment = start + timedelta(hours=hour, minutes=15)
        file = folder / "endpoint" / "blue" / "model_inputs" / f"{moment:%Y/%m/%d/%H}" / "instance.jsonl"
        file.parent.mkdir(parents=True)
        file.write_text(event(moment, [{"x": hour}, {"x": hour + 0.5}], f"c{hour}") + "\n")
    return folder
