import { sharedNamesOf, modelRegistryIdOf } from "../schema/names";
import { DataAzurermUserAssignedIdentity } from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Construct } from "constructs";
import type { Organization } from "../schema/configuration";
import { CustomRole, type IdentityPrincipal } from "../constructs/access";
import { preventDestroy } from "../constructs/governance/prevent-destroy";
import { configureProviders } from "../constructs/providers";
import { ModelRegistry } from "../constructs/registry";
import { resourceId } from "../domain/azure/ids";
import { publisherHomeOf } from "../schema/own-roles";
import { Stack } from "./stack";
import { addTags } from "./tags";

export interface RegistryStackProps {
  readonly organization: Organization;
  /** Names of the environments, whose pipelines make private endpoints to a registry without public access. */
  readonly environments: readonly string[];
  /** Whether trainings of any environment write into the registry. */
  readonly publishing: boolean;
}

/**
 * The registry that all environments share models through, who may publish to it by hand or by pipelines, the role of trainings
 * that publish, and, where it is closed to the public, who may make private endpoints to it.
 */
export class RegistryStack extends Stack {
  readonly registry: ModelRegistry;

  constructor(scope: Construct, id: string, { organization, environments, publishing }: RegistryStackProps) {
    super(scope, id);
    const { subscription, location, registry } = organization.platform;
    const names = sharedNamesOf(organization);
    configureProviders(this, { subscription, tenant: organization.tenant });
    addTags(this, organization);

    const resourceGroup = new ResourceGroup(this, "ResourceGroup", { name: names.registryResourceGroup, location });
    if (registry.protection.preventDestroy) preventDestroy(resourceGroup);
    this.registry = new ModelRegistry(this, "Registry", {
      name: names.registry,
      key: modelRegistryIdOf(organization),
      resourceGroup,
      location,
      replicas: registry.replicas,
      inbound: registry.inbound,
      preventDestroy: registry.protection.preventDestroy,
    });
    for (const promoters of registry.promoters) this.registry.grantPromoter(promoters);
    if (publishing) {
      new CustomRole(this, "ModelPublisher", {
        ...publisherHomeOf(organization),
        role: "modelPublisher",
        scope: resourceGroup.id,
      });
    }
    const inState = { subscriptionId: subscription, resourceGroup: names.stateResourceGroup };
    const principalOf = (scope: Construct, id: string, name: string): IdentityPrincipal => ({
      kind: "identity",
      principalId: new DataAzurermUserAssignedIdentity(scope, id, {
        name,
        resourceGroupName: names.stateResourceGroup,
      }).principalId,
      key: resourceId(inState, "Microsoft.ManagedIdentity/userAssignedIdentities", name),
    });
    if (registry.publishedByPipelines) {
      this.registry.grantPublisher(principalOf(this, "Publisher", names.publishingIdentity));
    }
    if (registry.inbound.mode !== "private") return;
    const deployers = new Construct(this, "Deployers");
    for (const environment of environments) {
      const name = names.pipelineIdentity(environment, "apply");
      this.registry.grantDeployer(environment, principalOf(deployers, environment, name));
    }
  }
}
