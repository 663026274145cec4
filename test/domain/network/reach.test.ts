import {
  automaticRules,
  type Caller,
  ipRuleProblem,
  joinProblem,
  type ManagedNetwork,
  monitorProblem,
  outboundRuleProblem,
  type OutboundRule,
  publishProblem,
  reach,
  type Target,
} from "../../../domain/network/reach";

const REGION = "westeurope";
const IN = "/subscriptions/s/resourceGroups/rg/providers";
const id = {
  workspace: `${IN}/Microsoft.MachineLearningServices/workspaces/mlw`,
  storage: `${IN}/Microsoft.Storage/storageAccounts/st`,
  vault: `${IN}/Microsoft.KeyVault/vaults/kv`,
  containerRegistry: `${IN}/Microsoft.ContainerRegistry/registries/cr`,
  network: `${IN}/Microsoft.Network/virtualNetworks/vnet`,
  registry: "/subscriptions/p/resourceGroups/rg/providers/Microsoft.MachineLearningServices/registries/mlr",
};
const OFFICE = "203.0.113.10";
const selected = {
  publicAccess: true,
  defaultAction: "Deny",
  addresses: ["203.0.113.0/24"],
  trustsAzure: true,
  region: REGION,
} as const;
const closed = { publicAccess: false, defaultAction: "Deny", trustsAzure: true, region: REGION } as const;

/** As shipped: dev lets offices in, prod has private endpoints only. */
const dev = {
  storage: { kind: "storage", id: id.storage, ...selected },
  vault: { kind: "vault", id: id.vault, ...selected },
  containerRegistry: { kind: "container-registry", id: id.containerRegistry, ...selected },
  workspace: { kind: "workspace", id: id.workspace, publicAccess: true, region: REGION },
} as const satisfies Record<string, Target>;
const inNetwork = (...subresources: string[]) =>
  subresources.map((subresource) => ({ network: id.network, subresource, approved: true, resolves: true }));
const prod = {
  storage: { kind: "storage", id: id.storage, ...closed, privateEndpoints: inNetwork("blob", "file") },
  vault: { kind: "vault", id: id.vault, ...closed, privateEndpoints: inNetwork("vault") },
  containerRegistry: {
    kind: "container-registry",
    id: id.containerRegistry,
    ...closed,
    privateEndpoints: inNetwork("registry"),
  },
  workspace: {
    kind: "workspace",
    id: id.workspace,
    publicAccess: false,
    region: REGION,
    privateEndpoints: inNetwork("amlworkspace"),
  },
} as const satisfies Record<string, Target>;
const scoring = (of: { readonly workspace: Target }): Target => ({
  ...of.workspace,
  kind: "endpoint",
  id: `${id.workspace}/onlineEndpoints/e`,
  behind: id.workspace,
});

const network = (
  of: typeof dev | typeof prod,
  more: Partial<ManagedNetwork> = {},
  ...added: OutboundRule[]
): ManagedNetwork => {
  const isolation = more.isolation ?? "internet";
  return {
    workspace: id.workspace,
    region: REGION,
    isolation,
    sparkReady: false,
    ...more,
    rules: [...automaticRules(isolation, of), ...added],
  };
};
const cluster = (of: typeof dev | typeof prod, more?: Partial<ManagedNetwork>, ...added: OutboundRule[]): Caller => ({
  from: "managed-network",
  network: network(of, more, ...added),
});
const spark = (of: typeof dev | typeof prod, more?: Partial<ManagedNetwork>, ...added: OutboundRule[]): Caller => ({
  from: "spark",
  network: network(of, more, ...added),
});
const rule = (resource: string, subresource: string, forSpark = true): OutboundRule => ({
  type: "private-endpoint",
  resource,
  subresource,
  spark: forSpark,
});

const person = (address: string, more: object = {}): Caller => ({ from: "internet", address, ...more });
const hosted: Caller = { from: "internet", azureRegion: "eastus" };
const runner = (egress: boolean): Caller => ({
  from: "virtual-network",
  network: id.network,
  subnet: `${id.network}/subnets/operations`,
  region: REGION,
  egress,
});
const backend = (
  service: Extract<Caller, { from: "azure" }>["service"],
  identity: "system" | "user" | "none",
  resource?: string,
): Caller => ({ from: "azure", service, identity, ...(resource !== undefined && { resource }) });
const AML = "Microsoft.MachineLearningServices/workspaces";

const ARM: Target = { kind: "control-plane", publicAccess: true };
const state: Target = {
  kind: "storage",
  id: `${IN}/Microsoft.Storage/storageAccounts/ststate`,
  publicAccess: true,
  region: REGION,
};
const host = (name: string): Target => ({ kind: "host", host: name, publicAccess: true });
const webhook: Target = { kind: "webhook", publicAccess: true };
const registry: Target = { kind: "model-registry", id: id.registry, publicAccess: true, region: REGION };

const door = (caller: Caller, target: Target, subresource = "blob") => {
  const found = reach(caller, target, subresource);
  return found.reached ? found.door : "refused";
};
const why = (caller: Caller, target: Target, subresource = "blob") => {
  const found = reach(caller, target, subresource);
  return found.reached ? "" : [found.reason, found.hint].join("; ");
};

describe("who reaches what", () => {
  it("R1 a cluster in dev does not reach dev's storage: no rule matches a caller in the same region", () => {
    expect(door(cluster(dev), dev.storage)).toBe("refused");
    expect(why(cluster(dev), dev.storage)).toContain("callers in the same region come from private addresses");
  });
  it("R2 a cluster reaches storage that is public without rules", () => {
    expect(door(cluster(dev), { ...dev.storage, defaultAction: "Allow" })).toBe("public");
  });
  it("R3 a cluster in dev reaches storage by a private endpoint that somebody added", () => {
    expect(door(cluster(dev, {}, rule(id.storage, "blob")), dev.storage)).toBe("private endpoint");
  });
  it("R4 a private endpoint for blobs does not lead to files", () => {
    const caller = cluster(dev, {}, rule(id.storage, "blob"));
    expect(door(caller, dev.storage, "file")).toBe("refused");
    expect(why(caller, dev.storage, "file")).toContain("private endpoints for blob and none for file");
  });
  it("R5 a person in the office reaches dev's storage by an IP rule", () =>
    expect(door(person(OFFICE), dev.storage)).toBe("IP rule"));
  it("R6 studio in a browser shows no data of storage with a firewall, not even in the office", () => {
    expect(door(person(OFFICE, { browser: true }), dev.storage)).toBe("refused");
    expect(door(person(OFFICE, { browser: true }), { ...dev.storage, defaultAction: "Allow" })).toBe("public");
  });
  it("R7 a person at home does not reach dev's storage", () => {
    expect(why(person("198.51.100.7"), dev.storage)).toContain("198.51.100.7 is not among them");
  });
  it("R8 a person at home reaches dev's workspace", () =>
    expect(door(person("198.51.100.7"), dev.workspace, "amlworkspace")).toBe("public"));
  it("R9 a firewall takes no private range, and storage no block smaller than four addresses", () => {
    expect(ipRuleProblem("10.0.0.0/8", "storage")).toContain("not public");
    expect([ipRuleProblem("203.0.113.4/31", "storage"), ipRuleProblem("203.0.113.4/32", "storage")]).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    expect([
      ipRuleProblem("203.0.113.4/32", "vault"),
      ipRuleProblem("203.0.113.4", "storage"),
      ipRuleProblem("203.0.113.0/30", "storage"),
    ]).toEqual([undefined, undefined, undefined]);
    expect(ipRuleProblem("2001:db8::/32", "storage")).toContain("not an IPv4");
  });
  it("R10 a hosted runner reaches Resource Manager, of prod, too", () => expect(door(hosted, ARM)).toBe("public"));
  it("R11 a hosted runner does not reach prod's blobs", () =>
    expect(why(hosted, prod.storage)).toContain("public access is disabled"));
  it("R12 a hosted runner reaches the state", () => expect(door(hosted, state)).toBe("public"));
  it("R13 a runner in prod's network reaches the vault by its private endpoint", () =>
    expect(door(runner(false), prod.vault, "vault")).toBe("private endpoint"));
  it("R14 a runner in a network without a way out does not reach Resource Manager, nor the state", () => {
    expect([door(runner(false), ARM), door(runner(false), state)]).toEqual(["refused", "refused"]);
    expect(why(runner(false), ARM)).toContain("no way out");
  });
  it("R15 a runner in a network with a NAT gateway reaches Resource Manager", () =>
    expect(door(runner(true), ARM)).toBe("public"));
  it.each([
    ["storage", "blob"],
    ["vault", "vault"],
    ["containerRegistry", "registry"],
  ] as const)("R16 a cluster in prod reaches its %s by a managed private endpoint", (what, part) => {
    expect(door(cluster(prod), prod[what], part)).toBe("private endpoint");
  });
  it("R17 a monitor in prod does not reach blobs through a network that was provisioned without Spark", () => {
    expect(door(spark(prod), prod.storage)).toBe("refused");
    expect(why(spark(prod), prod.storage)).toContain("not provisioned for Spark");
  });
  it("R18 with Spark it does, by the endpoint that Azure makes", () =>
    expect(door(spark(prod, { sparkReady: true }), prod.storage)).toBe("private endpoint"));
  it("R19 a monitor that reads by dfs needs an endpoint that Azure does not make", () => {
    expect(why(spark(prod, { sparkReady: true }), prod.storage, "dfs")).toContain("none for dfs");
  });
  it("R20 an own rule for dfs leads there, if it is for Spark", () => {
    expect(door(spark(prod, { sparkReady: true }, rule(id.storage, "dfs")), prod.storage, "dfs")).toBe(
      "private endpoint",
    );
    expect(door(spark(prod, { sparkReady: true }, rule(id.storage, "dfs", false)), prod.storage, "dfs")).toBe(
      "refused",
    );
    expect(why(spark(prod, { sparkReady: true }, rule(id.storage, "dfs", false)), prod.storage, "dfs")).toContain(
      "not for Spark",
    );
    expect(door(spark(prod, {}, rule(id.storage, "dfs")), prod.storage, "dfs")).toBe("refused");
  });
  it("R20a Spark in prod does not reach its vault until there is a rule for it", () => {
    expect(door(spark(prod, { sparkReady: true }), prod.vault, "vault")).toBe("refused");
    expect(door(spark(prod, { sparkReady: true }, rule(id.vault, "vault")), prod.vault, "vault")).toBe(
      "private endpoint",
    );
  });
  it("R21 no monitor runs in an approved-only network", () => {
    expect(monitorProblem({ isolation: "approved-only" })).toContain("no monitors");
    expect(monitorProblem({ isolation: "internet" })).toBeUndefined();
  });
  it("R22 a cluster in internet mode reaches any public host", () =>
    expect(door(cluster(prod), host("packages.example.org"))).toBe("public"));
  it("R23 a cluster in approved-only reaches a host by a rule for its name, and not without", () => {
    const approved = (...added: OutboundRule[]) => cluster(prod, { isolation: "approved-only" }, ...added);
    expect(door(approved(), host("packages.example.org"))).toBe("refused");
    expect(door(approved({ type: "fqdn", host: "packages.example.org" }), host("PACKAGES.example.org"))).toBe(
      "firewall",
    );
    expect(door(approved({ type: "fqdn", host: "*.example.org" }), host("packages.example.org"))).toBe("firewall");
    expect(door(approved({ type: "fqdn", host: "*.example.org" }), host("example.org"))).toBe("refused");
    expect(door(approved(), ARM)).toBe("public");
  });
  it("R24 a rule for the name of storage is refused", () => {
    const of = (text: string) =>
      outboundRuleProblem({ type: "fqdn", host: text }, { isolation: "approved-only", rules: [] });
    expect([of("*.blob.core.windows.net"), of("st.DFS.core.windows.net")]).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    expect(of("packages.example.org")).toBeUndefined();
  });
  it("R25 in internet mode there are rules for private endpoints only", () => {
    const within = { isolation: "internet", rules: [] } as const;
    expect(outboundRuleProblem({ type: "service-tag", tag: "AzureMonitor" }, within)).toContain(
      "AllowInternetOutbound",
    );
    expect(outboundRuleProblem({ type: "fqdn", host: "a.b" }, within)).toContain("AllowInternetOutbound");
    expect(outboundRuleProblem(rule(id.storage, "dfs"), within)).toBeUndefined();
  });
  it("R26 Event Grid keeps dead letters in prod's storage as a trusted service, if there is the bypass", () => {
    expect(door(backend("Microsoft.EventGrid/systemTopics", "system"), prod.storage)).toBe("trusted service");
    expect(door(backend("Microsoft.EventGrid/systemTopics", "system"), { ...prod.storage, trustsAzure: false })).toBe(
      "refused",
    );
  });
  it("R27 not with a user-assigned identity", () => {
    expect(why(backend("Microsoft.EventGrid/systemTopics", "user"), prod.storage)).toContain("system-assigned");
  });
  it("R28 Event Grid reaches a workflow's address", () =>
    expect(door(backend("Microsoft.EventGrid/systemTopics", "system"), webhook)).toBe("public"));
  it("R29 a workflow reaches Resource Manager", () =>
    expect(door(backend("Microsoft.Logic/workflows", "user"), ARM)).toBe("public"));
  it("R30 a workflow with a system-assigned identity is trusted by storage", () =>
    expect(door(backend("Microsoft.Logic/workflows", "system"), prod.storage)).toBe("trusted service"));
  it("R31 prod's endpoint answers within the network of its workspace only", () => {
    expect(door(person(OFFICE), scoring(prod), "amlworkspace")).toBe("refused");
    expect(door(runner(false), scoring(prod), "amlworkspace")).toBe("private endpoint");
    expect(door(person("198.51.100.7"), scoring(dev), "amlworkspace")).toBe("public");
  });
  it("R32 images are built for a private registry on a cluster, and by no task of the registry", () => {
    expect(door(cluster(prod), prod.containerRegistry, "registry")).toBe("private endpoint");
    expect(
      door(backend("Microsoft.ContainerRegistry/registries/tasks", "none"), prod.containerRegistry, "registry"),
    ).toBe("refused");
  });
  it("R33 nothing is published from a workspace whose storage is private", () =>
    expect(publishProblem(prod.storage, id.registry)).toContain("no public access"));
  it("R34 from selected networks with a rule for the registry it is", () => {
    expect(publishProblem(dev.storage, id.registry)).toContain("resource instance rule");
    for (const named of [id.registry.toUpperCase(), id.registry.replace(/mlr$/, "*")])
      expect(publishProblem({ ...dev.storage, resources: [named] }, id.registry)).toBeUndefined();
    expect(publishProblem({ ...dev.storage, resources: [`${IN}/${AML}/*`] }, id.registry)).toBeDefined();
    expect(publishProblem({ ...dev.storage, defaultAction: "Allow" }, id.registry)).toBeUndefined();
  });
  it.each([
    ["R35", "vault", "vault"],
    ["R36", "containerRegistry", "registry"],
  ] as const)("%s the addresses of a disabled %s count for nothing", (_, what, part) => {
    expect(why(person(OFFICE), { ...prod[what], addresses: ["203.0.113.0/24"] }, part)).toContain("count for nothing");
    expect(door(person(OFFICE), dev[what], part)).toBe("IP rule");
  });
  it("R37 Azure ML's own service reaches private storage, vault and registry as a trusted one", () => {
    for (const what of ["storage", "vault", "containerRegistry"] as const)
      expect(door(backend(AML, "user"), prod[what])).toBe("trusted service");
    expect(door(backend(AML, "system"), { ...prod.storage, trustsAzure: false })).toBe("refused");
  });
  it("R38 a private endpoint whose zone is not linked leads nowhere", () => {
    const [endpoint] = inNetwork("vault");
    expect(
      why(runner(true), { ...prod.vault, privateEndpoints: [{ ...endpoint!, resolves: false }] }, "vault"),
    ).toContain("DNS zone is not linked");
    expect(
      why(runner(true), { ...prod.vault, privateEndpoints: [{ ...endpoint!, approved: false }] }, "vault"),
    ).toContain("not approved");
    expect(
      door(runner(true), { ...prod.vault, privateEndpoints: [{ ...endpoint!, network: `${id.network}2` }] }, "vault"),
    ).toBe("refused");
  });
  it("R39 deployments fetch from the model registry over the internet, in approved-only by tags that somebody must add", () => {
    expect(door(cluster(prod), registry, "amlregistry")).toBe("public");
    const approved = (...tags: string[]) =>
      door(
        cluster(
          prod,
          { isolation: "approved-only" },
          ...tags.map((tag): OutboundRule => ({ type: "service-tag", tag })),
        ),
        registry,
        "amlregistry",
      );
    expect(approved()).toBe("refused");
    expect(approved("Storage.westeurope")).toBe("refused");
    expect(approved("Storage.westeurope", "AzureContainerRegistry.westeurope")).toBe("service tag");
    expect(approved("Storage.northeurope", "AzureContainerRegistry")).toBe("refused");
  });
  it("R40 a machine in the same region is not let in by its public address", () => {
    expect(door(person(OFFICE, { azureRegion: REGION.toUpperCase() }), dev.storage)).toBe("refused");
    expect(door(person(OFFICE, { azureRegion: "northeurope" }), dev.storage)).toBe("IP rule");
  });
  it("R41 a second rule to the same part of the same resource is refused, also beside one of Azure's own", () => {
    const within = network(prod);
    expect(outboundRuleProblem(rule(id.storage.toUpperCase(), "BLOB"), within)).toContain("same part");
    expect(outboundRuleProblem(rule(id.storage, "dfs"), within)).toBeUndefined();
    expect(outboundRuleProblem(rule(`${IN}/Microsoft.Logic/workflows/w`, "x"), within)).toContain(
      "no private endpoint",
    );
  });
  it("R42 a compute joins no network of another region", () => {
    expect(joinProblem({ region: "westeurope" }, { region: "northeurope" })).toContain("region");
    expect(joinProblem({ region: "westeurope" }, { region: "WestEurope" })).toBeUndefined();
  });
  it("R43 Azure makes private endpoints for what has no public access, and in approved-only for all it stands on", () => {
    const parts = (rules: readonly OutboundRule[]) =>
      rules.map((one) => (one.type === "private-endpoint" ? one.subresource : ""));
    expect(parts(automaticRules("internet", dev))).toEqual([]);
    expect(parts(automaticRules("internet", prod))).toEqual(["amlworkspace", "blob", "file", "vault", "registry"]);
    expect(parts(automaticRules("approved-only", dev))).toEqual(["blob", "file", "vault", "registry"]);
    expect(parts(automaticRules("none", prod))).toEqual([]);
  });
  it("R44 diagnostic settings always reach their logs", () => {
    expect(door(backend("Microsoft.Insights", "none"), { kind: "logs", publicAccess: false })).toBe("trusted service");
  });
});

describe("doors, beyond the shipped configuration", () => {
  it("a service endpoint lets a subnet in that the target names, and no other", () => {
    const target = { ...dev.storage, addresses: [], subnets: [`${id.network}/subnets/Operations`] };
    expect(door(runner(true), target)).toBe("network rule");
    expect(door({ ...runner(true), subnet: `${id.network}/subnets/other` } as Caller, target)).toBe("refused");
  });
  it("a resource instance rule lets one resource in, or all of a type in a scope", () => {
    const target = { ...prod.storage, trustsAzure: false, resources: [`/subscriptions/s/providers/${AML}/*`] };
    expect(door(backend(AML, "system", id.workspace), target)).toBe("resource rule");
    expect(door(backend(AML, "system", id.workspace.replace("/s/", "/t/")), target)).toBe("refused");
    expect(door(backend("Microsoft.Logic/workflows", "system", `${IN}/Microsoft.Logic/workflows/w`), target)).toBe(
      "refused",
    );
  });
  it("in approved-only a public target without a rule is refused before its own firewall is asked", () => {
    expect(why(cluster(dev, { isolation: "approved-only" }), { ...state })).toContain("no rule approves");
    expect(
      door(cluster(dev, { isolation: "approved-only" }, { type: "service-tag", tag: "Storage.westeurope" }), state),
    ).toBe("service tag");
  });
  it("a private endpoint wins over every rule of the target", () => {
    expect(door(runner(false), { ...prod.storage, publicAccess: true, defaultAction: "Deny" })).toBe(
      "private endpoint",
    );
  });
  it("an address outside of every block is refused at both of its edges", () => {
    expect(
      ["203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"].map((address) =>
        door(person(address), dev.storage),
      ),
    ).toEqual(["refused", "IP rule", "IP rule", "refused"]);
  });
});
