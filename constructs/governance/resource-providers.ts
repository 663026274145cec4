import { Construct } from "constructs";
import { featureId, type SubscriptionFeature } from "../../domain/azure/resource-providers";
import { AzapiResourceAction } from "../azapi";

export interface ResourceProvidersProps {
  /** GUID of the subscription. */
  readonly subscription: string;
  /** Namespaces of the providers. */
  readonly namespaces: readonly string[];
  /** Features that are switched on. @default - none */
  readonly features?: readonly SubscriptionFeature[];
}

/**
 * Registers in one subscription what the stacks use, once, by someone who may: identities that deploy have no right
 * to, and providers are told not to try.
 *
 * Limitations: registration goes on for minutes after this returns. Destroying this unregisters nothing: others in the
 * subscription may use the same.
 */
export class ResourceProviders extends Construct {
  constructor(scope: Construct, id: string, props: ResourceProvidersProps) {
    super(scope, id);
    for (const namespace of props.namespaces) {
      new AzapiResourceAction(this, namespace, {
        type: "Microsoft.Resources/providers@2021-04-01",
        resourceId: `/subscriptions/${props.subscription}/providers/${namespace}`,
        action: "register",
        method: "POST",
      });
    }
    for (const feature of props.features ?? []) {
      new AzapiResourceAction(this, `${feature.provider}-${feature.name}`, {
        type: "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations@2021-07-01",
        resourceId: featureId(props.subscription, feature),
        method: "PUT",
        body: { properties: {} },
      });
    }
  }
}
