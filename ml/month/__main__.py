"""Answers requests about a month, one JSON object a line: the first is the scenario, every later one `{"do": ..., ...}`.

An answer is `{"answer": ...}`, or `{"error": ...}` where the request cannot be answered.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from world import Scenario, World

from mlkit.io import plain


def main() -> int:
    """Runs until its input ends."""
    # What others print must not come between the answers.
    out, sys.stdout = sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as scratch:
        given = json.loads(sys.stdin.readline())
        scenario = Scenario(
            folder=Path(given["folder"]), start=datetime.fromisoformat(given["start"]), seed=given["seed"],
            requests_per_day=given["requestsPerDay"], rows_per_day=given["rowsPerDay"], causes=given["causes"],
        )  # fmt: skip
        world = World(scenario, Path(scratch))
        for line in sys.stdin:
            asked = json.loads(line)
            do = {"train": world.train, "compare": world.compare, "fail": world.fail, "monitor": world.monitor,
                  "answer": world.answer, "score": world.score}[asked.pop("do")]  # fmt: skip
            try:
                answer = {"answer": plain(do(asked))}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), file=out, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
