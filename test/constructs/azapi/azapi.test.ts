import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Testing } from "cdktf";
import { AzapiResource, AzapiResourceAction, AzapiUpdateResource } from "../../../constructs/azapi";
import { configureProviders } from "../../../constructs/providers";
import { SUBSCRIPTION, synth, TENANT } from "../../support/synth";

const group = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-test";
const minimal = { type: "Microsoft.Example/things@2025-01-01", name: "thing", parentId: group, body: {} };

describe("AzapiProvider", () => {
  it("is pinned to one release and keeps no output by default", () => {
    const { json } = synth(() => undefined);
    expect(json["terraform"].required_providers).toEqual({
      azapi: { source: "azure/azapi", version: "2.12.0" },
      azurerm: { source: "azurerm", version: "4.55.0" },
    });
    expect(json["provider"].azapi).toEqual([
      {
        subscription_id: SUBSCRIPTION,
        tenant_id: TENANT,
        skip_provider_registration: true,
        disable_default_output: true,
      },
    ]);
  });
});

describe("AzapiResource", () => {
  it("writes only the arguments that were given", () => {
    const { only } = synth((stack) => new AzapiResource(stack, "Thing", minimal));
    expect(only(AzapiResource)).toEqual({
      type: "Microsoft.Example/things@2025-01-01",
      name: "thing",
      parent_id: group,
      body: {},
    });
  });

  it("keeps camelCase keys, numbers, lists and Azure ML macros of a body as they are", () => {
    const body = {
      properties: {
        nodeIdleTimeBeforeScaleDown: "PT15M",
        environmentVariables: { MY_key: "a" },
        ratio: 0.1,
        steps: [{ stepName: "$${{creation_context.trigger_time}}" }],
      },
    };
    const { only } = synth((stack) => new AzapiResource(stack, "Thing", { ...minimal, body }));
    expect(only(AzapiResource)["body"]).toEqual(body);
  });

  it("resolves references inside a body and inside the identity", () => {
    const { only } = synth((stack) => {
      const made = new ResourceGroup(stack, "Group", { name: "rg-test", location: "westeurope" });
      new AzapiResource(stack, "Thing", {
        ...minimal,
        body: { properties: { groupId: made.id } },
        identity: { type: "UserAssigned", identityIds: [made.id] },
      });
    });
    const reference = "${azurerm_resource_group.Group.id}";
    expect(only(AzapiResource)["body"].properties.groupId).toBe(reference);
    expect(only(AzapiResource)["identity"]).toEqual([{ type: "UserAssigned", identity_ids: [reference] }]);
  });

  it("writes every optional argument under its Terraform name", () => {
    const { only } = synth(
      (stack) =>
        new AzapiResource(stack, "Thing", {
          ...minimal,
          location: "westeurope",
          tags: { owner: "me" },
          identity: { type: "SystemAssigned" },
          ignoreCasing: true,
          schemaValidationEnabled: false,
          locks: [group],
          replaceTriggersExternalValues: { vmSize: "Standard_D4ds_v5" },
          responseExportValues: { workspaceId: "properties.workspaceId" },
          retry: { errorMessageRegex: ["AuthorizationFailed"], intervalSeconds: 15, maxIntervalSeconds: 60 },
          timeouts: { create: "45m" },
          createQueryParameters: { a: ["1"] },
          updateQueryParameters: { b: ["2"] },
          readQueryParameters: { c: ["3"] },
          deleteQueryParameters: { forceToPurge: ["true"] },
          lifecycle: { preventDestroy: true },
        }),
    );
    expect(only(AzapiResource)).toMatchObject({
      location: "westeurope",
      tags: { owner: "me" },
      identity: [{ type: "SystemAssigned" }],
      ignore_casing: true,
      schema_validation_enabled: false,
      locks: [group],
      replace_triggers_external_values: { vmSize: "Standard_D4ds_v5" },
      response_export_values: { workspaceId: "properties.workspaceId" },
      retry: { error_message_regex: ["AuthorizationFailed"], interval_seconds: 15, max_interval_seconds: 60 },
      timeouts: { create: "45m" },
      create_query_parameters: { a: ["1"] },
      update_query_parameters: { b: ["2"] },
      read_query_parameters: { c: ["3"] },
      delete_query_parameters: { forceToPurge: ["true"] },
      lifecycle: { prevent_destroy: true },
    });
  });

  it("gives references to its id and to the values it keeps", () => {
    const { resources } = synth((stack) => {
      const thing = new AzapiResource(stack, "Thing", {
        ...minimal,
        responseExportValues: { principalId: "identity.principalId" },
      });
      new AzapiResource(stack, "Child", {
        ...minimal,
        parentId: thing.id,
        body: { principal: thing.output("principalId"), name: thing.name },
      });
    });
    expect(resources("azapi_resource")["Child"]).toMatchObject({
      parent_id: "${azapi_resource.Thing.id}",
      body: { principal: "${azapi_resource.Thing.output.principalId}", name: "${azapi_resource.Thing.name}" },
    });
  });

  it("rejects an output that is not kept", () => {
    expect(() => synth((stack) => new AzapiResource(stack, "Thing", minimal).output("principalId"))).toThrow(
      "test/Thing keeps no output named principalId; add it to responseExportValues",
    );
  });

  it("lets an aspect set tags where ARM takes them: on resources with a location", () => {
    const { resources } = synth((stack) => {
      const tracked = new AzapiResource(stack, "Tracked", { ...minimal, location: "westeurope", tags: { a: "1" } });
      const proxy = new AzapiResource(stack, "Proxy", minimal);
      for (const resource of [tracked, proxy]) {
        if (resource.taggable) resource.tags = { ...resource.tagsInput, b: "2" };
      }
    });
    expect(resources("azapi_resource")["Tracked"]!["tags"]).toEqual({ a: "1", b: "2" });
    expect(resources("azapi_resource")["Proxy"]).not.toHaveProperty("tags");
  });

  it("writes HCL as well, blocks as blocks", () => {
    let hcl = "";
    synth((stack) => {
      new AzapiResource(stack, "Thing", {
        ...minimal,
        identity: { type: "UserAssigned", identityIds: ["/an/identity"] },
        body: { properties: { vmSize: "Standard_D4ds_v5", macro: "$${{name}}" } },
        timeouts: { create: "45m" },
      });
      hcl = Testing.synthHcl(stack);
    });
    expect(hcl).toContain('identity {\ntype = "UserAssigned"');
    expect(hcl).toContain('timeouts {\ncreate = "45m"');
    expect(hcl).toContain('vmSize = "Standard_D4ds_v5"');
    expect(hcl).toContain('macro = "$${{name}}"');
  });
});

describe("AzapiUpdateResource", () => {
  it("names the resource it changes", () => {
    const { only } = synth(
      (stack) =>
        new AzapiUpdateResource(stack, "Traffic", {
          type: "Microsoft.Example/things@2025-01-01",
          resourceId: `${group}/providers/Microsoft.Example/things/thing`,
          body: { properties: { traffic: { blue: 100 } } },
          ignoreCasing: true,
        }),
    );
    expect(only(AzapiUpdateResource)).toEqual({
      type: "Microsoft.Example/things@2025-01-01",
      resource_id: `${group}/providers/Microsoft.Example/things/thing`,
      body: { properties: { traffic: { blue: 100 } } },
      ignore_casing: true,
    });
  });
});

describe("AzapiResourceAction", () => {
  it("sends a request to a resource", () => {
    const { only } = synth(
      (stack) =>
        new AzapiResourceAction(stack, "Start", {
          type: "Microsoft.Example/things@2025-01-01",
          resourceId: `${group}/providers/Microsoft.Example/things/thing`,
          action: "start",
          method: "POST",
          body: { now: true },
          when: "apply",
        }),
    );
    expect(only(AzapiResourceAction)).toEqual({
      type: "Microsoft.Example/things@2025-01-01",
      resource_id: `${group}/providers/Microsoft.Example/things/thing`,
      action: "start",
      method: "POST",
      body: { now: true },
      when: "apply",
    });
  });
});

describe("configureProviders", () => {
  const azurerm = (props: object) =>
    synth((stack) => configureProviders(stack, { subscription: SUBSCRIPTION, tenant: TENANT, ...props })).json[
      "provider"
    ].azurerm[0];

  it("keeps away from storage data planes and provider registrations, and is careful on destroy", () => {
    expect(azurerm({})).toEqual({
      subscription_id: SUBSCRIPTION,
      tenant_id: TENANT,
      resource_provider_registrations: "none",
      storage_use_azuread: true,
      features: [
        {
          storage: [{ data_plane_available: false }],
          resource_group: [{ prevent_deletion_if_contains_resources: true }],
          key_vault: [{ purge_soft_delete_on_destroy: false, recover_soft_deleted_key_vaults: true }],
          log_analytics_workspace: [{ permanently_delete_on_destroy: false }],
          machine_learning: [{ purge_soft_deleted_workspace_on_destroy: false }],
        },
      ],
    });
  });

  it("frees names at once when asked to", () => {
    expect(azurerm({ purgeOnDestroy: true }).features[0]).toMatchObject({
      log_analytics_workspace: [{ permanently_delete_on_destroy: true }],
      machine_learning: [{ purge_soft_deleted_workspace_on_destroy: true }],
    });
  });

  it("lets go of a resource group that is not empty when asked to", () => {
    expect(azurerm({ deleteNonEmptyResourceGroup: true }).features[0].resource_group).toEqual([
      { prevent_deletion_if_contains_resources: false },
    ]);
  });
});
