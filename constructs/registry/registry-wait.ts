import { Construct } from "constructs";
import { AzapiResourceAction, ML_API_VERSION } from "../azapi";

export interface RegistryWaitProps {
  /** ARM id of the registry. */
  readonly registry: string;
}

/**
 * Waits for a model registry that another stack makes, so that what is granted on it, or leads to it, may be deployed in the
 * same command. A dependency between the stacks would have cdktf refuse to deploy one without the other.
 *
 * Limitations: it looks once, when it is made, and a registry is there as soon as Azure has begun to make it. That takes the
 * other stack a minute or two, so that it gives up after ten: then nobody makes one.
 */
export class RegistryWait extends Construct {
  /** What to depend on. */
  readonly resource: AzapiResourceAction;

  constructor(scope: Construct, id: string, { registry }: RegistryWaitProps) {
    super(scope, id);
    this.resource = new AzapiResourceAction(this, "Resource", {
      type: `Microsoft.MachineLearningServices/registries@${ML_API_VERSION}`,
      resourceId: registry,
      method: "GET",
      // Neither the registry nor, at first, its resource group.
      timeouts: { create: "10m" },
      retry: { errorMessageRegex: ["^GET [\\s\\S]*RESPONSE 404"], intervalSeconds: 15, maxIntervalSeconds: 60 },
    });
  }
}
