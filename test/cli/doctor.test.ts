import { judgeGrant, judgeKey, judgeVault } from "../../cli/doctor/encryption";
import { builtInRoles } from "../../domain/access/roles";
import { checkGit, checkOptional, checkProviders, checkTool } from "../../cli/doctor/machine";
import type { Run } from "../../deploy/machine";
import { tools } from "../../domain/machine/tools";
import { checkLogin, judgeToken } from "../../cli/doctor/login";
import { judgeConnections, judgeDatastore, judgeRules, judgeRuns, judgeSpark } from "../../cli/doctor/first-day";
import { judgeAvailability, judgeDeletedVault } from "../../cli/doctor/names";
import { needsOf } from "../../cli/doctor/needs";
import { allows, judgePermissions } from "../../cli/doctor/permissions";
import { judgeQuota, judgeSizes, quotasOf, type OfferedSize } from "../../cli/doctor/quota";
import { renderReport } from "../../cli/doctor/report";
import { judgeState } from "../../cli/doctor/state";
import type { AzureConnection } from "../../azure/connection";
import { exampleConfiguration } from "../support/configuration";

const configuration = exampleConfiguration({
  releases: {
    "customer-churn": { preprod: { live: { model: "12" }, candidate: { model: "13" }, history: ["11"] } },
  },
});
const environment = (name: string) => configuration.environments.find((one) => one.name === name)!;

describe("this machine", () => {
  const running =
    (answers: Record<string, string>): Run =>
    async (program, parameters) =>
      answers[[program, ...parameters].join(" ")];

  it.each([
    ["v20.19.0", "pass"],
    ["v24.1.0", "pass"],
    ["v20.18.3", "fail"],
    ["v18.20.8", "fail"],
  ])("Node %s: %s", async (version, result) => {
    expect((await checkTool(tools.node, "node", running({ "node --version": version }))).result).toBe(result);
  });

  it.each([
    ["Terraform v1.11.4\non linux_amd64", "pass"],
    ["Terraform v1.9.0", "fail"],
    ["Terraform v2.0.0", "pass"],
    ["Terraform v1.8.5", "fail"],
    ["OpenTofu v1.9.0", "fail"],
    ["Terraform v1.11.0", "fail"],
    ["Terraform v1.11.1", "pass"],
  ])("Terraform that says %j: %s", async (version, result) => {
    const found = await checkTool(tools.terraform, "terraform", running({ "terraform version": version }));
    expect(found.result).toBe(result);
  });

  it("says what is missing", async () => {
    const none = running({});
    const missing = { result: "fail", text: "there is no terraform on PATH" };
    expect(await checkTool(tools.terraform, "terraform", none)).toMatchObject(missing);
    expect(await checkOptional(tools.az, "people cannot sign in", none)).toMatchObject({
      result: "unknown",
      text: "there is no az on PATH: people cannot sign in",
    });
    const az = running({ "az version --output json": '{ "azure-cli": "2.91.0" }' });
    expect(await checkOptional(tools.az, "", az)).toEqual({ result: "pass", text: "2.91.0" });
    expect((await checkGit(running({}))).result).toBe("fail");
    expect((await checkGit(running({ "git --version": "git version 2.39.5" }))).result).toBe("unknown");
  });
});

describe("the builds of providers", () => {
  const entry = (address: string, version: string) =>
    `provider "registry.terraform.io/${address}" {\n  version     = "${version}"\n  hashes = [\n    "zh:${"0".repeat(64)}",\n  ]\n}\n`;
  const required = {
    azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
    azapi: { source: "azure/azapi", version: "2.12.0" },
  };
  it.each([
    ["both", entry("azure/azapi", "2.12.0"), "pass", "azapi, azurerm"],
    ["one", "", "unknown", "azapi 2.12.0"],
    ["another version of one", entry("azure/azapi", "2.11.0"), "unknown", "azapi 2.12.0"],
    ["one without sums", 'provider "registry.terraform.io/azure/azapi" {\n}\n', "unknown", "pinned by sums: 1 of 2"],
  ])("are pinned by sums of %s, or it is said of which they are not", (_, more, result, text) => {
    const lock = `# ours\n\n${more}\n${entry("hashicorp/azurerm", "4.55.0")}`;
    expect(checkProviders(lock, required)).toMatchObject({ result, text: expect.stringContaining(text) as string });
  });
});

describe("the first day in Azure", () => {
  const network = (status: object) => ({ properties: { managedNetwork: { status } } });
  it.each([
    [undefined, true, "unknown"],
    [network({}), true, "fail"],
    [network({ status: "Active", sparkReady: false }), true, "fail"],
    [network({ status: "Active", sparkReady: true }), true, "pass"],
    [network({ status: "Active", sparkReady: false }), false, "pass"],
  ])("a network of %j, with monitors %s: %s", (workspace, wanted, result) =>
    expect(judgeSpark(workspace, wanted).result).toBe(result),
  );

  const rule = (name: string, part: string, status = "Active") => ({
    name,
    properties: { status, destination: { serviceResourceId: "/a", subresourceTarget: part } },
  });
  it.each([
    ["all there", [rule("own-dfs", "dfs"), rule("__SYS_PE_a", "blob")], "pass"],
    ["one missing", [rule("__SYS_PE_a", "blob")], "fail"],
    ["one idle", [rule("own-dfs", "dfs", "Inactive")], "fail"],
    ["a destination twice", [rule("own-dfs", "dfs"), rule("__SYS_PE_a", "DFS")], "fail"],
  ])("rules with %s: %s", (_, rules, result) => expect(judgeRules(rules, ["own-dfs"]).result).toBe(result));

  it("tells approved endpoints from waiting ones", () => {
    const one = (status: string) => ({ properties: { privateLinkServiceConnectionState: { status } } });
    expect(judgeConnections([one("Approved"), one("Approved")]).result).toBe("pass");
    expect(judgeConnections([one("Approved"), one("Pending")])).toMatchObject({
      result: "fail",
      text: "1 of 2 are Pending",
    });
    expect(judgeConnections([]).result).toBe("unknown");
  });

  it("tells a datastore that takes identities from one with a key", () => {
    const store = (credentialsType: string) => ({
      properties: { datastoreType: "AzureBlob", credentials: { credentialsType } },
    });
    expect(judgeDatastore(store("None")).result).toBe("pass");
    expect(judgeDatastore(store("AccountKey")).result).toBe("fail");
    expect(judgeDatastore(undefined).result).toBe("unknown");
  });

  it("finds runs by their display name, and says if there are none", () => {
    const run = { name: "calm_reef", properties: { displayName: "drift_churn_model-12-20261216T043030Z" } };
    expect(judgeRuns([run], ["drift_churn_model-12"]).result).toBe("pass");
    expect(judgeRuns([run], ["drift_churn_model-13"]).result).toBe("unknown");
    expect(judgeRuns([run], []).result).toBe("unknown");
  });
});

describe("the login", () => {
  const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.secret`;
  const tenant = "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11";

  it.each([
    [{ tid: tenant, upn: "ada@pfs.example" }, "pass", `ada@pfs.example, tenant ${tenant}`],
    [{ tid: tenant, idtyp: "app", appid: "4711" }, "pass", `identity 4711, tenant ${tenant}`],
    [{ tid: "other", upn: "ada@pfs.example" }, "fail", `ada@pfs.example is signed in to tenant other, but`],
  ])("reads who a token is for: %j", (claims, result, says) => {
    const finding = judgeToken(token(claims), tenant, "az login");
    expect(finding.result).toBe(result);
    expect(finding.text).toContain(says);
    expect(JSON.stringify(finding)).not.toContain("secret");
  });

  it("does not break at a token of another kind", () => {
    expect(judgeToken("opaque", tenant, "az login").result).toBe("pass");
  });

  const failing = (name: string, code?: string) =>
    ({
      target: "azure",
      credential: {
        getToken: async () => {
          throw Object.assign(new Error("no"), { name, ...(code !== undefined && { code }) });
        },
      },
    }) as unknown as AzureConnection;

  it("tells nobody signed in from no network", async () => {
    const { signal } = new AbortController();
    expect(await checkLogin(failing("CredentialUnavailableError"), tenant, signal)).toEqual({
      result: "fail",
      text: "nobody is signed in",
      fix: `az login --tenant ${tenant}`,
    });
    expect((await checkLogin(failing("Error", "ENOTFOUND"), tenant, signal)).result).toBe("unknown");
    await expect(checkLogin(failing("TypeError"), tenant, signal)).rejects.toThrow("no");
  });
});

describe("the role to deploy", () => {
  const contributor = {
    actions: ["*"],
    notActions: ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"],
  };
  const rbac = { actions: ["Microsoft.Authorization/roleAssignments/write", "*/read"], notActions: [] };
  const lock = { actions: ["Microsoft.Authorization/locks/*"], notActions: [] };

  it("counts what each role forbids itself, and nothing of what another forbids", () => {
    expect(allows([contributor], "Microsoft.Authorization/roleAssignments/write")).toBe(false);
    expect(allows([contributor, rbac], "Microsoft.Authorization/roleAssignments/write")).toBe(true);
    expect(allows([rbac], "Microsoft.Storage/storageAccounts/write")).toBe(false);
    expect(
      allows([{ actions: ["microsoft.storage/STORAGEACCOUNTS/*"] }], "Microsoft.Storage/storageAccounts/write"),
    ).toBe(true);
    expect(allows([{ actions: ["Microsoft+Storage/*"] }, {}], "Microsoft.Storage/storageAccounts/write")).toBe(false);
  });

  it.each([
    ["all", [contributor, rbac, lock], true, "pass", undefined],
    ["no locks, where none are set", [contributor, rbac], false, "pass", undefined],
    ["no locks", [contributor, rbac], true, "fail", "for Locks Contributor"],
    ["no grants", [contributor, lock], true, "fail", "for Role Based Access Control Administrator"],
    ["nothing but reading", [{ actions: ["*/read"] }], true, "fail", "for Contributor, Role Based"],
  ] as const)("judges %s", (_, permissions, locks, result, fix) => {
    const finding = judgePermissions(permissions, "rg-test", locks);
    expect(finding.result).toBe(result);
    if (fix !== undefined) expect(finding.fix).toContain(fix);
  });
});

describe("quota and sizes", () => {
  const offered: readonly OfferedSize[] = [
    { name: "Standard_D4ds_v5", family: "standardDDSv5Family", cores: 4 },
    { name: "Standard_D2as_v4", family: "standardDASv4Family", cores: 2 },
  ];
  const needs = needsOf(configuration, environment("preprod"));
  const usage = (name: string, currentValue: number, limit: number, more: object = {}) => ({
    type: "Microsoft.MachineLearningServices/dedicatedCores/usages",
    name: { value: name },
    currentValue,
    limit,
    ...more,
  });
  const lines = (usages: readonly ReturnType<typeof usage>[], deployed = false) =>
    judgeQuota(needs, offered, quotasOf(usages), deployed).map(
      ({ result, text }) => `${result} ${text.split(" (")[0]!}`,
    );

  it("asks for every machine that may run at once, with the reserve for updates of endpoints", () => {
    expect(needs.map(({ what, size, count }) => `${what}: ${count} x ${size}`)).toEqual([
      "cluster cpu: 4 x Standard_D4ds_v5",
      // Six instances at most, and two more kept free: ceil(1.2 x 6) = 8.
      "customer-churn model 12: 8 x Standard_D2as_v4",
      "customer-churn model 13: 8 x Standard_D2as_v4",
      expect.stringMatching(/^fuel-efficiency model 4: \d+ x Standard_D2as_v4$/),
    ]);
  });

  it("matches families by either of the names that Azure gives them", () => {
    const [machines] = lines([usage("Standard DDSv5 Family Cluster Dedicated vCPUs", 0, 16)]);
    expect(machines).toBe("pass standardDDSv5Family: at most 16 of 16 cores, 0 in use now");
    expect(lines([usage("standardDDSv5Family", 0, 15)])[0]).toBe(
      "fail standardDDSv5Family: 16 cores are asked for, the quota is 15",
    );
  });

  it("counts what others use until the environment itself is deployed", () => {
    const tight = [usage("standardDDSv5Family", 1, 16)];
    expect(lines(tight)[0]).toBe("fail standardDDSv5Family: 16 cores are asked for, 15 of 16 are free");
    expect(lines(tight, true)[0]).toBe("pass standardDDSv5Family: at most 16 of 16 cores, 1 in use now");
  });

  it("looks at the total of the region, and at no workspace's or low-priority quota", () => {
    const found = lines([
      usage("standardDDSv5Family", 0, 100),
      usage("standardDASv4Family", 0, 100),
      usage("standardDASv4Family", 0, 1, {
        type: "Microsoft.MachineLearningServices/workspaces/dedicatedCores/usages",
      }),
      usage("standardDASv4Family", 0, 1, { type: "Microsoft.MachineLearningServices/lowPriorityCores/usages" }),
      usage("Total Cluster Dedicated Regional vCPUs", 0, 20),
    ]);
    expect(found.map((line) => line.split(" ")[0])).toEqual(["pass", "pass", "fail"]);
    expect(found[2]).toMatch(/^fail all families together: \d+ cores are asked for, the quota is 20$/);
  });

  it("does not know of a family that Azure does not list", () => {
    expect(lines([])[0]).toBe("unknown standardDDSv5Family: 16 cores are asked for");
  });

  it("fails for sizes of clusters that a region lacks; of endpoints it does not know", () => {
    expect(judgeSizes(needs, offered, "westeurope").result).toBe("pass");
    expect(judgeSizes(needs, offered.slice(1), "westeurope")).toMatchObject({
      result: "fail",
      text: "westeurope does not offer Standard_D4ds_v5 (cluster cpu)",
    });
    expect(judgeSizes(needs, offered.slice(0, 1), "westeurope").result).toBe("unknown");
  });
});

describe("names and the state", () => {
  it("tells a taken name from one that Azure refuses", () => {
    expect(judgeAvailability("key vault", "kv", { nameAvailable: true }, "fix").result).toBe("pass");
    expect(
      judgeAvailability("key vault", "kv", { nameAvailable: false, reason: "AlreadyExists" }, "fix").text,
    ).toContain("is taken by somebody else");
    const refused = { nameAvailable: false, reason: "AccountNameInvalid", message: "kv is too short" };
    expect(judgeAvailability("key vault", "kv", refused, "fix").text).toBe("key vault kv is refused: kv is too short");
  });

  it("offers to purge a deleted vault only if that is allowed", () => {
    const gone = (purgeProtectionEnabled: boolean) => ({
      properties: { location: "westeurope", scheduledPurgeDate: "2027-01-02T03:04:05Z", purgeProtectionEnabled },
    });
    expect(judgeDeletedVault("kv", gone(false), "count up")).toEqual({
      result: "fail",
      text: "key vault kv was deleted and holds its name until 2027-01-02",
      fix: "az keyvault purge --name kv --location westeurope; or count up",
    });
    expect(judgeDeletedVault("kv", gone(true), "count up").fix).toBe("count up");
  });

  it.each([
    [200, undefined, "pass", "readable"],
    [404, "ContainerNotFound", "fail", "no state container"],
    [403, "AuthorizationFailure", "fail", "refuses this address"],
    [403, "AuthorizationPermissionMismatch", "fail", "may not read states"],
    [503, "ServerBusy", "unknown", "HTTP 503 ServerBusy"],
  ])("reads the storage's answer %d %s", (status, code, result, says) => {
    const finding = judgeState("stpfs", status, code);
    expect(finding.result).toBe(result);
    expect(finding.text).toContain(says);
  });
});

it("prints every line with its fix, within the width", () => {
  const text = "a long clause about what was found ".repeat(4).trim();
  const report = {
    target: "azure",
    lines: [
      { about: "dev", check: "role", result: "fail", text, fix: "ask somebody ".repeat(10).trim() },
      { about: "dev", check: "quota", result: "pass", text: "enough" },
    ],
    counts: { pass: 1, fail: 1, unknown: 0 },
  } as const;
  const lines = renderReport(report, { colour: false, width: 80 }).split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(lines[1]).toMatch(/^ {2}FAIL {5}role {3}a long clause/);
  expect(lines.some((line) => line.includes("→ ask somebody"))).toBe(true);
  expect(lines.at(-1)).toBe("1 passed, 1 failed, 0 unknown");
});

describe("the key of an environment", () => {
  const now = new Date("2026-12-16T00:00:00Z");
  const vault = (properties: Record<string, unknown>, location = "westeurope") =>
    judgeVault(
      { name: "kv-company", location, properties: { enablePurgeProtection: true, ...properties } },
      "westeurope",
    );
  const closed = { publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } };

  it.each<[string, ReturnType<typeof vault>, string[]]>([
    [
      "closed to all but services",
      vault(closed),
      ["pass vault kv-company keeps its keys and lets services ask for them"],
    ],
    ["open", vault({}, "West Europe"), ["pass vault kv-company keeps its keys and lets services ask for them"]],
    [
      "that loses keys, is far away and lets nobody in",
      vault({ ...closed, enablePurgeProtection: undefined, networkAcls: { bypass: "None" } }, "northeurope"),
      [
        "fail vault kv-company has no purge protection, without which Azure takes no key of it",
        "fail the firewall of vault kv-company lets no trusted services in",
        "fail vault kv-company is in northeurope, the environment in westeurope",
      ],
    ],
  ])("lies in a vault %s", (_, found, expected) => {
    expect(found.map(({ result, text }) => `${result} ${text}`)).toEqual(expected);
  });

  const key = (properties: Record<string, unknown>) => ({ properties: { kty: "RSA", keySize: 3072, ...properties } });
  it.each<[string, Record<string, unknown> | undefined, string]>([
    ["that is there", key({ attributes: { enabled: true } }), "pass key ml can be used"],
    ["that is gone", undefined, "fail key ml is not there"],
    ["that is disabled", key({ attributes: { enabled: false } }), "fail key ml is disabled"],
    ["that has expired", key({ attributes: { exp: 1765843200 } }), "fail key ml has expired"],
    [
      "that will expire",
      key({ attributes: { exp: 1798761600 } }),
      "unknown key ml expires on 2027-01-01, and everything stops with it",
    ],
    ["that is short", key({ keySize: 2048 }), "fail key ml is RSA of 2048 bits"],
    ["of another kind", key({ kty: "EC", keySize: undefined }), "fail key ml is EC"],
  ])("is judged: %s", (_, found, expected) => {
    const { result, text } = judgeKey("ml", found, now);
    expect(`${result} ${text}`).toBe(expected);
  });

  it("is used by an identity with a role that lets it wrap, whichever that is", () => {
    const assigned = (principalId: string, role: string) => ({
      properties: {
        principalId,
        roleDefinitionId: `/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      },
    });
    const { keyVaultCryptoServiceEncryptionUser, keyVaultReader } = builtInRoles;
    const grant = (...assignments: ReturnType<typeof assigned>[]) =>
      judgeGrant("id-encryption", "P1", assignments).result;
    expect(grant(assigned("p1", keyVaultCryptoServiceEncryptionUser.id))).toBe("pass");
    expect(grant(assigned("p1", keyVaultReader.id), assigned("p2", keyVaultCryptoServiceEncryptionUser.id))).toBe(
      "fail",
    );
  });
});
