import { isKind } from "../../compute";
import { shown } from "../../attributes";
import { secondsOf } from "../../iso-duration";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";

const DAY = 24 * 60 * 60;
const idle = [
  { when: isKind("ComputeInstance"), path: "properties.properties.idleTimeBeforeShutdown", most: 3 * DAY },
  { when: isKind("AmlCompute"), path: "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown", most: DAY },
];

export const computeIdleShort: Rule = {
  title: "Idle computes are given back within days",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "An instance that may idle for a month costs a month, and is a machine that nobody looks after.",
  fix: "set idleTimeBeforeShutdown to P3D or less, nodeIdleTimeBeforeScaleDown to P1D or less",
  kinds: ["Microsoft.MachineLearningServices/workspaces/computes"],
  partial: true,
  check: (compute) =>
    every(
      idle
        .filter(({ when }) => when(compute))
        .map(({ path, most }) => {
          const found = compute.at(path);
          if (found.state === "unknown") return unknownAt(path);
          // Whether there must be one is a matter of other rules.
          if (found.state === "absent") return undefined;
          const seconds = secondsOf(found.value);
          return seconds !== undefined && seconds <= most ? pass : fail(`${path} is ${shown(found.value)}`);
        }),
    ),
};
