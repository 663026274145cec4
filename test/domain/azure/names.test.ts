import fc from "fast-check";
import { checkPattern, namePatterns, type PatternKind } from "../../../domain/azure/naming";
import { useCaseNames } from "../../../domain/azure/use-case-names";
import {
  checkName,
  environmentNameKinds,
  environmentNames,
  nameRules,
  sharedNameKinds,
  sharedNames,
  type NameKind,
} from "../../../domain/azure/names";

const SUBSCRIPTION = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const OTHER = "1d6f3c8b-2075-4b47-8d2e-8cf103b5e202";
const kinds = Object.keys(nameRules) as NameKind[];
const dev = { prefix: "pfs", environment: "dev", subscription: SUBSCRIPTION };

describe("checkName", () => {
  it.each(kinds)("holds a %s to both ends of its length", (kind) => {
    const { min, max } = nameRules[kind];
    expect(checkName(kind, "a".repeat(min))).toBeUndefined();
    expect(checkName(kind, "a".repeat(max))).toBeUndefined();
    expect(checkName(kind, "a".repeat(min - 1))).toMatchObject({
      given: expect.stringContaining(`(${min - 1} characters)`),
    });
    expect(checkName(kind, "a".repeat(max + 1))).toMatchObject({
      given: expect.stringContaining(`(${max + 1} characters)`),
    });
  });

  it.each([
    ["storageAccount", "stPfs"],
    ["storageAccount", "st-pfs"],
    ["keyVault", "kv--pfs"],
    ["keyVault", "kv-pfs-"],
    ["keyVault", "1kv-pfs"],
    ["containerRegistry", "cr-pfsdev"],
    ["computeCluster", "cpu-01"],
    ["computeInstance", "1ada"],
    ["computeInstance", "ada_1"],
    ["workspace", "-mlw"],
    ["resourceGroup", "rg-pfs."],
    ["actionGroup", "ag/pfs"],
    ["systemTopic", "evgt_pfs"],
    ["networkSecurityGroup", "nsg-"],
  ] as const)("rejects the %s %s", (kind, name) => {
    expect(checkName(kind, name)).toMatchObject({ message: expect.stringContaining(kind) });
  });

  it.each([
    ["computeCluster", "cpu01"],
    ["computeCluster", "cpu-a1"],
    ["keyVault", "kv-pfs-dev-1"],
    ["resourceGroup", "rg.pfs(dev)"],
    ["networkSecurityGroup", "n"],
  ] as const)("accepts the %s %s", (kind, name) => {
    expect(checkName(kind, name)).toBeUndefined();
  });
});

describe("environmentNames", () => {
  it("are stable: a change here renames what is deployed", () => {
    const names = environmentNames(dev);
    expect(Object.fromEntries(environmentNameKinds(names))).toEqual({
      resourceGroup: "rg-pfs-dev-ml",
      virtualNetwork: "vnet-pfs-dev",
      virtualNetworkPeering: "peer-pfs-dev-hub",
      routeTable: "rt-pfs-dev",
      natGateway: "ng-pfs-dev",
      publicIpAddress: "pip-pfs-dev",
      gitHubNetworkSettings: "ghns-pfs-dev",
      agentPool: "mdp-pfs-dev",
      devCenter: "dc-pfs-dev",
      devCenterProject: "dcp-pfs-dev",
      jumpHost: "vm-pfs-dev-jump",
      bastion: "bas-pfs-dev",
      bastionPublicIpAddress: "pip-pfs-dev-bastion",
      networkSecurityGroup: "nsg-pfs-dev-private-endpoints",
      privateEndpoint: "pep-pfs-dev-container-registry",
      storageAccount: "stpfsdevba0e2b48",
      keyVault: "kv-pfs-dev-ba0e2b48",
      containerRegistry: "crpfsdevba0e2b48",
      logAnalytics: "log-pfs-dev",
      applicationInsights: "appi-pfs-dev",
      workspace: "mlw-pfs-dev",
      managedIdentity: "id-pfs-dev-workspace",
      actionGroup: "ag-pfs-dev-informational",
      alertRule: "pfs-dev-model-deployment-failures",
      systemTopic: "evgt-pfs-dev-workspace",
      budget: "budget-pfs-dev",
    });
  });

  it("are all accepted by Azure while prefix and environment have eleven characters or less", () => {
    const prefix = fc.stringMatching(/^[a-z][a-z0-9]{1,5}$/);
    const environment = fc.stringMatching(/^[a-z][a-z0-9]{1,11}$/);
    const generation = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(prefix, environment, fc.uuid(), generation, (p, e, subscription, g) => {
        const names = environmentNames({ prefix: p, environment: e, subscription, generation: g });
        const wrong = environmentNameKinds(names).filter(([kind, name]) => checkName(kind, name) !== undefined);
        expect(wrong.length === 0).toBe(p.length + e.length <= 11);
      }),
    );
  });

  it("differ between subscriptions, organizations and environments where Azure wants them unique", () => {
    const contexts = [dev, { ...dev, subscription: OTHER }, { ...dev, prefix: "pfx" }, { ...dev, environment: "prod" }];
    for (const kind of ["storageAccount", "keyVault", "containerRegistry"] as const) {
      expect(new Set(contexts.map((context) => environmentNames(context)[kind])).size).toBe(contexts.length);
    }
  });

  it("give what Azure soft-deletes a new name with each generation, and nothing else", () => {
    const [first, second] = [environmentNames(dev), environmentNames({ ...dev, generation: 2 })];
    const renamed = environmentNameKinds(second)
      .filter(([, name], index) => name !== environmentNameKinds(first)[index]![1])
      .map(([kind]) => kind);
    expect(renamed).toEqual(["keyVault", "logAnalytics", "workspace"]);
    expect(environmentNames({ ...dev, generation: 1 }).keyVault).toBe(first.keyVault);
  });

  it("keep environments apart that differ in a dash", () => {
    const [a, b] = ["preprod", "pre-prod"].map((environment) => environmentNames({ ...dev, environment }));
    expect(a!.storageAccount).not.toBe(b!.storageAccount);
  });
});

describe("names by a company's patterns", () => {
  const naming = {
    regions: { westeurope: "weu" },
    environments: { dev: "d" },
    patterns: {
      resourceGroup: "RG-{region}-ML-{environment}",
      storageAccount: "ml{environment}st{hash}",
      keyVault: "kv-{environment}-{region}",
      managedIdentity: "uami.{use}.{environment}",
      logicApp: "la-{useCase}-{use}-{environment}",
      registry: "mlr-{region}",
    },
  };
  const context = { ...dev, naming, location: "westeurope" };

  it("say what the tokens stand for, and leave other names as they are", () => {
    const names = environmentNames(context);
    expect(names.resourceGroup).toBe("RG-weu-ML-d");
    expect(names.storageAccount).toMatch(/^mldst[0-9a-f]{8}$/);
    expect(names.collectedStorageAccount).not.toBe(names.storageAccount);
    expect(names.identity("compute")).toBe("uami.compute.d");
    expect(names.containerRegistry).toBe(
      environmentNames({ ...dev, naming: { environments: { dev: "d" } } }).containerRegistry,
    );
    expect(useCaseNames({ ...context, useCase: "churn" }).workflow("drift")).toBe("la-churn-drift-d");
    expect(sharedNames({ ...context, location: "northeurope" }).registry).toBe("mlr-northeurope");
  });

  it("change with the generation where Azure soft-deletes, with a hash in them and without", () => {
    expect(environmentNames({ ...context, generation: 2 }).keyVault).toBe("kv-d-weu-g2");
    expect(environmentNames(context).keyVault).toBe("kv-d-weu");
  });

  it("have usual patterns that pass their own check", () => {
    for (const [kind, { pattern }] of Object.entries(namePatterns)) {
      expect(checkPattern(kind as PatternKind, pattern)).toBeUndefined();
    }
  });
});

describe("sharedNames", () => {
  it("are accepted by Azure for every prefix", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9]{1,5}$/), fc.uuid(), (prefix, subscription) => {
        for (const [kind, name] of sharedNameKinds(sharedNames({ prefix, subscription }))) {
          expect(checkName(kind, name)).toBeUndefined();
        }
      }),
    );
  });
});
