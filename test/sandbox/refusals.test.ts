import { contributor, estate, estateWith, ids, people, reader } from "../support/estate";
import { group, inGroup, subscription, Workbench } from "../support/terraform";

const guid = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;
const tenant = "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11";

describe("the simulated Azure", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(estate());
    const { output } = await bench.apply();
    expect(output).toContain("Apply complete! Resources: 11 added");
  });
  afterAll(() => bench.close());

  /** Applies the estate with wrong resources added; each must be refused with its message. */
  async function refused(wrong: Parameters<typeof estateWith>[0], ...messages: string[]): Promise<void> {
    bench.write(estateWith(wrong));
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    for (const message of messages) expect(output).toContain(message);
    expect(output.match(/\bError: /g)).toHaveLength(messages.length);
  }

  it("accepts the estate these refusals start from, and plans no changes to it", async () => {
    expect((await bench.plan()).code).toBe(0);
  });

  it("refuses what has no parent to live in", async () => {
    await refused(
      {
        azurerm_user_assigned_identity: {
          lost: { name: "id-lost", resource_group_name: "rg-none", location: "westeurope" },
        },
        azurerm_subnet: {
          lost: {
            name: "s",
            resource_group_name: "rg-test",
            virtual_network_name: "vnet-none",
            address_prefixes: ["10.1.2.0/24"],
          },
        },
        azurerm_management_lock: { lost: { name: "l", scope: `${ids.storage}none`, lock_level: "CanNotDelete" } },
      },
      "ResourceGroupNotFound: Resource group 'rg-none' could not be found.",
      "ParentResourceNotFound: Failed to perform 'write' on resource(s) of type 'Microsoft.Network/virtualNetworks/subnets'",
      `ResourceNotFound: The Resource '${ids.storage}none' was not found.`,
    );
  });

  it("refuses to create what exists, and says that it must be imported", async () => {
    const twin = estate();
    await refused(
      {
        azurerm_virtual_network: { twin: { ...twin["azurerm_virtual_network"]!["vnet"]! } },
        azapi_resource: { twin: { ...twin["azapi_resource"]!["vault"]! } },
      },
      `a resource with the ID "${ids.network}" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
      `A resource with the ID "${ids.vault}" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
    );
  });

  it("refuses names that are taken elsewhere in Azure", async () => {
    const other = { resource_group_name: "${azurerm_resource_group.other.name}", location: "westeurope" };
    const vault = estate()["azapi_resource"]!["vault"]!;
    await refused(
      {
        azurerm_resource_group: { other: { name: "rg-other", location: "westeurope" } },
        azurerm_storage_account: {
          taken: { name: "stestate", ...other, account_tier: "Standard", account_replication_type: "LRS" },
        },
        azapi_resource: { taken: { ...vault, parent_id: "${azurerm_resource_group.other.id}" } },
      },
      "StorageAccountAlreadyTaken: The name 'stestate' is already in use in Azure",
      "VaultAlreadyExists: The name 'kv-estate' is already in use in Azure",
    );
  });

  it("refuses access that Azure cannot grant", async () => {
    const grant = (name: string, more: object) => ({
      name,
      scope: ids.storage,
      principal_id: people,
      role_definition_id: reader,
      ...more,
    });
    await refused(
      {
        azurerm_role_assignment: {
          norole: grant(guid(3), { role_definition_id: reader.replace("acdd", "0000") }),
          noone: grant(guid(4), { principal_type: "ServicePrincipal" }),
          unknown: grant(guid(5), { role_definition_id: null, role_definition_name: "Reeder" }),
          again: grant(guid(6), {
            role_definition_id: contributor,
            principal_id: "${azurerm_user_assigned_identity.ws.principal_id}",
          }),
          kind: grant(guid(7), {
            principal_type: "Group",
            principal_id: "${azurerm_user_assigned_identity.ws.principal_id}",
          }),
        },
      },
      "RoleDefinitionDoesNotExist: The specified role definition with ID '0000",
      "PrincipalNotFound: Principal",
      "could not find role 'Reeder'",
      "RoleAssignmentExists: The role assignment already exists.",
      "UnmatchedPrincipalType",
    );
  });

  it("refuses networks that do not fit together", async () => {
    const subnet = (name: string, prefix: string) => ({
      name,
      resource_group_name: "rg-test",
      virtual_network_name: "vnet-estate",
      address_prefixes: [prefix],
    });
    const endpoint = (name: string, target: string, part: string) => ({
      name,
      ...inGroup,
      subnet_id: "${azurerm_subnet.endpoints.id}",
      private_service_connection: [
        { name, is_manual_connection: false, private_connection_resource_id: target, subresource_names: [part] },
      ],
    });
    await refused(
      {
        azurerm_subnet: {
          outside: subnet("outside", "10.2.0.0/24"),
          overlap: subnet("overlap", "10.1.1.128/25"),
          odd: subnet("odd", "10.1.3.1/24"),
        },
        azurerm_private_endpoint: {
          part: endpoint("pe-part", ids.storage, "vault"),
          target: endpoint("pe-target", `${ids.storage}none`, "blob"),
        },
      },
      "NetcfgSubnetRangeOutsideVnet",
      "NetcfgSubnetRangesOverlap",
      "InvalidCIDRNotation",
      "PrivateEndpointInvalidGroupId: 'pe-part': group id 'vault' is not one of blob",
      `Private link target '${ids.storage}none' of 'pe-target' was not found.`,
    );
  });

  it("refuses alerts and log settings that would never work", async () => {
    const alert = (name: string, criteria: object, more: object = {}) => ({
      name,
      resource_group_name: "rg-test",
      scopes: [ids.workspace],
      criteria: [
        {
          metric_namespace: "Microsoft.MachineLearningServices/workspaces",
          operator: "GreaterThan",
          threshold: 0,
          ...criteria,
        },
      ],
      ...more,
    });
    const setting = (name: string, target: string, category: string) => ({
      name,
      target_resource_id: target,
      log_analytics_workspace_id: ids.logs,
      enabled_log: [{ category }],
    });
    await refused(
      {
        azurerm_monitor_metric_alert: {
          name: alert("a1", { metric_name: "Failed Run", aggregation: "Total" }),
          aggregation: alert("a2", { metric_name: "Active Nodes", aggregation: "Count" }),
          dimension: alert("a3", {
            metric_name: "Errors",
            aggregation: "Total",
            dimension: [{ name: "Cluster", operator: "Include", values: ["*"] }],
          }),
          scope: alert("a4", { metric_name: "Errors", aggregation: "Total" }, { scopes: [ids.storage] }),
          group: alert(
            "a5",
            { metric_name: "Errors", aggregation: "Total" },
            { action: [{ action_group_id: `${group}/providers/Microsoft.Insights/actionGroups/none` }] },
          ),
        },
        azurerm_monitor_diagnostic_setting: { category: setting("d1", ids.vault, "Audit") },
      },
      "couldn't find a metric named Failed Run",
      "metric Active Nodes does not support the aggregation Count; supported are Average, Minimum, Maximum, Total",
      "metric Errors has no dimension Cluster",
      `scope '${ids.storage}' does not emit metrics`,
      "Action group '",
      "category 'Audit' is not supported",
    );
  });

  it("refuses a second setting that sends the same logs to the same place", async () => {
    const setting = (name: string, more: object = {}) => ({
      name,
      target_resource_id: ids.vault,
      log_analytics_workspace_id: ids.logs,
      enabled_log: [{ category: "AuditEvent" }],
      ...more,
    });
    await refused(
      {
        azurerm_monitor_diagnostic_setting: {
          one: setting("one"),
          two: setting("two", { depends_on: ["azurerm_monitor_diagnostic_setting.one"] }),
        },
      },
      "Data sinks can't be reused in different settings on the same category",
    );
  });

  it("refuses events without a source, a queue, or an identity to deliver with", async () => {
    const topic = "${azurerm_eventgrid_system_topic.good.name}";
    await refused(
      {
        azurerm_eventgrid_system_topic: {
          good: {
            name: "evgt-good",
            ...inGroup,
            source_resource_id: "${azapi_resource.workspace.id}",
            topic_type: "Microsoft.MachineLearningServices.Workspaces",
          },
          far: {
            name: "evgt-far",
            resource_group_name: "rg-test",
            location: "northeurope",
            source_resource_id: ids.storage,
            topic_type: "Microsoft.Storage.StorageAccounts",
          },
        },
        azurerm_storage_queue: { q: { name: "events", storage_account_id: "${azurerm_storage_account.st.id}" } },
        azurerm_eventgrid_system_topic_event_subscription: {
          noqueue: {
            name: "noqueue",
            resource_group_name: "rg-test",
            system_topic: topic,
            storage_queue_endpoint: [{ storage_account_id: ids.storage, queue_name: "none" }],
          },
          noidentity: {
            name: "noidentity",
            resource_group_name: "rg-test",
            system_topic: topic,
            storage_queue_endpoint: [
              { storage_account_id: ids.storage, queue_name: "${azurerm_storage_queue.q.name}" },
            ],
            delivery_identity: [{ type: "SystemAssigned" }],
          },
        },
      },
      "a system topic must be in its source's location, 'westeurope'",
      "/queues/none' of 'noqueue' was not found",
      "has no SystemAssigned identity to deliver with",
    );
  });

  it("refuses to delete a subnet in use, a locked resource, and a resource group that is not empty", async () => {
    const whole = estateWith({
      azurerm_private_endpoint: {
        pe: {
          name: "pe-good",
          ...inGroup,
          subnet_id: "${azurerm_subnet.endpoints.id}",
          private_service_connection: [
            {
              name: "pe-good",
              is_manual_connection: false,
              private_connection_resource_id: ids.storage,
              subresource_names: ["blob"],
            },
          ],
        },
      },
      azurerm_management_lock: {
        keep: { name: "keep", scope: "${azurerm_storage_account.st.id}", lock_level: "CanNotDelete" },
      },
    });
    bench.write(whole);
    expect((await bench.apply()).code).toBe(0);
    await bench.terraform("state", "rm", "azurerm_private_endpoint.pe", "azurerm_management_lock.keep");
    const { code, output } = await bench.destroy();
    expect(code).toBe(1);
    expect(output).toContain("InUseSubnetCannotBeDeleted: Subnet endpoints is in use by");
    expect(output).toContain("ScopeLocked");
    const rest = await bench.terraform("state", "list");
    expect(rest.output).toContain("azurerm_resource_group.rg");
    await bench.terraform(
      "state",
      "rm",
      "azurerm_subnet.endpoints",
      "azurerm_virtual_network.vnet",
      "azurerm_storage_account.st",
      "azurerm_role_assignment.storage",
    );
    const again = await bench.destroy();
    expect(again.output).toContain("ResourceGroupNotEmpty");
    expect(again.output).toContain(ids.network);
  });
});

describe("azurerm's own checks", () => {
  it("refuse wrong arguments before anything is sent, all at once", async () => {
    const bench = await Workbench.open();
    const budget = (time: object, notification: object) => ({
      name: "b",
      resource_group_id: group,
      amount: 10,
      time_period: [time],
      notification: [{ operator: "GreaterThan", threshold: 80, contact_emails: ["a@b.c"], ...notification }],
    });
    const alert = (more: object) => ({
      name: "a",
      resource_group_name: "rg-test",
      scopes: [ids.workspace],
      criteria: [
        { metric_namespace: "n", metric_name: "m", operator: "GreaterThan", threshold: 0, aggregation: "Total" },
      ],
      ...more,
    });
    bench.write({
      azurerm_storage_account: {
        s: { name: "Bad_Name", ...inGroup, account_tier: "Gold", account_replication_type: "LRS" },
      },
      azurerm_storage_container: {
        c: { name: "data", storage_account_id: ids.storage, container_access_type: "public" },
        byname: { name: "data", storage_account_name: "x" },
      },
      azurerm_container_registry: { r: { name: "crtest1", ...inGroup, sku: "Basic", zone_redundancy_enabled: true } },
      azurerm_consumption_budget_resource_group: {
        day: budget({ start_date: "2026-12-02T00:00:00Z" }, {}),
        silent: budget({ start_date: "2026-12-01T00:00:00Z" }, { contact_emails: [] }),
      },
      azurerm_role_assignment: {
        name: { name: "mine", scope: group, principal_id: people, role_definition_id: reader },
        both: { scope: group, principal_id: people, role_definition_id: reader, role_definition_name: "Reader" },
      },
      azurerm_monitor_metric_alert: {
        often: alert({ frequency: "PT2M" }),
        short: alert({ frequency: "PT15M", window_size: "PT5M" }),
      },
      azurerm_management_lock: { level: { name: "l", scope: group, lock_level: "DoNotDelete" } },
      azurerm_key_vault: { kv: { name: "kv--bad", ...inGroup, tenant_id: tenant, sku_name: "standard" } },
      azurerm_federated_identity_credential: {
        f: {
          name: "f01",
          resource_group_name: "rg-test",
          parent_id: ids.storage,
          issuer: "https://x",
          subject: "s",
          audience: ["a"],
        },
      },
      azurerm_log_analytics_workspace: { l: { name: "logs", ...inGroup, retention_in_days: 20 } },
    });
    const { code, output } = await bench.terraform("validate");
    expect(code).toBe(1);
    const messages = [
      "invalid value for name: given Bad_Name (8 characters)",
      'expected account_tier to be one of ["Standard" "Premium"], got Gold',
      'expected container_access_type to be one of ["blob" "container" "private"], got public',
      "write `storage_account_id` instead of `storage_account_name`",
      "`zone_redundancy_enabled` can only be changed for a Container Registry with the sku Premium",
      "invalid value for time_period.start_date (RFC 3339, the first of a month at midnight UTC): 2026-12-02T00:00:00Z",
      "one of `contact_emails`, `contact_groups` or `contact_roles` must be set",
      "invalid value for name (must be a valid UUID): mine",
      "exactly only one can be specified, but role_definition_id, role_definition_name are",
      "expected frequency to be one of",
      "`window_size` (PT5M) must not be less than `frequency` (PT15M)",
      'expected lock_level to be one of ["CanNotDelete" "ReadOnly"], got DoNotDelete',
      "given kv--bad (7 characters)",
      "expected the id of a Microsoft.ManagedIdentity/userAssignedIdentities",
      "expected retention_in_days to be in the range (30 - 730), got 20",
    ];
    for (const message of messages) expect(output).toContain(message);
    expect(output.match(/\bError: /g)).toHaveLength(messages.length);
    await bench.close();
  });

  it("need a subscription, and shared keys or Entra for a storage account without keys", async () => {
    const bench = await Workbench.open();
    bench.write(
      { azurerm_resource_group: { rg: { name: "rg-test", location: "westeurope" } } },
      { azurerm: { subscription_id: null } },
    );
    expect((await bench.plan()).output).toContain("`subscription_id` is a required provider property");
    const account = {
      azurerm_resource_group: { rg: { name: "rg-test", location: "westeurope" } },
      azurerm_storage_account: {
        s: {
          name: "stkeyless",
          resource_group_name: "${azurerm_resource_group.rg.name}",
          location: "westeurope",
          account_tier: "Standard",
          account_replication_type: "LRS",
          shared_access_key_enabled: false,
        },
      },
    };
    bench.write(account);
    expect((await bench.apply()).output).toContain("KeyBasedAuthenticationNotPermitted");
    bench.write(account, { azurerm: { storage_use_azuread: true } });
    expect((await bench.apply()).code).toBe(0);
    expect(bench.sandbox.store.get(`/subscriptions/${subscription}/resourceGroups/rg-test`)).toBeDefined();
    await bench.close();
  });
});
