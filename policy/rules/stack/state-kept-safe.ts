import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { leavesWithPaths } from "../../value";

const KNOWN = [
  "type",
  "container_name",
  "key",
  "resource_group_name",
  "storage_account_name",
  "subscription_id",
  "tenant_id",
  "use_azuread_auth",
];

/** A file is where a sandbox keeps states, and bootstrap its first one; which stack it is of, its name must tell. */
export const stateKeptSafe: Rule = {
  title: "Each stack keeps its own state, in the storage that bootstrap made, without keys",
  severity: "critical",
  upstream: [],
  why: "Whoever keeps the state decides what is destroyed; in another's storage it is theirs to read and to write.",
  fix: "place the state by stacks/backend.ts",
  kinds: ["stack.backend"],
  check: (backend, world) => {
    const type = backend.text("type") ?? "";
    const key = backend.at(type === "local" ? "path" : "key");
    if (type !== "azurerm" && type !== "local") return fail(`keeps the state in ${shown(type)}`);
    if (key.state === "unknown") return unknownAt("key");
    const name = key.state === "known" ? String(key.value).split(/[\\/]/).at(-1) : undefined;
    const own = name === `${backend.stack}.tfstate` ? pass : fail(`keeps the state as ${shown(name ?? "nothing")}`);
    if (type === "local") return own;
    const surplus = leavesWithPaths(backend.values).find(({ path }) => !KNOWN.includes(path));
    const entra = backend.at("use_azuread_auth");
    return every([
      own,
      surplus === undefined ? undefined : fail(`sets ${shown(surplus.path)}`),
      entra.state === "unknown" ? unknownAt("use_azuread_auth") : undefined,
      entra.state === "unknown" || (entra.state === "known" && entra.value === true)
        ? undefined
        : fail("signs in to the state with a key"),
      ...["storage_account_name", "container_name", "resource_group_name", "subscription_id"].map((path) => {
        const given = backend.at(path);
        if (given.state === "unknown") return unknownAt(path);
        if (given.state === "absent") return fail(`names no ${path}`);
        const others = world.all("stack.backend").flatMap((one) => one.text(path) ?? []);
        const most = mostOf(others);
        return most === undefined || most === given.value
          ? pass
          : fail(`${path} is ${shown(given.value)}, not ${shown(most)}`);
      }),
    ]);
  },
};

function mostOf(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
