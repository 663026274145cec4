import { loadConfiguration } from "../schema/load";
import type { Problem } from "../domain/problem/problem";
import type { TerraformPlan } from "../domain/terraform/plan";
import { reviewContext } from "./review-context";
import { showProgress } from "../print/progress";
import { checkFolder, prepareStack } from "./apply-checks";
import { type Applied, applyStack, type PreparedStack } from "./apply-stack";
import { describeApplied } from "./apply-report";
import { blockedProblem, type Verdict, verdictOf } from "./apply-verdict";
import type { ManifestStack, PlanManifest, PlannedStack } from "./manifest";
import { readManifest } from "./plan-folder";
import { digestKey, planKey } from "./plan-key";
import { countsOf, type PlanCounts } from "./plan-stack";
import { inDependencyOrder, pooled } from "./schedule";
import { matchStacks } from "./stacks";
import { openTarget, type Target, targetOf } from "./target";
import { isStopping, stoppable, stopSignal } from "./terraform";
import { inPrivateFolder, withProviderCache } from "./workspace";

export interface ApplyOptions {
  /** The plan folder. */
  readonly folder: string;
  /** Folder of the configuration: names the organization, of which digests may be made. */
  readonly config: string;
  /** Names of stacks, with `*` for any text. Empty: all that were planned. */
  readonly stacks: readonly string[];
  /** The digest that was approved. */
  readonly expectDigest?: string;
  /** Why it is to be applied although the verdict is BLOCKED. @default - then it is refused */
  readonly blockedAnyway?: string;
  /** How many stacks at a time. */
  readonly parallel: number;
  readonly sandbox: boolean;
  /** Folder of the sandbox. */
  readonly dir?: string;
  readonly faults?: string;
  /** Whether stdout is for data. @default false */
  readonly json?: boolean;
  /** What a stack's environment has besides, see {@link TargetOptions}. @default - nothing */
  readonly besides?: (stack: string) => NodeJS.ProcessEnv;
  /** Asks whether to go on; the last word before anything is changed. */
  readonly confirm: (about: Confirmation) => Promise<boolean>;
}

/** What is about to be done. */
export interface Confirmation {
  readonly manifest: PlanManifest;
  readonly stacks: readonly { readonly name: string; readonly counts: PlanCounts }[];
  readonly verdict: Verdict;
  /** Aborted when the question is to end without an answer. */
  readonly signal: AbortSignal;
}

/** What came of it: refusals, and then nothing was changed; or what was done to each stack. */
export type ApplyOutcome = { readonly refused: readonly Problem[] } | { readonly applied: readonly Applied[] };

const nothing = { added: 0, changed: 0, destroyed: 0 };

/**
 * Applies exactly the plans in a folder. Everything is checked for every stack before the first is changed.
 * @throws UserError for mistakes in the options, the configuration, or a folder that holds no plans
 */
export async function apply(options: ApplyOptions): Promise<ApplyOutcome> {
  const manifest = readManifest(options.folder);
  const names = manifest.stacks.map(({ name }) => name);
  const wanted = new Set(options.stacks.length === 0 ? names : matchStacks(names, options.stacks));
  const selected = manifest.stacks.filter(({ name }) => wanted.has(name));
  return stoppable(async () => {
    const target = await openTarget(options);
    try {
      return await inPrivateFolder((temp) =>
        applyIn(temp, options, manifest, selected, withProviderCache(target, temp)),
      );
    } finally {
      await target.close();
    }
  });
}

async function applyIn(
  temp: string,
  options: ApplyOptions,
  manifest: PlanManifest,
  selected: readonly ManifestStack[],
  target: Target,
): Promise<ApplyOutcome> {
  const { folder, expectDigest, confirm, parallel, config } = options;
  const key = planKey(process.env);
  const configuration = loadConfiguration(config);
  const { organization } = configuration;
  const digests = digestKey(process.env, organization.name);
  const context = reviewContext(config);
  const checked = await checkFolder({ folder, manifest, selected, expectDigest, target, configuration, context });
  const { opened } = checked;
  if (checked.problems.length > 0 || opened === undefined) return { refused: checked.problems };
  const verdict = verdictOf(opened, selected, new Date().toISOString().slice(0, 10));
  const blocked = verdict.verdict === "blocked";
  if (blocked && options.blockedAnyway === undefined) return { refused: [blockedProblem(folder, verdict)] };

  const changing = selected.filter((stack): stack is PlannedStack => stack.status === "planned" && stack.changes);
  const { prepared, problems } = await prepareAll(
    { opened, temp, target, key, digestKey: digests, organization },
    changing,
    parallel,
  );
  if (problems.length > 0) return { refused: problems };
  const stacks = changing.map(({ name, files }) => ({
    name,
    counts: countsOf(opened.json(files.json.path) as TerraformPlan),
  }));
  if (stacks.length > 0 && !(await confirm({ manifest, stacks, verdict, signal: stopSignal() })))
    return { refused: [declined(folder)] };
  if (isStopping()) return { refused: [stopped(folder)] };
  const total = new Map(stacks.map(({ name, counts }) => [name, counts.add + counts.change + counts.destroy]));
  const blockedAnyway = blocked ? options.blockedAnyway : undefined;
  return {
    applied: await applyAll(
      { folder, target, parallel, key, blockedAnyway, json: options.json },
      selected,
      prepared,
      total,
    ),
  };
}

const declined = (folder: string): Problem => ({
  code: "MLOPS-APPLY-021",
  where: folder,
  message: "nobody confirmed that these plans are to be applied",
});

const stopped = (folder: string): Problem => ({
  code: "MLOPS-APPLY-022",
  where: folder,
  message: "a signal stopped it before anything was applied",
});

type Common = Omit<Parameters<typeof prepareStack>[0], "stack">;

async function prepareAll(common: Common, stacks: readonly PlannedStack[], parallel: number) {
  const prepared = new Map<string, PreparedStack>();
  const refused = new Map<string, Problem>();
  await pooled(stacks, parallel, async (stack) => {
    if (isStopping()) return;
    const result = await prepareStack({ ...common, target: targetOf(common.target, stack.name), stack });
    if ("code" in result) refused.set(stack.name, result);
    else prepared.set(stack.name, result);
  });
  const problems = stacks.flatMap(({ name }) => refused.get(name) ?? []);
  return { prepared, problems: isStopping() ? [stopped(common.opened.folder)] : problems };
}

interface ApplyAll {
  readonly folder: string;
  readonly target: Target;
  readonly parallel: number;
  readonly key: Buffer | undefined;
  readonly blockedAnyway: string | undefined;
  readonly json: boolean | undefined;
}

async function applyAll(
  { folder, target, parallel, key, blockedAnyway, json }: ApplyAll,
  selected: readonly ManifestStack[],
  prepared: ReadonlyMap<string, PreparedStack>,
  total: ReadonlyMap<string, number>,
): Promise<readonly Applied[]> {
  const results = new Map<string, Applied>();
  const display = showProgress(
    selected.map(({ name }) => name),
    console.error,
    json,
  );
  const finish = (applied: Applied) => {
    results.set(applied.name, applied);
    const good = applied.outcome === "applied" || applied.outcome === "no changes";
    display.update(applied.name, { text: describeApplied(applied), ended: good ? "done" : "failed" });
    return good ? "done" : "failed";
  };
  const work = async (name: string) => {
    const ready = prepared.get(name);
    if (ready === undefined) return finish({ name, outcome: "no changes", done: nothing, reasons: [] });
    const count = total.get(name)!;
    display.update(name, { text: `0 of ${count}`, plain: `applying ${count} changes` });
    const progress = (finished: number, latest: string) =>
      display.update(name, {
        text: `${finished} of ${count}  ${latest}`,
        plain: `applying ${count} changes`,
        share: finished / count,
      });
    try {
      const here = targetOf(target, name);
      return finish(await applyStack({ prepared: ready, folder, target: here, key, blockedAnyway, progress }));
    } catch (error) {
      // Other stacks are still being applied: this one's trouble, e.g. a full disk, must not end them.
      return finish({ name, outcome: "failed", done: nothing, reasons: [String(error)] });
    }
  };
  const notBegun = await inDependencyOrder(selected, parallel, work, () => !isStopping());
  for (const [name, culprit] of notBegun) {
    const reason = culprit === undefined ? "stopped before it" : `${culprit} failed`;
    finish({ name, outcome: "not begun", done: nothing, reasons: [reason] });
  }
  await display.end(notBegun.size === 0);
  return selected.flatMap(({ name }) => results.get(name) ?? []);
}
