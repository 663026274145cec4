import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { Construct } from "constructs";
import type { Organization } from "../schema/configuration";
import { MandatoryTags } from "../constructs/governance/mandatory-tags";
import { preventDestroy } from "../constructs/governance/prevent-destroy";
import { configureProviders } from "../constructs/providers";
import { ModelRegistry } from "../constructs/registry";
import { resourceId } from "../domain/azure/ids";
import { sharedNames } from "../domain/azure/names";
import { Stack } from "./stack";

export interface RegistryStackProps {
  readonly organization: Organization;
}

/** The registry that all environments share models through, and who may publish to it by hand. */
export class RegistryStack extends Stack {
  readonly registry: ModelRegistry;

  constructor(scope: Construct, id: string, { organization }: RegistryStackProps) {
    super(scope, id);
    const { subscription, location, registry } = organization.platform;
    const names = sharedNames({ prefix: organization.prefix, subscription });
    configureProviders(this, { subscription, tenant: organization.tenant });
    MandatoryTags.add(this, { ...organization.tags, "managed-by": "terraform" }, organization.tagsManagedElsewhere);

    const resourceGroup = new ResourceGroup(this, "ResourceGroup", { name: names.registryResourceGroup, location });
    if (registry.protection.preventDestroy) preventDestroy(resourceGroup);
    this.registry = new ModelRegistry(this, "Registry", {
      name: names.registry,
      key: resourceId(
        { subscriptionId: subscription, resourceGroup: names.registryResourceGroup },
        "Microsoft.MachineLearningServices/registries",
        names.registry,
      ),
      resourceGroup,
      location,
      replicas: registry.replicas,
      inbound: registry.inbound,
      preventDestroy: registry.protection.preventDestroy,
    });
    for (const promoters of registry.promoters) this.registry.grantPromoter(promoters);
  }
}
