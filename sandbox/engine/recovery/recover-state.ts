import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { STACK_OUTPUT } from "../../../domain/terraform/state-owner";
import { writeWhole } from "../../../files";
import type { Values } from "../azurerm/type-entry";
import { type ImportId, importIdOf } from "./import-id";

const run = promisify(execFile);
const largestPlan = 256 * 1024 * 1024;

export interface RecoveryOptions {
  /** Folder with the stack's Terraform configuration, initialized. */
  readonly stackDir: string;
  /** Environment of Terraform: `sandbox.env` on top of the process's own, or credentials for Azure. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether Azure has a resource at this ARM id. */
  readonly exists: (armId: string) => Promise<boolean>;
  /** @default "terraform" */
  readonly terraform?: string;
}

/** One resource that was created and missing in the state. */
export interface Recovered extends ImportId {
  /** Terraform's address of it. */
  readonly address: string;
}

interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly mode: string;
  readonly change: { readonly actions: readonly string[]; readonly after: Values | null };
}

interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly configuration: {
    readonly provider_config?: Readonly<
      Record<string, { readonly expressions?: { readonly subscription_id?: { readonly constant_value?: string } } }>
    >;
    readonly root_module: {
      readonly outputs?: Readonly<Record<string, unknown>>;
      readonly resources?: readonly { readonly address: string; readonly provider_config_key: string }[];
    };
  };
}

/**
 * After a crash in the middle of an apply, takes into the state what was created but not recorded: whatever a plan
 * would create although Azure has it. Changes nothing in Azure. Plans again after each round, since an id may be made
 * of another resource's that was missing, too.
 */
export async function recoverState(options: RecoveryOptions): Promise<readonly Recovered[]> {
  const recovered: Recovered[] = [];
  const override = join(options.stackDir, overrideFile);
  try {
    for (;;) {
      await rm(override, { force: true });
      const plan = await planJson(options);
      const found = await findLost(options, plan);
      const fresh = found.filter(({ address }) => !recovered.some((done) => done.address === address));
      if (fresh.length === 0) return recovered;
      writeWhole(override, withoutOutputs(plan));
      for (const lost of fresh) {
        await terraform(options, ["import", "-no-color", "-input=false", lost.address, lost.importId]);
        recovered.push(lost);
      }
    }
  } finally {
    await rm(override, { force: true });
  }
}

/**
 * Terraform evaluates all outputs when it imports, and those that read what an import does not bring, such as azapi's
 * chosen export values, fail. An override file silences them for the while; the next apply sets them again.
 */
const overrideFile = "mlops_recovery_override.tf.json";

function withoutOutputs(plan: PlanJson): string {
  // The one that says whose state it is reads nothing, and must be there when the next plan asks.
  const names = Object.keys(plan.configuration.root_module.outputs ?? {}).filter((name) => name !== STACK_OUTPUT);
  return names.length === 0
    ? "{}"
    : JSON.stringify({ output: Object.fromEntries(names.map((name) => [name, { value: null }])) });
}

async function findLost(options: RecoveryOptions, plan: PlanJson): Promise<readonly Recovered[]> {
  const lost: Recovered[] = [];
  for (const { address, type, mode, change } of plan.resource_changes ?? []) {
    if (mode !== "managed" || change.actions.join() !== "create" || change.after === null) continue;
    const id = importIdOf(type, change.after, subscriptionOf(plan, address, options.env));
    if (id !== undefined && (await options.exists(id.armId))) lost.push({ address, ...id });
  }
  return lost;
}

async function planJson(options: RecoveryOptions): Promise<PlanJson> {
  const folder = await mkdtemp(join(tmpdir(), "mlops-recovery-"));
  try {
    const file = join(folder, "plan");
    await terraform(options, ["plan", "-no-color", "-input=false", "-lock-timeout=10s", `-out=${file}`]);
    return JSON.parse(await terraform(options, ["show", "-json", file])) as PlanJson;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The subscription of the provider block a resource uses. */
function subscriptionOf(plan: PlanJson, address: string, env: NodeJS.ProcessEnv): string {
  const { provider_config: providers = {}, root_module } = plan.configuration;
  const key = root_module.resources?.find((resource) => resource.address === address)?.provider_config_key;
  return providers[key ?? ""]?.expressions?.subscription_id?.constant_value ?? env["ARM_SUBSCRIPTION_ID"] ?? "";
}

async function terraform(options: RecoveryOptions, parameters: readonly string[]): Promise<string> {
  const { stdout } = await run(options.terraform ?? "terraform", [...parameters], {
    cwd: options.stackDir,
    env: options.env,
    maxBuffer: largestPlan,
  });
  return stdout;
}
