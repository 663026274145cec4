import { networkText } from "../../cli/explain/network";
import { missing, reachTable, type ReachRow } from "../../domain/network/reach";
import { environmentNetwork } from "../../policy/network";
import { synthStacks } from "../support/stacks";
import { exampleFiles, type Files, loadFiles, type Raw } from "../support/variants";

/** The example with another network of an environment, and other settings of what environments share. */
function variant({ env = "dev", network = {}, platform = {}, compute }: Variant): Files {
  // Without use cases: what they need of a network must not keep it from being another.
  const files = Object.fromEntries(
    Object.entries(exampleFiles()).filter(([path]) => !/^(use-cases|releases)\//.test(path)),
  );
  const [file, organization] = [`environments/${env}.yaml`, "organization.yaml"];
  const merged = (raw: Raw, key: string, more: object): Raw => ({
    ...raw,
    [key]: { ...(raw[key] as object), ...more },
  });
  const environment = merged(files[file]!, "network", network);
  return {
    ...files,
    [file]: compute === undefined ? environment : { ...environment, compute },
    [organization]: merged(files[organization]!, "platform", platform),
  };
}
interface Variant {
  readonly env?: string;
  readonly network?: object;
  readonly platform?: object;
  readonly compute?: object;
}

function tableOf(chosen: Variant = {}): readonly ReachRow[] {
  const env = chosen.env ?? "dev";
  const stacks = synthStacks(loadFiles(variant(chosen)), [env, "registry", "bootstrap"]);
  const subjects = Object.entries(stacks).map(([stack, synthesized]) => ({ stack, synthesized }));
  const { map, workspace, shared } = environmentNetwork(subjects, env);
  return reachTable(map, workspace, shared);
}

const lookup = (rows: readonly ReachRow[]) => (who: string, what: string, part?: string) => {
  const found = rows.find((row) => row.who.startsWith(who) && row.what === what && row.part === part);
  if (found === undefined) throw new Error(`nobody asked whether ${who} reaches ${what}`);
  const { result } = found;
  return result === "unknown" ? "unknown" : result.reached ? result.door : `not: ${result.reason}`;
};

const open = { mode: "public", reason: "a test of what is open" };
const ALL = "everything may come";

describe("who reaches what, from the configuration", () => {
  it("tells of the example's dev, which lets named addresses in", () => {
    const door = lookup(tableOf());
    expect(door("people at 198.51.100.16/28, 203.0.113.0/24", "storage", "blob")).toBe("IP rule");
    expect(door("the same, studio in a browser", "storage", "blob")).toContain("not: studio shows data");
    expect(door("people elsewhere", "vault")).toContain("not: its firewall");
    expect(door("people elsewhere", "workspace")).toBe("public");
    expect(door("hosted runners", "Terraform state")).toBe("public");
    expect(door("machines in subnet operations", "vault")).toContain("no way out");
    expect(door("clusters", "storage", "blob")).toBe("private endpoint");
    expect(door("monitors", "collected data", "dfs")).toBe("private endpoint");
    expect(door("the model registry, to publish", "storage", "blob")).toBe("resource rule");
  });

  it("tells of the example's prod, which is private", () => {
    const door = lookup(tableOf({ env: "prod" }));
    expect(door("people anywhere", "workspace")).toContain("public access is disabled");
    expect(door("hosted runners", "Azure Resource Manager")).toBe("public");
    expect(door("hosted runners", "storage", "blob")).toContain("public access is disabled");
    expect(door("machines in subnet operations", "endpoints")).toBe("private endpoint");
    expect(door("machines in subnet operations", "Azure Resource Manager")).toContain("no way out");
    expect(door("event topic", "storage", "blob")).toBe("trusted service");
    expect(door("image builds, on cluster cpu", "container registry")).toBe("private endpoint");
    expect(door("diagnostic settings", "logs")).toBe("trusted service");
    expect(door("monitors", "vault")).toContain("not:");
  });

  it("of an approved-only network tells that no monitor runs there, and where jobs do not get", () => {
    const rows = tableOf({ env: "prod", network: { outbound: { mode: "approved-only" } } });
    const door = lookup(rows);
    expect(door("monitors", "storage", "blob")).toContain("no monitors");
    expect(door("clusters", "any host on the internet")).toContain("no rule approves");
    expect(door("clusters", "storage", "blob")).toBe("private endpoint");
    // Models, components and environments of the registry are fetched by service tags that somebody has to add.
    expect(missing(rows).map(({ who, what }) => `${who}: ${what}`)).toEqual([
      "clusters and instances: model registry",
      "deployments of endpoints: model registry",
    ]);
    const tagged = ["Storage.westeurope", "AzureContainerRegistry.westeurope"].map((tag, index) => [
      `tag-${index}`,
      { type: "service-tag", tag, protocol: "TCP", ports: "443" },
    ]);
    const rules = { mode: "approved-only", rules: Object.fromEntries(tagged) as object };
    expect(missing(tableOf({ env: "prod", network: { outbound: rules } }))).toEqual([]);
  });

  it.each([
    ["prod", "internet"],
    ["prod", "approved-only"],
    ["dev", "internet"],
  ])("tells that a private registry is reached from %s with %s, and by nobody outside", (env, mode) => {
    const platform = { registry: { inbound: { mode: "private" }, promoters: [] } };
    const outbound = mode === "internet" ? { mode, reason: ALL } : { mode };
    const rows = tableOf({ env, platform, network: { outbound } });
    const door = lookup(rows);
    expect(missing(rows)).toEqual([]);
    expect(door("clusters", "model registry")).toBe("private endpoint");
    expect(door("deployments", "model registry")).toBe("private endpoint");
    expect(door("people", "model registry")).toContain("public access is disabled");
    expect(door("hosted runners", "model registry")).toContain("public access is disabled");
    // Where people are let into the environment's network, they find the registry in it.
    const inside = door("machines in subnet operations", "model registry");
    expect(inside).toContain(env === "prod" ? "private endpoint" : "public access is disabled");
  });

  it("of a private state tells that hosted runners do not get to it", () => {
    const rows = tableOf({ platform: { state: { inbound: { mode: "private" } } } });
    expect(lookup(rows)("hosted runners", "Terraform state")).toContain("public access is disabled");
    expect(missing(rows).map(({ who, what }) => [who, what])).toEqual([["hosted runners", "Terraform state"]]);
  });

  it.each(["private", "public", "public, for named addresses"])(
    "whatever runs in a network that is %s reaches what it needs",
    (mode) => {
      const inbound =
        mode === "private"
          ? { mode }
          : { ...open, allowedAddresses: mode === "public" ? [] : ["203.0.113.0/24", "198.51.100.7"] };
      const rows = tableOf({ network: { inbound } });
      expect(missing(rows)).toEqual([]);
      const stranger = rows.filter(
        ({ who, what }) =>
          /^people (anywhere|elsewhere)/.test(who) && ["storage", "vault", "collected data"].includes(what),
      );
      expect(stranger.map(({ result }) => result !== "unknown" && result.reached)).toEqual(stranger.map(() => false));
      expect(stranger.length).toBeGreaterThan(3);
    },
  );

  const HUB = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg-hub";
  const networks = `${HUB}/providers/Microsoft.Network/virtualNetworks`;
  const hub = { virtualNetwork: `${networks}/vnet-hub` };

  it("of a network that is peered with a hub tells what is reached from there, which takes names that are known there", () => {
    const from = "machines in network vnet-hub and what it passes on";
    const own = lookup(tableOf({ env: "prod", network: { hub } }));
    expect(own(from, "vault")).toContain("not:");
    for (const privateDns of [{ mode: "central", resourceGroup: HUB }, { mode: "policy" }]) {
      const door = lookup(tableOf({ env: "prod", network: { hub, privateDns } }));
      expect(door(from, "vault")).toBe("private endpoint");
      expect(door(from, "storage", "blob")).toBe("private endpoint");
      expect(door(from, "storage", "dfs")).toContain("not:");
      expect(door("machines in subnet operations", "workspace")).toBe("private endpoint");
    }
    expect(() => lookup(tableOf({ env: "prod" }))(from, "vault")).toThrow("nobody asked");
  });

  it("of a network whose way out is a firewall tells that machines get out", () => {
    const door = (network: object) =>
      lookup(tableOf({ env: "prod", network }))("machines in subnet operations", "Azure Resource Manager");
    expect(door({})).toContain("no way out");
    expect(door({ firewall: "10.0.0.4" })).toBe("public");
  });

  it("of a network that others made tells what is reached from within", () => {
    const network = {
      addressSpace: undefined,
      existing: { virtualNetwork: `${networks}/vnet-spoke`, privateEndpoints: "private-endpoints" },
    };
    const rows = tableOf({ env: "prod", network });
    expect(lookup(rows)("machines in network vnet-spoke", "vault")).toBe("private endpoint");
    expect(rows.filter(({ who }) => who.includes("subnet operations"))).toEqual([]);
    expect(missing(rows)).toEqual([]);
  });

  it("without a cluster, images are built by Azure's own builders, which a closed registry shuts out", () => {
    const rows = tableOf({ env: "prod", compute: { clusters: {} } });
    expect(lookup(rows)("image builds, by Azure's own builders", "container registry")).toContain("not:");
  });
});

describe("mlops explain --network, as text", () => {
  it("puts callers together for whom the same holds, and says that nothing is lacking", () => {
    const text = networkText("prod", { rows: tableOf({ env: "prod" }) });
    expect(text).toContain(
      [
        "people anywhere; hosted runners",
        "  public            Azure Resource Manager, Terraform state, model registry, logs, any host on the internet",
        "  not               workspace, endpoints, storage (blob, file, dfs), collected data (blob, dfs), vault,",
        "                    container registry: public access is disabled",
      ].join("\n"),
    );
    expect(text).toContain("Whatever runs in prod reaches what it needs.");
  });

  it("ends with what is needed and out of reach", () => {
    const text = networkText("dev", {
      rows: tableOf({ platform: { state: { inbound: { mode: "private" } } } }),
    });
    expect(text).toMatch(
      /Needed, and out of reach:\n {2}hosted runners, for planning and deploying: Terraform state, as public access is disabled$/,
    );
  });
});
