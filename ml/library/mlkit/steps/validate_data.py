"""validate_data: data keeps its contract, or the pipeline ends here with every violation."""

from __future__ import annotations

from collections.abc import Sequence

from mlkit.contract import read_contract
from mlkit.io import data_hash, read_raw, typed, write_json, write_table
from mlkit.steps.command import Broken, ended, parser
from mlkit.validate import check


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "", folders=("data", "definition", "validated", "report"))
    options.add_argument("--fewest_rows", type=int, default=100)
    asked = options.parse_args(given)

    def step() -> None:
        contract = read_contract(asked.definition / "contract.yaml")
        frame = read_raw(asked.data)
        violations = check(frame, contract, fewest_rows=asked.fewest_rows)
        told = {
            "rows": len(frame),
            "columns": [str(name) for name in frame.columns],
            "data_hash": data_hash(asked.data),
            "label_delay_days": contract.label_delay_days,
            "violations": [violation.as_json() for violation in violations],
        }
        write_json(asked.report / "validation.json", told)
        if violations:
            lines = "\n".join(f"  {violation}" for violation in violations)
            raise Broken(f"the data breaks its contract in {len(violations)} ways:\n{lines}")
        write_table(typed(frame, contract), asked.validated)
        print(f"{len(frame)} rows keep the contract of {len(contract.columns)} columns")

    return ended(step)
