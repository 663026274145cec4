import type { Expected } from "./expected";
import { accepted } from "./loosened";
import type { Loosening, PolicyFinding, PolicyReport, PolicySubject, Waiver } from "./model";
import type { PolicyResource } from "./resource";
import type { Loosened, Rule, Verdict } from "./rule";
import { rules as allRules } from "./rules";
import { resourcesOf } from "./subject";
import { placeIn, tierOf } from "./tier";
import { unusedWaivers, waived } from "./waivers";
import { World } from "./world";

export interface PolicyOptions {
  readonly waivers: readonly Waiver[];
  /** The day that waivers are judged on, `YYYY-MM-DD`. */
  readonly today: string;
  /** Names of the environments, first the one for building, last production. @default - all count as production */
  readonly promotionOrder?: readonly string[];
  /** What the configuration loosens, each with its reason. @default - nothing */
  readonly loosened?: readonly Loosening[];
  /** What else the configuration says that resources can be compared with. @default - nothing is known of it */
  readonly expected?: Expected;
  /** Rules by id. @default - all there are */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** Whether the subjects are all stacks there are: then waivers for others are unused. @default false */
  readonly complete?: boolean;
  /** Whether the plans show only what was changed by hand, so that a waiver without a finding may be needed. @default false */
  readonly changesOnly?: boolean;
}

/** Findings by rule and resource; passes included. */
type Judgement = { readonly rule: string; readonly resource: PolicyResource; readonly verdict: Verdict };

/**
 * Applies the rules to every resource as it will be; what a plan says of how it is tells whether a failure is new.
 * Findings come in order of severity, stack, address and rule.
 */
export function evaluatePolicies(subjects: readonly PolicySubject[], options: PolicyOptions): PolicyReport {
  const rules = options.rules ?? allRules;
  const read = subjects.map(resourcesOf);
  const after = judge(
    read.map(({ after: resources }) => resources),
    rules,
    options,
  );
  const before = new Map(
    judge(
      read.map(({ before: resources }) => resources ?? []),
      rules,
      options,
    ).judgements.map(({ rule, resource, verdict }) => [keyOf(rule, resource), verdict.result]),
  );
  const planned = new Set(read.filter((subject) => subject.before !== undefined).map(({ stack }) => stack));

  let passed = 0;
  const findings: PolicyFinding[] = [];
  for (const { rule, resource, verdict } of after.judgements) {
    const earlier = before.get(keyOf(rule, resource));
    const since = planned.has(resource.stack) ? sinceOf(verdict.result, earlier) : undefined;
    if (verdict.result === "pass") passed += 1;
    if (verdict.result === "pass" && since !== "fixed") continue;
    const { title, severity, severityIn, fix, upstream } = rules[rule]!;
    const finding: PolicyFinding = {
      rule,
      title,
      severity: severityIn?.[after.world.tier(resource)] ?? severity,
      stack: resource.stack,
      address: resource.address,
      result: verdict.result,
      message: verdict.result === "pass" ? "was wrong and is mended" : verdict.message,
      fix,
      upstream,
      ...(since && { since }),
    };
    const excused = waived(finding, options.waivers, options.today);
    const { loosenedBy, choices, environment } = verdict.result === "pass" ? ({} as Loosened) : verdict;
    const asked = {
      paths: loosenedBy === undefined ? rules[rule]!.loosenedBy : [loosenedBy],
      choices,
      in: environment,
    };
    findings.push(accepted(excused, asked, options.loosened ?? []));
  }
  const seen = {
    rules: Object.keys(rules),
    stacks: read.map(({ stack }) => stack),
    complete: options.complete ?? false,
  };
  const unused = options.changesOnly === true ? [] : unusedWaivers(options.waivers, findings, seen);
  return { findings: findings.sort(inOrder), passed, unused };
}

function judge(
  stacks: readonly (readonly PolicyResource[])[],
  rules: Readonly<Record<string, Rule>>,
  { promotionOrder, expected }: Pick<PolicyOptions, "promotionOrder" | "expected">,
): { readonly world: World; readonly judgements: readonly Judgement[] } {
  const tiers = new Map(
    stacks.flatMap((resources) =>
      resources.length === 0
        ? []
        : [
            [
              resources[0]!.stack,
              tierOf(resources[0]!.stack, resources, promotionOrder, expected?.tags?.environment),
            ] as const,
          ],
    ),
  );
  const world = new World(
    stacks.flat(),
    (stack) => tiers.get(stack) ?? "production",
    (environment) => placeIn(environment, promotionOrder),
    expected,
  );
  const judgements = Object.entries(rules).flatMap(([rule, { kinds, partial, check }]) =>
    world.all(...kinds).flatMap((resource) => {
      if (resource.partial && partial !== true) return [];
      const verdict = check(resource, world);
      return verdict === undefined ? [] : [{ rule, resource, verdict }];
    }),
  );
  return { world, judgements };
}

/** A plan names what is there by where it will be, also if it moves. */
const keyOf = (rule: string, { stack, address }: PolicyResource): string => `${rule} ${stack} ${address}`;

function sinceOf(now: Verdict["result"], earlier: Verdict["result"] | undefined): PolicyFinding["since"] {
  if (now === "fail") return earlier === "fail" ? "existing" : "new";
  return now === "pass" && earlier === "fail" ? "fixed" : undefined;
}

const ORDER = ["critical", "high", "medium", "low"];
const RESULTS = ["fail", "unknown", "pass"];

function inOrder(a: PolicyFinding, b: PolicyFinding): number {
  return (
    RESULTS.indexOf(a.result) - RESULTS.indexOf(b.result) ||
    ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) ||
    compare(a.stack, b.stack) ||
    compare(a.address, b.address) ||
    compare(a.rule, b.rule)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether a finding stops a change: critical or high, and nobody accepted it. */
export const blocks = ({ result, severity, waiver, accepted: asked }: PolicyFinding): boolean =>
  result === "fail" && (severity === "critical" || severity === "high") && waiver === undefined && asked === undefined;
