"""Answers one request with a use case's scoring script, in this process: what `mlops ml score` runs.

The server of `mlops ml serve` and of Azure calls the same two functions, `init` and `run`.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path


def main(script: Path, request: Path) -> int:
    """Prints the answer as JSON. 0: answered; 1: the request was refused, and the answer says why."""
    spec = importlib.util.spec_from_file_location("score", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.init()
    answer = module.run(request.read_text("utf-8"))
    print(json.dumps(answer, indent=2))
    return 1 if isinstance(answer, dict) and "problems" in answer else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
