import { createHash, createHmac } from "node:crypto";
import { canonicalJson } from "../domain/json/canonical-json";
import type { ResourceChange, TerraformPlan } from "../domain/terraform/plan";
import { behindUnknown } from "./behind";
import { Secrets } from "./secrets/collect";
import { Masker } from "./secrets/mask";
import { type PlanSource, writtenSource } from "./source";

/**
 * What an approval of a plan is given for: the same for two plans that do the same, whenever and on whichever serial
 * of the state they were made; another one as soon as they differ in what is applied. That is
 *
 * - every change of a resource, a value, an address or an output, and everything that is read on apply;
 * - what is written behind it, since a value that is known after apply only is an expression until then: expressions,
 *   conditions, modules, data and variables it refers to, what it waits for, its lifecycle rules and commands;
 * - conditions that are checked, and what they found;
 * - versions, builds and settings of providers, such as which subscription, and whether what is destroyed is purged.
 *
 * What was changed outside Terraform, what stays as it is and what nothing refers to does not count. Taken of the plan
 * before it is redacted, so that another secret makes another digest, too.
 *
 * @param key - secret of the repository: without it, guesses at a secret cannot be tried against the digest
 * @param source - files the plan was made of. @default - what Terraform shows of them, which has no functions and no text
 * @returns 64 hex digits
 */
export function planDigest(plan: TerraformPlan, key: string, source?: PlanSource): string {
  const secrets = Secrets.of(plan);
  const matcher = secrets.matcher();
  const sealed = (value: unknown): string =>
    `hmac:${createHmac("sha256", key).update(canonicalJson(value)).digest("hex")}`;
  const masker = new Masker(
    secrets,
    { secret: sealed, text: (text) => (matcher.scrub(text) === text ? text : sealed(text)) },
    {},
  );
  const changing = (plan.resource_changes ?? []).filter(doesSomething);
  const content = {
    terraform: plan.terraform_version,
    resource_changes: changing.map(contentOf).sort(byIdentity),
    output_changes: plan.output_changes ?? {},
    action_invocations: plan.action_invocations,
    checks: (plan.checks ?? []).map(({ address, status }) => canonicalJson({ address, status })).sort(),
    provider_config: plan.configuration?.provider_config ?? {},
    behind: behindUnknown(plan, changing),
    source: source === undefined ? {} : writtenSource(source, plan, changing),
  };
  return sha256(canonicalJson(masker.any(content)));
}

/** What an approval of several stacks is given for. A stack that could not be planned counts as such. */
export function overallDigest(stacks: readonly { readonly name: string; readonly digest?: string }[]): string {
  const lines = stacks.map(({ name, digest }) => canonicalJson([name, digest ?? "failed"]));
  return sha256(lines.sort().join("\n"));
}

const doesSomething = ({ change, previous_address }: ResourceChange): boolean =>
  change.actions.some((action) => action !== "no-op") ||
  previous_address !== undefined ||
  change.importing !== undefined;

/** All but the reason, which says why and not what. */
function contentOf(resource: ResourceChange) {
  const paths = (resource.change.replace_paths ?? []).map((path) => canonicalJson(path)).sort();
  const change = { ...resource.change, sensitive_changes: undefined, replace_paths: paths };
  return { ...resource, action_reason: undefined, change };
}

type Content = ReturnType<typeof contentOf>;
const identity = ({ address, deposed }: Content): string => `${address}\0${deposed ?? ""}`;
const byIdentity = (a: Content, b: Content): number => compare(identity(a), identity(b));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
