"""collected_rows: a window of collected events as a table of what was collected, and of nothing else.

For signals that compare every column which two tables share, as Azure's drift signals do: the instant and the id of a request,
which `collected_to_table` adds, differ in every window and would always be drift.
"""

from __future__ import annotations

from collections.abc import Sequence

from mlkit.steps.collected_to_table import ADDED, window_options, write_window
from mlkit.steps.command import ended


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    asked = window_options(__doc__ or "").parse_args(given)
    return ended(lambda: write_window(asked, without=ADDED))
