import { child, estate, estateWith, ids, workspace } from "../support/estate";
import { Workbench } from "../support/terraform";

const endpointBody = { kind: "Managed", properties: { authMode: "AADToken" } };
const deploymentBody = {
  kind: "Managed",
  sku: { name: "Default", capacity: 1 },
  properties: {
    endpointComputeType: "Managed",
    instanceType: "Standard_D4ds_v5",
    model: "azureml://registries/r/models/m/versions/1",
  },
};
const here = { location: "westeurope" };
const endpoint = (name: string) => ({ ...child("onlineEndpoints", name, endpointBody), ...here });
const deployment = (name: string, parent: string) => ({
  ...child("onlineEndpoints/deployments", name, deploymentBody, parent),
  ...here,
});
const traffic = (shares: object, more: object = {}) => ({
  type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01",
  resource_id: "${azapi_resource.churn.id}",
  body: { properties: { traffic: shares } },
  ...more,
});
const data = {
  inputDataType: "Rolling",
  jobInputType: "uri_folder",
  uri: `${ids.workspace}/data/d/versions/1`,
  windowSize: "P1D",
  windowOffset: "P0D",
};
const monitor = (
  name: string,
  change: {
    metric?: string;
    runtimeVersion?: string;
    taskType?: string;
    deployment?: string;
    production?: object;
  },
) =>
  child("schedules", name, {
    properties: {
      trigger: {
        triggerType: "Recurrence",
        frequency: "Day",
        interval: 1,
        timeZone: "UTC",
        startTime: "2027-01-01T00:00:00",
      },
      action: {
        actionType: "CreateMonitor",
        monitorDefinition: {
          computeConfiguration: {
            computeType: "ServerlessSpark",
            instanceType: "standard_e4s_v3",
            runtimeVersion: change.runtimeVersion ?? "3.4",
            computeIdentity: { computeIdentityType: "AmlToken" },
          },
          monitoringTarget: {
            taskType: change.taskType ?? "Classification",
            ...(change.deployment !== undefined && { deploymentId: change.deployment }),
          },
          signals: {
            drift: {
              signalType: "DataDrift",
              metricThresholds: [
                { dataType: "Numerical", metric: change.metric ?? "JensenShannonDistance", threshold: { value: 0.1 } },
              ],
              productionData: change.production ?? data,
              referenceData: { inputDataType: "Fixed", jobInputType: "mltable", uri: data.uri },
            },
          },
        },
      },
    },
  });
const job = (name: string, trigger: object) =>
  child("schedules", name, {
    properties: {
      trigger: { timeZone: "UTC", startTime: "2027-01-01T00:00:00", ...trigger },
      action: {
        actionType: "CreateJob",
        jobDefinition: { jobType: "Pipeline", componentId: `${ids.workspace}/components/c/versions/1` },
      },
    },
  });
const cron = (name: string, expression: string) => job(name, { triggerType: "Cron", expression });

describe("Azure ML in the sandbox", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(estate());
    expect((await bench.apply()).code).toBe(0);
  });
  afterAll(() => bench.close());

  /** What earlier tests made and later ones leave alone. */
  let kept: Record<string, object> = {};

  async function refused(wrong: Parameters<typeof estateWith>[0], ...messages: string[]): Promise<void> {
    bench.write(estateWith({ ...wrong, azapi_resource: { ...kept, ...wrong["azapi_resource"] } }));
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    for (const message of messages) expect(output).toContain(message);
    expect(output.match(/\bError: /g)).toHaveLength(messages.length);
  }

  it("refuses a workspace without what it depends on, or whose identity holds no roles there", async () => {
    await refused(
      {
        azurerm_user_assigned_identity: {
          bare: { name: "id-bare", resource_group_name: "rg-test", location: "westeurope" },
        },
        azapi_resource: {
          incomplete: workspace({ keyVault: null }, "mlw-incomplete"),
          missing: workspace(
            {
              containerRegistry: ids.storage.replace(
                "Microsoft.Storage/storageAccounts",
                "Microsoft.ContainerRegistry/registries",
              ),
            },
            "mlw-missing",
          ),
          bare: {
            ...workspace({ primaryUserAssignedIdentity: "${azurerm_user_assigned_identity.bare.id}" }, "mlw-bare"),
            identity: [{ type: "UserAssigned", identity_ids: ["${azurerm_user_assigned_identity.bare.id}"] }],
          },
          noprimary: workspace({ primaryUserAssignedIdentity: null }, "mlw-noprimary"),
        },
      },
      "missing dependent resources in workspace json: keyVault",
      "containerRegistry '",
      "does not have authorization to perform actions over scope",
      "primaryUserAssignedIdentity must be one of the workspace's user-assigned identities",
    );
  });

  it("refuses to change what is fixed when a workspace is made", async () => {
    const changed = estate();
    changed["azapi_resource"]!["workspace"] = workspace({ hbiWorkspace: true });
    bench.write(changed);
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    expect(output).toContain(
      "PropertyChangeNotAllowed: Changing property 'properties.hbiWorkspace' of 'mlw-estate' is not allowed",
    );
  });

  it("refuses traffic that no deployment can take, and takes it when one can", async () => {
    const blue = "${azapi_resource.churn.id}";
    kept = { churn: endpoint("churn"), blue: deployment("blue", blue) };
    await refused(
      {
        azapi_update_resource: {
          missing: traffic({ green: 100 }, { depends_on: ["azapi_resource.blue"] }),
          sum: traffic({ blue: 90 }, { depends_on: ["azapi_resource.blue"] }),
        },
      },
      "traffic names deployment 'green', which does not exist",
      "traffic must sum to 0 or 100 percent, not 90",
    );
    bench.write(
      estateWith({
        azapi_resource: kept,
        azapi_update_resource: { traffic: traffic({ blue: 100 }, { depends_on: ["azapi_resource.blue"] }) },
      }),
    );
    expect((await bench.apply()).output).toContain("Apply complete!");
    expect((await bench.plan()).code).toBe(0);
    expect(bench.sandbox.cloud.show(`${ids.workspace}/onlineEndpoints/churn`)?.properties["traffic"]).toEqual({
      blue: 100,
    });
  });

  it("refuses to delete a deployment that has traffic", async () => {
    bench.write(estateWith({ azapi_resource: { churn: endpoint("churn") } }));
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    expect(output).toContain("Deployment 'blue' has traffic: set its traffic to 0 before deleting it.");
  });

  it("refuses endpoints and deployments that Azure does not take", async () => {
    const green = deployment("green", "${azapi_resource.churn.id}");
    await refused(
      {
        azapi_resource: {
          dashes: endpoint("two--dashes"),
          sizeless: { ...green, body: { ...deploymentBody, properties: { endpointComputeType: "Managed" } } },
        },
      },
      "'two--dashes' is not a valid name",
      "a managed online deployment needs an instanceType",
    );
  });

  it("refuses schedules that would run on other days than they say, or not at all", async () => {
    await refused(
      {
        azapi_resource: {
          monthly: cron("monthly", "0 2 1 * *"),
          short: cron("short", "0 2 *"),
          zone: job("zone", { triggerType: "Recurrence", frequency: "Day", interval: 1, timeZone: "Europe/Oslo" }),
          often: job("often", { triggerType: "Recurrence", frequency: "Fortnight", interval: 1 }),
        },
      },
      "'0 2 1 * *' names a day of month or a month, which Azure ML ignores",
      "'0 2 *' is not a cron expression of five fields",
      "time zone 'Europe/Oslo' is not a Windows time zone name",
      "properties.trigger.frequency: expected one of Minute, Hour, Day, Week, Month, got Fortnight",
    );
  });

  it("refuses monitors with values that azapi lets through and Azure does not", async () => {
    await refused(
      {
        azapi_resource: {
          metric: monitor("monitor-metric", { metric: "jensen_shannon_distance" }),
          kind: monitor("monitor-kind", { metric: "PearsonsChiSquaredTest" }),
          task: monitor("monitor-task", { taskType: "classification" }),
          gone: monitor("monitor-gone", { deployment: `${ids.workspace}/onlineEndpoints/churn/deployments/none` }),
        },
      },
      "got jensen_shannon_distance",
      "got PearsonsChiSquaredTest",
      "got classification",
      "/deployments/none' of 'monitor-",
    );
  });

  it("finds misshapen bodies when planning, as azapi does", async () => {
    bench.write(
      estateWith({
        azapi_resource: {
          ...kept,
          window: monitor("monitor-window", { production: { ...data, windowOffset: null } }),
          trailing: monitor("monitor-trailing", { production: { ...data, inputDataType: "Trailing" } }),
          version: monitor("monitor-version", { runtimeVersion: "34" }),
          typo: { ...endpoint("typo"), body: { properties: { authmode: "AADToken" } } },
          unknown: {
            ...endpoint("unknown"),
            type: "Microsoft.MachineLearningServices/workspaces/notebooks@2025-06-01",
          },
          old: { ...endpoint("old"), type: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2024-10-01" },
          twice: { ...endpoint("twice"), body: { ...endpointBody, location: "westeurope" } },
        },
      }),
    );
    const { code, output } = await bench.terraform("validate");
    expect(code).toBe(1);
    for (const message of [
      "productionData.windowOffset`: required property is missing",
      "productionData.inputDataType`: expected one of Fixed, Rolling, Static, got Trailing",
      "runtimeVersion`: expected a value matching",
      "authmode`: property is not expected here; did you mean authMode?",
      "properties.authMode`: required property is missing",
      "does not know the resource type Microsoft.MachineLearningServices/workspaces/notebooks",
      "at API version 2025-06-01 only, not at 2024-10-01",
      `can't specify both the argument "location" and "location" in the argument "body"`,
    ]) {
      expect(output).toContain(message);
    }
  });

  it("refuses outbound rules and compute that the managed network does not allow", async () => {
    const rule = (name: string, properties: object) => child("outboundRules", name, { properties });
    await refused(
      {
        azapi_resource: {
          fqdn: rule("pypi", { type: "FQDN", category: "UserDefined", destination: "pypi.org" }),
          pe: rule("nowhere", {
            type: "PrivateEndpoint",
            destination: { serviceResourceId: `${ids.storage}none`, subresourceTarget: "blob" },
          }),
        },
        azurerm_machine_learning_compute_cluster: {
          c: {
            name: "cpu",
            machine_learning_workspace_id: "${azapi_resource.workspace.id}",
            location: "westeurope",
            vm_priority: "Dedicated",
            vm_size: "STANDARD_D4DS_V5",
            node_public_ip_enabled: false,
            scale_settings: [{ min_node_count: 0, max_node_count: 2, scale_down_nodes_after_idle_duration: "PT15M" }],
          },
        },
      },
      'Only "PrivateEndpoint" outbound rules can be specified when managed network isolation mode is "AllowInternetOutbound"',
      `Destination '${ids.storage}none' of 'nowhere' was not found`,
      "`subnet_resource_id` must be set if `node_public_ip_enabled` is set to `false`",
    );
  });

  it("publishes a model to a registry through an action, once", async () => {
    const registry = {
      type: "Microsoft.MachineLearningServices/registries@2025-06-01",
      name: "mlr-test",
      parent_id: "${azurerm_resource_group.rg.id}",
      location: "westeurope",
      identity: [{ type: "SystemAssigned" }],
      body: { properties: { regionDetails: [{ location: "westeurope" }] } },
    };
    const publish = {
      type: "Microsoft.MachineLearningServices/workspaces/models/versions@2025-06-01",
      resource_id: "${azapi_resource.workspace.id}/models/churn/versions/3",
      action: "publish",
      body: { registryName: "mlr-test", destinationName: "churn", destinationVersion: "3" },
      response_export_values: ["id"],
      depends_on: ["azapi_resource.registry"],
    };
    bench.write(estateWith({ azapi_resource: { ...kept, registry }, azapi_resource_action: { publish } }), {
      output: {
        published: { value: "${azapi_resource_action.publish.output.id}" },
        principal: { value: "${azapi_resource.registry.identity[0].principal_id}" },
      },
    });
    const { output } = await bench.apply();
    expect(output).toContain("/registries/mlr-test/models/churn/versions/3");
    expect(output).toMatch(/principal = "[0-9a-f-]{36}"/);
    expect((await bench.plan()).code).toBe(0);
  });
});

describe("soft deletion in the sandbox", () => {
  it("blocks the names of vaults and workspaces, unless purged or past their time", async () => {
    let today = new Date("2026-11-21T00:00:00Z");
    const bench = await Workbench.open({ now: () => today });
    bench.write(estate());
    expect((await bench.apply()).code).toBe(0);
    expect((await bench.destroy()).code).toBe(0);
    expect(bench.sandbox.store.all()).toEqual([]);

    const refused = await bench.apply();
    expect(refused.output).toContain("A vault with the same name already exists in deleted state.");
    today = new Date("2027-02-18T00:00:00Z");
    expect((await bench.apply()).output).toContain("already exists in deleted state");
    today = new Date("2027-02-20T00:00:00Z");
    expect((await bench.apply()).code).toBe(0);

    await bench.terraform("destroy", "-auto-approve", "-target=azapi_resource.workspace");
    expect((await bench.apply()).output).toContain("Soft-deleted workspace 'mlw-estate' exists.");
    const purging = estate();
    purging["azapi_resource"]!["workspace"] = {
      ...workspace({}, "mlw-purged"),
      delete_query_parameters: { forceToPurge: ["true"] },
    };
    bench.write(purging);
    expect((await bench.apply()).code).toBe(0);
    await bench.terraform("destroy", "-auto-approve", "-target=azapi_resource.workspace");
    expect((await bench.apply()).code).toBe(0);
    await bench.close();
  });
});
