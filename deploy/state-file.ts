import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { STACK_OUTPUT } from "../domain/terraform/state-owner";
import { writeWhole } from "../files";
import type { StateMark } from "./manifest";
import { sameTarget } from "./same-target";
import type { Target } from "./target";

/** Version of Terraform's states since 0.12. */
const VERSION = 4;
/** Of what an own state holds, at least this share stands in the configuration by name. */
const OWN_SHARE = 0.25;

interface State {
  readonly version?: unknown;
  readonly lineage?: unknown;
  readonly outputs?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly resources?: readonly {
    readonly mode?: string;
    readonly instances?: readonly { readonly attributes?: { readonly id?: unknown } }[];
  }[];
}

/** Where Terraform would keep the state of a plan that was made on none: a name that nothing else has, so that nobody applies it. */
export const NO_STATE = "no-state-yet.tfstate";

/** Whether `terraform init` ended because there is no state yet and whoever runs it may not make one. */
export const mayMakeNoState = ({ code, stderr }: { readonly code: number; readonly stderr: string }): boolean =>
  // Terraform breaks lines where its box ends.
  code !== 0 && /failed to lock azure state: .*AuthorizationPermissionMismatch/.test(stderr.replace(/[\s│]+/g, " "));

/**
 * Whether nothing was ever put into a state: there is none, or the empty one that Terraform begins with in Azure.
 * @param mark - which state it is
 * @param stored - what it holds, in JSON: what a plan file keeps of it says neither lineage nor serial
 */
export function neverDeployed({ lineage, serial }: StateMark, stored: string): boolean {
  if (lineage === "") return true;
  const { outputs = {}, resources = [] } = JSON.parse(stored) as State;
  return serial <= 1 && resources.length === 0 && Object.keys(outputs).length === 0;
}

/** A stack's `cdk.tf.json` with no state behind it. */
export function withoutState(configuration: string): string {
  const { terraform: settings, ...rest } = JSON.parse(configuration) as { readonly terraform?: object };
  return JSON.stringify({ ...rest, terraform: { ...settings, backend: { local: { path: NO_STATE } } } }, null, 2);
}

/** Where a stack's state is, if it is a file: in the sandbox, and that of `bootstrap` at first. */
export function localState(dir: string): string | undefined {
  const { terraform: settings } = JSON.parse(readFileSync(join(dir, "cdk.tf.json"), "utf8")) as {
    terraform?: { backend?: { local?: { path?: string } } };
  };
  return settings?.backend?.local?.path;
}

/**
 * Why a state file must not be believed, with the way out: Terraform takes an empty or missing one, one of another form
 * and one of another deployment for a first deployment, and would make everything a second time.
 */
export function wrongState(path: string | undefined, stack: string, target: Target): string | undefined {
  if (path === undefined) return undefined;
  const found = readState(path);
  const recover = `mlops recover ${stack}${sameTarget(target.sandbox)}`;
  if (found.kind === "empty") {
    const holder = lockHolder(path);
    if (holder === undefined) return `its state, ${path}, is an empty file: ${wayBack(path, recover)}`;
    return `it is being deployed for the first time (${holder}): wait until that ends; if it was killed, run ${recover}`;
  }
  if (found.kind === "torn") return `its state, ${path}, is cut off or damaged: run ${recover}`;
  if (found.kind === "unreadable") return `its state, ${path}, ${found.says}: ${wayBack(path, recover)}`;
  const last = readState(lastGood(path));
  if (last.kind !== "state" || last.state.lineage === undefined) return undefined;
  if (found.kind === "missing") {
    return `its state, ${path}, is gone, though something was deployed: ${wayBack(path, recover)}`;
  }
  if (found.state.lineage === last.state.lineage) return undefined;
  return `its state, ${path}, is not the one that the last apply left (lineage ${String(found.state.lineage)}, then ${String(last.state.lineage)}): ${wayBack(path, recover)}; or, if this one is right, say so with ${recover} --state ${path}`;
}

/** How to come back to a state that can be believed. */
function wayBack(path: string, recover: string): string {
  const backup = lastGood(path);
  if (existsSync(backup)) return `put the last good one back with ${recover} --state ${backup}`;
  return `put a good one in its place, or move it away and run ${recover}, which takes in what is there; if nothing was deployed, remove it`;
}

/**
 * Whether a state is another stack's: it says so itself or, if it was written before states did, hardly anything in it
 * is named as in the stack's configuration.
 * @param state - JSON; empty: there is none
 * @param configuration - the stack's `cdk.tf.json`
 */
export function foreignState(state: string, stack: string, configuration: string): string | undefined {
  if (state.trim() === "") return undefined;
  const { outputs, resources = [] } = JSON.parse(state) as State;
  const says = outputs?.[STACK_OUTPUT]?.value;
  if (says === stack) return undefined;
  if (typeof says === "string") return `its state is that of ${says}: put its own back; nothing was changed`;
  const names = resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ instances = [] }) => instances.map(({ attributes }) => nameIn(attributes?.id)))
    .filter((name) => name !== "");
  if (names.length === 0) return undefined;
  const text = configuration.toLowerCase();
  const own = names.filter((name) => text.includes(`"${name}"`)).length;
  if (own / names.length >= OWN_SHARE) return undefined;
  return `its state holds ${names.length} resources, of which the configuration names ${own === 0 ? "none" : own}, so it is that of another stack: put its own back; nothing was changed`;
}

/** The name at the end of an id in Azure. */
const nameIn = (id: unknown): string =>
  typeof id === "string" ? (id.split("?")[0]!.split("/").at(-1) ?? "").toLowerCase() : "";

type Found =
  | { readonly kind: "missing" }
  | { readonly kind: "empty" }
  | { readonly kind: "torn" }
  | { readonly kind: "unreadable"; readonly says: string }
  | { readonly kind: "state"; readonly state: State };

function readState(path: string): Found {
  const own = lstatSync(path, { throwIfNoEntry: false });
  if (own === undefined) return { kind: "missing" };
  if (own.isSymbolicLink() && !existsSync(path)) return { kind: "unreadable", says: "is a link that leads nowhere" };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return {
      kind: "unreadable",
      says: `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`,
    };
  }
  if (text === "") return { kind: "empty" };
  let state: State | null;
  try {
    state = JSON.parse(text) as State | null;
  } catch {
    return { kind: "torn" };
  }
  if (state === null || typeof state !== "object" || Array.isArray(state) || state.version === undefined) {
    return { kind: "unreadable", says: "is no state of Terraform's" };
  }
  if (state.version !== VERSION) {
    return { kind: "unreadable", says: `is a state of version ${String(state.version)}, not ${VERSION}` };
  }
  return { kind: "state", state };
}

/** Who has a state in a file, by what Terraform wrote beside it. */
function lockHolder(path: string): string | undefined {
  try {
    const info = readFileSync(join(dirname(path), `.${basename(path)}.lock.info`), "utf8");
    const { Who: who, Operation: operation, Created: since } = JSON.parse(info) as Record<string, string>;
    const doing = (operation ?? "").replace(/^OperationType/, "").toLowerCase();
    return `${who ?? "somebody"}${doing === "" ? "" : `, ${doing}`}${since === undefined ? "" : `, since ${since}`}`;
  } catch {
    return undefined;
  }
}

/** Where the state is kept that the last whole apply left. */
export const lastGood = (path: string): string => join(dirname(path), "backups", basename(path));

/** Keeps a copy of a state in a file that can be believed; what is not one leaves the copy as it is. */
export function keepGood(path: string | undefined): void {
  if (path === undefined || readState(path).kind !== "state") return;
  mkdirSync(dirname(lastGood(path)), { recursive: true, mode: 0o700 });
  writeWhole(lastGood(path), readFileSync(path), { mode: 0o600 });
}

/** Puts a state in the place of one in a file, which is kept aside. @returns where the former one is */
export function replaceState(path: string, state: Buffer): string | undefined {
  const former = lstatSync(path, { throwIfNoEntry: false }) === undefined ? undefined : `${path}.aside`;
  if (former !== undefined) renameSync(path, former);
  writeWhole(path, state, { mode: 0o600 });
  return former;
}
