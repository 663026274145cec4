import { on } from "../../services/access/requests";
import type { Applied, ApplyRequest, ConfiguredProvider, Plan, PlanRequest } from "../terraform/provider";
import { ProviderError } from "../terraform/provider";
import type { ObjectValue } from "../terraform/wire";
import { ActionResource } from "./action-resource";
import type { AzapiContext, AzapiKind } from "./context";
import { identityFromBody } from "./identity";
import { retryPolicy } from "./retry";
import { whileLocked } from "./locks";
import { requireSimulated } from "./not-simulated";
import { outputOf } from "./output";
import { FullResource } from "./full-resource";
import { childId, parseResourceType } from "./resource-type";
import { UpdateResource } from "./update-resource";

/** The azapi provider with one provider block's settings. */
export class ConfiguredAzapi implements ConfiguredProvider {
  private readonly kinds: Readonly<Record<string, AzapiKind>>;
  private readonly actions: ActionResource;

  constructor(private readonly context: AzapiContext) {
    this.actions = new ActionResource(context);
    this.kinds = {
      azapi_resource: new FullResource(context),
      azapi_update_resource: new UpdateResource(context),
      azapi_resource_action: this.actions,
    };
  }

  plan(request: PlanRequest): Promise<Plan> {
    return this.kinds[request.type]!.plan(request);
  }
  apply(request: ApplyRequest): Promise<Applied> {
    return whileLocked(request.planned, () => this.kinds[request.type]!.apply(request));
  }
  read(type: string, state: ObjectValue): Promise<ObjectValue | null> {
    return this.kinds[type]!.read(state);
  }
  destroy(type: string, state: ObjectValue): Promise<void> {
    return whileLocked(state, () => this.kinds[type]!.destroy(state));
  }
  import(type: string, id: string): Promise<ObjectValue> {
    return this.kinds[type]!.import(id);
  }

  async open(type: string, config: ObjectValue): Promise<ObjectValue> {
    requireSimulated(type, config);
    return whileLocked(config, () => this.actions.open(config));
  }

  async readData(type: string, config: ObjectValue): Promise<ObjectValue> {
    return type === "azapi_client_config" ? this.clientConfig(config) : this.resource(config);
  }

  private clientConfig(config: ObjectValue): ObjectValue {
    const { subscription, tenant } = this.context.settings;
    return {
      ...config,
      id: `clientConfigs/subscriptionId=${subscription};tenantId=${tenant}`,
      object_id: this.context.client.callerId,
      subscription_id: subscription,
      subscription_resource_id: `/subscriptions/${subscription}`,
      tenant_id: tenant,
    };
  }

  private async resource(config: ObjectValue): Promise<ObjectValue> {
    requireSimulated("data_azapi_resource", config);
    const { cloud, client, settings } = this.context;
    const { type } = parseResourceType(String(config["type"]));
    const parent = config["parent_id"] ?? `/subscriptions/${settings.subscription}`;
    const id = (config["resource_id"] as string | null) ?? childId(String(parent), type, String(config["name"]));
    const found = await client.read(
      type,
      [{ operation: on(id, "read") }],
      () => cloud.show(id),
      retryPolicy(config, "read", { method: "GET", target: id }),
    );
    if (found === undefined && config["ignore_not_found"] !== true) {
      throw new ProviderError("Failed to retrieve resource", `retrieving ${id}: 404 Not Found: ResourceNotFound.`);
    }
    const body = JSON.parse(JSON.stringify(found ?? {})) as Record<string, never>;
    return {
      ...config,
      id,
      resource_id: id,
      name: id.split("/").at(-1)!,
      parent_id: String(parent),
      exists: found !== undefined,
      location: found?.location ?? null,
      tags: (found?.tags ?? null) as ObjectValue[string],
      identity: identityFromBody(body["identity"], null),
      output: outputOf(body, config["response_export_values"], settings.disableDefaultOutput ? {} : body),
    };
  }
}
