import { EventgridSystemTopic } from "@cdktf/provider-azurerm/lib/eventgrid-system-topic";
import { TerraformOutput } from "cdktf";
import { WorkspaceEvents } from "../../../constructs/events";
import { synth } from "../../support/synth";

describe("WorkspaceEvents", () => {
  it("publishes the workspace's events and delivers them by its own identity", () => {
    const { only, json } = synth((stack) => {
      const events = new WorkspaceEvents(stack, "Events", {
        name: "evgt-pfs-dev-workspace",
        location: "westeurope",
        resourceGroupName: "rg",
        workspaceId: "${azapi_resource.Workspace.id}",
      });
      new TerraformOutput(stack, "Principal", { value: events.principalId });
    });
    expect(only(EventgridSystemTopic)).toMatchObject({
      source_resource_id: "${azapi_resource.Workspace.id}",
      topic_type: "Microsoft.MachineLearningServices.Workspaces",
      identity: { type: "SystemAssigned" },
    });
    expect(json["output"].Principal.value).toMatch(/azurerm_eventgrid_system_topic\..*\.identity\[0\]\.principal_id/);
  });
});
