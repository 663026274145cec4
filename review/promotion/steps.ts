import { Duration } from "../../domain/time/duration";
import { listAt, listed, numberAt, textAt } from "../words/json";

/** One step of a rollout, as a definition has it. */
export interface Step {
  readonly kind: "mirror" | "traffic";
  readonly percent: number;
  readonly bake: Duration;
}

/** The steps of a definition; undefined if one of them cannot be read. */
export function stepsOf(definition: unknown): readonly Step[] | undefined {
  const steps = listAt(definition, "rollout").map((step): Step | undefined => {
    const [mirror, traffic] = [numberAt(step, "mirrorPercent"), numberAt(step, "trafficPercent")];
    const bake = Duration.parse(textAt(step, "bake") ?? "");
    const percent = mirror ?? traffic;
    if (percent === undefined || bake === undefined || (mirror !== undefined && traffic !== undefined))
      return undefined;
    return { kind: mirror === undefined ? "traffic" : "mirror", percent, bake };
  });
  return steps.every((step) => step !== undefined) ? steps : undefined;
}

/** `20 % copied` or `10 % of the traffic`. */
export const shareInWords = ({ kind, percent }: Step): string =>
  kind === "mirror" ? `${percent} % copied` : `${percent} % of the traffic`;

/** `20 % copied for 1d, 10 % for 1d and 100 % for 1d`. */
export const stepsInWords = (steps: readonly Step[]): string =>
  listed(
    steps.map((step) => `${step.percent} %${step.kind === "mirror" ? " copied" : ""} for ${step.bake.toString()}`),
  );

/** Whether two rollouts share requests in the same steps, however long each lasts. */
export const sameShares = (before: readonly Step[], after: readonly Step[]): boolean =>
  before.length === after.length &&
  before.every(({ kind, percent }, index) => after[index]!.kind === kind && after[index]!.percent === percent);

/**
 * In what a rollout is looser than the one before, in words; empty if in nothing. Nothing of it is looser if no share of
 * the customers meets a new version sooner, it is not live sooner, no step at which somebody decides is missing, and no
 * less is tried on copies.
 */
export function looserIn(before: readonly Step[], after: readonly Step[]): readonly string[] {
  const found: string[] = [];
  if (after.length < before.length) found.push(`${after.length} instead of ${before.length} steps`);
  const sooner = shares.find((percent) => reachedAfter(after, percent) < reachedAfter(before, percent));
  if (sooner !== undefined) {
    const [was, is] = [before, after].map((steps) => inWords(reachedAfter(steps, sooner)));
    found.push(`${sooner} % of the customers meet it ${is} instead of ${was}`);
  }
  const [was, is] = [watched(before), watched(after)];
  if (is < was) found.push(`live ${inWords(is)} instead of ${inWords(was)}`);
  if (copied(after) < copied(before)) found.push("less is tried on copies");
  return found;
}

const shares = Array.from({ length: 100 }, (_, index) => index + 1);

/** Seconds from the first step until so many percent of the requests are answered by the new version. */
function reachedAfter(steps: readonly Step[], percent: number): number {
  const index = steps.findIndex((step) => step.kind === "traffic" && step.percent >= percent);
  return watched(index === -1 ? steps : steps.slice(0, index));
}

const watched = (steps: readonly Step[]): number => steps.reduce((sum, { bake }) => sum + bake.toSeconds(), 0);

/** How much is tried on copies: percent times seconds. */
const copied = (steps: readonly Step[]): number =>
  steps.reduce((sum, { kind, percent, bake }) => sum + (kind === "mirror" ? percent * bake.toSeconds() : 0), 0);

const inWords = (seconds: number): string =>
  seconds === 0 ? "at once" : `after ${Duration.seconds(seconds).toString()}`;
