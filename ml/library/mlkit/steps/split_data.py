"""split_data: train, validation and test by time, with a gap as long as labels take."""

from __future__ import annotations

from collections.abc import Sequence

from mlkit.contract import read_contract
from mlkit.io import read_typed, write_json, write_table
from mlkit.params import read_params
from mlkit.split import by_time
from mlkit.steps.command import ended, parser


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "", folders=("data", "definition", "train", "validation", "test", "report"))
    options.add_argument("--gap_days", type=float)
    asked = options.parse_args(given)

    def step() -> None:
        contract = read_contract(asked.definition / "contract.yaml")
        params = read_params(asked.definition / "params.yaml")
        frame = read_typed(asked.data, contract)
        gap = contract.label_delay_days if asked.gap_days is None else asked.gap_days
        split = by_time(
            frame, contract.time, validation_share=params.validation_share, test_share=params.test_share, gap_days=gap
        )
        parts = {"train": split.train, "validation": split.validation, "test": split.test}
        for name, part in parts.items():
            write_table(part, getattr(asked, name))
        told = {name: {"rows": len(part), "from": part[contract.time].iloc[0], "to": part[contract.time].iloc[-1]}
                for name, part in parts.items()}  # fmt: skip
        write_json(asked.report / "split.json", {**told, "left_out": split.left_out, "gap_days": gap})
        for name, part in parts.items():
            print(f"{name}: {len(part)} rows from {told[name]['from']} to {told[name]['to']}")
        print(f"left out, as their labels were not known yet: {split.left_out} rows")

    return ended(step)
