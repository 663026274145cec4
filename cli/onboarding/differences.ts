import { wrap } from "../../print/wrap";
import type { Proposed } from "./draft";
import { gateOf, type Answers } from "./questions";

/** What a sample makes otherwise than it is without one, each with its reason; for people. */
export function differences(answers: Answers, { gate, window }: Proposed, width: number): string {
  const { metric, bound, value } = gateOf(answers);
  const told: [what: string, why: string][] = [];
  if (gate?.metric === metric) {
    const sign = bound === "atLeast" ? ">=" : "<=";
    const reached = bound === "atLeast" ? gate.sure >= Number(value) : gate.sure <= Number(value);
    const miss = reached ? "" : "; this gate asks for more";
    told.push([`gate ${metric} ${sign} ${value}`, `${gate.reason}${miss}`]);
  }
  if (window === undefined)
    told.push(["monitors", "the sample has no whole day: windows and thresholds are the defaults"]);
  else {
    told.push([`window ${window.days}d${window.days === 1 ? ", the default" : " instead of 1d"}`, window.reason]);
    for (const [signal, kinds] of Object.entries(window.signals)) {
      for (const [kind, advice] of Object.entries(kinds)) {
        if (!advice.raised) continue;
        told.push([
          `${signal}, ${kind}: ${advice.metric} above ${advice.value} instead of ${advice.default}`,
          advice.reason,
        ]);
      }
    }
  }
  const lines = told.flatMap(([what, why]) => [`  ${what}`, ...wrap(why, width - 4).map((line) => `    ${line}`)]);
  return ["From the sample; every other default stays:", ...lines].join("\n");
}
