import { createHash, createHmac } from "node:crypto";
import { canonicalJson } from "../core/canonical-json";
import type { ResourceChange, TerraformPlan } from "../core/terraform-plan";
import { Secrets } from "./secrets/collect";
import { Masker } from "./secrets/mask";

/**
 * What an approval of a plan is given for: the same for two plans that do the same, whenever and on whichever serial
 * of the state they were made; another one as soon as they differ in a resource, a value, an output, a provisioner, or
 * a provider's version or settings (which subscription, whether what is destroyed is purged). Taken of the plan before it is redacted, so that another secret makes another digest, too.
 *
 * @param key - secret of the repository: without it, guesses at a secret cannot be tried against the digest
 * @returns 64 hex digits
 */
export function planDigest(plan: TerraformPlan, key: string): string {
  const secrets = Secrets.of(plan);
  const matcher = secrets.matcher();
  const sealed = (value: unknown): string =>
    `hmac:${createHmac("sha256", key).update(canonicalJson(value)).digest("hex")}`;
  const masker = new Masker(
    secrets,
    { secret: sealed, text: (text) => (matcher.scrub(text) === text ? text : sealed(text)) },
    {},
  );
  const content = {
    resource_changes: (plan.resource_changes ?? []).filter(doesSomething).map(contentOf).sort(byIdentity),
    output_changes: plan.output_changes ?? {},
    provider_config: plan.configuration?.provider_config ?? {},
    provisioners: provisionersOf(plan),
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
  const { address, previous_address, deposed, mode, type, provider_name, change } = resource;
  const { actions, before, after, after_unknown, before_sensitive, after_sensitive, importing } = change;
  const paths = (change.replace_paths ?? []).map((path) => canonicalJson(path)).sort();
  const content = { actions, before, after, after_unknown, before_sensitive, after_sensitive, importing };
  return {
    address,
    previous_address,
    deposed,
    mode,
    type,
    provider_name,
    change: { ...content, replace_paths: paths },
  };
}

type Content = ReturnType<typeof contentOf>;
const identity = ({ address, deposed }: Content): string => `${address}\0${deposed ?? ""}`;
const byIdentity = (a: Content, b: Content): number => compare(identity(a), identity(b));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Commands that run when a resource is made or destroyed: nothing else in a plan tells of them. */
function provisionersOf(plan: TerraformPlan): readonly unknown[] {
  return (plan.configuration?.root_module?.resources ?? [])
    .filter(({ provisioners = [] }) => provisioners.length > 0)
    .map(({ address, provisioners }) => ({ address, provisioners }))
    .sort((a, b) => compare(a.address, b.address));
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
