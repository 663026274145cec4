import type { PolicyResource } from "./resource";
import { fail, pass, type Rule, some, unknown } from "./rule";
import { entries, leaves, lookup, Unknown } from "./value";
import type { World } from "./world";

/** Kinds of resource by which one belongs to another, and where they say to which. */
const privateEndpoints = {
  kind: "azurerm_private_endpoint",
  path: "private_service_connection.private_connection_resource_id",
};
const diagnostics = { kind: "azurerm_monitor_diagnostic_setting", path: "target_resource_id" };
const locks = [
  { kind: "azurerm_management_lock", path: "scope", level: "lock_level" },
  { kind: "Microsoft.Authorization/locks", path: "parent_id", level: "properties.level" },
];

/** Where a setting names places that no query looks at. */
const COPIES = ["storage_account_id", "eventhub_authorization_rule_id"];

/** Groups of log categories that hold all that a rule could ask for. */
const WHOLE_GROUPS = ["alllogs", "audit"];

/** A rule that resources have a private endpoint. */
export const connected = (...kinds: readonly string[]): Pick<Rule, "kinds" | "check"> => ({
  kinds,
  check: (resource, world) =>
    some(
      world
        .in(resource.stack, privateEndpoints.kind)
        .map((endpoint) => world.pointsAt(endpoint, privateEndpoints.path, resource)),
      { fail: "has no private endpoint", unknown: "the target of a private endpoint is known after apply only" },
    ),
});

/** Parts of a resource that private endpoints of the stack lead to; `unknown` where one may or may not. */
export function subresourcesConnected(resource: PolicyResource, world: World): readonly string[] {
  return world.in(resource.stack, privateEndpoints.kind).flatMap((endpoint): readonly string[] => {
    const points = world.pointsAt(endpoint, privateEndpoints.path, resource);
    if (points === false) return [];
    const parts = endpoint.at("private_service_connection.subresource_names");
    if (points === "unknown" || parts.state === "unknown") return ["unknown"];
    // One that names no part leads to all there is.
    if (parts.state === "absent") return ["blob", "file"];
    return leaves(parts.value).map((part) => (part instanceof Unknown ? "unknown" : String(part)));
  });
}

/**
 * A rule that resources send these categories of logs somewhere.
 * @param elsewhere - ends of targets that are another part of the resource, and do not count
 */
export const logged = (
  kinds: readonly string[],
  categories: readonly string[],
  elsewhere?: RegExp,
): Pick<Rule, "kinds" | "check"> => ({
  kinds,
  check: (resource, world) => {
    const about = world.in(resource.stack, diagnostics.kind).filter((setting) => {
      const target = setting.at(diagnostics.path);
      const text = target.state === "known" ? String(target.value) : target.state === "unknown" ? target.template : "";
      // A copy in a storage account or an event hub is read by nobody here.
      const isCopy = COPIES.some((path) => setting.at(path).state !== "absent");
      if (isCopy && setting.at("log_analytics_workspace_id").state === "absent") return false;
      return elsewhere?.test(text ?? "") !== true;
    });
    const settings = about.map((setting) => ({
      setting,
      points: world.pointsAt(setting, diagnostics.path, resource),
    }));
    const own = settings.filter(({ points }) => points === true).map(({ setting }) => setting);
    const anyUnknown = settings.some(({ points }) => points === "unknown");
    const sent = own.map(categoriesOf);
    const missing = categories.filter((category) => !sent.some((one) => one !== "unknown" && covers(one, category)));
    if (missing.length === 0) return pass;
    if (anyUnknown || sent.includes("unknown"))
      return unknown("what its diagnostic settings send is known after apply only");
    return own.length === 0 ? fail("has no diagnostic setting") : fail(`does not log ${missing.join(", ")}`);
  },
});

const covers = (sent: readonly string[], category: string): boolean =>
  sent.some((one) => WHOLE_GROUPS.includes(one) || one === category.toLowerCase());

/** Categories and groups of categories that a setting sends, in lower case. */
function categoriesOf(setting: PolicyResource): readonly string[] | "unknown" {
  const logs = setting.entries("enabled_log");
  if (logs === "unknown") return "unknown";
  const names = logs.flatMap((log) => [lookup(log, "category"), lookup(log, "category_group")]);
  if (names.some(({ state }) => state === "unknown")) return "unknown";
  return names.flatMap((name) => (name.state === "known" ? [String(name.value).toLowerCase()] : []));
}

/** A rule that resources cannot be deleted while a lock holds. */
export const locked = (...kinds: readonly string[]): Pick<Rule, "kinds" | "check"> => ({
  kinds,
  check: (resource, world) =>
    some(
      locks.flatMap(({ kind, path, level }) =>
        world.in(resource.stack, kind).map((lock) => {
          const set = lock.at(level);
          const holds = set.state === "known" && /^(CanNotDelete|ReadOnly)$/i.test(String(set.value));
          const points = world.pointsAt(lock, path, resource);
          if (points === true && set.state === "unknown") return "unknown";
          return points === true ? holds : points;
        }),
      ),
      { fail: "has no delete lock", unknown: "what a lock is set on is known after apply only" },
    ),
});

/** The values of a key in the entries of a list, e.g. every `action_group_id` of `action`. */
export function values(resource: PolicyResource, path: string, key: string): readonly unknown[] | "unknown" {
  const list = resource.entries(path);
  if (list === "unknown") return "unknown";
  return list.flatMap((entry) => {
    const found = entries(entry, key);
    return found === "unknown" ? [lookupUnknown(entry, key)] : found;
  });
}

function lookupUnknown(entry: unknown, key: string): Unknown {
  const found = lookup(entry, key);
  return new Unknown(found.state === "unknown" ? found.references : []);
}

/** The resource that one at a path is, if it is here. */
export function parentOf(resource: PolicyResource, world: World, path = "parent_id"): PolicyResource | undefined {
  const targets = world.targets(resource, path);
  return targets === "unknown" ? undefined : targets.find((target) => target.resource !== undefined)?.resource;
}
