import { shown } from "../../attributes";
import { homeOf } from "../../home";
import { providerSettings } from "../../provider-settings";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { leavesWithPaths } from "../../value";
import type { World } from "../../world";

export const providerSettingsSafe: Rule = {
  title: "Providers deploy into the stack's own subscription and tenant, without keys or secrets of their own",
  severity: "critical",
  upstream: [],
  why: "Another subscription, an alias or a secret in the provider lets a plan that looks harmless change something else.",
  fix: "set up providers by constructs/providers.ts; credentials come from the environment",
  kinds: ["stack.provider"],
  check: (provider, world) => {
    const name = provider.text("type") ?? "";
    const known = Object.hasOwn(providerSettings, name) ? providerSettings[name]! : undefined;
    // Which providers there may be is a matter of its own.
    if (known === undefined) return undefined;
    const { wanted, free } = known;
    const surplus = leavesWithPaths(provider.values).find(
      ({ path }) => !Object.hasOwn(wanted, path) && !free.includes(path),
    );
    return every([
      pass,
      surplus === undefined ? undefined : fail(`sets ${shown(surplus.path)}`),
      ...Object.entries(wanted).map(([path, setting]) => {
        const found = provider.at(path);
        if (found.state === "unknown") return unknownAt(path);
        if (found.state === "absent") return fail(`${path} is not set, wanted ${setting.wanted}`);
        return setting.holds(found.value) ? pass : fail(`${path} is ${shown(found.value)}, wanted ${setting.wanted}`);
      }),
      ...placed(name, provider, world),
    ]);
  },
};

/** Where a provider works, by what it works on. */
function placed(name: string, provider: PolicyResource, world: World): readonly Verdict[] {
  if (name === "github") return [];
  if (name === "azuredevops") return [organizationOf(provider, world), tenantOf(provider, world)];
  return [placeOf(provider, world), tenantOf(provider, world)];
}

/** An organization of Azure DevOps is the configured one, if the configuration names any. */
function organizationOf(provider: PolicyResource, { expected }: World): Verdict {
  const url = provider.at("org_service_url");
  if (url.state === "unknown") return unknownAt("org_service_url");
  const given = url.state === "known" ? String(url.value) : undefined;
  if (given === undefined) return fail("names no organization: it works in whichever the environment names");
  const { provider: where, owner } = expected.repository ?? {};
  if (where === undefined) return pass;
  const wanted = where === "azure-devops" ? `https://dev.azure.com/${owner}` : undefined;
  return given === wanted ? pass : fail(`works in ${shown(given)}, which the configuration does not name`);
}

/** The subscription of most ids in the stack, and of every other provider and the backend of what environments share. */
function placeOf(provider: PolicyResource, world: World): Verdict {
  const own = provider.at("subscription_id");
  if (own.state === "unknown") return unknownAt("subscription_id");
  const given = own.state === "known" ? String(own.value).toLowerCase() : undefined;
  if (given === undefined) return fail("names no subscription: it deploys into whichever is signed in to");
  const shared = world.tier(provider) === "shared";
  const configured = world.expected.subscriptions?.[provider.stack];
  const home = configured ?? (shared ? undefined : homeOf(provider.stack, world).subscription);
  if (home !== undefined && home.toLowerCase() !== given)
    return fail(`deploys into ${shown(given)}, not ${shown(home)}`);
  const others = world
    .in(provider.stack, "stack.provider", ...(shared ? ["stack.backend"] : []))
    .flatMap((one) => one.text("subscription_id")?.toLowerCase() ?? []);
  const other = others.find((one) => one !== given);
  return other === undefined ? pass : fail(`deploys into ${shown(given)}, beside ${shown(other)}`);
}

function tenantOf(provider: PolicyResource, world: World): Verdict {
  const own = provider.at("tenant_id");
  if (own.state === "unknown") return unknownAt("tenant_id");
  const given = own.state === "known" ? String(own.value) : undefined;
  if (given === undefined) return fail("names no tenant");
  const tenants = world.once("tenants", () => [
    ...new Set(world.all("stack.provider", "stack.backend").flatMap((one) => one.text("tenant_id") ?? [])),
  ]);
  if (world.expected.tenant !== undefined && world.expected.tenant !== given)
    return fail(`signs in to tenant ${shown(given)}`);
  const other = tenants.find((one) => one !== given);
  return other === undefined ? pass : fail(`signs in to tenant ${shown(given)}, beside ${shown(other)}`);
}
