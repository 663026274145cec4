import { type Figure, shownFigure } from "../../release";
import type { EvidenceCheck, EvidenceStep, ReleaseEvidence } from "../model";

/** What the checks of a model version say, beside those that only keep the order. */
const TELLING =
  /^(metric|metrics|baseline|champion|smoke test|replay|soak|drift|bake|errors|latency|registered once)\b/;

/** Checks that a reader wants to see: what a version showed, and all that did not pass. */
export const tellingChecks = ({ checks }: EvidenceStep): readonly EvidenceCheck[] =>
  checks.filter(({ check, result }) => TELLING.test(check) || result !== "pass");

/** `11 more checks passed`; empty if there are none. */
export function otherChecks(step: EvidenceStep): string {
  const others = step.checks.length - tellingChecks(step).length;
  return others === 0 ? "" : `${others} more ${others === 1 ? "check" : "checks"} passed`;
}

/** `pass`, `FAIL, overridden`. */
export const resultInWords = ({ result, overridden }: EvidenceCheck): string =>
  `${result === "pass" ? "pass" : result === "fail" ? "FAIL" : "UNKNOWN"}${overridden ? ", overridden" : ""}`;

/** `auc 0.81 (live: 0.84, worse by 0.03), at least 0.8 asked for`. */
export function figureInWords({ metric, value, live, gain, asked }: Figure): string {
  const change =
    gain === undefined || gain === 0 ? "" : `, ${gain < 0 ? "worse" : "better"} by ${shownFigure(Math.abs(gain))}`;
  const compared = live === undefined ? "" : ` (live: ${shownFigure(live)}${change})`;
  return `${metric} ${shownFigure(value)}${compared}${asked === undefined ? "" : `, ${asked} asked for`}`;
}

const VERBS: Readonly<Record<EvidenceStep["action"], string>> = {
  promote: "promoted",
  rollout: "rolled out",
  rollback: "rolled back",
  accept: "accepted without a decision",
};

/** `13 promoted by Ana Ruiz on what Azure said`. */
export const decidedBy = ({ action, version, by, target, region }: EvidenceStep): string => {
  const where = action === "promote" || action === "rollout" ? `, on what ${placeInWords(target)} said` : "";
  const inCharge = region === undefined ? "" : `, with ${region} in charge`;
  return `${version} ${VERBS[action]} by ${by}${where}${inCharge}`;
};

export const placeInWords = (target: EvidenceStep["target"]): string =>
  target === "azure" ? "Azure" : "the simulated Azure";

/** What a status means, in a word for the eye. */
export const statusWords: Readonly<Record<ReleaseEvidence["status"], string>> = {
  blocked: "no evidence",
  overridden: "overridden",
  first: "without evidence",
  evidenced: "evidenced",
};

/** How to make evidence of a change that is in the release file already. */
export const HOW_TO =
  "take the change out of the release file, then let the command decide on it; or take it over by name and with a reason";
