import { type RequiredProvider, withoutSums } from "../domain/terraform/provider-locks";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../schema/load";
import { writeWhole } from "../files";
import type { TerraformPlan } from "../domain/terraform/plan";
import type { StackInput } from "../review/model";
import { rereadEvidence } from "./promotion/reread";
import { reviewContext } from "./review-context";
import { showProgress } from "../print/progress";
import { type Affected, affectedSince } from "./affected";
import { checkedOut } from "./git";
import { folderDigest, MANIFEST, type ManifestFile, type PlanManifest, type PlannedStack } from "./manifest";
import { OutputFolder } from "./output-folder";
import { sha256 } from "./plan-folder";
import { digestKey, planKey } from "./plan-key";
import { describePlan, type Planned } from "./plan-report";
import { planStack, type PlanStackResult } from "./plan-stack";
import { pooled } from "./schedule";
import { inOrder, type OrderedStack, OWNERS_STACKS, reversed, selectStacks } from "./stacks";
import { project, synthesize, type SynthesizedStack } from "./synthesize";
import { openTarget, type Target, targetOf } from "./target";
import { isStopping, stoppable } from "./terraform";
import { inPrivateFolder, withProviderCache } from "./workspace";

export interface PlanOptions {
  /** Names of stacks, with `*` for any text. Empty: all but the owner's. */
  readonly stacks: readonly string[];
  /** Folder of the configuration. */
  readonly config: string;
  /** Folder of the plans. */
  readonly out: string;
  /** Plan only what differs from this commit. */
  readonly affected?: string;
  readonly mode: PlanManifest["mode"];
  /** Why plans of files that were changed since the commit may be applied to Azure. @default - they may not */
  readonly allowDirty?: string;
  /** Whether to lock states meanwhile. */
  readonly lock: boolean;
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
}

/**
 * Plans stacks into a folder, which `mlops review`, `mlops policy` and `mlops apply` read.
 * @throws UserError for mistakes in the options or the configuration; then nothing is written
 */
export function plan(options: PlanOptions): Promise<Planned> {
  return stoppable(async () => {
    const out = new OutputFolder(options.out);
    try {
      const target = await openTarget(options);
      try {
        return await inPrivateFolder((temp) => planInto(out, options, withProviderCache(target, temp), temp));
      } finally {
        await target.close();
      }
    } finally {
      out.discard();
    }
  });
}

async function planInto(out: OutputFolder, options: PlanOptions, target: Target, temp: string): Promise<Planned> {
  const { config, mode } = options;
  const configuration = loadConfiguration(config, new Date().toISOString().slice(0, 10));
  const context = reviewContext(config);
  const key = planKey(process.env);
  const synthesized = await synthesize({ config, outdir: join(temp, "out"), env: target.env });
  const choice = await choose(options, inOrder(configuration, synthesized), synthesized, temp, target);
  const results = await planAll(options, choice, synthesized, {
    out: out.staging,
    target,
    key,
    digestKey: digestKey(process.env, configuration.organization.name),
  });
  if (isStopping()) return { manifest: undefined, results };

  const write = (name: string, value: unknown): ManifestFile => {
    const text = JSON.stringify(value, undefined, 1);
    writeWhole(join(out.staging, name), text, { mode: 0o600 });
    return { path: name, sha256: sha256(text) };
  };
  const stacks = results.map(({ entry }) => entry);
  const plannedAt = new Date().toISOString();
  const source = { plannedAt, target: target.kind, digest: "", mode };
  const useCases = new Set(context.stacks.filter(({ useCase }) => useCase !== undefined).map(({ name }) => name));
  const planned = stacks.flatMap((stack) =>
    stack.status === "planned" && useCases.has(stack.name) ? [readPlanned(out.staging, stack)] : [],
  );
  const reviewed = await rereadEvidence(
    { source, context, stacks: planned, waivers: [] },
    { config, tenant: configuration.organization.tenant, env: (stack) => targetOf(target, stack).env },
  );
  const checkout = (await checkedOut(project)) ?? { dirty: false };
  const described: Omit<PlanManifest, "digest"> = {
    schema: 1,
    ...checkout,
    ...(checkout.dirty && options.allowDirty !== undefined && { dirtyBecause: options.allowDirty }),
    plannedAt,
    target: target.kind,
    mode,
    terraform: target.version,
    stacks,
    notPlanned: choice.notPlanned,
    files: { context: write("context.json", reviewed), waivers: write("waivers.json", configuration.waivers) },
  };
  const digest = folderDigest(described, { context: reviewed, waivers: configuration.waivers });
  const manifest: PlanManifest = { ...described, digest };
  write(MANIFEST, manifest);
  out.finish();
  return { manifest, results, ...(target.kind === "azure" && { withoutSums: unpinned(synthesized, stacks) }) };
}

/** Providers of planned stacks without sums in the repository. What `init` has written beside a stack pins no other run. */
function unpinned(synthesized: readonly SynthesizedStack[], planned: readonly { readonly name: string }[]): string[] {
  const lock = readFileSync(join(project, LOCK_FILE), "utf8");
  const names = new Set(planned.map(({ name }) => name));
  const lacking = synthesized
    .filter(({ name }) => names.has(name))
    .flatMap(({ dir }) => {
      const { terraform } = JSON.parse(readFileSync(join(dir, "cdk.tf.json"), "utf8")) as {
        readonly terraform: { readonly required_providers: Readonly<Record<string, RequiredProvider>> };
      };
      return withoutSums(lock, terraform.required_providers);
    });
  return [...new Set(lacking)].sort();
}

/** Which builds of providers may run. */
const LOCK_FILE = ".terraform.lock.hcl";

/** A plan as it was just written. */
const readPlanned = (folder: string, { name, digest, files }: PlannedStack): StackInput => ({
  name,
  digest,
  plan: JSON.parse(readFileSync(join(folder, files.json.path), "utf8")) as TerraformPlan,
});

interface Choice {
  readonly stacks: readonly OrderedStack[];
  /** For each stack, all that come before it, chosen or not. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly notPlanned: PlanManifest["notPlanned"];
}

/** Which stacks to plan, in their order. */
async function choose(
  options: PlanOptions,
  all: readonly OrderedStack[],
  synthesized: readonly SynthesizedStack[],
  temp: string,
  target: Target,
): Promise<Choice> {
  const { affected: ref, config, mode, stacks: patterns } = options;
  const names = all.map(({ name }) => name);
  const selected = new Set(selectStacks(names, patterns));
  const ordered = mode === "destroy" ? reversed(all) : all;
  const pick = (wanted: (name: string) => boolean): OrderedStack[] => {
    const chosen = ordered.filter(({ name }) => wanted(name));
    const here = new Set(chosen.map(({ name }) => name));
    return chosen.map(({ name, dependencies }) => ({
      name,
      dependencies: dependencies.filter((one) => here.has(one)),
    }));
  };
  const needs = new Map(all.map(({ name, dependencies }) => [name, dependencies]));
  if (ref === undefined) return { stacks: pick((name) => selected.has(name)), needs, notPlanned: [] };

  const since = await affectedSince({ ref, config, stacks: synthesized, temp: join(temp, "base"), env: target.env });
  if (since.incomparable !== undefined) console.error(`Every stack is planned: ${since.incomparable}`);
  return {
    stacks: pick((name) => selected.has(name) && since.differing.has(name)),
    needs,
    notPlanned: patterns.length > 0 ? [] : leftOut(since, names),
  };
}

function leftOut({ base, differing, removed }: Affected, names: readonly string[]): PlanManifest["notPlanned"] {
  const since = `since ${base.slice(0, 12)}`;
  return [
    ...names
      .filter((name) => OWNERS_STACKS.includes(name) && differing.has(name))
      .map((name) => ({ name, why: `changed ${since}, but an owner deploys it: it is planned when it is named` })),
    ...removed.map((name) => ({
      name,
      why: `gone ${since}, but what it made stays: destroy it first, with its files still in place (mlops plan --destroy ${name})`,
    })),
  ];
}

type Common = Pick<Parameters<typeof planStack>[0], "out" | "target" | "key" | "digestKey">;

async function planAll(
  { mode, lock, parallel, json }: PlanOptions,
  { stacks, needs }: Choice,
  synthesized: readonly SynthesizedStack[],
  common: Common,
): Promise<readonly PlanStackResult[]> {
  if (stacks.length === 0) return [];
  const directories = new Map(synthesized.map(({ name, dir }) => [name, dir]));
  const display = showProgress(
    stacks.map(({ name }) => name),
    console.error,
    json,
  );
  const results = new Map<string, PlanStackResult>();
  await pooled(stacks, parallel, async (stack) => {
    const { name } = stack;
    if (isStopping()) return;
    const dir = directories.get(name)!;
    const phase = (text: string) => display.update(name, { text });
    const target = targetOf(common.target, name);
    const result = await planStack({ ...common, target, stack, needs: needs.get(name)!, dir, mode, lock, phase });
    results.set(name, result);
    const failed = result.entry.status === "failed";
    // The whole reason is in the result below.
    const text = failed ? "failed" : describePlan(result, mode);
    display.update(name, { text, ended: failed ? "failed" : "done" });
  });
  await display.end(!isStopping());
  return stacks.flatMap(({ name }) => results.get(name) ?? []);
}
