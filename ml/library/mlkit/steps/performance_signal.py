"""performance_signal: losses of live answers once their labels have come, for a monitor of Azure ML."""

from __future__ import annotations

from collections.abc import Sequence

from mlkit import spark as engine
from mlkit.collected import CORRELATION
from mlkit.signals import LOSSES, performance
from mlkit.steps.command import ended, parser

METRICS = (*LOSSES["classification"], *LOSSES["regression"], "unlabelled_share")


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "")
    for name in ("production_data", "ground_truth", "signal_metrics", "id_column", "label_column", "prediction_column"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--task", required=True, choices=("classification", "regression"))
    options.add_argument("--model_outputs", help="where answers are not in production_data: joined by correlationid")
    options.add_argument("--score_column")
    options.add_argument("--slices", default="", help="columns, separated by commas")
    options.add_argument("--fewest_labels", type=int, default=100)
    for metric in METRICS:
        options.add_argument(f"--{metric}_threshold", type=float)
    asked = options.parse_args(given)

    def step() -> None:
        session = engine.session()
        slices = [name.strip() for name in asked.slices.split(",") if name.strip()]
        columns = [asked.id_column, asked.prediction_column, *slices, *([asked.score_column] if asked.score_column else [])]
        answers = engine.selected(engine.read(session, asked.production_data), [*columns, CORRELATION])
        if asked.model_outputs:
            outputs = engine.selected(engine.read(session, asked.model_outputs), [*columns, CORRELATION])
            new = [name for name in outputs.columns if name not in answers.columns]
            key = CORRELATION if CORRELATION in answers.columns and CORRELATION in outputs.columns else asked.id_column
            answers = answers.merge(outputs[list(dict.fromkeys([key, *new]))], on=key, how="inner")
        labels = engine.selected(engine.read(session, asked.ground_truth), [asked.id_column, asked.label_column])
        thresholds = {metric: value for metric in METRICS if (value := getattr(asked, f"{metric}_threshold")) is not None}
        table = performance(
            answers, labels, task=asked.task, id_column=asked.id_column, label_column=asked.label_column,
            prediction_column=asked.prediction_column, score_column=asked.score_column, slices=slices,
            thresholds=thresholds, fewest=asked.fewest_labels,
        )  # fmt: skip
        engine.write(session, table, asked.signal_metrics)
        print(f"{len(answers)} answers, {len(table)} rows of metrics")

    return ended(step)
