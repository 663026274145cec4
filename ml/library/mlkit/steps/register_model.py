"""register_model: registers what was trained, with everything that promotion asks for as tags."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mlkit import tracking
from mlkit.io import read_json, write_json
from mlkit.model import load_model
from mlkit.steps.command import Broken, ended, parser


def tags_of(
    evaluation: Mapping[str, Any], numbers: Mapping[str, Any], explanation: Mapping[str, Any],
    validation: Mapping[str, Any], training: Mapping[str, Any],
) -> dict[str, str]:  # fmt: skip
    """Tags of a version, all as text: `metrics.<name>`, whose the worst metrics of groups are, and where it comes from."""
    found = {
        f"metrics.{name}": repr(float(value)) for name, value in numbers.items() if value is not None and math.isfinite(value)
    }
    found |= {
        "data.hash": validation["data_hash"],
        "data.rows": str(validation["rows"]),
        "data.to": training["to"],
        "evaluation.rows": str(evaluation["rows"]),
        "baseline.name": evaluation["baseline"]["name"],
        "baseline.beaten": str(evaluation["baseline"]["beaten"]).lower(),
        "training.run": training["run_id"],
        "training.seed": str(training["seed"]),
        "explanation.top": ", ".join(each["feature"] for each in explanation["importances"][:5]),
    }
    found |= {f"group.{each['metric']}_worst_{each['column']}": each["group"] for each in evaluation["worst"]}
    for name, key in training["keys"].items():
        found[f"{name}.key"] = key
    if training["environment_differences"]:
        found["environment.differs"] = "; ".join(training["environment_differences"])
    for key in ("name", "uuid"):
        if evaluation["champion"].get(key):
            found[f"champion.{key}"] = evaluation["champion"][key]
    for other in evaluation.get("others", []):
        version = other["name"].rpartition(":")[2]
        values = other.get("metrics", {})
        found |= {f"champion.{version}.{name}": repr(float(value)) for name, value in values.items() if math.isfinite(value)}
        # Numbers are this workspace's; what is live was counted by the registry.
        if values and other.get("uuid"):
            found[f"champion.{version}.uuid"] = other["uuid"]
    return found


def main(given: Sequence[str]) -> int:
    """Runs the step; see `ended` for what it returns."""
    options = parser(__doc__ or "", folders=("model", "evaluation", "explanation", "validation", "training", "registration"))
    options.add_argument("--model_name", required=True)
    options.add_argument("--baseline", choices=("required", "told"), default="required",
                         help="told: a model that does not beat the naive baseline is registered all the same")  # fmt: skip
    asked = options.parse_args(given)

    def step() -> None:
        evaluation = read_json(asked.evaluation / "evaluation.json")
        tags = tags_of(
            evaluation, read_json(asked.evaluation / "metrics.json"), read_json(asked.explanation / "explanation.json"),
            read_json(asked.validation / "validation.json"), read_json(asked.training / "training.json"),
        )  # fmt: skip
        uuid = load_model(asked.model).uuid
        if uuid:
            tags = {"model.uuid": uuid, **tags}
        baseline = evaluation["baseline"]
        if not baseline["beaten"] and asked.baseline == "required":
            raise Broken(
                f"not registered: the model saves {baseline['gain']:.1%} of the {baseline['metric']} of the naive baseline "
                f"({baseline['name']}), {baseline['gain_needed']:.1%} are needed. Is machine learning the right answer here?"
            )
        with tracking.run("register") as active:
            version = tracking.register(asked.model_name, asked.model, active.info.run_id, tags)
            registered = {"model.name": asked.model_name, "model.version": version}
            tracking.set_tags(active.info.run_id, {**registered, **tags})
            write_json(
                asked.registration / "registration.json",
                {"model": asked.model_name, "version": version, "run_id": active.info.run_id, "tags": tags},
            )
        print(f"registered {asked.model_name} version {version}")

    return ended(step)
