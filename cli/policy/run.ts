import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfiguration, readSources } from "../../schema/load";
import { dayOf } from "../../schema/waivers/schema";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { type Problem, requireNone } from "../../domain/problem/problem";
import { blocks, evaluatePolicies, KEEPS_DATA, rules, type PolicySubject, type Rule, type Waiver } from "../../policy";
import { readFolders } from "../review/folders";
import { configFolder, synthesize } from "../../deploy/synthesize";
import { type ConfiguredPolicy, configuredPolicy } from "../../deploy/configured-policy";
import { ruleList } from "./list";
import type { Checked, PolicyFormat } from "./checked";
import { renderers } from "./render";

export interface PolicyRequest {
  /** Folders of plans. None: the configuration is synthesized. */
  readonly folders: readonly string[];
  readonly config?: string;
  readonly format: PolicyFormat;
  readonly rule?: readonly string[];
  /** @default - today in UTC */
  readonly today?: string;
}

/** What is printed, and the exit code: 0 fine, 1 something fails that must not, or could not be looked at. */
export interface PolicyOutcome {
  readonly exitCode: 0 | 1;
  readonly output: string;
}

/**
 * Checks stacks or plans against the rules.
 * @throws UserError if the configuration, a folder, a rule or the day is wrong
 */
export async function runPolicy(request: PolicyRequest): Promise<PolicyOutcome> {
  const today = request.today ?? new Date().toISOString().slice(0, 10);
  requireNone([...checkDay(request.today), ...checkRules(request.rule)]);
  const { subjects, failed, waivers, promotionOrder, complete, changesOnly, loosened, expected } =
    request.folders.length > 0 ? planned(request.folders) : await configured(request.config);
  const report = evaluatePolicies(subjects, {
    waivers,
    today,
    promotionOrder,
    loosened,
    expected,
    complete: complete && request.rule === undefined,
    changesOnly: changesOnly === true,
    rules: chosen(request.rule),
  });
  const stacks = subjects.map(({ stack }) => stack);
  const checked: Checked = { ...report, stacks, failed, today };
  const refused = failed.length > 0 || report.findings.some(blocks);
  return { exitCode: refused ? 1 : 0, output: renderers[request.format](checked) };
}

/**
 * The rules as a list.
 * @throws UserError if one of the chosen does not exist
 */
export function listRules(ids: readonly string[] | undefined, format: PolicyFormat): string {
  requireNone(checkRules(ids));
  return ruleList(chosen(ids), format);
}

interface Input extends ConfiguredPolicy {
  readonly subjects: readonly PolicySubject[];
  /** Stacks that could not be planned, and why. */
  readonly failed: readonly { readonly stack: string; readonly why: string }[];
  readonly waivers: readonly Waiver[];
  readonly promotionOrder: readonly string[];
  /** Whether these are all stacks there are. */
  readonly complete: boolean;
  /** Whether the plans only look for what was changed by hand. @default false */
  readonly changesOnly?: boolean;
}

function planned(folders: readonly string[]): Input {
  const { input } = readFolders(folders, undefined);
  requireNone(input.waivers.flatMap((waiver) => checkWaiver(waiver, folders.join(", "))));
  return {
    subjects: input.stacks.flatMap((stack) => ("plan" in stack ? [{ stack: stack.name, plan: stack.plan }] : [])),
    failed: input.stacks.flatMap((stack) => ("failed" in stack ? [{ stack: stack.name, why: stack.failed }] : [])),
    waivers: input.waivers,
    promotionOrder: input.context.environments.map(({ name }) => name),
    complete: false,
    changesOnly: input.source.mode === "drift",
    loosened: input.context.policy?.loosened ?? [],
    expected: input.context.policy?.expected ?? {},
  };
}

async function configured(given: string | undefined): Promise<Input> {
  const config = configFolder(given);
  const sources = readSources(config);
  const configuration = checkConfiguration(sources, new Date().toISOString().slice(0, 10));
  const { waivers, organization } = configuration;
  requireNone(
    waivers.flatMap((waiver, index) => checkWaiver(waiver, sources.waivers!.positionOf(["waivers", index, "rule"]))),
  );
  const outdir = mkdtempSync(join(tmpdir(), "mlops-policy-"));
  try {
    const stacks = await synthesize({ config, outdir, env: process.env });
    const subjects = stacks.map(({ name, dir }) => ({
      stack: name,
      synthesized: JSON.parse(readFileSync(join(dir, "cdk.tf.json"), "utf8")) as unknown,
    }));
    return {
      subjects,
      failed: [],
      waivers,
      promotionOrder: organization.promotionOrder,
      complete: true,
      ...configuredPolicy(sources, configuration),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const chosen = (ids: readonly string[] | undefined): Readonly<Record<string, Rule>> =>
  ids === undefined ? rules : Object.fromEntries(ids.map((id) => [id, rules[id]!]));

/** A rule that does not exist, with the one that is probably meant; ids of other tools lead to ours. */
function noSuchRule(id: string): Pick<Problem, "message" | "given" | "fix"> | undefined {
  if (Object.hasOwn(rules, id)) return undefined;
  const same = Object.keys(rules).find((rule) =>
    rules[rule]!.upstream.some((other) => other.toLowerCase() === id.toLowerCase()),
  );
  const meant = same ?? didYouMean(id, Object.keys(rules));
  return {
    message: "there is no such rule",
    given: id,
    fix: meant === undefined ? "see `mlops policy --list`" : `did you mean ${meant}?`,
  };
}

const checkRules = (ids: readonly string[] = []): Problem[] =>
  ids.flatMap((id) => {
    const wrong = noSuchRule(id);
    return wrong === undefined ? [] : [{ code: "MLOPS-POLICY-002", where: "--rule", ...wrong }];
  });

function checkWaiver(waiver: Waiver, where: Problem["where"]): Problem[] {
  // Reviews of plans have this one; no stack by itself can break it.
  const wrong = waiver.rule === KEEPS_DATA ? undefined : noSuchRule(waiver.rule);
  return wrong === undefined ? [] : [{ code: "MLOPS-POLICY-001", where, ...wrong }];
}

const checkDay = (day: string | undefined): Problem[] =>
  day === undefined || dayOf(day) !== undefined
    ? []
    : [{ code: "MLOPS-POLICY-003", where: "--today", message: "this is not a day", given: day, allowed: "YYYY-MM-DD" }];
