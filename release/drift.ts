import type { DriftFacts, MonitorRun } from "./facts";
import { judged, type Reason } from "./reasons";
import { moment, secondsBetween, span } from "./time";

/**
 * Whether the newest run of a monitor found drift. A breach is open until a later run finds none; a monitor that has
 * stopped, or whose newest run failed for another reason, says nothing either way.
 * @param where - whose drift, e.g. `12 in preprod`
 */
export function checkDrift(where: string, drift: DriftFacts | undefined, now: string): Reason {
  if (drift === undefined) return judged("drift", "pass", `no drift monitor is configured for ${where}`);
  const { monitor, runs, every } = drift;
  const newest = newestRun(runs);
  if (newest === undefined) return judged("drift", "unknown", `the monitor of ${where} has not run yet`, { monitor });
  const evidence = { monitor, ...newest };
  const age = secondsBetween(newest.at, now);
  if (newest.breach !== undefined) {
    return judged("drift", "fail", `${where} drifts: found by its monitor ${ago(newest.at, age)}`, evidence);
  }
  if (newest.status !== "Completed") {
    return judged("drift", "unknown", `the monitor's run ${ago(newest.at, age)} ended as ${newest.status}`, evidence);
  }
  // A run may be late by as much as it takes; twice the schedule's gap is a run that did not come.
  if (!(age <= 2 * every.toSeconds())) {
    return judged(
      "drift",
      "unknown",
      `the monitor of ${where} last ran ${ago(newest.at, age)}: it is to run every ${every.toString()}`,
      evidence,
    );
  }
  return judged("drift", "pass", `the monitor of ${where} found no drift ${ago(newest.at, age)}`, evidence);
}

/** The run that counts. */
export const newestRun = (runs: readonly MonitorRun[]): MonitorRun | undefined =>
  [...runs].sort((left, right) => secondsBetween(left.at, right.at))[0];

const ago = (at: string, seconds: number): string => (seconds >= 0 ? `${span(seconds)} ago` : `at ${moment(at)}`);
