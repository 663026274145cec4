import { blocks, type PolicyFinding } from "../policy";
import { blocksChange, type Endangered } from "./dangers";
import { blocksRelease, isOverridden } from "./evidence";
import type { AccessChange, Exposure, ReleaseEvidence, StackReview, Verdict } from "./model";

/** What a verdict is given on. */
export interface Judged {
  readonly stacks: readonly StackReview[];
  readonly dangers: readonly Endangered[];
  readonly findings: readonly PolicyFinding[];
  readonly access: readonly AccessChange[];
  readonly exposures: readonly Exposure[];
  readonly releases: readonly ReleaseEvidence[];
  /** What Azure would refuse to change, in words. @default - nothing */
  readonly refused?: readonly string[];
}

/**
 * The verdict and why, weightiest first.
 *
 * - `blocked`: a stack could not be planned, Azure would refuse a change, a release changes without evidence that holds, a policy of critical or high
 *   severity newly fails and nobody waived it, or something irreplaceable is destroyed or replaced and no waiver of
 *   `keeps-data` accepts it;
 * - `needs-security-approval`: somebody gains access, something opens that was closed, less approval is asked for,
 *   or less is asked of a model version before it is promoted.
 *   A change of access or of an opening of which nothing tells that it narrows counts, too. So does a release for
 *   which a person went on against checks, or without any;
 * - `review`: anything else changes;
 * - `no-change`.
 */
export function judge({ stacks, dangers, findings, access, exposures, releases, refused = [] }: Judged): {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
} {
  const failed = stacks.filter(({ status }) => status === "failed");
  const going = dangers.filter(({ danger }) => blocksChange(danger));
  const broken = findings.filter((finding) => blocks(finding) && finding.since !== "existing");
  const undecided = releases.filter(blocksRelease);
  const overridden = releases.filter(isOverridden);
  const first = releases.filter(({ status }) => status === "first");
  const blocking = [
    ...some(failed.length, () => `${stacksInWords(failed.map(({ name }) => name))} could not be planned`),
    ...refused,
    ...undecided.slice(0, MOST_RELEASES).map(({ useCase, environment, what, commands }) => {
      const command = commands[0] === undefined ? "" : `; make it with ${commands[0]}`;
      return `${useCase} in ${environment} (${what}) has no evidence that holds${command}`;
    }),
    ...some(
      undecided.length - MOST_RELEASES,
      (n) => `${count(n, "more release has", "more releases have")} no evidence that holds`,
    ),
    ...some(
      occurrences(going),
      (n) =>
        `${count(n, "irreplaceable resource", "irreplaceable resources")} ${n === 1 ? "is" : "are"} destroyed or replaced`,
    ),
    ...some(
      broken.length,
      (n) =>
        `${count(n, "policy failure", "policy failures")} of critical or high severity ${n === 1 ? "is" : "are"} new and not waived`,
    ),
  ];
  const widening = access.filter(({ effect }) => effect === "widens" || effect === "changes");
  const opening = exposures.filter(({ effect }) => effect === "opens" || effect === "changes");
  const loosening = opening.filter(({ kind }) => kind === "approvals");
  const promotion = opening.filter(({ kind }) => kind === "promotion");
  const security = [
    ...some(widening.length, (n) => `access widens in ${count(n, "place", "places")}`),
    ...some(
      opening.length - loosening.length - promotion.length,
      (n) => `${count(n, "thing opens", "things open")} to networks, keys, trust or rights`,
    ),
    ...overridden
      .slice(0, MOST_RELEASES)
      .map(({ useCase, environment }) => `a person went on against the evidence for ${useCase} in ${environment}`),
    ...some(
      overridden.length - MOST_RELEASES,
      (n) => `evidence is overridden in ${count(n, "more place", "more places")}`,
    ),
    ...some(loosening.length, (n) => `approvals loosen in ${count(n, "place", "places")}`),
    ...some(promotion.length, (n) => `promotion asks less, or may ask less, in ${count(n, "point", "points")}`),
  ];
  const changing = stacks.filter(({ status }) => status === "changes").length;
  const gone = dangers.filter(({ danger }) => !blocksChange(danger) && danger.action !== "forget" && !danger.deposed);
  const accepted = gone.filter(({ danger }) => danger.accepted !== undefined);
  const other = dangers.filter(({ danger }) => !blocksChange(danger) && (danger.action === "forget" || danger.deposed));
  const plain = [
    ...some(
      first.length,
      (n) => `${count(n, "version serves", "versions serve")} where nothing did before, without evidence`,
    ),
    ...some(occurrences(accepted), (n) => `${count(n, "destruction is", "destructions are")} accepted by a waiver`),
    ...some(
      occurrences(gone) - occurrences(accepted),
      (n) => `${count(n, "stateful resource is", "stateful resources are")} destroyed or made anew`,
    ),
    ...some(
      occurrences(other),
      (n) => `${count(n, "resource is", "resources are")} given up or left over from an interrupted apply`,
    ),
    ...some(changing, (n) => `${count(n, "stack changes", "stacks change")}`),
  ];
  const reasons = [...blocking, ...security, ...plain];
  if (blocking.length > 0) return { verdict: "blocked", reasons };
  if (security.length > 0) return { verdict: "needs-security-approval", reasons };
  if (plain.length > 0) return { verdict: "review", reasons };
  return { verdict: "no-change", reasons: ["nothing changes"] };
}

/** Releases that are named one by one. */
const MOST_RELEASES = 4;

const occurrences = (dangers: readonly Endangered[]): number =>
  dangers.reduce((sum, { danger }) => sum + danger.stacks.length, 0);

const some = (n: number, text: (n: number) => string): readonly string[] => (n <= 0 ? [] : [text(n)]);
const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

function stacksInWords(names: readonly string[]): string {
  if (names.length === 1) return `stack ${names[0]!}`;
  return names.length > 5 ? `${names.length} stacks` : `stacks ${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}
