import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Testing } from "cdktf";
import { environmentSchema, organizationSchema, type Environment, type Organization } from "../../schema/configuration";
import { customRoleGuidOf } from "../../domain/access/role-home";
import { environmentNames } from "../../domain/azure/names";
import { builtInRoles, type BuiltInRole } from "../../domain/access/roles";
import { BootstrapStack } from "../../stacks/bootstrap";
import { testApp } from "../support/app";
import type { Attributes } from "../support/synth";

const PLATFORM = "2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10";
const DEV = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const PREPROD = "1d6f3c8b-2075-4b47-8d2e-8cf103b5e202";

const organization = (changes: { repository?: object; state?: object; registry?: object } = {}): Organization =>
  organizationSchema.parse({
    name: "PFS Corporation",
    prefix: "pfs",
    tenant: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11",
    documentation: "https://docs.example/mlops",
    repository: { provider: "github", owner: "pfs-corporation", name: "mlops", ...changes.repository },
    promotionOrder: ["dev", "preprod"],
    tags: { owner: "ml-platform", "cost-center": "CC-1" },
    platform: {
      subscription: PLATFORM,
      location: "westeurope",
      state: changes.state ?? {},
      registry: changes.registry,
    },
  });

const environment = (name: string, subscription: string, level: string): Environment => ({
  name,
  ...environmentSchema.parse({
    subscription,
    location: "westeurope",
    network: { addressSpace: "10.40.0.0/22" },
    access: { level, ...(level === "read-only" ? {} : { reason: "people build and experiment here" }) },
    alerts: {
      receivers: { critical: ["a@pfs.example"], warning: ["a@pfs.example"], informational: ["a@pfs.example"] },
    },
    budget: { amount: 100, startMonth: "2026-12" },
  }),
});

const ENVIRONMENTS = [environment("dev", DEV, "full"), environment("preprod", PREPROD, "restricted")];

function bootstrap(org = organization(), environments = ENVIRONMENTS) {
  const stack = new BootstrapStack(testApp(), "bootstrap", { organization: org, environments });
  const json = JSON.parse(Testing.synth(stack, true)) as Attributes;
  const all = (type: { tfResourceType: string }) =>
    Object.values((json["resource"][type.tfResourceType] ?? {}) as Record<string, Attributes>);
  const warnings = stack.node
    .findAll()
    .flatMap((one) => one.node.metadata.filter(({ type }) => type === "@cdktf/warn"));
  return { json, all, warnings: warnings.map(({ data }) => String(data)) };
}

/** Role assignments of one pipeline identity, as `role on scope`. */
function grantsOf(json: Attributes, environmentName: string, use: "plan" | "apply"): Record<string, Attributes> {
  const identities = json["resource"].azurerm_user_assigned_identity as Record<string, Attributes>;
  const [id] = Object.entries(identities).find(([, one]) => one["name"] === `id-pfs-${environmentName}-${use}`)!;
  const assignments = Object.values(json["resource"].azurerm_role_assignment as Record<string, Attributes>);
  return Object.fromEntries(
    assignments
      .filter((one) => one["principal_id"] === `\${azurerm_user_assigned_identity.${id}.principal_id}`)
      .map((one) => {
        const guid = (one["role_definition_id"] as string).split("/").at(-1);
        const role = Object.entries(builtInRoles).find(([, definition]) => definition.id === guid)![0];
        const scope = (one["scope"] as string).startsWith("${azurerm_storage_container") ? "state" : one["scope"];
        return [`${role} on ${scope}`, one];
      }),
  );
}

describe("BootstrapStack", () => {
  it("keeps states without keys, in every version, and refuses to destroy them", () => {
    const { all } = bootstrap();
    expect(all(StorageAccount)).toEqual([
      expect.objectContaining({
        name: expect.stringMatching(/^stpfstf[0-9a-f]{8}$/),
        shared_access_key_enabled: false,
        min_tls_version: "TLS1_2",
        infrastructure_encryption_enabled: true,
        allow_nested_items_to_be_public: false,
        account_replication_type: "GZRS",
        blob_properties: {
          versioning_enabled: true,
          delete_retention_policy: { days: 90 },
          container_delete_retention_policy: { days: 90 },
        },
        lifecycle: { prevent_destroy: true },
      }),
    ]);
    expect(all(StorageContainer)).toEqual([
      expect.objectContaining({
        name: "tfstate",
        container_access_type: "private",
        storage_account_id: expect.stringContaining("azurerm_storage_account"),
        lifecycle: { prevent_destroy: true },
      }),
    ]);
    expect(all(ResourceGroup)[0]).toMatchObject({ name: "rg-pfs-ml-state", lifecycle: { prevent_destroy: true } });
  });

  it.each([
    ["closes the states to the internet by default", {}, { public_network_access_enabled: false }, "Deny", []],
    [
      "lets every address try where that is said",
      { inbound: { mode: "public", reason: "hosted runners deploy from anywhere" } },
      { public_network_access_enabled: true },
      "Allow",
      [],
    ],
    [
      "lets some addresses in where that is said",
      { inbound: { mode: "public", reason: "our runners only", allowedAddresses: ["203.0.113.0/24"] } },
      { public_network_access_enabled: true },
      "Deny",
      ["203.0.113.0/24"],
    ],
  ])("%s", (_, state, account, action, addresses) => {
    expect(bootstrap(organization({ state })).all(StorageAccount)[0]).toMatchObject({
      ...account,
      network_rules: {
        default_action: action,
        ip_rules: addresses,
        // Nothing but Azure's defaults would be read as no rules, and written again by every plan.
        bypass: action === "Allow" ? ["AzureServices", "Logging", "Metrics"] : ["AzureServices"],
      },
    });
  });

  it("makes a plan and an apply identity per environment", () => {
    const names = bootstrap()
      .all(UserAssignedIdentity)
      .map((one) => one["name"]);
    expect(names.sort()).toEqual([
      "id-pfs-dev-apply",
      "id-pfs-dev-plan",
      "id-pfs-preprod-apply",
      "id-pfs-preprod-plan",
    ]);
  });

  it("makes what pipelines publish with where that is said: it holds nothing here, and trusts one environment", () => {
    const { all, json } = bootstrap(organization({ registry: { publishedByPipelines: true } }));
    expect(all(UserAssignedIdentity).map((one) => one["name"])).toContain("id-pfs-publish");
    const [id] = Object.entries(json["resource"].azurerm_user_assigned_identity as Record<string, Attributes>).find(
      ([, one]) => one["name"] === "id-pfs-publish",
    )!;
    const trusted = all(FederatedIdentityCredential).filter((one) => one["parent_id"].includes(id));
    expect(trusted.map((one) => one["subject"])).toEqual(["repo:pfs-corporation/mlops:environment:publish"]);
    expect(all(RoleAssignment).filter((one) => one["principal_id"].includes(id))).toEqual([]);
    expect(Object.keys(json["output"])).toContain("publish-client-id");
  });

  describe("trust in GitHub", () => {
    const subjects = (json: Attributes, identity: string) =>
      Object.values(json["resource"].azurerm_federated_identity_credential as Record<string, Attributes>)
        .filter((one) => one["parent_id"].includes(identity))
        .map((one) => one["subject"])
        .sort();
    const idOf = (json: Attributes, name: string) =>
      Object.entries(json["resource"].azurerm_user_assigned_identity as Record<string, Attributes>).find(
        ([, one]) => one["name"] === name,
      )![0];

    it("lets pull requests and the default branch plan, and only the approved environment deploy", () => {
      const { json } = bootstrap();
      expect(subjects(json, idOf(json, "id-pfs-dev-plan"))).toEqual([
        "repo:pfs-corporation/mlops:pull_request",
        "repo:pfs-corporation/mlops:ref:refs/heads/main",
      ]);
      expect(subjects(json, idOf(json, "id-pfs-dev-apply"))).toEqual(["repo:pfs-corporation/mlops:environment:dev"]);
    });

    it("trusts both forms of a token where the repository's ids are known", () => {
      const { json } = bootstrap(organization({ repository: { ownerId: 123, repositoryId: 456 } }));
      expect(subjects(json, idOf(json, "id-pfs-dev-apply"))).toEqual([
        "repo:pfs-corporation/mlops:environment:dev",
        "repo:pfs-corporation@123/mlops@456:environment:dev",
      ]);
    });

    it("makes the credentials of one identity one after the other", () => {
      const { json, all } = bootstrap();
      const chained = all(FederatedIdentityCredential).filter((one) => one["depends_on"] !== undefined);
      expect(chained).toHaveLength(2);
      expect(all(FederatedIdentityCredential)).toHaveLength(6);
      expect(chained[0]!["parent_id"]).toContain(idOf(json, "id-pfs-dev-plan"));
    });

    it("takes GitHub's tokens for Azure and no others", () => {
      for (const one of bootstrap().all(FederatedIdentityCredential)) {
        expect(one).toMatchObject({
          issuer: "https://token.actions.githubusercontent.com",
          audience: ["api://AzureADTokenExchange"],
        });
      }
    });
  });

  describe("access", () => {
    it("AMLZ-RBAC-10 lets plan read and nothing else", () => {
      expect(Object.keys(grantsOf(bootstrap().json, "dev", "plan")).sort()).toEqual([
        `reader on /subscriptions/${DEV}`,
        `reader on /subscriptions/${PLATFORM}`,
        "storageBlobDataReader on state",
      ]);
    });

    it("lets plan also look at the environment that versions come from, where a promotion asks how they did", () => {
      expect(Object.keys(grantsOf(bootstrap().json, "preprod", "plan")).sort()).toEqual([
        `reader on /subscriptions/${DEV}`,
        `reader on /subscriptions/${PREPROD}`,
        `reader on /subscriptions/${PLATFORM}`,
        "storageBlobDataReader on state",
      ]);
    });

    it("AMLZ-RBAC-10 keeps apply to its own environment, and to reading rights on the model registry", () => {
      expect(Object.keys(grantsOf(bootstrap().json, "dev", "apply")).sort()).toEqual([
        `contributor on /subscriptions/${DEV}`,
        `locksContributor on /subscriptions/${DEV}`,
        `rbacAdministrator on /subscriptions/${DEV}`,
        `rbacAdministrator on /subscriptions/${PLATFORM}`,
        "storageBlobDataContributor on state",
      ]);
    });

    it("AMLZ-RBAC-06 never lets anybody grant without a condition", () => {
      const guid = builtInRoles.rbacAdministrator.id;
      const granting = bootstrap()
        .all(RoleAssignment)
        .filter((one) => one["role_definition_id"].endsWith(guid));
      expect(granting).toHaveLength(4);
      for (const one of granting)
        expect(one).toMatchObject({ condition_version: "2.0", condition: expect.any(String) });
    });

    const condition = (environmentName: string, subscription: string) =>
      grantsOf(bootstrap().json, environmentName, "apply")[`rbacAdministrator on /subscriptions/${subscription}`]![
        "condition"
      ] as string;
    const guidOf = (role: BuiltInRole) => builtInRoles[role].id;

    it("lets apply grant people their level's roles, and identities theirs", () => {
      const [write, revoke] = condition("dev", DEV).split(") AND ((!(ActionMatches");
      for (const half of [write!, revoke!]) {
        const [identities, people] = half.split("} AND ");
        expect(identities).toContain(guidOf("storageBlobDataContributor"));
        expect(half).toContain("'ServicePrincipal'");
        expect(people).toContain(guidOf("amlDataScientist"));
        expect(people).not.toContain(guidOf("contributor"));
        expect(half).toContain("'Group'");
      }
    });

    it("never lets apply grant what would lift its own limits", () => {
      const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
      const userAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
      for (const text of [condition("dev", DEV), condition("dev", PLATFORM), condition("preprod", PREPROD)]) {
        for (const guid of [owner, userAccessAdministrator, guidOf("rbacAdministrator"), guidOf("locksContributor")]) {
          expect(text).not.toContain(guid);
        }
        expect(text).toContain(guidOf("reader"));
        expect(text).not.toContain("'User'");
      }
    });

    it("never lets apply grant what the workspace's own identity holds beyond data of runs", () => {
      // An owner grants these when the environment is deployed the first time.
      for (const text of [condition("dev", DEV), condition("preprod", PREPROD)]) {
        const identities = text.split("'ServicePrincipal'")[0]!;
        for (const role of ["contributor", "keyVaultAdministrator", "storageFileDataPrivilegedContributor"] as const) {
          expect(identities).not.toContain(guidOf(role));
        }
      }
    });

    it("holds an environment's roles on the resource group that others made for it, and warns of nobody else there", () => {
      const within = (name: string, group: string): Environment => ({
        ...environment(name, DEV, "read-only"),
        resourceGroup: { existing: group },
      });
      const { json, warnings } = bootstrap(organization(), [within("dev", "rg-one"), within("preprod", "rg-two")]);
      const scopes = (use: "plan" | "apply") =>
        Object.keys(grantsOf(json, "preprod", use)).map((one) =>
          one.replace(`/subscriptions/${DEV}/resourceGroups/`, ""),
        );
      expect(scopes("apply").sort()).toEqual([
        "contributor on rg-two",
        "locksContributor on rg-two",
        `rbacAdministrator on /subscriptions/${PLATFORM}`,
        "rbacAdministrator on rg-two",
        "storageBlobDataContributor on state",
      ]);
      expect(scopes("plan")).toContain("reader on rg-one");
      expect(warnings).toEqual([]);
      const wide = bootstrap(organization(), [environment("dev", DEV, "read-only"), within("preprod", "rg-two")]);
      expect(wide.warnings).toHaveLength(1);
    });

    it("lets apply grant the custom role of its own environment", () => {
      const resourceGroup = environmentNames({
        prefix: "pfs",
        environment: "preprod",
        subscription: PREPROD,
      }).resourceGroup;
      const ref = { subscriptionId: PREPROD, resourceGroup };
      const guid = customRoleGuidOf("restrictedDataScientist", "pfs-preprod", ref);
      expect(condition("preprod", PREPROD)).toContain(guid);
      expect(condition("dev", DEV)).not.toContain(guid);
    });

    it("keeps environments out of each other's states", () => {
      const longer = [...ENVIRONMENTS, environment("dev-eu", "2e704d9c-3186-4c58-9e3f-9d0214c6f303", "read-only")];
      const state = (name: string) =>
        grantsOf(bootstrap(organization(), longer).json, name, "apply")["storageBlobDataContributor on state"]![
          "condition"
        ] as string;
      expect(state("dev")).toContain("StringLike 'dev.tfstate' OR");
      expect(state("dev")).toContain("StringNotLike 'dev-eu-*.tfstate'");
      expect(state("preprod")).toContain("StringLike 'preprod-*.tfstate'");
      expect(state("preprod")).not.toContain("StringLike 'dev");
    });

    it("AMLZ-RBAC-09 shares no principal between environments", () => {
      const { json } = bootstrap();
      const principals = (name: string) =>
        (["plan", "apply"] as const).flatMap((use) =>
          Object.values(grantsOf(json, name, use)).map((one) => one["principal_id"] as string),
        );
      expect(principals("dev").filter((one) => principals("preprod").includes(one))).toEqual([]);
      expect(principals("dev")).toHaveLength(8);
    });
  });

  it("registers what the stacks use, once per subscription", () => {
    const actions = Object.values(bootstrap().json["resource"].azapi_resource_action as Record<string, Attributes>);
    const of = (subscription: string) => actions.filter((one) => one["resource_id"].includes(subscription));
    expect(of(DEV)).toHaveLength(of(PLATFORM).length);
    expect(of(DEV).map((one) => one["resource_id"])).toContain(
      `/subscriptions/${DEV}/providers/Microsoft.MachineLearningServices`,
    );
    for (const one of actions) expect(one).toMatchObject({ action: "register", method: "POST" });
  });

  it("tags what takes tags", () => {
    expect(bootstrap().all(StorageAccount)[0]!["tags"]).toEqual({
      owner: "ml-platform",
      "cost-center": "CC-1",
      "managed-by": "terraform",
    });
  });

  it("prints the client ids that pipelines sign in with", () => {
    expect(Object.keys(bootstrap().json["output"]).sort()).toEqual([
      "dev-apply-client-id",
      "dev-plan-client-id",
      "preprod-apply-client-id",
      "preprod-plan-client-id",
    ]);
  });

  it("warns where environments share a subscription, and only there", () => {
    expect(bootstrap().warnings).toEqual([]);
    const shared = [environment("dev", DEV, "full"), environment("test", DEV, "full")];
    expect(bootstrap(organization(), shared).warnings).toEqual([
      expect.stringMatching(/^MLOPS-BOOTSTRAP-001 dev, test lie in one subscription/),
    ]);
  });
});
