import { Construct } from "constructs";
import { AgentServiceAccess } from "../constructs/access";
import type { Placement } from "../constructs/arm-resource";
import { AgentPool, type IEnvironmentNetwork } from "../constructs/network";
import { resourceId, type ResourceGroupRef } from "../domain/azure/ids";
import type { EnvironmentNames } from "../domain/azure/names";
import { azureOrganizationUrl } from "../domain/pipelines/azure-devops";
import { Bug } from "../domain/problem/problem";
import type { Environment, Organization } from "../schema/configuration";
import { isAzureDevops } from "../schema/organization/repository";
import { roleHomeOf } from "../schema/own-roles";

interface AgentPoolPlace {
  readonly organization: Organization;
  readonly environment: Environment;
  readonly names: EnvironmentNames;
  readonly placement: Placement;
  readonly network: IEnvironmentNetwork;
  readonly group: ResourceGroupRef;
}

/** The agents of Azure DevOps in an environment's network, and what lets it put them there, where it asks for some. */
export function addAgentPool(scope: Construct, place: AgentPoolPlace): void {
  const { organization, environment, names, placement, network, group } = place;
  const { runners } = environment.network;
  if (runners?.type !== "azure-devops" || network.runnersSubnet === undefined) return;
  const { repository } = organization;
  if (!isAzureDevops(repository) || repository.agentServiceId === undefined)
    throw new Bug("a configuration with agents of Azure DevOps names the service that puts them into networks");
  const parts = new Construct(scope, "Agents");
  const access = new AgentServiceAccess(parts, "Access", {
    objectId: repository.agentServiceId,
    virtualNetwork: {
      id: network.id,
      key: resourceId(group, "Microsoft.Network/virtualNetworks", names.virtualNetwork),
    },
    home: roleHomeOf(organization, environment),
    resourceGroupId: placement.resourceGroup.id,
  });
  new AgentPool(parts, "Pool", {
    ...placement,
    name: names.agentPool,
    devCenterName: names.devCenter,
    devCenterProjectName: names.devCenterProject,
    subnet: network.runnersSubnet,
    organizationUrl: azureOrganizationUrl(repository.organization),
    project: repository.project,
    size: runners.size,
    image: runners.image,
    maxAgents: runners.maxAgents,
    dependsOn: access.dependables,
  });
}
